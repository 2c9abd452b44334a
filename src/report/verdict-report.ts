import type { Finding } from "../core/finding.ts";
import { type InForce, isInForce } from "../core/verdict.ts";
import type { Check, JudgedFinding, Party, Verdict } from "../gate/verdict.ts";
import { printable } from "./clean.ts";

/** What the report of a gate's answer is made from. */
export interface VerdictInput {
  readonly verdict: Verdict;
  readonly colour: boolean;
}

/** A format of the gate's answer: a name and a pure function to text. */
export interface VerdictFormat {
  readonly name: string;
  readonly summary: string;
  render(input: VerdictInput): string;
}

/** `orders 1.2.3`; `-` for nobody, the bare name where no version of it is there. */
export const partyText = (party: Party | null): string =>
  party === null
    ? "-"
    : printable(party.version === null ? party.application : `${party.application} ${party.version}`);

/** The findings of a check that decide it: those in force; of a copy, whatever the directions in force are. */
export function decidingFindings(check: Check, inForce: InForce): readonly JudgedFinding[] {
  const covered: InForce = check.type === "copy" ? { ...inForce, directions: ["backward"] } : inForce;
  return check.findings.filter((finding) => isInForce(finding, covered) && hurts(finding));
}

const hurts = (finding: Finding): boolean => finding.level !== "safe";

/** What one sees of a check's state. */
export const stateText = (check: Check): string => (check.ignored ? `${check.state}, ${check.reason}` : check.state);
