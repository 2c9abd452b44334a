import { type Finding, LEVELS } from "../core/finding.ts";
import { type Comparison, isExempted } from "../core/verdict.ts";

/** The one-line answer: `BREAKING: 2 breaking, 1 risky (backward on wire, json, rpc, http)`. */
export function headline({ verdict, counts, inForce, findings }: Comparison): string {
  const exempted = findings.filter(isExempted).length;
  const parts = [
    ...LEVELS.filter((level) => counts[level] > 0).map((level) => `${counts[level]} ${level}`),
    ...(exempted > 0 ? [`${exempted} exempted`] : []),
  ];
  const found = parts.length > 0 ? parts.join(", ") : "no difference that can hurt";
  const generated = inForce.languages ? `source of ${inForce.languages.join(" and ")}` : "source";
  const surfaces = inForce.surfaces.map((surface) => (surface === "source" ? generated : surface));
  return `${verdict.toUpperCase()}: ${found} (${inForce.directions.join(" and ")} on ${surfaces.join(", ")})`;
}

/** The worst first; findings of one level keep their order. */
export const worstFirst = <T extends Finding>(findings: readonly T[]): readonly T[] =>
  LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level));
