// Writes docs/rules.md from the rule rows and their fixtures. usage: npm run docs:rules
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Events } from "../src/core/events.ts";
import type { Finding } from "../src/core/finding.ts";
import { DEFAULT_LOAD, type Kind } from "../src/core/kind.ts";
import type { Rule } from "../src/core/rule.ts";
import { bundleSource, type Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { REMOVED } from "../src/gate/index.ts";
import { KINDS } from "../src/kinds/index.ts";
import { witnessLines } from "../src/report/payload.ts";

const FIXTURES = "test/fixtures";

/** The text of docs/rules.md: a section for each rule of each kind, with an example and its witness from the fixtures. */
export async function renderRules(): Promise<string> {
  const parts = [
    "# Rules",
    "",
    "Made by `npm run docs:rules` from the rule rows and their fixtures; do not edit by hand. Ids are published: never renamed,",
    "never reused. `tally rules ID` prints the same row.",
  ];
  for (const entry of KINDS) {
    const kind = await entry.load();
    parts.push("", `## ${kind.title}`);
    for (const rule of kind.rules) parts.push("", ...(await section(rule, kind)));
  }
  parts.push("", "## The gate", "", ...(await section(REMOVED, null)));
  return `${parts.join("\n")}\n`;
}

async function section(rule: Rule, kind: Kind | null): Promise<readonly string[]> {
  const peers = [
    ...rule.peers.buf.map((id) => `buf \`${id}\``),
    ...rule.peers.oasdiff.map((id) => `oasdiff \`${id}\``),
  ];
  return [
    `### ${rule.id}`,
    "",
    rule.meaning,
    "",
    `- **Why it hurts:** ${rule.why}`,
    `- **Instead:** ${rule.instead}`,
    `- **Where:** ${rule.surfaces.join(", ")}; ${rule.directions.join(" and ")}; made the other way round it is \`${rule.mirror}\``,
    ...(peers.length > 0 ? [`- **Known as:** ${peers.join(", ")}`] : []),
    ...(rule.waiver ? [`- **No witness:** ${rule.waiver}`] : []),
    ...(kind === null ? [] : await example(rule, kind)),
  ];
}

async function example(rule: Rule, kind: Kind): Promise<readonly string[]> {
  const folder = `${FIXTURES}/${rule.id}`;
  if (!existsSync(folder)) return [];
  const [before, after] = [declared(folder, "before"), declared(folder, "after")];
  if (!before || !after) return [];
  const findings = await findingsOf(kind, before.source, after.source, fixture(folder, "between")?.source);
  const finding =
    findings.find((one) => one.id === rule.id && one.witness) ?? findings.find((one) => one.id === rule.id);
  return ["", "```diff", ...changedLines(before.text, after.text), "```", ...proof(finding)];
}

/** What the two sides come to; with a version between them, what became of the numbers that it gave up. */
async function findingsOf(kind: Kind, old: Source, next: Source, between?: Source): Promise<readonly Finding[]> {
  const { before, after } = await kind.loadPair(old, next, DEFAULT_LOAD);
  if (!between || !kind.retirement)
    return kind.compare(before, after, { tolerances: DEFAULT_IN_FORCE.tolerances, now: "2026-01-01" });
  const numbers = kind.retirement.retired(before, await kind.load(between, DEFAULT_LOAD));
  return kind.retirement.reused([...numbers], after);
}

function proof(finding: Finding | undefined): readonly string[] {
  if (!finding) return [];
  const lines = finding.witness ? ["", "```", ...witnessLines(finding.witness), "```"] : [];
  return ["", `\`${finding.level}\`, ${finding.direction} on ${finding.surface}: ${finding.message}`, ...lines];
}

/** A side with what `events.json` of the fixture declares for it, as a user would write it, below the text. */
function declared(folder: string, side: "before" | "after"): ReturnType<typeof fixture> {
  const found = fixture(folder, side);
  if (!found || !existsSync(`${folder}/events.json`)) return found;
  const events: Events = JSON.parse(readFileSync(`${folder}/events.json`, "utf8"))[side];
  const { publishes, receives } = events;
  const lines = [
    "# tally.yaml",
    "events:",
    `  publishes: [${publishes.join(", ")}]`,
    `  receives: [${receives.join(", ")}]`,
  ];
  return { source: { ...found.source, events }, text: `${found.text}${lines.join("\n")}\n` };
}

function fixture(folder: string, side: string): { readonly source: Source; readonly text: string } | null {
  if (existsSync(`${folder}/${side}`)) return folderFixture(`${folder}/${side}`);
  const name = readdirSync(folder).find((file) => file.startsWith(`${side}.`));
  if (!name) return null;
  const bytes = readFileSync(`${folder}/${name}`);
  return {
    source: bundleSource({ kind: "", entry: name, files: [{ path: name, bytes }] }, name),
    text: bytes.toString("utf8"),
  };
}

/** A side that is several files: their names stand in the text, so that a file that moves is seen. */
function folderFixture(folder: string): { readonly source: Source; readonly text: string } {
  const paths = readdirSync(folder, { recursive: true }).map(String).sort();
  const files = paths
    .filter((path) => statSync(`${folder}/${path}`).isFile())
    .map((path) => ({ path, bytes: readFileSync(`${folder}/${path}`) }));
  return {
    source: bundleSource({ kind: "", entry: "", files }, folder),
    text: files.map(({ path, bytes }) => `// ${path}\n${bytes.toString("utf8").trimEnd()}\n`).join(""),
  };
}

/** The lines that differ, by the longest common subsequence: fixtures are small. */
function changedLines(before: string, after: string): readonly string[] {
  const [a, b] = [before.trimEnd().split("\n"), after.trimEnd().split("\n")];
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`- ${a[i]}`);
      i += 1;
    } else {
      lines.push(`+ ${b[j]}`);
      j += 1;
    }
  }
  return lines;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync("docs/rules.md", await renderRules());
