import { asBuffer, isEqual } from "../../core/bytes.ts";
import { isWellKnownFile } from "./model.ts";
import { type Outline, outline, type Part } from "./outline.ts";
import type { Leaf, Tree } from "./tree.ts";

/** Beyond this many steps everything is compiled: a guard against trees that are made to be slow. */
const STEP_LIMIT = 20_000_000;

/** Stands for every name there is. */
const ANY = "*";

/** What both sides hold, each file once where it is the same. */
interface Scene {
  readonly leaves: ReadonlyMap<string, readonly Leaf[]>;
  /** Who imports a file directly, and passes it on or not. */
  readonly importers: ReadonlyMap<string, readonly { readonly name: string; readonly isPublic: boolean }[]>;
  outlineOf(leaf: Leaf): Outline;
  step(count?: number): void;
}

class Everything extends Error {}

/**
 * The names of the files that a comparison of two trees must understand, so that it finds what it would find with all
 * of them: those whose tokens differ; those with a declaration that refers to one that differs, and so on up to the
 * methods, since these decide who writes a type and what an extended message holds; and all that these import, on
 * both sides. Names are followed as words, without being resolved: that can only find too much. With `wholePackages`
 * the other files of their packages too. Null for everything.
 */
export function select(before: Tree, after: Tree, wholePackages: boolean): ReadonlySet<string> | null {
  try {
    const scene = sceneOf(before, after);
    const reached = spread(scene, differing(scene, before, after));
    if (wholePackages) addPackages(scene, reached);
    return withImports(scene, reached);
  } catch (error) {
    if (error instanceof Everything) return null;
    throw error;
  }
}

function sceneOf(before: Tree, after: Tree): Scene {
  const outlines = new Map<Uint8Array, Outline>();
  const leaves = new Map<string, readonly Leaf[]>();
  const importers = new Map<string, { readonly name: string; readonly isPublic: boolean }[]>();
  let steps = 0;
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, next] = [before.get(name), after.get(name)];
    const both = [old, next].filter((leaf) => leaf !== undefined);
    const kept = old && next && isSame(old, next) ? [old] : both;
    leaves.set(name, kept);
    for (const { path, isPublic } of kept.flatMap(({ scanned }) => scanned.imports)) {
      const known = importers.get(path);
      if (known) known.push({ name, isPublic });
      else importers.set(path, [{ name, isPublic }]);
    }
  }
  return {
    leaves,
    importers,
    outlineOf(leaf) {
      const known = outlines.get(leaf.bytes);
      if (known) return known;
      const made = outline(leaf.bytes);
      if (!made) throw new Everything();
      outlines.set(leaf.bytes, made);
      return made;
    },
    step(count = 1) {
      steps += count;
      if (steps > STEP_LIMIT) throw new Everything();
    },
  };
}

const isSame = (old: Leaf, next: Leaf): boolean =>
  old.isAsked === next.isAsked && (old.bytes === next.bytes || isEqual(old.bytes, next.bytes));

/** The files whose tokens differ, each with the names under which what differs is referred to. */
function differing(scene: Scene, before: Tree, after: Tree): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [name, leaves] of scene.leaves) {
    const [old, next] = [before.get(name), after.get(name)];
    if (leaves.length === 1 && old && next) continue;
    const names = old && next && old.isAsked === next.isAsked ? edited(scene, old, next) : ownNames(scene, leaves);
    if (names) found.set(name, names);
  }
  return found;
}

function ownNames(scene: Scene, leaves: readonly Leaf[]): ReadonlySet<string> {
  return new Set(leaves.flatMap((leaf) => scene.outlineOf(leaf).parts.flatMap(({ names }) => names)));
}

/** Null where all tokens are the same. */
function edited(scene: Scene, old: Leaf, next: Leaf): ReadonlySet<string> | null {
  const [from, to] = [scene.outlineOf(old), scene.outlineOf(next)];
  if (from.passedOn !== to.passedOn) return new Set([ANY]);
  if (from.head !== to.head) return ownNames(scene, [old, next]);
  const [left, right] = [textsOf(from), textsOf(to)];
  const parts = [...from.parts, ...to.parts].filter(({ key }) => left.get(key) !== right.get(key));
  return parts.length === 0 ? null : new Set(parts.flatMap(({ names }) => names));
}

/** By key; a compiler refuses most that is declared twice, but not two extensions of two messages. */
function textsOf({ parts }: Outline): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { key, text } of parts) texts.set(key, `${texts.get(key) ?? ""}${text}\n`);
  return texts;
}

