import { formatPlace } from "../core/place.ts";
import type { Check, JudgedFinding } from "../gate/verdict.ts";
import { witnessLines } from "./payload.ts";
import { type Paint, painter } from "./style.ts";
import {
  decidingFindings,
  partyText,
  printable,
  stateText,
  type VerdictFormat,
  type VerdictInput,
} from "./verdict-report.ts";

const ANSWER = { yes: "YES", no: "NO", unknown: "UNKNOWN" } as const;
const ANSWER_STYLE = { yes: "compatible", no: "breaking", unknown: "undecided" } as const;
const STATE_STYLE = { satisfied: "safe", failed: "breaking", missing: "undecided", "not-applicable": "dim" } as const;

/** For people: the answer first, a line per check with its evidence, the proofs, what to type next. */
export const verdictText: VerdictFormat = { name: "text", summary: "for people", render };

function render(input: VerdictInput): string {
  const { verdict } = input;
  const paint = painter(input.colour);
  const blocks = [
    `${paint(ANSWER_STYLE[verdict.verdict], ANSWER[verdict.verdict])}: ${printable(verdict.sentence)}`,
    ...(verdict.checks.length > 0 ? [checkTable(verdict.checks, paint)] : []),
    ...verdict.checks.flatMap((check) => proofBlocks(check, input, paint)),
    ...(verdict.notices.length > 0 ? [verdict.notices.map(printable).join("\n")] : []),
    ...(verdict.next === null ? [] : [`Next: ${printable(verdict.next)}`]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function checkTable(checks: readonly Check[], paint: Paint): string {
  const rows = checks.map((check) => [
    stateText(check),
    check.type,
    partyText(check.consumer),
    partyText(check.provider),
    check.reason,
    printable(check.message),
  ]);
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

function proofBlocks(check: Check, { verdict }: VerdictInput, paint: Paint): readonly string[] {
  if (check.ignored) return [];
  return decidingFindings(check, verdict.inForce).map((finding) => findingBlock(check, finding, paint));
}

function findingBlock(check: Check, finding: JudgedFinding, paint: Paint): string {
  const place = finding.after ?? finding.before;
  const operations = finding.operations ?? (finding.operation === null ? [] : [finding.operation]);
  const hit = check.consumer === null ? "" : `  hits ${partyText(check.consumer)}`;
  return [
    `${paint(finding.level, finding.level)}  ${printable(finding.message)}`,
    `  ${place ? formatPlace(place) : finding.element}  ${paint("dim", `${finding.id}, ${finding.direction}, ${finding.surface}, ${finding.fingerprint}`)}`,
    ...(operations.length > 0
      ? [
          `  in ${operations.slice(0, 5).join(", ")}${operations.length > 5 ? ` and ${operations.length - 5} more` : ""}`,
        ]
      : []),
    ...(hit === "" ? [] : [hit]),
    ...(finding.witness ? witnessLines(finding.witness).map((line) => `  ${printable(line)}`) : []),
    ...(finding.noWitness ? [`  no witness: ${finding.noWitness}`] : []),
    ...acceptedLines(finding),
  ].join("\n");
}

function acceptedLines({ accepted }: JudgedFinding): readonly string[] {
  if (accepted === null) return [];
  const end = accepted.until === null ? "" : ` until ${accepted.until}`;
  return [`  accepted by ${printable(accepted.owner)}${end}: ${printable(accepted.reason)}`];
}
