import type { Finding } from "./finding.ts";

/** The part of a version number (Semantic Versioning 2.0.0) that a change asks for. */
export interface Advice {
  readonly bump: "major" | "minor" | "patch";
  /** Why, in one sentence. */
  readonly because: string;
}

/**
 * Advice for the next version number; `counts` says which findings old callers meet. Old callers may break, or nobody
 * can prove that they do not: major. Something is new that old versions do not have (a forward difference), or old
 * callers meet a risk: minor. Else patch.
 */
export function adviseVersion(findings: readonly Finding[], counts: (finding: Finding) => boolean): Advice {
  const met = findings.filter((finding) => finding.direction === "backward" && counts(finding));
  const worst = met.find(({ level }) => level === "breaking") ?? met.find(({ level }) => level === "undecided");
  if (worst) return { bump: "major", because: worst.message };
  const risk = met.find(({ level }) => level === "risky");
  if (risk) return { bump: "minor", because: risk.message };
  const added = findings.find((finding) => finding.surface !== "source");
  if (added) return { bump: "minor", because: added.message };
  return { bump: "patch", because: "no caller can tell the two apart" };
}
