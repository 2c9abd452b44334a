import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bufBreaking, parseBufConfig } from "../../../src/kinds/proto/buf/index.ts";
import { inFolder, loadTree, type Tree } from "./pairs.ts";

/** The binary itself where npm put it: the shim in front of it costs more than most runs here. */
export const BUF = [`@bufbuild/buf-${process.platform}-${process.arch}/bin/buf`, ".bin/buf"]
  .map((path) => join(import.meta.dirname, "../../../node_modules", path))
  .find((path) => existsSync(path)) as string; // a development dependency
const ALL = JSON.stringify({ version: "v2", breaking: { use: ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"] } });

/** What our view says: place, rule, words. */
export async function ours(before: Tree, after: Tree, config = ALL): Promise<readonly string[]> {
  const found = bufBreaking(await loadTree(before), await loadTree(after), parseBufConfig(config, "config"));
  return found.map(
    (at) =>
      `${at.path ?? "-"}:${at.startLine}:${at.startColumn}-${at.endLine}:${at.endColumn} ${at.rule} ${at.message}`,
  );
}

/** What the real buf says, in the same form. Its slip of the pen (`"M"q moved`) is mended. */
export const theirs = (before: Tree, after: Tree, config = ALL): readonly string[] =>
  inFolder({ before, after }, (folder) => {
    const args = ["breaking", ".", "--against", "../before", "--error-format", "json", "--config", config];
    const run = spawnSync(BUF, args, { cwd: join(folder, "after"), encoding: "utf8", maxBuffer: 2 ** 26 });
    if (run.status !== 0 && run.status !== 100) throw new Error(run.stderr);
    return run.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, string>)
      .map((at) => {
        if (at.type === "COMPILE") throw new Error(`${at.path}: ${at.message}`);
        return at;
      })
      .map(
        (at) =>
          `${at.path ?? "-"}:${at.start_line}:${at.start_column}-${at.end_line}:${at.end_column} ${at.type} ${at.message}`,
      )
      .map((line) => line.replace('"q moved', '" moved'));
  });
