/**
 * Decides containment between patterns drawn from real API documents: `npm run bench:patterns -- DIR|FILE...`.
 * Half of the questions pair two patterns of the documents, half pair a pattern with an edit of itself, as a new
 * version of a document would. Every counterexample is held against the native matcher.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isLanguage, openStrings } from "../src/json-schema/strings/index.ts";
import { share, spread } from "./containment-cases.ts";

const QUESTIONS = 2000;

function* filesUnder(path: string): Iterable<string> {
  if (!statSync(path).isDirectory()) yield path;
  else for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

/** The distinct `pattern`s of JSON and YAML documents, read from their text. */
function patternsIn(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const file of paths.flatMap((path) => [...filesUnder(path)])) {
    const text = readFileSync(file, "utf8");
    for (const match of text.matchAll(/"pattern"\s*:\s*("(?:[^"\\]|\\.)*")/g)) found.add(JSON.parse(match[1] ?? '""'));
    for (const match of text.matchAll(/^\s*pattern:\s*'((?:[^']|'')*)'\s*$/gm)) found.add(match[1] ?? "");
  }
  return [...found].sort();
}

/** What a later version of a document may do to a pattern. */
function editsOf(pattern: string): readonly string[] {
  const edits = [
    pattern.replace(/\{(\d+),(\d+)\}/, (_, low, high) => `{${low},${Number(high) + 10}}`),
    pattern.replace(/\{(\d+)\}/, (_, count) => `{1,${count}}`),
    pattern.replace("a-z", "a-y"),
    pattern.replace("0-9", "0-9_"),
    pattern.replace(/\$$/, ""),
    pattern.replace(/^\^/, ""),
    `${pattern}|^$`,
    pattern.replace("+", "*"),
  ];
  return edits.filter((edit) => edit !== pattern);
}

/** A fixed sequence of numbers below `limit`, so that every run asks the same questions. */
function createDice(): (limit: number) => number {
  let state = 20261121;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function questionsFrom(patterns: readonly string[]): readonly (readonly [string, string])[] {
  const roll = createDice();
  const pick = (list: readonly string[]): string => list[roll(list.length)] ?? "";
  return Array.from({ length: QUESTIONS }, (_, i) => {
    const first = pick(patterns);
    const second = i % 2 === 0 ? pick(patterns) : pick(editsOf(first)) || pick(patterns);
    return roll(2) === 0 ? ([first, second] as const) : ([second, first] as const);
  });
}

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error("usage: npm run bench:patterns -- DIR|FILE...");
  process.exit(2);
}
const patterns = patternsIn(paths);
const times: number[] = [];
const open: string[] = [];
let [contained, refuted, wrong, total] = [0, 0, 0, 0];
for (const [a, b] of questionsFrom(patterns)) {
  const start = performance.now();
  const strings = openStrings();
  const [left, right] = [strings.ofPattern(a), strings.ofPattern(b)];
  const answer = isLanguage(left) && isLanguage(right) ? right.contains(left) : "unsupported";
  const word = answer === false && isLanguage(left) && isLanguage(right) ? left.and(right.not()).shortest() : null;
  times.push(performance.now() - start);
  total += 1;
  if (answer === true) contained += 1;
  else if (typeof word === "string") {
    refuted += 1;
    if (!new RegExp(a, "u").test(word) || new RegExp(b, "u").test(word)) wrong += 1;
  } else open.push(`${a}  within  ${b}: ${answer}`);
}
console.log(
  `| patterns | questions | contained | not contained | decided | refuted by the native matcher | ms p50 / p95 / max |`,
);
console.log("|---|---|---|---|---|---|---|");
console.log(
  `| ${patterns.length} | ${total} | ${contained} | ${refuted} | ${share(contained + refuted, total)} | ${wrong} | ${spread(times)} |`,
);
for (const line of open.slice(0, 30)) console.log(`\nundecided: ${line}`);
process.exitCode = wrong > 0 ? 1 : 0;