/** The files that differ, and those with a declaration that what differs may reach. */
function spread(scene: Scene, differ: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set(differ.keys());
  const touched = new Map<string, Set<string>>();
  const hit = new Set<Part>();
  const waiting = new Map<string, string[]>();
  const touch = (file: string, names: Iterable<string>): void => {
    const known = touched.get(file) ?? new Set<string>();
    touched.set(file, known);
    for (const name of names) {
      if (known.has(name)) continue;
      known.add(name);
      const fresh = waiting.get(file);
      if (fresh) fresh.push(name);
      else waiting.set(file, [name]);
    }
  };
  const extended = (file: string, part: Part): void => {
    if (part.extendees.length === 0) return;
    const names = part.extendees.map((name) => name.slice(name.lastIndexOf(".") + 1));
    for (const seen of seenFrom(scene, file)) {
      if (isPinned(scene, seen)) throw new Everything(); // who else sees that message, only the compiler knows
      if (!isWellKnownFile(seen)) touch(seen, names);
    }
  };
  const whole = new Set<string>(); // files of which every declaration is touched: nothing is left to find in them
  for (const [file, names] of differ) {
    const parts = partsOf(scene, file);
    touch(file, names);
    for (const part of parts) if (part.names.some((name) => names.has(name))) extended(file, part);
    if (parts.every((part) => part.names.every((name) => names.has(name)))) whole.add(file);
  }
  for (const [file, fresh] of waiting) {
    waiting.delete(file); // comes again, behind the others, when more of it is touched
    for (const user of usersOf(scene, file)) {
      if (whole.has(user)) continue;
      for (const part of referring(scene, user, fresh)) {
        if (hit.has(part)) continue;
        hit.add(part);
        reached.add(user);
        touch(user, part.names);
        extended(user, part);
      }
    }
  }
  return reached;
}

const isPinned = ({ leaves }: Scene, file: string): boolean => leaves.get(file)?.[0]?.isPinned === true;

function partsOf(scene: Scene, file: string): readonly Part[] {
  const [first, second] = scene.leaves.get(file) ?? [];
  if (!first) return [];
  const { parts } = scene.outlineOf(first);
  return second ? [...parts, ...scene.outlineOf(second).parts] : parts;
}

/** The declarations of a file that hold one of the names as a word. */
function* referring(scene: Scene, file: string, names: readonly string[]): Iterable<Part> {
  for (const leaf of scene.leaves.get(file) ?? []) {
    const { parts, partsWith } = scene.outlineOf(leaf);
    for (const name of names) {
      const found = name === ANY ? parts : partsWith(name);
      scene.step(1 + found.length);
      yield* found;
    }
  }
}

/** The file itself, and those that can refer to what it declares: by an import, or by one that is passed on. */
function usersOf(scene: Scene, file: string): ReadonlySet<string> {
  const users = new Set([file]);
  const passing = new Set([file]);
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { name, isPublic } of scene.importers.get(next) ?? []) {
      scene.step();
      users.add(name);
      if (!isPublic || passing.has(name)) continue;
      passing.add(name);
      waiting.push(name);
    }
  }
  return users;
}

/** The file itself, and those whose declarations it can refer to. */
function seenFrom(scene: Scene, file: string): ReadonlySet<string> {
  const seen = new Set([file]);
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { path, isPublic } of importsOf(scene, next)) {
      scene.step();
      if ((next !== file && !isPublic) || seen.has(path)) continue;
      seen.add(path);
      waiting.push(path);
    }
  }
  return seen;
}

const importsOf = (scene: Scene, file: string) =>
  (scene.leaves.get(file) ?? []).flatMap(({ scanned }) => scanned.imports);

function addPackages({ leaves }: Scene, reached: Set<string>): void {
  const packages = new Set<string>();
  for (const name of reached) for (const { scanned } of leaves.get(name) ?? []) packages.add(scanned.package);
  for (const [name, both] of leaves) if (both.some(({ scanned }) => packages.has(scanned.package))) reached.add(name);
}

/** What the files import, directly or not, and the files that extend a message of any of them. */
function withImports(scene: Scene, files: ReadonlySet<string>): ReadonlySet<string> {
  const closed = new Set<string>();
  if (files.size === 0) return closed;
  const extending = extendingFiles(scene);
  const add = (start: Iterable<string>): void => {
    const waiting = [...start];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (closed.has(next)) continue;
      closed.add(next);
      waiting.push(...importsOf(scene, next).map(({ path }) => path));
    }
  };
  add(files);
  for (let size = -1; size !== closed.size; ) {
    size = closed.size;
    for (const [name, seen] of extending) {
      scene.step();
      if (!closed.has(name) && seen.some((file) => closed.has(file))) add([name]);
    }
  }
  return closed;
}

/** Files that extend messages, with the files that these may be declared in. */
function extendingFiles(scene: Scene): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, leaves] of scene.leaves) {
    if (isWellKnownFile(name) || !leaves.some(mayExtend)) continue;
    if (!partsOf(scene, name).some(({ extendees }) => extendees.length > 0)) continue;
    found.set(
      name,
      [...seenFrom(scene, name)].filter((file) => file !== name && !isWellKnownFile(file)),
    );
  }
  return found;
}

const WORD = /\w/;

/** Does `extend` stand there as a word of its own? In a comment too: that can only find too much. */
function mayExtend({ bytes }: Leaf): boolean {
  const text = asBuffer(bytes);
  const isApart = (at: number): boolean => !WORD.test(String.fromCharCode(text[at] ?? 0));
  for (let at = text.indexOf(EXTEND); at >= 0; at = text.indexOf(EXTEND, at + 1)) {
    if (isApart(at - 1) && isApart(at + EXTEND.length)) return true;
  }
  return false;
}

const EXTEND = "extend";
