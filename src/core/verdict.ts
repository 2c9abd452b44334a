import { type Advice, adviseVersion, type Versions } from "./advice.ts";
import type { Direction, Finding, Level, Surface } from "./finding.ts";
import type { Language } from "./language.ts";

/** Ways to read that forgive a strict break (it becomes `risky` and keeps its witness). */
export const TOLERANCES = [
  "undeclared-names-absent",
  "ignore-unknown-fields",
  "ignore-unknown-enum-names",
  "extensible-enums",
  "discriminator-selects",
  "unstable-operations",
] as const;

/** Name of a tolerance. */
export type Tolerance = (typeof TOLERANCES)[number];

/** What blocks. Everything else is computed and listed all the same. */
export interface InForce {
  readonly directions: readonly Direction[];
  readonly surfaces: readonly Surface[];
  readonly tolerances: readonly Tolerance[];
  /** Languages that count on `source`; absent: all. */
  readonly languages?: readonly Language[];
}

/** The default: backward, every surface but source, every tolerance but extensible enums. */
export const DEFAULT_IN_FORCE: InForce = {
  directions: ["backward"],
  surfaces: ["wire", "json", "rpc", "http"],
  tolerances: [
    "undeclared-names-absent",
    "ignore-unknown-fields",
    "ignore-unknown-enum-names",
    "discriminator-selects",
    "unstable-operations",
  ],
};

/** Answer of a comparison. */
export type CompatibilityVerdict = "compatible" | "breaking" | "undecided";

/** How many findings in force there are of each level. */
export type Counts = Readonly<Record<Level, number>>;

/** A whole comparison: the shape of `tally diff --format json` (docs/schemas/diff.schema.json). */
export interface Comparison {
  readonly tool: { readonly name: "tallystick"; readonly version: string };
  readonly schemaVersion: 1;
  readonly kind: string;
  readonly verdict: CompatibilityVerdict;
  readonly verdicts: Readonly<Record<Direction, CompatibilityVerdict>>;
  readonly inForce: InForce;
  readonly counts: Counts;
  /** What the change asks of the next version number. */
  readonly advice: Advice;
  readonly findings: readonly Finding[];
  /** Things to know that decide nothing. */
  readonly notices: readonly string[];
}

/** True when a finding counts towards the verdict: in a direction and on a surface in force, and not exempted. */
export const isInForce = (finding: Finding, inForce: InForce): boolean =>
  inForce.directions.includes(finding.direction) &&
  inForce.surfaces.includes(finding.surface) &&
  speaks(finding, inForce) &&
  !isExempted(finding);

/** The findings of a comparison that count towards its verdict. */
export const activeFindings = ({ findings, inForce }: Comparison): readonly Finding[] =>
  findings.filter((finding) => isInForce(finding, inForce));

/** Is it about a language that counts? A finding that names none is about all. */
const speaks = ({ surface, languages }: Finding, inForce: InForce): boolean =>
  surface !== "source" ||
  inForce.languages === undefined ||
  languages === undefined ||
  languages.some((language) => inForce.languages?.includes(language));

/** True when an exemption holds for the finding. */
export const isExempted = (finding: Finding): boolean => finding.exemption?.expired === false;

/** Any breaking: `breaking`; else any undecided: `undecided`; else `compatible`. */
export function verdictOf(findings: readonly Finding[]): CompatibilityVerdict {
  if (findings.some((finding) => finding.level === "breaking")) return "breaking";
  return findings.some((finding) => finding.level === "undecided") ? "undecided" : "compatible";
}

/** Tallies findings by level. */
export function countLevels(findings: readonly Finding[]): Counts {
  const counts = { breaking: 0, risky: 0, safe: 0, undecided: 0 };
  for (const finding of findings) counts[finding.level] += 1;
  return counts;
}

/** Builds the result of a comparison: verdict and counts cover what is in force, the list everything. */
export function summarise(
  kind: string,
  toolVersion: string,
  findings: readonly Finding[],
  inForce: InForce = DEFAULT_IN_FORCE,
  notices: readonly string[] = [],
  versions: Versions | null = null,
): Comparison {
  const active = findings.filter((finding) => isInForce(finding, inForce));
  const along = (direction: Direction) =>
    verdictOf(findings.filter((finding) => isInForce(finding, { ...inForce, directions: [direction] })));
  return {
    tool: { name: "tallystick", version: toolVersion },
    schemaVersion: 1,
    kind,
    verdict: verdictOf(active),
    verdicts: { backward: along("backward"), forward: along("forward") },
    inForce,
    counts: countLevels(active),
    advice: adviseVersion(
      findings,
      (finding) => isInForce(finding, { ...inForce, directions: ["backward"] }),
      versions,
    ),
    findings,
    notices,
  };
}
