/**
 * Decides every labelled pair in a file of JSON lines and compares with the labels:
 * `npm run conformance:containment -- FILE`. Exit code 1 when an answer is wrong.
 */
import { type Case, quantile, share, spread, warmUp } from "../bench/containment-cases.ts";
import { contains, type Decision } from "../src/json-schema/index.ts";
import { readRows } from "./json-lines.ts";

interface Result {
  readonly row: Case;
  readonly decision: Decision;
  readonly ms: number;
}

const isRight = ({ row, decision }: Result): boolean =>
  decision.answer === (row.contained ? "contained" : "not-contained");
const isOpen = ({ decision }: Result): boolean => decision.answer === "undecided";

async function run(rows: readonly Case[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const row of rows) {
    const start = performance.now();
    const { strict } = await contains(row.a, row.b, { dialect: row.dialect, formats: row.formats ?? false });
    results.push({ row, decision: strict, ms: performance.now() - start });
  }
  return results;
}

/** Right, wrong and open answers of one group, for each label. */
function summary(name: string, results: readonly Result[]): string {
  const of = (contained: boolean): readonly Result[] => results.filter(({ row }) => row.contained === contained);
  const cell = (part: readonly Result[]): string => {
    const [right, open] = [part.filter(isRight).length, part.filter(isOpen).length];
    const recall = part.length === 0 ? "-" : share(right, part.length);
    return `${String(right).padStart(5)} ${String(part.length - right - open).padStart(5)} ${String(open).padStart(5)}  ${recall.padEnd(6)}`;
  };
  return `${name.padEnd(44)} | ${cell(of(true))} | ${cell(of(false))}`;
}

function table(title: string, groups: ReadonlyMap<string, readonly Result[]>): void {
  console.log(`\n${title.padEnd(44)} | contained: right wrong open | not contained: right wrong open`);
  for (const [name, results] of groups) console.log(summary(name, results));
}

function groupBy(results: readonly Result[], keys: (row: Case) => Iterable<string>): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results)
    for (const key of keys(result.row)) groups.set(key, [...(groups.get(key) ?? []), result]);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The keys of every object in a row's schemas that look like keywords. */
function keywordsOf(row: Case): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value) && KEYWORD.test(key)) found.add(key);
      visit(inner);
    }
  };
  visit([row.a, row.b]);
  return found;
}

const KEYWORD =
  /^(\$ref|\$dynamicRef|\$recursiveRef|type|const|enum|not|(all|any|one)Of|if|properties|required|format|pattern|multipleOf|nullable|(exclusive)?(Min|Max|min|max)imum|(min|max)(Length|Items|Properties|Contains)|items|prefixItems|additional(Items|Properties)|contains|uniqueItems|patternProperties|propertyNames|dependencies|dependent(Schemas|Required)|unevaluated(Items|Properties))$/;

function reasons(results: readonly Result[]): void {
  const counts = new Map<string, number>();
  for (const { decision } of results)
    if (decision.answer === "undecided") {
      const key = `${decision.reason.code}: ${decision.reason.detail.slice(0, 60)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  console.log("\nundecided because");
  for (const [reason, count] of [...counts].sort((a, b) => b[1] - a[1]))
    console.log(`${String(count).padStart(5)}  ${reason}`);
}

function list(title: string, results: readonly Result[], show: number): void {
  if (results.length === 0) return;
  console.log(`\n${title}`);
  for (const { row, decision, ms } of results.slice(0, show)) {
    const said =
      decision.answer === "not-contained" ? `${decision.answer} ${JSON.stringify(decision.witness)}` : decision.answer;
    const why = decision.answer === "undecided" ? ` (${decision.reason.code})` : "";
    console.log(
      `#${row.id} ${row.dialect} ${row.source}: label ${row.contained}, said ${said}${why}, ${ms.toFixed(0)} ms`,
    );
    console.log(`   a ${clip(row.a)}\n   b ${clip(row.b)}`);
  }
}

const clip = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
};

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: npm run conformance:containment -- FILE (JSON lines, gzip'd or plain)");
  process.exit(2);
}
const loading = await warmUp();
const results = await run(readRows<Case>(path));
const wrong = results.filter((result) => !isRight(result) && !isOpen(result));
const open = results.filter(isOpen);
const sizes = results.flatMap(({ decision }) =>
  decision.answer === "not-contained" ? [Buffer.byteLength(JSON.stringify(decision.witness))] : [],
);
const api = results.filter(({ row }) => row.api_subset === true);
const times = results.map(({ ms }) => ms);

table("keyword", groupBy(results, keywordsOf));
table(
  "source",
  groupBy(results, (row) => [row.source]),
);
table(
  "dialect",
  groupBy(results, (row) => [row.dialect]),
);
table(
  "subset",
  new Map([
    ["all", results],
    ["api_subset", api],
  ]),
);
reasons(results);
list(
  "slowest",
  [...results].sort((x, y) => y.ms - x.ms),
  5,
);
list("undecided in api_subset", api.filter(isOpen), 40);
list(
  "undecided elsewhere",
  open.filter(({ row }) => row.api_subset !== true),
  40,
);
list("WRONG", wrong, wrong.length);

console.log(`\nloading the validators of all dialects, once, in ms: ${loading.toFixed(0)}`);
console.log(`times in ms, p50 / p95 / max: ${spread(times)}`);
console.log(`witness bytes, p50 / p95 / max: ${[0.5, 0.95, 1].map((part) => quantile(sizes, part)).join(" / ")}`);
console.log(
  `undecided: ${share(open.length, results.length)} of all, ${share(api.filter(isOpen).length, api.length)} of api_subset`,
);
console.log(`wrong: ${wrong.length}, undecided: ${open.length}, right: ${results.length - wrong.length - open.length}`);
console.log(`${results.length - wrong.length - open.length} passed, ${wrong.length + open.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;
