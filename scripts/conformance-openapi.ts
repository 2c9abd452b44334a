import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Finding } from "../src/core/finding.ts";
import { DEFAULT_LOAD } from "../src/core/kind.ts";
import { bundleSource, type Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { openapi } from "../src/kinds/openapi/index.ts";
import { payloadLines } from "../src/report/payload.ts";

/** One change as the peer reports it. */
interface Expected {
  readonly id: string;
  readonly level: "ERR" | "WARN" | "INFO";
  readonly operation: string;
  readonly path: string;
  readonly text: string;
}

/** One labelled pair of documents. */
interface Row {
  readonly name: string;
  readonly base: string;
  readonly revision: string;
  readonly expected: readonly Expected[];
}

/** What we make of a row. */
interface Outcome {
  readonly row: Row;
  readonly findings: readonly Finding[];
  readonly error: string | null;
  readonly problems: readonly string[];
}

const source = (name: string, text: string): Source =>
  bundleSource({ kind: "openapi", entry: name, files: [{ path: name, bytes: Buffer.from(text) }] }, name);

async function judge(row: Row): Promise<Outcome> {
  try {
    const pair = await openapi.loadPair(
      source("base.yaml", row.base),
      source("revision.yaml", row.revision),
      DEFAULT_LOAD,
    );
    const findings = await openapi.compare(pair.before, pair.after, {
      tolerances: DEFAULT_IN_FORCE.tolerances,
      now: "2026-11-21",
    });
    return { row, findings, error: null, problems: problemsOf(row, findings) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { row, findings: [], error: says, problems: [`failed: ${says}`] };
  }
}

/** Operation ids and policies on dates and stability are not about messages: they are judged apart. */
const isBreak = (finding: Finding): boolean => finding.level === "breaking" && finding.direction === "backward";

function problemsOf(row: Row, findings: readonly Finding[]): readonly string[] {
  const breaks = findings.filter(isBreak);
  const missed = row.expected
    .filter(({ level }) => level === "ERR")
    .filter((expected) => !breaks.some((finding) => concerns(finding, expected)));
  const quiet = row.expected.every(({ level }) => level === "INFO");
  const unproved = quiet ? breaks.filter(({ witness, surface }) => witness === null && surface !== "source") : [];
  return [
    ...missed.map((expected) => `missed ${expected.id} on ${expected.operation} ${expected.path}: ${expected.text}`),
    ...unproved.map((finding) => `breaking without a witness: ${finding.id} (${finding.message})`),
  ];
}

const erased = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}");

function concerns(finding: Finding, expected: Expected): boolean {
  const wanted = erased(`${expected.operation} ${expected.path.replace("webhook:", "")}`.trim());
  const reached = finding.operations ?? (finding.operation === null ? [] : [finding.operation]);
  return wanted === "" || reached.some((name) => erased(name) === wanted);
}

function describe({ row, findings, problems }: Outcome): string {
  const lines = findings
    .filter(({ direction }) => direction === "backward")
    .map((finding) => {
      const proof = finding.witness ? payloadLines(finding.witness.payload).join(" | ") : (finding.noWitness ?? "");
      return `    ${finding.level} ${finding.id}: ${finding.message}\n      ${proof.slice(0, 200)}`;
    });
  return [`${row.name}`, ...problems.map((problem) => `  ${problem}`), ...lines].join("\n");
}

function byCheck(outcomes: readonly Outcome[]): readonly string[] {
  const tally = new Map<string, { hits: number; all: number }>();
  for (const { row, findings } of outcomes) {
    for (const expected of row.expected.filter(({ level }) => level !== "INFO")) {
      const key = `${expected.level} ${expected.id}`;
      const entry = tally.get(key) ?? { hits: 0, all: 0 };
      const seen = findings.some(
        (finding) =>
          finding.direction === "backward" &&
          concerns(finding, expected) &&
          (expected.level === "ERR" ? finding.level === "breaking" : finding.level !== "safe"),
      );
      tally.set(key, { hits: entry.hits + (seen ? 1 : 0), all: entry.all + 1 });
    }
  }
  return [...tally].sort().map(([key, { hits, all }]) => `${hits}/${all} ${key}`);
}

async function main(file: string): Promise<void> {
  const bytes = readFileSync(file);
  const text = file.endsWith(".gz") ? gunzipSync(bytes).toString("utf8") : bytes.toString("utf8");
  const rows: readonly Row[] = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const outcomes: Outcome[] = [];
  for (const row of rows) outcomes.push(await judge(row));
  const failed = outcomes.filter(({ problems }) => problems.length > 0);
  for (const outcome of failed) console.log(describe(outcome));
  console.log("\nagreement by check (what the peer calls ERR or WARN):");
  for (const line of byCheck(outcomes)) console.log(`  ${line}`);
  const undecided = outcomes.filter(({ findings }) =>
    findings.some(({ level, direction }) => level === "undecided" && direction === "backward"),
  );
  console.log(`\nrows with something undecided: ${undecided.length}`);
  console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: npm run conformance:openapi -- FILE");
  process.exitCode = 2;
} else {
  await main(file);
}
