import { ADD_BESIDE, oasdiff, type Row, row } from "./row.ts";

/** Rules about what is written in XML. */
export const XML_RULES: readonly Row[] = (["request", "response"] as const).map((message) =>
  row(`${message}.xml-changed`, `${message}.xml-changed`, {
    meaning: `a value in the XML of a ${message} has another name, namespace or place`,
    why: "readers look for elements and attributes by name: what is written elsewhere is not found",
    instead: ADD_BESIDE,
    peers: oasdiff(),
    message: ({ what, where }) => `how ${what} is written in the XML of ${where} differs`,
  }),
);
