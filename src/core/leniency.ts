import type { Finding } from "./finding.ts";

/** Breaks that a team may agree to forgive: those in packages called unstable, and the removal of what was deprecated. */
export const LENIENCIES = ["unstable-packages", "deprecated-removal"] as const;

/** Name of a leniency. */
export type Leniency = (typeof LENIENCIES)[number];

/**
 * Turns breaks into `risky` where a leniency granted covers them; they stay listed, with their witness and the name of
 * the leniency. `coveredBy` says which ones would cover a finding, as only its kind can tell.
 */
export function applyLeniencies(
  findings: readonly Finding[],
  granted: readonly Leniency[],
  coveredBy: (finding: Finding) => readonly Leniency[],
): readonly Finding[] {
  if (granted.length === 0) return findings;
  return findings.map((finding) => {
    if (finding.level !== "breaking" && finding.level !== "undecided") return finding;
    const leniency = coveredBy(finding).find((name) => granted.includes(name));
    return leniency === undefined ? finding : { ...finding, level: "risky", leniency };
  });
}
