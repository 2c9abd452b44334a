// `tally diff` and `buf breaking` (category FILE) from sources, in turn in one run, and what many findings cost.
// usage: npm run bench:proto -- FOLDER [RUNS]   FOLDER holds NAME/{before,after}/ (or proto/NAME/{before,after}/)
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleSource } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { proto } from "../src/kinds/proto/index.ts";
import { type Cost, measurePair } from "./measure.ts";

const MANY = 10_000;
const given = resolve(process.argv[2] ?? ".");
const folder = existsSync(join(given, "proto")) ? join(given, "proto") : given;
const runs = Number(process.argv[3] ?? 5);
const scratch = mkdtempSync(join(tmpdir(), "tally-bench-"));

console.log(
  `${cpus().length} cores, Node ${process.version}, median of ${runs} by CPU; memory summed over processes\n`,
);
console.log("| pair | tool | wall s | CPU s | peak MB | exit |\n|---|---|---|---|---|---|");
try {
  for (const name of readdirSync(folder).sort()) {
    const [before, after] = [join(folder, name, "before"), join(folder, name, "after")];
    if (existsSync(before) && existsSync(after)) await pair(name, before, after);
  }
  await many();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function pair(name: string, before: string, after: string): Promise<void> {
  const [ours, theirs] = await measurePair(
    [process.execPath, resolve("dist/tally.cjs"), "diff", before, after, "--format", "json"],
    [resolve("node_modules/.bin/buf"), "breaking", after, "--against", before, "--error-format", "json"],
    runs,
  );
  row(name, "tally diff", ours);
  row(name, "buf breaking (npm shim)", theirs);
  const share = (a: number, b: number) => `${Math.round((100 * a) / b)} %`;
  console.log(
    `| ${name} | ours of theirs | ${share(ours.wall, theirs.wall)} | ${share(ours.cpu, theirs.cpu)} | ${share(ours.memory, theirs.memory)} | |`,
  );
}

/** Every field of many messages changes its type: the time from loaded models to replayed witnesses. */
async function many(): Promise<void> {
  const write = (side: string, type: string): Uint8Array => {
    const messages = Array.from({ length: 250 }, (_, message) => {
      const fields = Array.from({ length: 10 }, (_, field) => `  ${type} f${field} = ${field + 1};\n`).join("");
      return `message M${message} {\n${fields}}\n`;
    });
    const text = `syntax = "proto3";\npackage many;\n${messages.join("")}`;
    mkdirSync(join(scratch, side), { recursive: true });
    writeFileSync(join(scratch, side, "many.proto"), text);
    return Buffer.from(text);
  };
  const source = (side: string, type: string) =>
    bundleSource(
      { kind: "proto", entry: "many.proto", files: [{ path: "many.proto", bytes: write(side, type) }] },
      side,
    );
  const { before, after } = await proto.loadPair(source("before", "int64"), source("after", "string"), {
    importRoots: [],
    allowRemote: false,
  });
  const start = process.cpuUsage();
  const findings = await proto.compare(before, after, { tolerances: DEFAULT_IN_FORCE.tolerances });
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const proved = findings.filter(({ witness }) => witness !== null).length;
  const scaled = (seconds * MANY) / findings.length;
  console.log(
    `\n${findings.length} findings, ${proved} with a replayed witness: ${seconds.toFixed(2)} s of CPU after loading (${scaled.toFixed(2)} s for ${MANY})`,
  );
}

function row(name: string, tool: string, { wall, cpu, memory, exit }: Cost): void {
  console.log(
    `| ${name} | ${tool} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${memory.toFixed(0)} | ${exit ?? "stopped"} |`,
  );
}
