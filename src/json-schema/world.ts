import { isObject } from "../core/json.ts";
import type { Dialect, Located, SchemaWorld } from "./answer.ts";

/** Keywords whose values are data, not schemas. */
const DATA = new Set(["const", "enum", "default", "examples", "example"]);

/** Objects of one schema document that are read for identifiers. */
const MAX_OBJECTS = 200_000;

interface Index {
  /** Base inside each object that names itself. */
  readonly bases: Map<object, string>;
  readonly resources: Map<string, unknown>;
  readonly anchors: Map<string, Located>;
  readonly dynamic: Map<string, Map<string, Located>>;
}

const ROOT = "tally:root";

/** Absolute form of a reference; the text itself where it cannot be read as one. */
function absolute(ref: string, base: string): string {
  if (ref.startsWith("#")) return base.split("#")[0] + ref;
  try {
    return new URL(ref, base.startsWith("tally:") ? "tally:///" : base).href;
  } catch {
    return ref;
  }
}

/**
 * The world of one self-contained schema: references by JSON Pointer, `$id` and anchors are followed within it
 * (2020-12 Core 8.2; draft-04 `id`), and into `documents`, given by URI. Anything else has no target.
 */
export function schemaWorld(
  root: unknown,
  dialect: Dialect,
  documents: ReadonlyMap<string, unknown> = new Map(),
): { readonly world: SchemaWorld; readonly located: Located } {
  const index: Index = { bases: new Map(), resources: new Map([[ROOT, root]]), anchors: new Map(), dynamic: new Map() };
  readIdentifiers(root, ROOT, dialect, index);
  for (const [uri, document] of documents) {
    if (index.resources.has(uri)) continue;
    index.resources.set(uri, document);
    readIdentifiers(document, uri, dialect, index);
  }
  const rootBase = isObject(root) ? (index.bases.get(root) ?? ROOT) : ROOT;
  const world: SchemaWorld = {
    dialect,
    resolve: (ref, base) => resolve(absolute(ref, base), index),
    enter: (schema, base) => index.bases.get(schema) ?? base,
    dynamicAnchors: (base) => index.dynamic.get(withoutFragment(base)) ?? NONE,
  };
  return { world, located: { value: root, base: rootBase } };
}

const NONE: ReadonlyMap<string, Located> = new Map();

const withoutFragment = (uri: string): string => uri.split("#")[0] ?? uri;

function readIdentifiers(root: unknown, start: string, dialect: Dialect, index: Index): void {
  const idKeyword = dialect === "draft-04" ? "id" : "$id";
  const siblingsIgnored = dialect.startsWith("draft") || dialect === "openapi-3.0";
  const stack: { readonly value: unknown; readonly base: string }[] = [{ value: root, base: start }];
  let seen = 0;
  for (let next = stack.pop(); next !== undefined && seen < MAX_OBJECTS; next = stack.pop()) {
    const { value } = next;
    seen += 1;
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) stack.push({ value: item, base: next.base });
      continue;
    }
    if (!isObject(value)) continue;
    const hidden = siblingsIgnored && typeof value.$ref === "string";
    const base = hidden ? next.base : nameObject(value, value[idKeyword], next.base, index);
    for (const [keyword, member] of Object.entries(value)) if (!DATA.has(keyword)) stack.push({ value: member, base });
  }
}

/** Records what an object calls itself; returns the base inside it. */
function nameObject(value: Record<string, unknown>, id: unknown, outer: string, index: Index): string {
  let base = outer;
  if (typeof id === "string" && id.startsWith("#")) index.anchors.set(base + id, { value, base });
  else if (typeof id === "string") {
    base = withoutFragment(absolute(id, outer));
    index.bases.set(value, base);
    if (!index.resources.has(base)) index.resources.set(base, value);
    const fragment = id.split("#")[1];
    if (fragment) index.anchors.set(`${base}#${fragment}`, { value, base });
  }
  if (typeof value.$anchor === "string") index.anchors.set(`${base}#${value.$anchor}`, { value, base });
  const dynamic =
    typeof value.$dynamicAnchor === "string" ? value.$dynamicAnchor : value.$recursiveAnchor === true ? "" : null;
  if (dynamic !== null) {
    if (dynamic !== "") index.anchors.set(`${base}#${dynamic}`, { value, base });
    const known = index.dynamic.get(base) ?? new Map<string, Located>();
    if (!known.has(dynamic)) known.set(dynamic, { value, base });
    index.dynamic.set(base, known);
  }
  return base;
}

function resolve(uri: string, index: Index): Located | null {
  const [document = "", fragment = ""] = uri.split("#");
  const named = index.anchors.get(`${document}#${fragment}`);
  if (named && fragment !== "") return named;
  const key = index.resources.has(document) ? document : document === "" ? ROOT : null;
  if (key === null) return null;
  const root = index.resources.get(key);
  if (fragment === "") return { value: root, base: key };
  let text: string;
  try {
    text = decodeURIComponent(fragment);
  } catch {
    return null;
  }
  return text.startsWith("/") ? byPointer(root, text, key, index) : null;
}

function byPointer(root: unknown, pointer: string, start: string, index: Index): Located | null {
  let value: unknown = root;
  let base = start;
  for (const token of pointer.slice(1).split("/")) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = /^\d+$/.test(name) ? (value as unknown[])[Number(name)] : undefined;
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return null;
    if (value === undefined) return null;
    if (isObject(value)) base = index.bases.get(value) ?? base;
  }
  return { value, base };
}

const BY_URI: readonly (readonly [start: string, dialect: Dialect])[] = [
  ["http://json-schema.org/draft-04/", "draft-04"],
  ["http://json-schema.org/draft-06/", "draft-06"],
  ["http://json-schema.org/draft-07/", "draft-07"],
  ["https://json-schema.org/draft/2019-09/", "2019-09"],
  ["https://json-schema.org/draft/2020-12/", "2020-12"],
  ["https://spec.openapis.org/oas/3.1/", "openapi-3.1"],
];

/** The dialect that a schema names in `$schema`; null when it names none that is known. */
export function dialectOf(schema: unknown): Dialect | null {
  const uri = isObject(schema) ? schema.$schema : undefined;
  if (typeof uri !== "string") return null;
  return BY_URI.find(([start]) => uri.startsWith(start))?.[1] ?? null;
}
