import { TallyError } from "../../../src/core/errors.ts";

/** A value of a nested query: a text, a list or a group of named values. */
export type QueryValue = string | readonly QueryValue[] | QueryGroup;

/** Named values of a nested query. */
export interface QueryGroup {
  readonly [name: string]: QueryValue;
}

type Group = Map<string, Node>;
type Node = string | Node[] | Group;

const MAX_PARAMETERS = 2_000;
const MAX_DEPTH = 8;

/**
 * Reads a query the way Rack does (rack/query_parser.rb), which is what Pact clients write: `q[][name]=a`
 * adds to a list of groups, and a name that the last group already has begins the next group, so order counts.
 * Brackets may stand plain or percent-encoded. Throws E_USAGE when one name is used as two shapes, and for
 * more than 2,000 parameters or 8 levels.
 */
export function parseNestedQuery(query: string): QueryGroup {
  const parts = query
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part !== "");
  if (parts.length > MAX_PARAMETERS) throw new TallyError("E_USAGE", `more than ${MAX_PARAMETERS} query parameters`);
  const root: Group = new Map();
  for (const part of parts) {
    const cut = part.indexOf("=");
    const name = decode(cut === -1 ? part : part.slice(0, cut));
    const keys = splitName(name);
    if (keys.length > 0) put(root, keys, cut === -1 ? "" : decode(part.slice(cut + 1)), name);
  }
  return freezeGroup(root);
}

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new TallyError("E_USAGE", `the query holds a broken percent-encoding: ${text.slice(0, 80)}`);
  }
}

/** `q[][name]` -> `q`, ``, `name`; an empty key stands for a list. */
function splitName(name: string): readonly string[] {
  const first = /^[^[\]]+/.exec(name)?.[0];
  if (first === undefined) return [];
  const keys = [first, ...Array.from(name.slice(first.length).matchAll(/\[([^[\]]*)\]/g), (match) => match[1] ?? "")];
  if (keys.length > MAX_DEPTH)
    throw new TallyError("E_USAGE", `query parameter nested too deeply: ${name.slice(0, 80)}`);
  return keys;
}

function put(group: Group, keys: readonly string[], value: string, name: string): void {
  const [key = "", ...rest] = keys;
  if (rest.length === 0) group.set(key, value);
  else if (rest[0] === "") putInList(open(group, key, [], name), rest.slice(1), value, name);
  else put(open(group, key, new Map(), name), rest, value, name);
}

function putInList(list: Node[], keys: readonly string[], value: string, name: string): void {
  if (keys.length === 0) {
    list.push(value);
    return;
  }
  const last = list.at(-1);
  const group = last instanceof Map && !has(last, keys) ? last : new Map();
  if (group !== last) list.push(group);
  put(group, keys, value, name);
}

/** Is the whole path taken already? A list at its end never is: it grows. */
function has(group: Group, keys: readonly string[]): boolean {
  const [key = "", ...rest] = keys;
  const found = group.get(key);
  if (found === undefined || rest[0] === "") return false;
  return rest.length === 0 || !(found instanceof Map) || has(found, rest);
}

function open<T extends Node[] | Group>(group: Group, key: string, empty: T, name: string): T {
  const found = group.get(key);
  if (found === undefined) {
    group.set(key, empty);
    return empty;
  }
  if (typeof found !== "object" || Array.isArray(found) !== Array.isArray(empty))
    throw new TallyError("E_USAGE", `query parameter ${name.slice(0, 80)} is used in two shapes`);
  return found as T;
}

function freeze(node: Node): QueryValue {
  if (node instanceof Map) return freezeGroup(node);
  return Array.isArray(node) ? node.map(freeze) : node;
}

const freezeGroup = (group: Group): QueryGroup =>
  Object.fromEntries(Array.from(group, ([key, value]) => [key, freeze(value)]));
