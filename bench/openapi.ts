// Compares pairs of OpenAPI documents with `tally diff` beside what merely parsing them costs and beside oasdiff, in one run.
// usage: npm run bench:openapi -- FOLDER [RUNS]   FOLDER holds a folder for each pair: base.* and revision.*, JSON or YAML
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { compiled } from "./compiled.ts";
import { type Cost, measure, measurePair, parsing } from "./measure.ts";

const folder = resolve(process.argv[2] ?? ".");
const runs = Number(process.argv[3] ?? 5);
const tally = [process.execPath, resolve("dist/tally.cjs"), "diff"];
const alone = compiled("bench/compare-alone.ts", [
  ["contracts/samples/orders/1.4.0/openapi.yaml", "contracts/samples/orders/2.0.0/openapi.yaml"],
  ["scripts/rehearsal/before.yaml", "scripts/rehearsal/after.yaml"],
]);

console.log(`${cpus().length} cores, Node ${process.version}, median of ${runs} by CPU\n`);
const bare = await measure([process.execPath, "-e", "0"], runs);
console.log(
  `A Node process that does nothing takes ${bare.cpu.toFixed(3)} s of CPU and ${bare.memory.toFixed(0)} MB.\n`,
);
console.log("| pair | what | CPU s | above bare Node | of parsing | peak MB | exit |\n|---|---|---|---|---|---|---|");
for (const name of readdirSync(folder).sort()) await pair(name);

async function pair(name: string): Promise<void> {
  const files = readdirSync(join(folder, name)).sort();
  const [base, revision] = ["base.", "revision."].map((start) => files.find((file) => file.startsWith(start)));
  if (base === undefined || revision === undefined) return;
  const [old, next] = [join(folder, name, base), join(folder, name, revision)];
  const floor = await measure(parsing(base.endsWith(".json"), old, next), runs);
  row(name, "parsing alone", floor, floor);
  row(name, "the same document twice", await measure([...tally, old, old], runs), floor);
  row(name, "comparing alone, no witnesses", await measure([...alone, old, next], runs), floor);
  const [ours, theirs] = await measurePair(
    [...tally, old, next],
    [resolve("node_modules/.bin/oasdiff"), "breaking", old, next],
    runs,
  );
  row(name, "tally diff, every witness confirmed", ours, floor);
  row(name, "oasdiff 1.15.0 breaking", theirs, floor);
}

function row(name: string, what: string, { cpu, memory, exit }: Cost, floor: Cost): void {
  const cells = [cpu.toFixed(2), (cpu - bare.cpu).toFixed(2), `${(cpu / floor.cpu).toFixed(1)}x`, memory.toFixed(0)];
  console.log(`| ${[name, what, ...cells, exit ?? "stopped"].join(" | ")} |`);
}
