export { pactDifferences } from "./differences.ts";
export { interactionId, pactIdentity, withInteractionIds } from "./identity.ts";
export { isJsonObject, type JsonTree, type JsonTreeObject, parseJsonText, plainJson, writeJson } from "./json-text.ts";
export { mergePacts } from "./merge.ts";
export { type Interaction, type InteractionType, type Pact, type ProviderState, readPact } from "./read.ts";
