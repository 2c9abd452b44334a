import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { bundleSource } from "../../../src/core/source.ts";
import { load } from "../../../src/kinds/proto/load.ts";
import { PROTOC } from "./compile-text.ts";
import { chooser, editFile, generateFile, renderFile } from "./generate.ts";
import { editTree, generateTree, renderTree } from "./generate-tree.ts";

/** Texts by path. */
export type Tree = Readonly<Record<string, string>>;

/** Loads texts without a folder on disk. */
export const loadTree = (tree: Tree) =>
  load(
    bundleSource(
      {
        kind: "proto",
        entry: "",
        files: Object.entries(tree).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) })),
      },
      "tree",
    ),
    DEFAULT_LOAD,
  );

/** Writes trees into a temporary folder for as long as `run` takes. */
export function inFolder<T>(trees: Readonly<Record<string, Tree>>, run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "tally-pairs-"));
  try {
    for (const [side, tree] of Object.entries(trees)) {
      for (const [path, text] of Object.entries(tree)) {
        mkdirSync(dirname(join(folder, side, path)), { recursive: true });
        writeFileSync(join(folder, side, path), text);
      }
    }
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Files of a tree that protoc refuses. */
const refused = (tree: Tree): readonly string[] =>
  inFolder({ tree }, (folder) => {
    const args = ["-I", join(folder, "tree"), `--descriptor_set_out=${join(folder, "out")}`, ...Object.keys(tree)];
    const { stderr } = spawnSync(PROTOC, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
    return [...new Set([...stderr.matchAll(/(p\d+\.proto):\d/g)].map(([, path]) => path ?? ""))];
  });

/** Valid pairs of files, each in a package of its own: a schema and the same after one to three edits. */
export function generatePairs(first: number, count: number): { readonly before: Tree; readonly after: Tree } {
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (let index = first; index < first + count; index += 1) {
    const choose = chooser(index * 7919 + 1);
    const file = generateFile(choose, `p${index}.v1`);
    before[`p${index}.proto`] = renderFile(file);
    after[`p${index}.proto`] = renderFile(editFile(choose, file));
  }
  for (let side = 0; side < 2; ) {
    const bad = refused(side === 0 ? before : after);
    if (bad.length === 0) side += 1;
    for (const path of bad) {
      delete before[path];
      delete after[path];
    }
  }
  return { before, after };
}

/** True where protoc takes a tree as it is. */
const isValid = (tree: Tree): boolean =>
  inFolder({ tree }, (folder) => {
    const args = ["-I", join(folder, "tree"), `--descriptor_set_out=${join(folder, "out")}`, ...Object.keys(tree)];
    return spawnSync(PROTOC, args).status === 0;
  });

/** Valid pairs of trees, each in a folder and packages of its own, joined: two or three files and one to six edits. */
export function generateTrees(first: number, count: number): { readonly before: Tree; readonly after: Tree } {
  const sides = { before: {}, after: {} };
  for (let index = first; index < first + count; index += 1) {
    const choose = chooser(index * 104729 + 7);
    const files = generateTree(choose, `t${index}`);
    const before = renderTree(choose, files);
    const after = renderTree(choose, editTree(choose, files, `t${index}`));
    if (!isValid(before) || !isValid(after)) continue;
    Object.assign(sides.before, before);
    Object.assign(sides.after, after);
  }
  return sides;
}
