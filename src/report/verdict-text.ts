import { LEVELS, operationsOf, placeOf } from "../core/finding.ts";
import { formatPlace } from "../core/place.ts";
import type { Check, JudgedFinding, Verdict } from "../gate/verdict.ts";
import { printable } from "./clean.ts";
import { witnessLines } from "./payload.ts";
import { type Paint, painter } from "./style.ts";
import { decidingFindings, partyText, stateText, type VerdictFormat, type VerdictInput } from "./verdict-report.ts";

const ANSWER = { yes: "YES", no: "NO", unknown: "UNKNOWN" } as const;
const ANSWER_STYLE = { yes: "compatible", no: "breaking", unknown: "undecided" } as const;
const STATE_STYLE = { satisfied: "safe", failed: "breaking", missing: "undecided", "not-applicable": "dim" } as const;

/** At most this many findings are shown, and this many names in one list. */
const PROOFS_SHOWN = 25;
const NAMES_SHOWN = 5;

/** For people: the answer first, a line per check with its evidence, the proofs, what to type next. */
export const verdictText: VerdictFormat = { name: "text", summary: "for people", render };

function render(input: VerdictInput): string {
  const { verdict } = input;
  const paint = painter(input.colour);
  const blocks = [
    `${paint(ANSWER_STYLE[verdict.verdict], ANSWER[verdict.verdict])}: ${printable(verdict.sentence)}`,
    ...(verdict.checks.length > 0 ? [checkTable(verdict.checks, paint)] : []),
    ...proofBlocks(verdict, paint),
    ...(verdict.notices.length > 0 ? [verdict.notices.map(printable).join("\n")] : []),
    ...(verdict.next === null ? [] : [`Next: ${printable(verdict.next)}`]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function checkTable(checks: readonly Check[], paint: Paint): string {
  const rows = checks.map((check) =>
    [
      stateText(check),
      check.type,
      partyText(check.consumer),
      partyText(check.provider),
      check.reason,
      check.message,
    ].map(printable),
  );
  const header = ["STATE", "CHECK", "CONSUMER", "PROVIDER", "REASON", "SAYS"];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join("  ");
  const painted = rows.map((row, index) => {
    const check = checks[index];
    const style = check === undefined || check.ignored ? "dim" : STATE_STYLE[check.state];
    return `${paint(style, (row[0] ?? "").padEnd(widths[0] ?? 0))}${line(row).slice(widths[0])}`;
  });
  return [paint("dim", line(header)), ...painted].join("\n");
}

/** One finding, and everybody whom it hits: the same edit often stands in several checks. */
interface Proof {
  readonly finding: JudgedFinding;
  readonly hits: readonly string[];
}

function proofBlocks(verdict: Verdict, paint: Paint): readonly string[] {
  const proofs = proofsOf(verdict);
  const more = proofs.length - PROOFS_SHOWN;
  return [
    ...proofs.slice(0, PROOFS_SHOWN).map((proof) => proofBlock(proof, paint)),
    ...(more > 0 ? [`and ${more} more findings (--format json has them all)`] : []),
  ];
}

/** Breaking findings first, then undecided, then risky ones, of these the forgiven first; each once. */
function proofsOf(verdict: Verdict): readonly Proof[] {
  const proofs = new Map<string, Proof>();
  for (const check of verdict.checks.filter((one) => !one.ignored)) {
    for (const finding of decidingFindings(check, verdict.inForce)) {
      const key = JSON.stringify([finding.fingerprint, finding.level, finding.accepted]);
      const hits = check.consumer === null ? [] : [partyText(check.consumer)];
      const known = proofs.get(key);
      proofs.set(key, { finding: known?.finding ?? finding, hits: [...new Set([...(known?.hits ?? []), ...hits])] });
    }
  }
  const rank = ({ finding }: Proof) => 2 * LEVELS.indexOf(finding.level) + (finding.forgiven === undefined ? 1 : 0);
  return [...proofs.values()].sort((x, y) => rank(x) - rank(y));
}

function proofBlock({ finding, hits }: Proof, paint: Paint): string {
  const place = placeOf(finding);
  const operations = operationsOf(finding);
  const title = `${finding.id}, ${finding.direction}, ${finding.surface}, ${finding.fingerprint}`;
  const lines = [
    `${paint(finding.level, finding.level)}  ${printable(finding.message)}`,
    `  ${printable(place ? formatPlace(place) : finding.element)}  ${paint("dim", title)}`,
    ...(operations.length > 0 ? [`  in ${printable(shortList(operations))}`] : []),
    ...(hits.length > 0 ? [`  hits ${shortList(hits)}`] : []),
  ];
  if (finding.level === "risky")
    return [...lines, ...(finding.forgiven ? [`  forgiven: ${printable(finding.forgiven)}`] : [])].join("\n");
  return [
    ...lines,
    ...(finding.witness ? witnessLines(finding.witness).map((line) => `  ${printable(line)}`) : []),
    ...(finding.noWitness ? [`  no witness: ${printable(finding.noWitness)}`] : []),
    ...(finding.because ? [`  counts: ${printable(finding.because)}`] : []),
    ...acceptedLines(finding),
  ].join("\n");
}

const shortList = (names: readonly string[]): string =>
  `${names.slice(0, NAMES_SHOWN).join(", ")}${names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ""}`;

function acceptedLines({ accepted }: JudgedFinding): readonly string[] {
  if (accepted === null) return [];
  const end = accepted.until === null ? "" : ` until ${accepted.until}`;
  return [`  accepted by ${printable(accepted.owner)}${end}: ${printable(accepted.reason)}`];
}
