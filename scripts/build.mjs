// Bundles the command line, the broker's worker and the library into dist/, the commands that need no store once more as
// one script whose code is kept compiled, and what starts them. `--out=FOLDER`: into another folder. Uses the installed esbuild; where only
// production packages are installed, the same version is fetched through npm for this one run.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = process.argv.find((word) => word.startsWith("--out="))?.slice("--out=".length) ?? `${root}dist`;
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
// What stays outside the bundle: native code, and what finds its own files beside itself.
const EXTERNAL = ["better-sqlite3", "node:sqlite", "pg-native", "pg-cloudflare", "protoc"];
const BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
const common = [
  "--bundle",
  "--platform=node",
  "--target=node20",
  "--entry-names=[name]",
  "--legal-comments=none",
  "--log-level=warning",
  ...EXTERNAL.map((name) => `--external:${name}`),
  "--alias:node:child_process=./scripts/late/child-process.mjs",
  "--alias:node:fs/promises=./scripts/late/fs-promises.mjs",
  "--alias:idn-hostname=./scripts/late/idn-hostname.cjs",
];
const modules = [
  "bin/tally.ts",
  "src/index.ts",
  "broker/jobs/worker.ts",
  ...common,
  "--minify-whitespace",
  "--splitting",
  "--format=esm",
  "--jsx=automatic",
  "--jsx-import-source=hono/jsx",
  `--outdir=${out}`,
  "--chunk-names=chunks/[name]-[hash]",
  `--banner:js=${BANNER}`,
];
const script = [
  "bin/local.ts",
  ...common,
  "--minify", // what is read at each start should be short
  "--format=cjs",
  `--outdir=${out}/local`,
  "--out-extension:.js=.cjs",
  "--define:import.meta.url=__url",
  "--supported:dynamic-import=false",
  "--banner:js=(function (exports, require, __url) { const module = { exports };",
  "--footer:js=Object.assign(exports, module.exports); })",
];
const launcher = [
  "tally=bin/launch.ts",
  ...common,
  "--format=cjs",
  `--outdir=${out}`,
  "--out-extension:.js=.cjs",
  "--external:./tally.js",
  "--define:import.meta.url=__url",
  '--banner:js=const __url = require("node:url").pathToFileURL(__filename).href;',
];

rmSync(out, { recursive: true, force: true });
const installed = `${root}node_modules/.bin/esbuild`;
const version = manifest.devDependencies.esbuild;
const run = (command, words) =>
  spawnSync(command, words, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" })
    .status;
for (const args of [modules, script, launcher]) {
  const status = existsSync(installed)
    ? run(installed, args)
    : run("npm", ["exec", "--yes", `--package=esbuild@${version}`, "--", "esbuild", ...args]);
  if (status !== 0) process.exit(status ?? 1);
}
for (const kind of ["openapi", "proto"])
  if (run(process.execPath, [`${root}scripts/compile.mjs`, out, kind]) !== 0) process.exit(1);
for (const name of ["tally.cjs", "tally.js"]) chmodSync(`${out}/${name}`, 0o755);
if (process.argv.includes("--types")) {
  const declared = run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"]);
  if (declared !== 0) process.exit(declared ?? 1);
}
