export { pactDifferences } from "./differences.ts";
export { interactionId, pactIdentity, withInteractionIds } from "./identity.ts";
export { isJsonObject, type JsonTree, parseJsonText, writeJson } from "./json-text.ts";
export { mergePacts } from "./merge.ts";
export { type Pact, readPact } from "./read.ts";
