import type { Finding } from "../core/finding.ts";
import { formatPlace } from "../core/place.ts";
import { isInForce } from "../core/verdict.ts";
import { headline, worstFirst } from "./headline.ts";
import { witnessLines } from "./payload.ts";
import type { Format, ReportInput } from "./report.ts";

/** Witnesses of at most this many findings are unfolded into the comment; the JSON has them all. */
const PROOFS_SHOWN = 20;

const MARK = { breaking: "❌", undecided: "❔", risky: "⚠️", safe: "✅" } as const;

/** Markdown for a job summary or a comment on a pull request. */
export const markdown: Format = {
  name: "markdown",
  summary: "Markdown for job summaries and pull-request comments",
  render: renderMarkdown,
};

function renderMarkdown({ comparison, labels }: ReportInput): string {
  const active = worstFirst(comparison.findings.filter((finding) => isInForce(finding, comparison.inForce)));
  const rest = comparison.findings.length - active.length;
  const rows = active.map(
    (finding) => `| ${MARK[finding.level]} ${finding.level} | ${cell(finding.message)} | ${where(finding)} |`,
  );
  return [
    `### ${MARK[comparison.verdict === "compatible" ? "safe" : comparison.verdict]} ${headline(comparison)}`,
    "",
    `${code(labels.before)} → ${code(labels.after)}`,
    ...(rows.length > 0 ? ["", "| | what | where |", "|---|---|---|", ...rows] : []),
    ...active
      .filter((finding) => finding.witness)
      .slice(0, PROOFS_SHOWN)
      .flatMap(proof),
    ...(rest > 0 ? ["", `${rest} more not in force.`] : []),
    ...comparison.notices.flatMap((notice) => ["", cell(notice)]),
    "",
  ].join("\n");
}

function proof(finding: Finding): readonly string[] {
  if (!finding.witness) return [];
  const lines = witnessLines(finding.witness);
  const longest = Math.max(3, ...[...lines.join("\n").matchAll(/~+/g)].map(([run]) => run.length));
  const fence = "~".repeat(longest + 1); // longer than any in the payload, which therefore cannot end the block
  return [
    "",
    `<details><summary>Proof: ${cell(finding.message)}</summary>`,
    "",
    fence,
    ...lines,
    fence,
    "",
    "</details>",
  ];
}

function where(finding: Finding): string {
  const place = finding.after ?? finding.before;
  const at = place ? code(formatPlace(place)) : code(finding.element);
  return finding.operation === null ? at : `${at}<br>${code(finding.operation)}`;
}

/** Text inside a table cell or a tag: nothing in it may end the cell or open a tag. */
const cell = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|").replace(/\s+/g, " ");

const code = (value: string): string => `<code>${cell(value)}</code>`;
