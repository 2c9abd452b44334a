export { canIDeploy } from "./can-i-deploy.ts";
export type { Asked, Facts, Floor, Question, Target, VersionRef } from "./facts.ts";
export { REMOVED, removedFinding } from "./interface-removed.ts";
export { holds } from "./judge.ts";
export { findInterface } from "./match.ts";
export { neededComparisons, neededDeprecations } from "./needed-comparisons.ts";
export { type Check, type Party, REASONS, type Verdict } from "./verdict.ts";
