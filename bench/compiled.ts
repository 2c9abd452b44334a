import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Reads the bundle beside it, with what was compiled of it if there is anything, and asks it for something. */
const LOADER = `
const { readFileSync, existsSync, writeFileSync } = require("node:fs");
const { Script } = require("node:vm");
const [filename, kept] = [__dirname + "/bundle.cjs", __dirname + "/bundle.bin"];
const text = readFileSync(filename);
const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
for (const name of ["node:crypto", "node:fs/promises"]) require(name);
const script = new Script(text.toString("latin1"), { filename, cachedData });
if (script.cachedDataRejected) throw new Error("the compiled code does not fit");
const program = {};
script.runInThisContext()(program, require, "file://" + filename);
`;

/**
 * Bundles a module that exports `rehearse(words)` and `run()`, and keeps its code compiled as a build does for the command
 * line (scripts/build.mjs, scripts/compile.mjs): by answering about pairs of files. Gives the command that runs it.
 */
export function compiled(entry: string, pairs: readonly (readonly string[])[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "tally-bench-"));
  const [compile, program] = [join(folder, "compile.cjs"), join(folder, "program.cjs")];
  must(resolve("node_modules/.bin/esbuild"), [
    entry,
    ...["--bundle", "--platform=node", "--target=node20", "--format=cjs", "--minify", "--log-level=warning"],
    "--define:import.meta.url=__url",
    "--banner:js=(function (exports, require, __url) { const module = { exports };",
    "--footer:js=Object.assign(exports, module.exports); })",
    `--outfile=${join(folder, "bundle.cjs")}`,
  ]);
  const rehearsal = `(async () => {
  for (const pair of ${JSON.stringify(pairs)}) await program.rehearse(pair);
  writeFileSync(kept, script.createCachedData());
})();`;
  writeFileSync(compile, LOADER + rehearsal);
  must(process.execPath, [compile]);
  writeFileSync(program, `${LOADER}program.run();`);
  return [process.execPath, program];
}

function must(command: string, words: readonly string[]): void {
  const { status } = spawnSync(command, words, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}
