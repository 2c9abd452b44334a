import { groupBy } from "../core/group.ts";
import type { Check, Evidence, Party, Seam } from "./verdict.ts";
import { keyOf } from "./world.ts";

/** Groups the checks that have a consumer by consumer version and provider version, in the order of the checks. */
export function seamsOf(checks: readonly Check[]): readonly Seam[] {
  const indexed = checks.map((check, index) => ({ check, index }));
  const groups = groupBy(
    indexed.filter(({ check }) => check.consumer !== null),
    ({ check }) => keyOf(refText(check.consumer), refText(check.provider)),
  );
  return [...groups.values()].flatMap((group) => {
    const first = group[0]?.check;
    if (!first?.consumer) return [];
    const checks = group.map(({ index }) => index);
    return [
      {
        consumer: first.consumer,
        provider: first.provider,
        evidence: evidenceOf(group.map(({ check }) => check)),
        checks,
      },
    ];
  });
}

const refText = (ref: Party | null): string => (ref === null ? "" : keyOf(ref.application, ref.version));

/** Broken if any check failed, else unknown if any is missing, else the weakest of what speaks for it. */
export function evidenceOf(checks: readonly Check[]): Evidence {
  if (checks.some((check) => check.state === "failed")) return "broken";
  if (checks.some((check) => check.state === "missing")) return "unknown";
  if (checks.some((check) => check.type === "copy" && check.findings.some((finding) => finding.accepted)))
    return "accepted";
  return checks.every((check) => check.type === "pact") ? "verified" : "proved";
}
