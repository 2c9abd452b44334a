// Installs and builds what is missing, so that `npm test` and `npm run demo` work on a fresh clone.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
};
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
const newest = (folder) =>
  readdirSync(`${root}${folder}`, { recursive: true }).reduce(
    (latest, name) => Math.max(latest, modified(`${root}${folder}/${name}`)),
    0,
  );

const installedAt = modified(`${root}node_modules/.package-lock.json`);
const needsDev = process.argv.includes("--dev") && !existsSync(`${root}node_modules/vitest`);
if (installedAt === 0 || needsDev) run("npm", ["ci", "--no-audit", "--no-fund"]);
const builtAt = modified(`${root}dist/tally.cjs`);
if (builtAt === 0 || ["src", "broker", "bin"].some((folder) => newest(folder) > builtAt)) {
  run(process.execPath, ["scripts/build.mjs"]);
}
