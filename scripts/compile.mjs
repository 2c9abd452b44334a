// Lets the built commands answer small questions, and keeps what V8 compiled for that beside them, under a name that
// says for which V8, flags and processor it is. `bin/compiled.ts` reads it. Takes the folder of the build and the kind of
// interfaces to ask about: what is kept is read at each start, so that the code for each kind is kept on its own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cachedDataVersionTag, setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import zlib from "node:zlib";

// What is kept says which functions ran hot enough for V8's first compiler, and those go through it again as soon as they
// are called: no function does here. The flag is as it was when the code is kept, because that is for certain flags.
setFlagsFromString("--no-sparkplug");
const [out, kind] = process.argv.slice(2);
const home = resolve(out, "local");
const filename = join(home, "local.cjs");
const text = readFileSync(filename);
const script = new Script(text.toString("latin1"), { filename });
const program = {};
script.runInThisContext()(program, createRequire(filename), pathToFileURL(filename).href);

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tally-compile-"));
const samples = file("../contracts/samples");
const PAIRS = {
  openapi: () =>
    [
      [`${samples}/orders/1.4.0/openapi.yaml`, `${samples}/orders/2.0.0/openapi.yaml`],
      [file("rehearsal/before.yaml"), file("rehearsal/after.yaml")],
    ].flatMap((pair) => ["3.0.3", "3.1.0"].map((version) => pair.map((path) => copyAs(version, path)))),
  proto: () => [
    [`${samples}/payments/3.1.0`, `${samples}/payments/4.0.0`],
    [file("rehearsal/before"), file("rehearsal/after")],
  ],
};

let copies = 0;
function copyAs(version, path) {
  copies += 1;
  const copy = join(folder, `${copies}.yaml`);
  writeFileSync(copy, readFileSync(path, "utf8").replace(/^openapi: .*$/m, `openapi: ${version}`));
  return copy;
}

try {
  const report = join(folder, "report.json");
  for (const [before, after] of PAIRS[kind]()) {
    await program.rehearse(["diff", before, after, "--direction", "full", "--format", "json", "-o", report]);
    await program.rehearse(["diff", before, after]);
    await program.rehearse(["replay", report]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
setFlagsFromString("--sparkplug");
const code = script.createCachedData();
const checksum = Buffer.alloc(4);
checksum.writeUInt32LE(zlib.crc32?.(code, zlib.crc32(text)) ?? 0); // bin/compiled.ts takes nothing where Node has none
writeFileSync(join(home, `${cachedDataVersionTag()}-${kind}.bin`), Buffer.concat([code, checksum]));
