import type { Check } from "../gate/verdict.ts";
import { printable } from "./clean.ts";
import type { VerdictFormat } from "./verdict-report.ts";

const COLUMNS = ["CONSUMER", "C.VERSION", "PROVIDER", "P.VERSION", "SUCCESS?", "CHECK"];
const SUCCESS = { satisfied: "true", failed: "false", missing: "???", "not-applicable": "n/a" } as const;
const ANSWER = {
  yes: "Computer says yes \\o/",
  no: "Computer says no ¯\\_(ツ)_/¯",
  unknown: "Computer says no ¯\\_(ツ)_/¯ (it is not known yet)",
} as const;

/** The table that users of the Pact command lines know; `interface` checks stand in it with no consumer. */
export const verdictTable: VerdictFormat = {
  name: "table",
  summary: "the table of the Pact command lines",
  render: ({ verdict }) => {
    const results = verdict.checks.flatMap((check) => (check.link === null ? [] : [check.link]));
    return [
      ANSWER[verdict.verdict],
      ...(verdict.checks.length > 0 ? ["", ...table(verdict.checks)] : []),
      ...(results.length > 0
        ? ["", "VERIFICATION RESULTS", ...results.map((url, index) => `${index + 1}. ${printable(url)}`)]
        : []),
      "",
      printable(verdict.sentence),
      ...verdict.notices.map(printable),
      ...(verdict.next === null ? [] : [`Next: ${printable(verdict.next)}`]),
      "",
    ].join("\n");
  },
};

function table(checks: readonly Check[]): readonly string[] {
  const rows = [COLUMNS, ...checks.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(" | ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("-|-");
  return [lines[0] ?? "", rule, ...lines.slice(1)];
}

const cells = (check: Check): readonly string[] => [
  printable(check.consumer?.application ?? "-"),
  printable(check.consumer?.version ?? "-"),
  printable(check.provider.application),
  printable(check.provider.version ?? "???"),
  `${SUCCESS[check.state]}${check.ignored ? " [ignored]" : ""}`,
  check.type,
];
