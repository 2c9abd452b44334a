import { posix } from "node:path";
import { TallyError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import type { Place } from "../../core/place.ts";
import { anchorsOf } from "./anchors.ts";
import { addressOf, child, type Node, placeOf, refOf } from "./node.ts";
import { tokens } from "./pointer.ts";
import { isAnnotation } from "./roles.ts";
import { nearest, type ParsedFile } from "./text/parse.ts";

/** At most this many references in a row. */
const CHAIN_LIMIT = 100;

/** The files of one interface, and how references between them are followed. */
export interface Documents {
  /** The first root document. */
  readonly root: string;
  /** What a file is called on either side of a comparison, and the file of that name: wherever a side begins. */
  nameOf(file: string): string;
  named(name: string): string;
  readonly files: ReadonlyMap<string, ParsedFile>;
  /** The target of a reference that stands in `file`, or null when there is none. */
  resolve(ref: string, file: string): Node | null;
  /** Every schema that a `$dynamicRef` in `file` may lead to: the one it names first, then others of that name. */
  dynamicTargets(ref: string, file: string): readonly Node[];
  /** The schemas that have a dynamic anchor in a file, by its name; null where several have it. */
  dynamicAnchors(file: string): ReadonlyMap<string, Node | null>;
  /** Follows references until something else comes. Throws E_REFERENCE for what leads nowhere. */
  deref(node: Node): Node;
  /** The same, but a reference with conditions beside it stays: where the version lets them count. */
  follow(node: Node): Node;
  /** The node where the value was written that an alias of YAML repeats; any other is its own. */
  origin(node: Node): Node;
  /** Where a node stands. One pass over the file: ask for many at once with `places`. */
  place(node: Node): Place | null;
  places(nodes: Iterable<Node>): Map<string, Place>;
}

/** A reference, split into the file it leads to and the fragment there. */
export interface Target {
  /** Path relative to the source's root, or an absolute URL. */
  readonly file: string;
  readonly fragment: string;
}

/** True for a file name that is a URL. */
export const isRemote = (file: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(file) || file.startsWith("//");

/** Splits a reference; relative to the file it stands in. */
export function targetOf(ref: string, file: string): Target {
  const hash = ref.indexOf("#");
  const path = hash === -1 ? ref : ref.slice(0, hash);
  const fragment = hash === -1 ? "" : ref.slice(hash + 1);
  if (path === "") return { file, fragment };
  if (isRemote(path)) return { file: path, fragment };
  if (isRemote(file)) return { file: new URL(path, file).href, fragment };
  if (path.startsWith("/")) return { file: path, fragment };
  return { file: posix.normalize(posix.join(posix.dirname(file), decoded(path))), fragment };
}

/** Joins loaded files into one body of documents. `roots`: at least one. */
export function joinDocuments(roots: readonly string[], files: ReadonlyMap<string, ParsedFile>): Documents {
  const [root = ""] = roots;
  const caches = new Map<string, Map<string, Node | null>>();
  const resolve = (ref: string, file: string): Node | null => {
    const cache = caches.get(file) ?? new Map<string, Node | null>();
    const known = cache.get(ref);
    if (known !== undefined) return known;
    const found = find(files, targetOf(ref, file));
    caches.set(file, cache.set(ref, found));
    return found;
  };
  const deref = (node: Node): Node => {
    let here = node;
    for (let steps = 0; steps < CHAIN_LIMIT; steps += 1) {
      const ref = refOf(here);
      if (ref === null) return here;
      const next = resolve(ref, here.file);
      if (next === null) throw lost(files, here, `nothing is found at ${ref}`);
      here = next;
    }
    throw lost(files, node, `this reference only leads to itself, or to more than ${CHAIN_LIMIT} references in a row`);
  };
  const follow = (node: Node): Node => {
    let here = node;
    for (let steps = 0; steps < CHAIN_LIMIT && isBareReference(here); steps += 1) {
      const next = resolve(refOf(here) ?? "", here.file);
      if (next === null) return here;
      here = next;
    }
    return here;
  };
  const places = (nodes: Iterable<Node>): Map<string, Place> => placesOf(files, nodes);
  const place = (node: Node): Place | null => places([node]).get(placeOf(node)) ?? null;
  const origin = (node: Node): Node => {
    const pointer = files.get(node.file)?.origin(node.pointer) ?? node.pointer;
    return pointer === node.pointer ? node : { ...node, pointer };
  };
  return { root, ...namesOf(roots), ...dynamics(files, resolve), files, resolve, deref, follow, origin, places, place };
}

/** Dynamic references (JSON Schema 2020-12 Core, 8.2.3.2). */
function dynamics(
  files: ReadonlyMap<string, ParsedFile>,
  resolve: Documents["resolve"],
): Pick<Documents, "dynamicTargets" | "dynamicAnchors"> {
  const known = new Map<string, ReadonlyMap<string, Node | null>>();
  return {
    dynamicTargets(ref, path) {
      const first = resolve(ref, path);
      const name = ref.slice(ref.indexOf("#") + 1);
      const named = [...files.values()].flatMap((file) => anchorsOf(file).dynamic.get(name) ?? []);
      const others = named.filter((node) => first === null || addressOf(node) !== addressOf(first));
      return first === null ? others : [first, ...others];
    },
    dynamicAnchors(path) {
      const before = known.get(path);
      if (before) return before;
      const file = files.get(path);
      const all = file?.mayHold("$dynamicAnchor") ? [...anchorsOf(file).dynamic] : [];
      const anchors = new Map(all.map(([name, [node, ...more]]) => [name, more.length === 0 ? (node ?? null) : null]));
      known.set(path, anchors);
      return anchors;
    },
  };
}

/** One root document has no name, whatever file it is; several are called by their paths below the folder of them all. */
function namesOf(roots: readonly string[]): Pick<Documents, "nameOf" | "named"> {
  const [root = "", ...others] = roots;
  if (others.length === 0)
    return { nameOf: (file) => (file === root ? "" : file), named: (name) => (name === "" ? root : name) };
  let folder = `${posix.dirname(root)}/`;
  while (folder !== "./" && others.some((other) => !other.startsWith(folder))) folder = `${posix.dirname(folder)}/`;
  if (folder === "./") return { nameOf: (file) => file, named: (name) => name };
  return {
    nameOf: (file) => (file.startsWith(folder) ? `/${file.slice(folder.length)}` : file),
    named: (name) => (name.startsWith("/") ? folder + name.slice(1) : name),
  };
}

/** A reference with nothing beside it but annotations. */
export const isBareReference = (node: Node): boolean =>
  isObject(node.value) &&
  typeof node.value.$ref === "string" &&
  Object.keys(node.value).every((key) => key === "$ref" || isAnnotation("plain", key));

/** The error for a reference that leads nowhere, with the place of the `$ref`. */
export function lost(files: ReadonlyMap<string, ParsedFile>, holder: Node, why: string): TallyError {
  const place =
    files
      .get(holder.file)
      ?.places([`${holder.pointer}/$ref`])
      .get(`${holder.pointer}/$ref`) ?? null;
  return new TallyError("E_REFERENCE", why, { place });
}

function find(files: ReadonlyMap<string, ParsedFile>, target: Target): Node | null {
  const file = files.get(target.file);
  const fragment = decoded(target.fragment);
  if (!file) return within(resourceOf(files, target.file), fragment, files);
  const whole: Node = { value: file.value, file: file.path, pointer: "" };
  const found = within(whole, fragment, files);
  if (found !== null) return found;
  // written inside of a schema with an $id, from which it counts; which one it is, is only known where one has it
  const inside = [...anchorsOf(file).ids.values()].flat().flatMap((node) => within(node, fragment, files) ?? []);
  return inside.length === 1 ? (inside[0] ?? null) : null;
}

/** What a fragment names below a document or a schema with an `$id`: a JSON Pointer, or the name of an anchor. */
function within(start: Node | null, fragment: string, files: ReadonlyMap<string, ParsedFile>): Node | null {
  if (start === null || fragment === "") return start;
  if (fragment.startsWith("/")) return tokens(fragment).reduce<Node | null>(child, start);
  const file = files.get(start.file);
  const named = file === undefined ? [] : (anchorsOf(file).names.get(fragment) ?? []);
  return named.find(({ pointer }) => pointer === start.pointer || pointer.startsWith(`${start.pointer}/`)) ?? null;
}

/** The schema whose `$id` is this URL or path. */
function resourceOf(files: ReadonlyMap<string, ParsedFile>, name: string): Node | null {
  for (const file of files.values()) {
    for (const [id, [node]] of anchorsOf(file).ids) {
      if (node !== undefined && targetOf(id, file.path).file === name) return node;
    }
  }
  return null;
}

/** Does a schema in these files call itself so? Then it is no file that could be read. */
export const isEmbedded = (files: ReadonlyMap<string, ParsedFile>, name: string): boolean =>
  resourceOf(files, name) !== null;

function placesOf(files: ReadonlyMap<string, ParsedFile>, nodes: Iterable<Node>): Map<string, Place> {
  const byFile = new Map<string, Set<string>>();
  for (const node of nodes) {
    const pointers = byFile.get(node.file) ?? new Set();
    byFile.set(node.file, pointers.add(node.pointer));
  }
  const all = new Map<string, Place>();
  for (const [path, pointers] of byFile) {
    const found = files.get(path)?.places(pointers) ?? new Map<string, Place>();
    for (const pointer of pointers) {
      const place = nearest(pointer, found);
      if (place) all.set(`${path}#${pointer}`, place);
    }
  }
  return all;
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
