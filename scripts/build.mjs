// Bundles the command line, the broker's worker and the library into dist/. Uses the installed esbuild; where only
// production packages are installed, the same version is fetched through npm for this one run.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
// What stays outside the bundle: native code, and what finds its own files beside itself.
const EXTERNAL = ["better-sqlite3", "node:sqlite", "pg-native", "pg-cloudflare", "protoc"];
const BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
const args = [
  "bin/tally.ts",
  "src/index.ts",
  "broker/jobs/worker.ts",
  "--bundle",
  "--splitting",
  "--format=esm",
  "--platform=node",
  "--target=node20",
  "--jsx=automatic",
  "--jsx-import-source=hono/jsx",
  "--outdir=dist",
  "--entry-names=[name]",
  "--chunk-names=chunks/[name]-[hash]",
  "--minify-whitespace",
  "--legal-comments=none",
  "--log-level=warning",
  `--banner:js=${BANNER}`,
  ...EXTERNAL.map((name) => `--external:${name}`),
];

rmSync(`${root}dist`, { recursive: true, force: true });
const installed = `${root}node_modules/.bin/esbuild`;
const version = manifest.devDependencies.esbuild;
const run = (command, words) =>
  spawnSync(command, words, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" })
    .status;
const status = existsSync(installed)
  ? run(installed, args)
  : run("npm", ["exec", "--yes", `--package=esbuild@${version}`, "--", "esbuild", ...args]);
if (status !== 0) process.exit(status ?? 1);
chmodSync(`${root}dist/tally.js`, 0o755);
if (process.argv.includes("--types")) {
  const declared = run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"]);
  if (declared !== 0) process.exit(declared ?? 1);
}
