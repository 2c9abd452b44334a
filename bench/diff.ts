// Compares real API histories with `tally diff` and with each peer, in one run on one machine.
// usage: npm run bench:diff -- FOLDER [RUNS]   FOLDER holds openapi/*/{base,revision}.* and proto/*/{before,after}/
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { type Cost, measure, measurePair, parsing } from "./measure.ts";

const folder = resolve(process.argv[2] ?? ".");
const runs = Number(process.argv[3] ?? 5);
const bin = (name: string): string => resolve("node_modules/.bin", name);
const tally = [process.execPath, resolve("dist/tally.cjs"), "diff"];

console.log(`${cpus().length} cores, Node ${process.version}, median of ${runs} by CPU\n`);
console.log("| pair | tool | wall s | CPU s | peak MB | exit |\n|---|---|---|---|---|---|");
for (const name of list("openapi")) await openapi(name);
for (const name of list("proto")) await proto(name);

async function openapi(name: string): Promise<void> {
  const at = join(folder, "openapi", name);
  const extension = existsSync(join(at, "base.json")) ? "json" : "yaml";
  const [base, revision] = [join(at, `base.${extension}`), join(at, `revision.${extension}`)];
  row(name, "parsing alone", await measure(parsing(extension === "json", base, revision), runs));
  const [ours, theirs] = await measurePair(
    [...tally, base, revision],
    [bin("oasdiff"), "breaking", base, revision],
    runs,
  );
  row(name, "tally diff", ours);
  row(name, "oasdiff 1.15.0 breaking", theirs);
  row(name, "tally diff, same file twice", await measure([...tally, base, base], runs));
}

async function proto(name: string): Promise<void> {
  const [before, after] = [join(folder, "proto", name, "before"), join(folder, "proto", name, "after")];
  const [ours, theirs] = await measurePair(
    [...tally, before, after],
    [bin("buf"), "breaking", after, "--against", before],
    runs,
  );
  row(name, "tally diff", ours);
  row(name, "buf breaking (npm shim)", theirs);
  row(name, "tally diff, same folder twice", await measure([...tally, before, before], runs));
}

function list(kind: string): readonly string[] {
  const at = join(folder, kind);
  return existsSync(at) ? readdirSync(at).sort() : [];
}

function row(pair: string, tool: string, { wall, cpu, memory, exit }: Cost): void {
  console.log(
    `| ${pair} | ${tool} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${memory.toFixed(0)} | ${exit ?? "stopped"} |`,
  );
}
