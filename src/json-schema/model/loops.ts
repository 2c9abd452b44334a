import type { Lit } from "./node.ts";
import type { Store } from "./store.ts";

/** What a reference leads to; null where the way is not to be followed. */
export type TargetOf = (ref: number) => Lit | null;

/** The references on the way from a literal within one value, each after all that it leads to. */
export interface Sorted {
  /** Those that never come back to themselves. */
  readonly plain: readonly number[];
  /** Those that lead to each other, or to themselves. */
  readonly circles: readonly ReadonlySet<number>[];
}

/** A node on the way: `low` is the earliest node met that it leads back to. */
interface Visit {
  readonly id: number;
  readonly met: number;
  readonly next: readonly number[];
  at: number;
  low: number;
}

/**
 * Sorts the references that a literal leads to within the same value into those on a circle and the others: strongly
 * connected components (Tarjan 1972), each node visited once, and without recursion, for a chain may be as long as its
 * document.
 */
export function sortReferences(store: Store, lit: Lit, targetOf: TargetOf): Sorted {
  const visits = new Map<number, Visit>();
  const done = new Set<number>();
  const open: number[] = [];
  const path: Visit[] = [];
  const sorted = { plain: [] as number[], circles: [] as ReadonlySet<number>[] };
  const enter = (id: number): void => {
    const met = visits.size;
    const visit: Visit = { id, met, next: leadsTo(store, id, targetOf), at: 0, low: met };
    visits.set(id, visit);
    open.push(id);
    path.push(visit);
  };
  const leave = ({ id, met, low, next }: Visit): void => {
    const outer = path.at(-1);
    if (outer) outer.low = Math.min(outer.low, low);
    if (low < met) return;
    const component = open.splice(open.lastIndexOf(id));
    for (const one of component) done.add(one);
    const refs = component.map((one) => refOf(store, one)).filter((ref) => ref !== null);
    if (component.length > 1 || next.includes(id)) sorted.circles.push(new Set(refs));
    else for (const ref of refs) sorted.plain.push(ref);
  };
  enter(lit >> 1);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const child = top.next[top.at];
    top.at += 1;
    if (child === undefined) {
      path.pop();
      leave(top);
      continue;
    }
    const known = visits.get(child);
    if (known === undefined) enter(child);
    else if (!done.has(child)) top.low = Math.min(top.low, known.met);
  }
  return sorted;
}

/** The nodes that a node leads to at once within the same value. */
function leadsTo(store: Store, id: number, targetOf: TargetOf): readonly number[] {
  const node = store.node(id * 2);
  if (node.kind === "and" || node.kind === "oneOf") return node.of.map((part) => part >> 1);
  const target = node.kind === "ref" ? targetOf(node.ref) : null;
  return target === null ? [] : [target >> 1];
}

function refOf(store: Store, id: number): number | null {
  const node = store.node(id * 2);
  return node.kind === "ref" ? node.ref : null;
}

/**
 * The literal with every way back to a reference within the same value replaced by something unknown: what holds
 * whatever that is, holds. (A loop has no meaning of its own: 2020-12 Core 9.4.1.) `targetOf` is followed: it knows the
 * references on a circle with this one.
 */
export function cutLoop(store: Store, lit: Lit, goal: number, targetOf: TargetOf): Lit {
  const unknown = store.opaque("unresolved-reference", `reference ${goal} leads back to itself`);
  const inner: TargetOf = (ref) => (ref === goal ? null : targetOf(ref));
  const cuts = new Map<number, Lit>();
  const cut = (next: Lit): Lit => (cuts.get(next >> 1) ?? unknown) ^ (next & 1);
  const cutNode = (id: number): Lit => {
    const node = store.node(id * 2);
    if (node.kind === "and") return store.and(node.of.map(cut));
    if (node.kind === "oneOf") return store.oneOf(node.of.map(cut));
    if (node.kind !== "ref") return id * 2;
    if (node.ref === goal) return unknown;
    const target = inner(node.ref);
    return target === null ? id * 2 : cut(target);
  };
  // A number below zero stands for the node whose parts were cut before.
  const stack = [lit >> 1];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next < 0) cuts.set(~next, cutNode(~next));
    if (next < 0 || cuts.has(next)) continue;
    // Another loop on the way is as unknown as this one.
    cuts.set(next, unknown);
    stack.push(~next);
    for (const part of leadsTo(store, next, inner).toReversed()) stack.push(part);
  }
  return cut(lit);
}

/** Does a literal, or anything below it, rest on a reference without a target or one that leads back to itself? */
export function hasUnknownReference(store: Store, lit: Lit): boolean {
  const seen = new Set<Lit>();
  const stack = [lit & ~1];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const node = store.node(next);
    if (node.kind === "opaque" && node.code === "unresolved-reference") return true;
    if (node.kind === "and" || node.kind === "oneOf") for (const part of node.of) stack.push(part & ~1);
    else if (node.kind === "ref") stack.push(store.follow(next) & ~1);
    else if ("lit" in node) stack.push(node.lit & ~1);
  }
  return false;
}
