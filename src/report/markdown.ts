import { type Finding, placeOf } from "../core/finding.ts";
import { formatPlace } from "../core/place.ts";
import { activeFindings } from "../core/verdict.ts";
import { printable } from "./clean.ts";
import { headline, worstFirst } from "./headline.ts";
import { witnessLines } from "./payload.ts";
import type { Format, ReportInput } from "./report.ts";

/** Witnesses of at most this many findings are unfolded into the comment; the JSON has them all. */
const PROOFS_SHOWN = 20;
/** GitHub takes comments of up to 65,536 characters: rows fill at most the first part, proofs the second. */
const ROWS_LIMIT = 40_000;
const WHOLE_LIMIT = 60_000;
const CELL_LIMIT = 1_000;

const MARK = { breaking: "❌", undecided: "❔", risky: "⚠️", safe: "✅" } as const;

/** Markdown for a job summary or a comment on a pull request. */
export const markdown: Format = {
  name: "markdown",
  summary: "Markdown for job summaries and pull-request comments",
  render: renderMarkdown,
};

function renderMarkdown({ comparison, labels }: ReportInput): string {
  const active = worstFirst(activeFindings(comparison));
  const rest = comparison.findings.length - active.length;
  const rows = fitting(active.map(row), ROWS_LIMIT);
  const table = rows.length > 0 ? ["", "| | what | where |", "|---|---|---|", ...rows] : [];
  const unseen = active.length - rows.length;
  const proven = active.filter((finding) => finding.witness).slice(0, PROOFS_SHOWN);
  const proofs = proven.map((finding) => proof(finding).join("\n"));
  return [
    `### ${MARK[comparison.verdict === "compatible" ? "safe" : comparison.verdict]} ${headline(comparison)}`,
    "",
    `${code(labels.before)} → ${code(labels.after)}`,
    ...table,
    ...(unseen > 0 ? ["", `${unseen} more in force that do not fit here; \`--format json\` has them all.`] : []),
    ...fitting(proofs, WHOLE_LIMIT - table.join("\n").length),
    ...(rest > 0 ? ["", `${rest} more not in force.`] : []),
    ...comparison.notices.slice(0, 10).flatMap((notice) => ["", cell(notice.slice(0, 200))]),
    "",
  ].join("\n");
}

/** The first texts that fit into so many characters, line feeds between them counted. */
function fitting(texts: readonly string[], limit: number): readonly string[] {
  let left = limit;
  const end = texts.findIndex((text) => {
    left -= text.length + 1;
    return left < 0;
  });
  return end < 0 ? texts : texts.slice(0, end);
}

const row = (finding: Finding): string =>
  `| ${MARK[finding.level]} ${finding.level} | ${cell(finding.message)} | ${where(finding)} |`;

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
  const place = placeOf(finding);
  const at = place ? code(formatPlace(place)) : code(finding.element);
  return finding.operation === null ? at : `${at}<br>${code(finding.operation)}`;
}

// What means something to Markdown or to a table; an underscore inside of a word means nothing.
const MEANING = /[&<>|\\`*[\]~$]|_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_/gu;

/**
 * Text inside a table cell or a tag, where it shows as it is: it ends no cell and opens no tag, link or image. As
 * references, which hold within HTML too, where a backslash would show. A name behind an @ calls nobody.
 */
const cell = (value: string): string =>
  printable((value.length > CELL_LIMIT ? `${value.slice(0, CELL_LIMIT)}…` : value).replace(/\s+/g, " "))
    .replaceAll(MEANING, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/@(?=\w)/g, "@<!-- -->");

const code = (value: string): string => `<code>${cell(value)}</code>`;
