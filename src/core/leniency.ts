import type { Finding } from "./finding.ts";

/** Breaks that a team may agree to forgive: those in packages called unstable, and the removal of what was deprecated. */
export const LENIENCIES = ["unstable-packages", "deprecated-removal"] as const;

/** Name of a leniency. */
export type Leniency = (typeof LENIENCIES)[number];

/** A leniency that a team agreed on, and since when something must have been deprecated for it. */
export interface Grant {
  readonly name: Leniency;
  /** So many versions that were deployed or released had it deprecated, the last one included; absent: that one does. */
  readonly releases?: number;
  /** So many days ago the first of them came there; absent: it does not matter. */
  readonly days?: number;
}

/** `deprecated-removal after 2 releases and 90 days`. */
export function grantWords({ name, releases, days }: Grant): string {
  const after = [
    ...(releases === undefined ? [] : [`${releases} ${releases === 1 ? "release" : "releases"}`]),
    ...(days === undefined ? [] : [`${days} ${days === 1 ? "day" : "days"}`]),
  ];
  return after.length === 0 ? name : `${name} after ${after.join(" and ")}`;
}

/** Each name once, with the strictest that is asked of it, in the order of the names. */
export function strictestGrants(grants: readonly Grant[]): readonly Grant[] {
  return LENIENCIES.flatMap((name) => {
    const same = grants.filter((grant) => grant.name === name);
    if (same.length === 0) return [];
    const most = (key: "releases" | "days") => {
      const asked = same.flatMap((grant) => grant[key] ?? []);
      return asked.length === 0 ? {} : { [key]: Math.max(...asked) };
    };
    return [{ name, ...most("releases"), ...most("days") }];
  });
}

/** Does it hold whatever the history was? */
export const isUnconditional = ({ releases, days }: Grant): boolean => releases === undefined && days === undefined;

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
