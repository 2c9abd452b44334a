export { canIDeploy } from "./can-i-deploy.ts";
export type {
  AcceptanceFact,
  ApplicationFact,
  Asked,
  ComparisonFact,
  CopyFact,
  Facts,
  InterfaceFact,
  PactFact,
  Question,
  SeamFact,
  Target,
  VerificationFact,
  VersionFact,
  VersionRef,
} from "./facts.ts";
export { REMOVED } from "./interface-removed.ts";
export { type NeededComparison, neededComparisons } from "./needed-comparisons.ts";
export {
  type Check,
  type Evidence,
  type JudgedFinding,
  type Party,
  REASONS,
  type Reason,
  type Seam,
  type Verdict,
} from "./verdict.ts";
