import type { Finding } from "./finding.ts";

/** A finding that its owner lives with until a date: an entry of `exemptions` in tally.yaml. */
export interface Exemption {
  readonly fingerprint: string;
  readonly owner: string;
  readonly reason: string;
  /** The last day it holds, `YYYY-MM-DD`. */
  readonly until: string;
}

/** The exemption a finding has, as the report shows it. One that has ended is shown and does not hold. */
export type AppliedExemption = Omit<Exemption, "fingerprint"> & { readonly expired: boolean };

/** Marks the findings that are exempted; of two exemptions of one finding the later holds. `now`: ISO 8601; the day is that of UTC. */
export function applyExemptions(
  findings: readonly Finding[],
  exemptions: readonly Exemption[],
  now: string,
): readonly Finding[] {
  const latestLast = exemptions.toSorted((a, b) => Number(a.until > b.until) - Number(a.until < b.until));
  const byFingerprint = new Map(latestLast.map((exemption) => [exemption.fingerprint, exemption]));
  return findings.map((finding) => {
    const found = byFingerprint.get(finding.fingerprint);
    if (!found) return finding;
    const { owner, reason, until } = found;
    return { ...finding, exemption: { owner, reason, until, expired: until < now.slice(0, 10) } };
  });
}
