import { canonicalJson, type JsonObject, type JsonValue } from "../../core/json.ts";
import { compare, isMultiple, rationalOf } from "../decimal.ts";
import { isNegated, kindOf, type Lit, type NameSet, type Node, scopeOf } from "../model/node.ts";
import type { Store } from "../model/store.ts";
import type { Words } from "../model/words.ts";

/** True, false, or null where something that is not modelled decides. */
export type Truth = boolean | null;

/** Does a name belong to a set of names? */
export function hasName(names: NameSet, name: string, words: Words): Truth {
  if (names.one !== undefined) return names.one === name;
  if (names.butNames.includes(name)) return false;
  let known = true;
  for (const pattern of names.all) {
    const match = words.matches(pattern, name);
    if (match === false) return false;
    if (match === null) known = false;
  }
  for (const pattern of names.butPatterns) {
    const match = words.matches(pattern, name);
    if (match === true) return false;
    if (match === null) known = false;
  }
  return known ? true : null;
}

/** Length of a text in code points. */
export const lengthOf = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const every = <T>(items: Iterable<T>, test: (item: T) => Truth): Truth => {
  let all: Truth = true;
  for (const item of items) {
    const truth = test(item);
    if (truth === false) return false;
    if (truth === null) all = null;
  }
  return all;
};

/** How many items certainly and possibly meet a test. */
const countOf = <T>(items: Iterable<T>, test: (item: T) => Truth): readonly [sure: number, possible: number] => {
  let sure = 0;
  let open = 0;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) sure += 1;
    if (truth === null) open += 1;
  }
  return [sure, sure + open];
};

const negate = (truth: Truth): Truth => (truth === null ? null : !truth);

/** Does a JSON value meet a literal? Exact by the definition of each keyword. */
export function accepts(store: Store, lit: Lit, value: JsonValue): Truth {
  store.visits += 1;
  const node = store.node(lit);
  const truth = holds(store, node, lit & ~1, value);
  return isNegated(lit) ? negate(truth) : truth;
}

function holds(store: Store, node: Node, lit: Lit, value: JsonValue): Truth {
  switch (node.kind) {
    case "true":
      return true;
    case "type":
      return (node.mask & kindOf(value)) !== 0;
    case "and":
      return every(node.of, (part) => accepts(store, part, value));
    case "oneOf": {
      const [sure, possible] = countOf(node.of, (part) => accepts(store, part, value));
      if (sure > 1 || possible < 1) return false;
      return sure === possible ? true : null;
    }
    case "ref":
      return accepts(store, store.follow(lit), value);
    case "values":
      return node.values.has(canonicalJson(value));
    case "opaque":
      return (node.mask & kindOf(value)) === 0 ? true : null;
    default:
      if ((scopeOf(node) & kindOf(value)) === 0) return true;
      if (typeof value === "number") return holdsForNumber(node, value);
      if (typeof value === "string") return holdsForString(store, node, value);
      if (Array.isArray(value)) return holdsForArray(store, node, value);
      return holdsForObject(store, node, value as JsonObject);
  }
}

function holdsForNumber(node: Node, value: number): Truth {
  const exact = rationalOf(value);
  if (exact === null) return null;
  if (node.kind === "multiple") return isMultiple(exact, node.of);
  if (node.kind !== "lower" && node.kind !== "upper") return null;
  const order = compare(exact, node.at);
  if (order === 0) return !node.strict;
  return node.kind === "lower" ? order > 0 : order < 0;
}

function holdsForString(store: Store, node: Node, value: string): Truth {
  if (node.kind === "minLength") return lengthOf(value) >= node.count;
  if (node.kind === "maxLength") return lengthOf(value) <= node.count;
  if (node.kind === "pattern") return store.words.matches(node.source, value);
  return node.kind === "format" ? store.words.hasFormat(node.name, value) : null;
}

function holdsForArray(store: Store, node: Node, items: readonly JsonValue[]): Truth {
  switch (node.kind) {
    case "item": {
      const item = items[node.index];
      return item === undefined ? true : accepts(store, node.lit, item);
    }
    case "items":
      return every(items.slice(node.from), (item) => accepts(store, node.lit, item));
    case "minItems":
      return items.length >= node.count;
    case "maxItems":
      return items.length <= node.count;
    case "contains": {
      const [sure, possible] = countOf(items, (item) => accepts(store, node.lit, item));
      if (sure >= node.count) return true;
      return possible < node.count ? false : null;
    }
    case "unique":
      return new Set(items.map(canonicalJson)).size === items.length;
    default:
      return null;
  }
}

function holdsForObject(store: Store, node: Node, object: JsonObject): Truth {
  switch (node.kind) {
    case "required":
      return Object.hasOwn(object, node.name);
    case "minProperties":
      return Object.keys(object).length >= node.count;
    case "maxProperties":
      return Object.keys(object).length <= node.count;
    case "names":
      return every(Object.keys(object), (name) => accepts(store, node.lit, name));
    case "each":
      return holdsForEach(store, node.names, node.lit, object);
    default:
      return null;
  }
}

function holdsForEach(store: Store, names: NameSet, lit: Lit, object: JsonObject): Truth {
  if (names.one !== undefined) {
    if (!Object.hasOwn(object, names.one)) return true;
    const value = object[names.one];
    return value === undefined ? true : accepts(store, lit, value);
  }
  return every(Object.entries(object), ([name, value]) => {
    const member = hasName(names, name, store.words);
    if (member === false) return true;
    const truth = accepts(store, lit, value);
    return truth === true ? true : member === null ? null : truth;
  });
}
