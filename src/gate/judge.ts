import type { Direction, Finding } from "../core/finding.ts";
import { applyPreset, forbids } from "../core/preset.ts";
import { countedLevel, refusedBy, tolerancesOf } from "../core/reading.ts";
import { type InForce, isInForce } from "../core/verdict.ts";
import type { AcceptanceFact } from "./facts.ts";
import type { Forgiveness } from "./forgiveness.ts";
import type { NamedReading, Readings } from "./readings.ts";
import type { JudgedFinding } from "./verdict.ts";

/** How the findings of one comparison are to be judged. */
export interface Judging {
  readonly inForce: InForce;
  readonly readings: Readings;
  /**
   * Does it surely concern whom this is judged for? What names an operation that a copy does not know (a webhook) may
   * or may not: that break is not proved for this consumer. Absent: all does.
   */
  isSure?(finding: Finding): boolean;
  /** What versions agreed to forgive; absent: nothing. */
  forgive?(finding: Finding): Forgiveness | null;
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
  /** In force and would count, but forgiven. */
  readonly forgiven: number;
}

/** Applies guidelines, strictness and acceptances to findings, and counts what is in force. Nothing is left out. */
export function judge(findings: readonly Finding[], judging: Judging): Judged {
  const guided = judging.readings.guidelines.reduce(applyPreset, findings);
  const judged = guided.map((finding): JudgedFinding => {
    const because = refusal(finding, judging.readings);
    const told = finding.guideline === undefined ? finding : { ...finding, because: forbids(finding.guideline) };
    const read = because === null ? told : { ...finding, level: countedLevel(finding), because };
    const unsure = read.level === "breaking" && judging.isSure?.(finding) === false;
    const counted: JudgedFinding = {
      ...read,
      ...(unsure && { level: "undecided" }),
      accepted: acceptanceOf(finding, judging),
    };
    return isHurting(counted) ? forgivenBy(counted, judging.forgive?.(counted) ?? null) : counted;
  });
  const counting = judged.filter((finding) => isInForce(finding, judging.inForce));
  const open = counting.filter((finding) => finding.accepted === null);
  const level = (name: string) => open.filter((finding) => finding.level === name).length;
  return {
    findings: judged,
    breaking: level("breaking"),
    undecided: level("undecided"),
    accepted: counting.filter((finding) => finding.accepted !== null && isHurting(finding)).length,
    forgiven: counting.filter((finding) => finding.forgiven !== undefined).length,
  };
}

/** A break that was forgiven is risky, and says by whom; one that is not forgiven yet says what is lacking. */
function forgivenBy(finding: JudgedFinding, forgiveness: Forgiveness | null): JudgedFinding {
  if (forgiveness === null) return finding;
  const { leniency, because } = forgiveness;
  if (leniency === null) return finding.because === undefined ? { ...finding, because } : finding;
  const { because: _, ...rest } = finding;
  return { ...rest, level: "risky", leniency, forgiven: because };
}

const isHurting = (finding: Finding): boolean => finding.level === "breaking" || finding.level === "undecided";

/** Who does not forgive a tolerated break, in one sentence; null where all do. */
function refusal(finding: Finding, readings: Readings): string | null {
  for (const reading of readersOf(finding, readings)) {
    const tolerance = refusedBy(finding, reading);
    if (tolerance !== null) return `${reading.who} does not forgive it (${tolerance})`;
  }
  return null;
}

/** Who reads the payload; without a witness either side may. That something may change at all is for everybody to accept. */
function readersOf(finding: Finding, { provider, consumers }: Readings): readonly NamedReading[] {
  const isLoose = tolerancesOf(finding).includes("unstable-operations");
  if (finding.witness === null || isLoose) return [...provider.before, ...provider.after, ...consumers];
  const { reader } = finding.witness;
  return reader === PROVIDER_SIDE[finding.direction] ? provider[reader] : consumers;
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
