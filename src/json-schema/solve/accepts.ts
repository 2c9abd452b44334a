import { canonicalJson, type JsonObject, type JsonValue } from "../../core/json.ts";
import { compare, isMultiple, rationalOf } from "../decimal.ts";
import { isNegated, KIND, kindOf, type Lit, type NameSet, type Node, scopeOf, TRUE } from "../model/node.ts";
import { OutOfWork, type Store } from "../model/store.ts";
import type { Words } from "../model/words.ts";

/** True, false, or null where something that is not modelled decides. */
export type Truth = boolean | null;

/** Does a name belong to a set of names? */
export function hasName(names: NameSet, name: string, words: Words): Truth {
  if (names.one !== undefined) return names.one === name;
  if (names.butNames.length > MANY_NAMES ? setOf(names.butNames).has(name) : names.butNames.includes(name))
    return false;
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

/** Longer lists of names are asked as sets. */
const MANY_NAMES = 16;

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The same names as a set, made once. */
function setOf(names: readonly string[]): ReadonlySet<string> {
  const known = sets.get(names);
  if (known !== undefined) return known;
  const made = new Set(names);
  sets.set(names, made);
  return made;
}

/** Length of a text in code points. */
export const lengthOf = (text: string): number => {
  let count = text.length;
  for (let at = 1; at < text.length; at += 1) if (isPair(text.charCodeAt(at - 1), text.charCodeAt(at))) count -= 1;
  return count;
};

/** Do two code units make one code point? */
const isPair = (high: number, low: number): boolean => high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;

const negate = (truth: Truth): Truth => (truth === null ? null : !truth);

/**
 * Does a JSON value meet a literal? Exact by the definition of each keyword; throws `OutOfWork` where that takes more
 * than the store has left.
 */
export function accepts(store: Store, lit: Lit, value: JsonValue): Truth {
  store.begun = store.visits;
  store.depth = 0;
  const truth = judge(store, lit, value);
  if (store.found.size > 0) store.found.clear();
  return truth;
}

function judge(store: Store, lit: Lit, value: JsonValue): Truth {
  store.visits += 1;
  if (store.visits > store.most) throw new OutOfWork();
  const node = store.node(lit);
  const truth = holds(store, node, lit & ~1, value);
  return isNegated(lit) ? negate(truth) : truth;
}

// Nothing here makes a function as it runs: this is asked more often than anything else.
function holds(store: Store, node: Node, lit: Lit, value: JsonValue): Truth {
  switch (node.kind) {
    case "true":
      return true;
    case "type":
      return (node.mask & kindOf(value)) !== 0;
    case "and":
    case "oneOf":
    case "ref":
      return store.visits - store.begun > MANY ? recalled(store, node, lit, value) : combined(store, node, lit, value);
    case "values":
      return (store.may(lit) & kindOf(value)) !== 0 && node.values.has(canonicalJson(value));
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

/** A node that puts others together for the same value. */
type Combined = Extract<Node, { readonly kind: "and" | "oneOf" | "ref" }>;

/** A judgement that visits more nodes keeps what it finds: parts that share others could double the work at each level. */
const MANY = 1_000;

/** The same as `combined`, asked once of each node and value. */
function recalled(store: Store, node: Combined, lit: Lit, value: JsonValue): Truth {
  const found = store.found.get(value) ?? new Map<Lit, Truth>();
  store.found.set(value, found);
  const known = found.get(lit);
  if (known !== undefined) return known;
  const truth = combined(store, node, lit, value);
  found.set(lit, truth);
  return truth;
}

/** References inside each other that are followed: more would overflow the stack. */
const MAX_DEPTH = 1_000;

function combined(store: Store, node: Combined, lit: Lit, value: JsonValue): Truth {
  if (node.kind === "oneOf") return exactlyOne(store, node.of, value);
  if (node.kind === "and")
    return node.of.length > FEW ? holdsForMany(store, node.of, value) : all(store, node.of, value);
  if (store.depth >= MAX_DEPTH) return null;
  store.depth += 1;
  const truth = judge(store, store.follow(lit), value);
  store.depth -= 1;
  return truth;
}

/** Does the value meet all of these? */
function all(store: Store, lits: readonly Lit[], value: JsonValue): Truth {
  let known: Truth = true;
  for (let at = 0; at < lits.length; at += 1) {
    const truth = judge(store, lits[at] ?? TRUE, value);
    if (truth === false) return false;
    if (truth === null) known = null;
  }
  return known;
}

function exactlyOne(store: Store, lits: readonly Lit[], value: JsonValue): Truth {
  let sure = 0;
  let open = 0;
  for (let at = 0; at < lits.length; at += 1) {
    const truth = judge(store, lits[at] ?? TRUE, value);
    if (truth === true) sure += 1;
    if (truth === null) open += 1;
  }
  if (sure > 1 || sure + open < 1) return false;
  return open === 0 ? true : null;
}

/** Longer conjunctions are sorted by the property that their parts speak of. */
const FEW = 12;

/** The parts of a conjunction: those about one property each, by its name, and the others. */
interface Sorted {
  readonly members: ReadonlyMap<string, readonly Lit[]>;
  readonly others: readonly Lit[];
}

const sortings = new WeakMap<readonly Lit[], Sorted>();

function sortedOf(store: Store, lits: readonly Lit[]): Sorted {
  const known = sortings.get(lits);
  if (known) return known;
  const members = new Map<string, Lit[]>();
  const others: Lit[] = [];
  for (const lit of lits) {
    const node = store.node(lit);
    const name = node.kind === "each" && !isNegated(lit) ? node.names.one : undefined;
    if (name === undefined) others.push(lit);
    else members.set(name, [...(members.get(name) ?? []), lit]);
  }
  const made: Sorted = { members, others };
  sortings.set(lits, made);
  return made;
}

/** The same as `all`, without a look at the parts about properties that the value does not have. */
function holdsForMany(store: Store, lits: readonly Lit[], value: JsonValue): Truth {
  const { members, others } = sortedOf(store, lits);
  const rest = all(store, others, value);
  if (rest === false || kindOf(value) !== KIND.object) return rest;
  let known = rest;
  const names = Object.keys(value as JsonObject);
  for (let at = 0; at < names.length; at += 1) {
    const asked = members.get(names[at] ?? "");
    const truth = asked === undefined ? true : all(store, asked, value);
    if (truth === false) return false;
    if (truth === null) known = null;
  }
  return known;
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
      return item === undefined ? true : judge(store, node.lit, item);
    }
    case "items":
      return allItems(store, node.lit, node.from === 0 ? items : items.slice(node.from));
    case "minItems":
      return items.length >= node.count;
    case "maxItems":
      return items.length <= node.count;
    case "contains":
      return holdsForSome(store, node.lit, node.count, items);
    case "unique":
      return new Set(items.map(canonicalJson)).size === items.length;
    default:
      return null;
  }
}

/** Do all values meet the literal? An item that stands there many times in a row, as in long lists that were made, is judged once. */
function allItems(store: Store, lit: Lit, items: readonly JsonValue[]): Truth {
  let known: Truth = true;
  for (let at = 0; at < items.length; at += 1) {
    if (at > 0 && items[at] === items[at - 1]) continue;
    const truth = judge(store, lit, items[at] ?? null);
    if (truth === false) return false;
    if (truth === null) known = null;
  }
  return known;
}

/** Do so many items meet the literal? */
function holdsForSome(store: Store, lit: Lit, count: number, items: readonly JsonValue[]): Truth {
  let sure = 0;
  let open = 0;
  for (let at = 0; at < items.length; at += 1) {
    const truth = judge(store, lit, items[at] ?? null);
    if (truth === true) sure += 1;
    if (truth === null) open += 1;
  }
  if (sure >= count) return true;
  return sure + open < count ? false : null;
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
      return allItems(store, node.lit, Object.keys(object));
    case "each":
      return holdsForEach(store, node.names, node.lit, object);
    default:
      return null;
  }
}

/** Visits that matching a name with a pattern counts as. */
const MATCH = 4;

function holdsForEach(store: Store, names: NameSet, lit: Lit, object: JsonObject): Truth {
  if (names.one !== undefined) {
    if (!Object.hasOwn(object, names.one)) return true;
    const value = object[names.one];
    return value === undefined ? true : judge(store, lit, value);
  }
  let known: Truth = true;
  const all = Object.keys(object);
  store.visits += all.length * (names.all.length + names.butPatterns.length) * MATCH;
  for (let at = 0; at < all.length; at += 1) {
    const name = all[at] ?? "";
    const member = hasName(names, name, store.words);
    if (member === false) continue;
    const truth = judge(store, lit, object[name] ?? null);
    if (truth === true) continue;
    if (truth === false && member === true) return false;
    known = null;
  }
  return known;
}
