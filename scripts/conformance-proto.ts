// Runs labelled trees (JSON lines, gzip or not) through the buf view: counts by rule, misses and extras.
import { DEFAULT_LOAD } from "../src/core/kind.ts";
import { bundleSource } from "../src/core/source.ts";
import { bufBreakingModules, parseBufModules } from "../src/kinds/proto/buf/index.ts";
import { load } from "../src/kinds/proto/load.ts";
import { readRows } from "./json-lines.ts";

interface Expected {
  readonly rule: string;
  readonly path: string;
  readonly startLine: number;
  readonly startCol: number;
  readonly endLine: number;
  readonly endCol: number;
}

interface Row {
  readonly name: string;
  readonly config: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly expected: readonly Expected[];
}

const loadTree = (tree: Readonly<Record<string, string>>, label: string) => {
  const files = Object.entries(tree).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }));
  return load(bundleSource({ kind: "proto", entry: "", files }, label), DEFAULT_LOAD);
};

const show = ({ rule, path, startLine, startCol, endLine, endCol }: Expected): string =>
  path === "" ? rule : `${rule} ${path}:${startLine}:${startCol}-${endLine}:${endCol}`;

async function reported(row: Row): Promise<readonly string[]> {
  const before = await loadTree(row.before, `${row.name}/before`);
  const after = await loadTree(row.after, `${row.name}/after`);
  const found = bufBreakingModules(before, after, parseBufModules(row.config, `${row.name}/buf.yaml`));
  return found.map(({ rule, path, startLine, startColumn, endLine, endColumn }) =>
    show({ rule, path: path ?? "", startLine, startCol: startColumn, endLine, endCol: endColumn }),
  );
}

/** What stands in `from` and not in `other`, counting repetitions. */
function without(from: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return from.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: npm run conformance:proto -- FILE");
  process.exit(2);
}
const rows = readRows<Row>(path);
const counts = new Map<string, { expected: number; found: number }>();
let passed = 0;
for (const row of rows) {
  const expected = row.expected.map(show);
  let found: readonly string[] = [];
  let failure = "";
  try {
    found = await reported(row);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  for (const { rule } of row.expected) {
    const count = counts.get(rule) ?? { expected: 0, found: 0 };
    counts.set(rule, { ...count, expected: count.expected + 1 });
  }
  const misses = without(expected, found);
  const extras = without(found, expected);
  for (const line of expected) {
    const rule = line.split(" ")[0] ?? "";
    const count = counts.get(rule);
    if (count && !misses.includes(line)) counts.set(rule, { ...count, found: count.found + 1 });
  }
  if (failure === "" && misses.length === 0 && extras.length === 0) passed += 1;
  else console.log(`${row.name}${failure && `: ${failure}`}`);
  for (const line of misses) console.log(`  missing ${line}`);
  for (const line of extras) console.log(`  extra   ${line}`);
}
for (const [rule, count] of [...counts].sort()) console.log(`${rule}: ${count.found} of ${count.expected}`);
console.log(`${passed} passed, ${rows.length - passed} failed`);
process.exitCode = passed === rows.length ? 0 : 1;
