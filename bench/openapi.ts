// Compares pairs of OpenAPI documents with `tally diff` beside what merely parsing them costs and beside oasdiff, in one run.
// usage: npm run bench:openapi -- FOLDER [RUNS]   FOLDER holds a folder for each pair: base.* and revision.*, JSON or YAML
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { compiled } from "./compiled.ts";
import { type Cost, measureInTurn, median, parsing } from "./measure.ts";

type Rounds = readonly (readonly Cost[])[];

const folder = resolve(process.argv[2] ?? ".");
const runs = Number(process.argv[3] ?? 5);
const tally = [process.execPath, resolve("dist/tally.cjs"), "diff"];
const alone = compiled("bench/compare-alone.ts", [
  ["contracts/samples/orders/1.4.0/openapi.yaml", "contracts/samples/orders/2.0.0/openapi.yaml"],
  ["scripts/rehearsal/before.yaml", "scripts/rehearsal/after.yaml"],
]);

console.log(
  `${cpus().length} cores, Node ${process.version}, median of ${runs} rounds in which each command runs once\n`,
);
console.log("| pair | what | CPU s | above bare Node | of parsing | peak MB | exit |\n|---|---|---|---|---|---|---|");
for (const name of readdirSync(folder).sort()) await pair(name);

async function pair(name: string): Promise<void> {
  const files = readdirSync(join(folder, name)).sort();
  const [base, revision] = ["base.", "revision."].map((start) => files.find((file) => file.startsWith(start)));
  if (base === undefined || revision === undefined) return;
  const [old, next] = [join(folder, name, base), join(folder, name, revision)];
  const commands: Readonly<Record<string, readonly string[]>> = {
    "a Node process that does nothing": [process.execPath, "-e", "0"],
    "parsing alone": parsing(base.endsWith(".json"), old, next),
    "the same document twice": [...tally, old, old],
    "comparing alone, no witnesses": [...alone, old, next],
    "tally diff, every witness confirmed": [...tally, old, next],
    "oasdiff 1.15.0 breaking": [resolve("node_modules/.bin/oasdiff"), "breaking", old, next],
  };
  const rounds = await measureInTurn(Object.values(commands), runs);
  for (const [index, what] of Object.keys(commands).entries()) row(name, what, index, rounds);
}

/** A row of the table. What a command costs beside another one is taken round by round, as the machine is then. */
function row(name: string, what: string, index: number, [bare = [], floor = [], ...others]: Rounds): void {
  const own = [bare, floor, ...others][index] ?? [];
  const { cpu, memory, exit } = median(own);
  const above = middle(own.map((cost, round) => cost.cpu - (bare[round]?.cpu ?? 0)));
  const ratio = middle(own.map((cost, round) => cost.cpu / (floor[round]?.cpu ?? cost.cpu)));
  const cells = [cpu.toFixed(2), above.toFixed(2), `${ratio.toFixed(1)}x`, memory.toFixed(0)];
  console.log(`| ${[name, what, ...cells, exit ?? "stopped"].join(" | ")} |`);
}

function middle(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
