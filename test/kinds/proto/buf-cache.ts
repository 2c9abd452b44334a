import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BUF } from "./real-buf.ts";

/** A registry that never answers: names below `.invalid` belong to nobody (RFC 2606). */
export const REGISTRY = "registry.invalid";
export const MODULE = `${REGISTRY}/acme/money`;
const COMMIT = "6e230f46113f498392c82d12b1a07b70";

/** Writes files below a folder. */
export function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/** The digests of the two formats of buf.lock: `version: v1` has `shake256`, `version: v2` has `b5`. */
export type Digest = "shake256" | "b5";

/** A buf.lock that pins the module at a digest (`b5:...`, `shake256:...`). */
function lockOf(digest: string): string {
  if (digest.startsWith("b5"))
    return `version: v2\ndeps:\n  - name: ${MODULE}\n    commit: ${COMMIT}\n    digest: ${digest}\n`;
  const [remote, owner, repository] = MODULE.split("/");
  const entry = { remote, owner, repository, commit: COMMIT, digest };
  return `version: v1\ndeps: [${JSON.stringify(entry)}]\n`;
}

/** A cache of buf that holds the module with these files, as buf lays it out; gives the buf.lock that pins it. */
export function fillCache(
  cache: string,
  scratch: string,
  digest: Digest,
  files: Readonly<Record<string, string>>,
): string {
  const home = join(cache, "v3/modules", digest, MODULE, COMMIT);
  writeAll(join(home, "files"), files);
  writeAll(home, { "module.yaml": "version: v1\nfiles_dir: files\n" });
  const [first = ""] = Object.keys(files);
  writeAll(scratch, {
    "buf.yaml": `version: ${digest === "b5" ? "v2" : "v1"}\ndeps: [${MODULE}]\n`,
    "buf.lock": lockOf(`${digest}:${"ab".repeat(64)}`),
    "a.proto": `syntax = "proto3";\npackage a;\nimport "${first}";\n`,
  });
  const env = { ...process.env, BUF_CACHE_DIR: cache };
  const { stderr } = spawnSync(BUF, ["build", "."], { cwd: scratch, encoding: "utf8", env });
  const [, actual] = /Actual digest: "(\w+:[0-9a-f]+)"/.exec(stderr) ?? [];
  if (actual === undefined || !existsSync(home)) throw new Error(`buf keeps its cache elsewhere: ${stderr}`);
  return lockOf(actual);
}
