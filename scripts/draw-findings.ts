import { readFileSync } from "node:fs";
import type { Finding } from "../src/core/finding.ts";
import { DEFAULT_LOAD } from "../src/core/kind.ts";
import type { Place } from "../src/core/place.ts";
import { bundleSource, type Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { openapi } from "../src/kinds/openapi/index.ts";
import { payloadLines } from "../src/report/payload.ts";

/** Lines shown around a place. */
const AROUND = 3;

/** At most this much of a line or a payload. */
const WIDTH = 240;

const read = (path: string): Source =>
  bundleSource({ kind: "openapi", entry: path, files: [{ path, bytes: readFileSync(path) }] }, path);

/** Numbers in [0, 1) that depend on the seed alone. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Some of a list, each as likely as any other, in the order of the list. */
function draw<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const random = randomFrom(seed);
  const ranked = all.map((item, index) => ({ item, index, rank: random() }));
  const kept = ranked.sort((a, b) => a.rank - b.rank).slice(0, count);
  return kept.sort((a, b) => a.index - b.index).map(({ item }) => item);
}

function shownAt(place: Place | null, text: string | null): readonly string[] {
  if (place === null || text === null) return [];
  const first = Math.max(0, place.line - 1);
  const lines = text.split("\n", first + AROUND).slice(first);
  return lines.map((line) => line.slice(Math.max(0, lines.length === 1 ? place.column - 1 : 0)).slice(0, WIDTH));
}

function describe(finding: Finding, index: number, texts: readonly [string | null, string | null]): string {
  const { witness, before, after } = finding;
  const reached = finding.operations ?? [finding.operation ?? "the document"];
  return [
    `${index + 1}. ${finding.id}: ${finding.message}`,
    `   ${finding.element}; ${reached.length} operation${reached.length === 1 ? "" : "s"}, first ${reached[0]}`,
    ...shownAt(before, texts[0]).map((line) => `   - ${before?.line} ${line}`),
    ...shownAt(after, texts[1]).map((line) => `   + ${after?.line} ${line}`),
    `   ${witness ? `${witness.outcome}: ${payloadLines(witness.payload).join(" | ")}` : finding.noWitness}`.slice(
      0,
      3 * WIDTH,
    ),
  ].join("\n");
}

async function main(base: string, revision: string, count: number, seed: number): Promise<void> {
  const pair = await openapi.loadPair(read(base), read(revision), DEFAULT_LOAD);
  const findings = await openapi.compare(pair.before, pair.after, { tolerances: DEFAULT_IN_FORCE.tolerances });
  const breaks = findings.filter(({ level, direction }) => level === "breaking" && direction === "backward");
  console.log(`${breaks.length} breaking findings, ${Math.min(count, breaks.length)} drawn with seed ${seed}\n`);
  for (const [index, finding] of draw(breaks, count, seed).entries()) {
    const texts = [
      finding.before && pair.before.text(finding.before.file),
      finding.after && pair.after.text(finding.after.file),
    ];
    console.log(`${describe(finding, index, [texts[0] ?? null, texts[1] ?? null])}\n`);
  }
}

const [base, revision, count = "20", seed = "1"] = process.argv.slice(2);
if (base === undefined || revision === undefined) {
  console.error("usage: npm run draw:findings -- BASE REVISION [COUNT] [SEED]");
  process.exitCode = 2;
} else {
  await main(base, revision, Number(count), Number(seed));
}
