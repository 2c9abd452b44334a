import type { Finding } from "../core/finding.ts";
import { formatPlace, type Side } from "../core/place.ts";
import { activeFindings, isInForce } from "../core/verdict.ts";
import { clean } from "./clean.ts";
import { headline, worstFirst } from "./headline.ts";
import { witnessLines } from "./payload.ts";
import type { Format, ReportInput } from "./report.ts";

const STYLE = `:root{color-scheme:light dark;--ink:#1c2127;--soft:#5a6572;--line:#dde2e8;--ground:#f7f8fa;--card:#fff;--no:#b3261e;--yes:#13713a;--unknown:#8a5a00}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ed;--soft:#9aa5b1;--line:#2e353e;--ground:#14171b;--card:#1c2026;--no:#ff9c94;--yes:#6fd895;--unknown:#f2c566}}
body{margin:0 auto;max-width:70rem;padding:1.5rem;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
h1{font-size:1.4rem}article{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem 1.25rem;margin:.8rem 0}
article h2{font-size:1rem;margin:0}.soft{color:var(--soft);margin:.3rem 0}pre{overflow-x:auto;background:var(--ground);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem}
.breaking{color:var(--no)}.undecided,.risky{color:var(--unknown)}.safe,.compatible{color:var(--yes)}`;

/** One HTML file that needs nothing else. */
export const html: Format = { name: "html", summary: "one HTML file to keep or to send", render: renderHtml };

function renderHtml(input: ReportInput): string {
  const { comparison, labels } = input;
  const title = `${labels.before} → ${labels.after}`;
  const active = worstFirst(activeFindings(comparison));
  const rest = worstFirst(comparison.findings.filter((finding) => !isInForce(finding, comparison.inForce)));
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${text(title)}</h1><p class="${comparison.verdict}"><strong>${text(headline(comparison))}</strong></p>`,
    ...active.map((finding) => article(finding, input)),
    ...(rest.length > 0
      ? [
          `<details><summary>${rest.length} more, not in force</summary>`,
          ...rest.map((finding) => article(finding, input)),
          "</details>",
        ]
      : []),
    "</body></html>",
    "",
  ].join("\n");
}

function article(finding: Finding, input: ReportInput): string {
  const where = finding.operation === null ? "" : `, in <code>${text(finding.operation)}</code>`;
  const proof = finding.witness ? `<pre>${text(witnessLines(finding.witness).join("\n"))}</pre>` : "";
  const none = finding.noWitness ? `<p class="soft">No witness: ${text(finding.noWitness)}</p>` : "";
  return [
    `<article><h2><span class="${finding.level}">${finding.level}</span> ${text(finding.message)}</h2>`,
    `<p class="soft"><code>${text(finding.id)}</code>, ${finding.direction} on ${finding.surface}${where}</p>`,
    side(finding, "before", "old", input),
    side(finding, "after", "new", input),
    `${proof}${none}</article>`,
  ].join("\n");
}

function side(finding: Finding, name: Side, label: string, input: ReportInput): string {
  const place = finding[name];
  if (place === null) return "";
  const snippet = input.snippet(name, place);
  return `<p class="soft">${label}: <code>${text(formatPlace(place))}</code></p>${snippet === null ? "" : `<pre>${text(snippet)}</pre>`}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const text = (value: string): string =>
  clean(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
