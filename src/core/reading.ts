import type { Finding } from "./finding.ts";
import { DEFAULT_IN_FORCE, type Tolerance } from "./verdict.ts";

/** What forgives a strict break: all of it is needed. */
export interface Forgiven {
  /** The first of them. */
  readonly tolerance: Tolerance;
  readonly alsoTolerances?: readonly Tolerance[];
  /** True where the document itself marks the enum as extensible. */
  readonly marked?: true;
}

/** How somebody reads. */
export interface Reading {
  /** Tolerances that forgive. */
  readonly granted: readonly string[];
  /** Tolerances that never do, whatever the document says. */
  readonly off: readonly string[];
}

/** What most readers do. */
export const DEFAULT_READING: Reading = { granted: DEFAULT_IN_FORCE.tolerances, off: [] };

/** The tolerances that a finding rests on; none where it rests on nothing of the kind. */
export const tolerancesOf = ({ tolerance, alsoTolerances = [] }: Finding): readonly string[] =>
  tolerance === undefined ? [] : [tolerance, ...alsoTolerances];

/**
 * The tolerance for the lack of which a tolerated break counts for this reader, or null. A document that marks an enum
 * as extensible grants `extensible-enums` for it, unless the reader switched that off.
 */
export function refusedBy(finding: Finding, { granted, off }: Reading): string | null {
  if (finding.level !== "risky") return null;
  const forgives = (name: string): boolean =>
    !off.includes(name) && (granted.includes(name) || (name === "extensible-enums" && finding.marked === true));
  return tolerancesOf(finding).find((name) => !forgives(name)) ?? null;
}

/** The level of a tolerated break that counts: it is said only with its witness; without one the answer is open. */
export const countedLevel = (finding: Finding): "breaking" | "undecided" =>
  finding.witness === null ? "undecided" : "breaking";

/** Findings of a comparison that forgave more, as this reader has them. */
export const readBy = (findings: readonly Finding[], reading: Reading): readonly Finding[] =>
  findings.map((finding) =>
    refusedBy(finding, reading) === null ? finding : { ...finding, level: countedLevel(finding) },
  );
