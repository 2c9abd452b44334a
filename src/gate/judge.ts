import type { Direction, Finding } from "../core/finding.ts";
import { type InForce, isInForce } from "../core/verdict.ts";
import type { AcceptanceFact } from "./facts.ts";
import type { JudgedFinding } from "./verdict.ts";

/** How the findings of one comparison are to be judged. */
export interface Judging {
  readonly inForce: InForce;
  /** Tolerances that the provider's version on each side switches off as a reader. */
  readonly providerStrict: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Tolerances that the consumers switch off as readers. */
  readonly consumerStrict: readonly string[];
  /** Those of the application whose interface it is. */
  readonly acceptances: readonly AcceptanceFact[];
  /** The moment asked about, ISO 8601. */
  readonly now: string;
}

/** What became of the findings of one comparison. */
export interface Judged {
  readonly findings: readonly JudgedFinding[];
  readonly breaking: number;
  readonly undecided: number;
  /** In force and would count, but accepted. */
  readonly accepted: number;
}

/** Applies strictness and acceptances to findings, and counts what is in force. Nothing is left out. */
export function judge(findings: readonly Finding[], judging: Judging): Judged {
  const judged = findings.map((finding): JudgedFinding => {
    const strict = isStrict(finding, judging) ? { ...finding, level: strictLevel(finding) } : finding;
    return { ...strict, accepted: acceptanceOf(finding, judging) };
  });
  const counting = judged.filter((finding) => isInForce(finding, judging.inForce));
  const open = counting.filter((finding) => finding.accepted === null);
  const level = (name: string) => open.filter((finding) => finding.level === name).length;
  return {
    findings: judged,
    breaking: level("breaking"),
    undecided: level("undecided"),
    accepted: counting.filter((finding) => finding.accepted !== null && isHurting(finding)).length,
  };
}

const isHurting = (finding: Finding): boolean => finding.level === "breaking" || finding.level === "undecided";

/** A tolerated break counts again where its tolerance is not in force, or its reader switched it off. */
function isStrict(finding: Finding, judging: Judging): boolean {
  if (finding.level !== "risky" || finding.tolerance === undefined) return false;
  const tolerance = finding.tolerance;
  if (!judging.inForce.tolerances.some((name) => name === tolerance)) return true;
  return readerStrict(finding, judging).includes(tolerance);
}

/** A break is said only with its witness; without one the strict answer is open. */
const strictLevel = (finding: Finding): "breaking" | "undecided" =>
  finding.witness === null ? "undecided" : "breaking";

/** What the reader of the payload switched off; without a witness either side may be the reader. */
function readerStrict(finding: Finding, judging: Judging): readonly string[] {
  const { providerStrict, consumerStrict } = judging;
  if (finding.witness === null) return [...providerStrict.before, ...providerStrict.after, ...consumerStrict];
  const reader = finding.witness.reader;
  return reader === PROVIDER_SIDE[finding.direction] ? providerStrict[reader] : consumerStrict;
}

/** `backward` is the new provider with old peers; `forward` the old provider with new peers. */
const PROVIDER_SIDE: Readonly<Record<Direction, "before" | "after">> = { backward: "after", forward: "before" };

function acceptanceOf(finding: Finding, judging: Judging): AcceptanceFact | null {
  const fitting = judging.acceptances.filter((one) => one.fingerprint === finding.fingerprint);
  return fitting.find((one) => holds(one, judging.now)) ?? null;
}

/** Does an acceptance still hold? A date without a time holds to the end of that day, UTC. */
export function holds(acceptance: AcceptanceFact, now: string): boolean {
  if (acceptance.until === null) return true;
  if (/^\d{4}-\d{2}-\d{2}$/.test(acceptance.until)) return now.slice(0, 10) <= acceptance.until;
  return Date.parse(now) <= Date.parse(acceptance.until);
}
