import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Finding } from "../src/core/finding.ts";
import { DEFAULT_LOAD } from "../src/core/kind.ts";
import { bundleSource, type Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { openapi } from "../src/kinds/openapi/index.ts";
import { payloadLines } from "../src/report/payload.ts";
import { type Proof, proveUnbroken } from "./conformance-openapi-proof.ts";

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

/** One point on which we differ from the peer, and what shows that we may. */
interface Difference {
  readonly says: string;
  /** Witness, proof or waiver; empty where there is none. */
  readonly shown: readonly string[];
}

/** What we make of a row. */
interface Outcome {
  readonly row: Row;
  readonly findings: readonly Finding[];
  readonly differences: readonly Difference[];
}

/** The day that sunset dates are judged at: the one the labels were made on. */
const NOW = "2026-11-21";

const source = (name: string, text: string): Source =>
  bundleSource({ kind: "openapi", entry: name, files: [{ path: name, bytes: Buffer.from(text) }] }, name);

async function judge(row: Row): Promise<Outcome> {
  const [base, revision] = [source("base.yaml", row.base), source("revision.yaml", row.revision)];
  try {
    const pair = await openapi.loadPair(base, revision, DEFAULT_LOAD);
    const findings = await openapi.compare(pair.before, pair.after, {
      tolerances: DEFAULT_IN_FORCE.tolerances,
      now: NOW,
    });
    return { row, findings, differences: await differencesOf(row, findings, [base, revision]) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { row, findings: [], differences: [{ says: `cannot be compared: ${says}`, shown: [] }] };
  }
}

/** Breaks on the wire: operation ids and tags matter to generated source only. */
const isBreak = (finding: Finding): boolean =>
  finding.level === "breaking" && finding.direction === "backward" && finding.surface !== "source";

async function differencesOf(
  row: Row,
  findings: readonly Finding[],
  [base, revision]: readonly [Source, Source],
): Promise<readonly Difference[]> {
  const breaks = findings.filter(isBreak);
  const missed = row.expected
    .filter(({ level }) => level === "ERR")
    .filter((expected) => !breaks.some((finding) => concerns(finding, expected)));
  const proofs = missed.length > 0 ? await proveUnbroken(base, revision) : [];
  const quiet = row.expected.every(({ level }) => level === "INFO");
  return [
    ...missed.map((expected) => ({
      says: `it says ERR ${expected.id} on ${expected.operation} ${expected.path}: ${expected.text}`,
      shown: [...tolerated(findings, expected), ...proofsFor(proofs, expected)],
    })),
    ...(quiet ? breaks : []).map((finding) => ({
      says: `it says nothing above INFO, we say breaking: ${finding.id}, ${finding.message}`,
      shown: evidenceOf(finding),
    })),
  ];
}

const erased = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}");

const operationOf = (expected: Expected): string =>
  erased(`${expected.operation} ${expected.path.replace("webhook:", "")}`.trim());

function concerns(finding: Finding, expected: Expected): boolean {
  const wanted = operationOf(expected);
  const reached = finding.operations ?? (finding.operation === null ? [] : [finding.operation]);
  return wanted === "" || reached.some((name) => erased(name) === wanted);
}

/** What is risky to us and has the peer's name, with its witness. */
const tolerated = (findings: readonly Finding[], expected: Expected): readonly string[] =>
  findings
    .filter(({ direction, level }) => direction === "backward" && level === "risky")
    .filter((finding) => concerns(finding, expected) && finding.peers.oasdiff.includes(expected.id))
    .flatMap((finding) => [
      `risky${finding.tolerance ? ` (${finding.tolerance})` : ""}: ${finding.id}, ${finding.message}`,
      ...evidenceOf(finding),
    ]);

function evidenceOf({ witness, noWitness }: Finding): readonly string[] {
  if (witness === null) return noWitness === undefined ? [] : [`no witness: ${noWitness}`];
  return [`witness, ${witness.outcome}: ${payloadLines(witness.payload).join(" | ")}`];
}

/** The proofs about the part of the operation that the peer speaks of. */
function proofsFor(proofs: readonly Proof[], expected: Expected): readonly string[] {
  const part = expected.id.startsWith("response-") ? "response" : "request";
  const named = (element: string): boolean => expected.text.includes(`\`${element.split(".").at(-1)}\``);
  const wanted = proofs.filter(
    ({ operation, element }) =>
      erased(operation) === operationOf(expected) &&
      (expected.id.startsWith("request-parameter-")
        ? element.startsWith("parameter.") && named(element)
        : element.startsWith(part)),
  );
  return wanted.every(({ proved }) => proved) ? wanted.flatMap(({ lines }) => lines) : [];
}

const describe = ({ row, differences }: Outcome): string =>
  [
    row.name,
    ...differences.flatMap(({ says, shown }) => [
      `  ${says}`,
      ...(shown.length > 0 ? shown : ["NOT SHOWN"]).map((line) => `    ${line}`),
    ]),
  ].join("\n");

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
  const different = outcomes.filter(({ differences }) => differences.length > 0);
  for (const outcome of different) console.log(describe(outcome));
  console.log("\nagreement by check (what the peer calls ERR or WARN):");
  for (const line of byCheck(outcomes)) console.log(`  ${line}`);
  const undecided = outcomes.filter(({ findings }) =>
    findings.some(({ level, direction }) => level === "undecided" && direction === "backward"),
  );
  const open = different.filter(({ differences }) => differences.some(({ shown }) => shown.length === 0));
  const less = different.filter(({ differences }) => differences.some(({ says }) => says.startsWith("it says ERR")));
  console.log(`\nrows with something undecided: ${undecided.length}`);
  console.log(
    `${outcomes.length} rows: ${outcomes.length - different.length} agree, ${different.length} differ ` +
      `(${less.length} where it says ERR and we do not), ${open.length} of them without a witness or a proof`,
  );
  process.exitCode = open.length === 0 ? 0 : 1;
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: npm run conformance:openapi -- FILE");
  process.exitCode = 2;
} else {
  await main(file);
}
