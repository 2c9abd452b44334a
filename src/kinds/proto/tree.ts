import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Gathered } from "./load-files.ts";
import { wellKnownFolder } from "./load-protoc.ts";
import { isBelow } from "./load-roots.ts";
import { type Scanned, scan } from "./scan.ts";

/** A file of one side, as far as it was read without a compiler. */
export interface Leaf {
  /** Path relative to the root of the source; absolute for a file that the compiler brings along. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly scanned: Scanned;
  /** Held by the input itself, not only imported. */
  readonly isAsked: boolean;
  /** Set for a file of a registry: nothing is known of it but that both sides have the same. */
  readonly isPinned?: true;
}

/** The files of one side, and all that they import, by the names that imports use. */
export type Tree = ReadonlyMap<string, Leaf>;

/** The name by which a file is imported: what is left of its path below the nearest root. Null below none. */
export function importName(path: string, roots: readonly string[]): string | null {
  const root = roots.find((candidate) => !candidate.startsWith("/") && isBelow(path, candidate));
  return root === undefined ? null : path.slice(root === "" ? 0 : root.length + 1);
}

/**
 * The tree of what was gathered. Null where the texts at hand do not say everything: roots outside the source, two
 * files of one name, an import that only the compiler can find; what a registry holds is a leaf that says nothing.
 */
export function treeOf({ roots, asked, texts, scanned, absent }: Gathered): Tree | null {
  if (roots.some((root) => root.startsWith("/"))) return null;
  const isAsked = new Set(asked);
  const tree = new Map<string, Leaf>();
  for (const [path, bytes] of texts) {
    const name = importName(path, roots);
    const head = scanned.get(path);
    if (name === null || !head || tree.has(name)) return null;
    tree.set(name, { path, bytes, scanned: head, isAsked: isAsked.has(path) });
  }
  const waiting = [...tree.values()];
  for (let leaf = waiting.pop(); leaf; leaf = waiting.pop()) {
    for (const { path: name } of leaf.scanned.imports) {
      if (tree.has(name)) continue;
      const known = wellKnownLeaf(name) ?? (absent ? PINNED : null);
      if (!known) return null;
      tree.set(name, known);
      waiting.push(known);
    }
  }
  return tree;
}

const PINNED: Leaf = {
  path: "",
  bytes: new Uint8Array(),
  scanned: { package: "", imports: [] },
  isAsked: false,
  isPinned: true,
};

const leaves = new Map<string, Leaf | null>();

/** A file that the compiler brings along; null for any other name. Read once: it is the same on all sides. */
function wellKnownLeaf(name: string): Leaf | null {
  const known = leaves.get(name);
  if (known !== undefined) return known;
  const made = readWellKnown(name);
  leaves.set(name, made);
  return made;
}

function readWellKnown(name: string): Leaf | null {
  const folder = wellKnownFolder();
  if (folder === null || !/^google\/protobuf\/[\w/]+\.proto$/.test(name)) return null;
  try {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    return { path, bytes, scanned: scan(bytes), isAsked: false };
  } catch {
    return null; // not one of them
  }
}
