/** The library: comparing interfaces, containment of JSON Schemas, and the gate as a function of facts. */
export { ERRORS, type ErrorCode, EXIT, TallyError } from "./core/errors.ts";
export type { Direction, Finding, Level, Surface } from "./core/finding.ts";
export { type CompareOptions, DEFAULT_LOAD, type Interface, type Kind, type LoadOptions } from "./core/kind.ts";
export type { Place, Side } from "./core/place.ts";
export type { Rule } from "./core/rule.ts";
export { type Bundle, bundleSource, type Source } from "./core/source.ts";
export {
  type Comparison,
  DEFAULT_IN_FORCE,
  type InForce,
  summarise,
  TOLERANCES,
  type Tolerance,
} from "./core/verdict.ts";
export type { Payload, Replay, Witness } from "./core/witness.ts";
export type { Facts, Question } from "./gate/facts.ts";
export { canIDeploy, neededComparisons } from "./gate/index.ts";
export type { Check, Verdict } from "./gate/verdict.ts";
export { contains, type Dialect, type Policy } from "./json-schema/index.ts";
export { KINDS, type KindEntry } from "./kinds/index.ts";
export { VERSION } from "./version.ts";
