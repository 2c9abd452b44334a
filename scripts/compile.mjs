// Lets the built commands answer small questions of each kind, and keeps what V8 compiled for that beside them, under
// the name that says for which V8, flags and processor it is. `bin/compiled.ts` reads it. Takes the folder of the build.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import zlib from "node:zlib";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

const [out] = process.argv.slice(2);
const filename = join(out, "local", "local.cjs");
const text = readFileSync(filename);
const script = new Script(text.toString("latin1"), { filename });
const program = {};
script.runInThisContext()(program, createRequire(filename), pathToFileURL(filename).href);

const folder = mkdtempSync(join(tmpdir(), "tally-compile-"));
const samples = file("../contracts/samples");
const [before, after] = ["1.4.0", "2.0.0"].map((version) =>
  readFileSync(`${samples}/orders/${version}/openapi.yaml`, "utf8"),
);
try {
  for (const version of ["3.0.3", "3.1.0"]) {
    const [one, other, report] = ["before.yaml", "after.yaml", "report.json"].map((name) => join(folder, name));
    writeFileSync(one, before.replace(/^openapi: .*$/m, `openapi: ${version}`));
    writeFileSync(other, after.replace(/^openapi: .*$/m, `openapi: ${version}`));
    await program.rehearse(["diff", one, other, "--direction", "full", "--format", "json", "-o", report]);
    await program.rehearse(["diff", one, other]);
    await program.rehearse(["replay", report]);
  }
  const [old, next] = ["3.1.0", "4.0.0"].map((version) => `${samples}/payments/${version}`);
  await program.rehearse(["diff", old, next, "--direction", "full"]);
} finally {
  rmSync(folder, { recursive: true });
}
const code = script.createCachedData();
const checksum = Buffer.alloc(4);
checksum.writeUInt32LE(zlib.crc32?.(code, zlib.crc32(text)) ?? 0); // bin/compiled.ts takes nothing where Node has none
writeFileSync(join(out, "local", `${cachedDataVersionTag()}.bin`), Buffer.concat([code, checksum]));
