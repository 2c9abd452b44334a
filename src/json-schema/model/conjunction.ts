import type { JsonValue } from "../../core/json.ts";
import { ANY, FALSE, isNegated, kindOf, type Lit, type Mask, not, scopeOf, TRUE } from "./node.ts";
import type { Store } from "./store.ts";

/** What joining literals reads of their store. */
type Nodes = Pick<Store, "node" | "values">;

/** A conjunction without what says nothing: the kinds of values it leaves, and each other part once, in order. */
export interface Conjunction {
  readonly mask: Mask;
  readonly parts: readonly Lit[];
  /** True where a list of values among the parts names all values left, so that their kinds need not be said. */
  readonly listed: boolean;
}

/** The one literal that says something if all others are true and it stands for itself; null for anything else. */
export function onlyOne(store: Nodes, lits: readonly Lit[]): Lit | null {
  let only: Lit = TRUE;
  for (let at = 0; at < lits.length; at += 1) {
    const lit = lits[at] ?? TRUE;
    if (lit === TRUE || lit === only) continue;
    if (only !== TRUE) return null;
    only = lit;
  }
  if (only === TRUE || !isNegated(only)) return store.node(only).kind === "opaque" ? null : only;
  const { kind } = store.node(only);
  return kind === "type" || kind === "opaque" ? null : only;
}

/** Joins literals, those of other conjunctions included; null where no value meets them all. */
export function conjoin(store: Nodes, lits: readonly Lit[]): Conjunction | null {
  const joined: Lit[] = [];
  const found: Lit[] = [];
  let mask = ANY;
  let lists = 0;
  const flat = flattened(store, lits, joined);
  for (let at = 0; at < flat.length; at += 1) {
    const lit = flat[at] ?? TRUE;
    const node = store.node(lit);
    if (lit === FALSE) return null;
    if (node.kind === "type") mask &= isNegated(lit) ? ~node.mask : node.mask;
    else if (lit !== TRUE) found.push(lit);
    if (node.kind === "values") lists += 1;
  }
  if ((mask & ANY) === 0) return null;
  for (let at = 0; at < joined.length; at += 1) if (found.includes(not(joined[at] ?? TRUE))) return null;
  const parts = within(store, inOrder(found), mask);
  if (parts === null || lists === 0 || (lists === 1 && (mask & ANY) === ANY))
    return parts && { mask, parts, listed: false };
  return merged(store, parts, mask);
}

/** The literals, with the parts of conjunctions in their place; these are noted. */
function flattened(store: Nodes, lits: readonly Lit[], joined: Lit[]): readonly Lit[] {
  const flat: Lit[] = [];
  for (let at = 0; at < lits.length; at += 1) {
    const lit = lits[at] ?? TRUE;
    const node = store.node(lit);
    if (node.kind !== "and" || isNegated(lit)) flat.push(lit);
    else {
      joined.push(lit);
      for (let index = 0; index < node.of.length; index += 1) flat.push(node.of[index] ?? TRUE);
    }
  }
  return flat;
}

/** The literals from the smallest to the greatest; what is joined is nearly in order, and mostly short. */
export function inOrder(lits: Lit[]): Lit[] {
  if (lits.length > 24) return lits.sort((left, right) => left - right);
  for (let at = 1; at < lits.length; at += 1) {
    const lit = lits[at] ?? TRUE;
    let to = at - 1;
    for (; to >= 0 && (lits[to] ?? TRUE) > lit; to -= 1) lits[to + 1] = lits[to] ?? TRUE;
    lits[to + 1] = lit;
  }
  return lits;
}

/**
 * Each literal once, those that say nothing of these kinds left out; null where two exclude each other. An atom about
 * kinds that are ruled out holds by itself, and its negation never does. A literal and its negation are neighbours.
 */
function within(store: Nodes, sorted: readonly Lit[], mask: Mask): Lit[] | null {
  const parts: Lit[] = [];
  let last = -1;
  for (let at = 0; at < sorted.length; at += 1) {
    const lit = sorted[at] ?? TRUE;
    if (lit === last) continue;
    if (isNegated(lit) && not(lit) === last) return null;
    last = lit;
    if ((scopeOf(store.node(lit)) & mask) !== 0) parts.push(lit);
    else if (isNegated(lit)) return null;
  }
  return parts;
}

/** Joins the lists of values among the parts, kinds ruled out left out. */
function merged(store: Nodes, all: readonly Lit[], mask: Mask): Conjunction | null {
  const parts: Lit[] = [];
  let allowed: Map<string, JsonValue> | null = null;
  const refused = new Map<string, JsonValue>();
  for (const lit of all) {
    const node = store.node(lit);
    if (node.kind !== "values") parts.push(lit);
    else if (isNegated(lit)) for (const [key, value] of node.values) refused.set(key, value);
    else if (allowed === null) allowed = new Map(node.values);
    else for (const key of [...allowed.keys()]) if (!node.values.has(key)) allowed.delete(key);
  }
  if (allowed === null) {
    const left = ofKinds(refused, mask);
    if (left.size > 0) parts.push(not(store.values(left)));
    return { mask, parts: inOrder(parts), listed: false };
  }
  for (const key of refused.keys()) allowed.delete(key);
  const list = store.values(ofKinds(allowed, mask));
  if (list === FALSE) return null;
  parts.push(list);
  return { mask, parts: inOrder(parts), listed: true };
}

const ofKinds = (values: ReadonlyMap<string, JsonValue>, mask: Mask): ReadonlyMap<string, JsonValue> =>
  new Map([...values].filter(([, value]) => (kindOf(value) & mask) !== 0));
