declare module "@hyperjump/json-schema/formats-lite";
