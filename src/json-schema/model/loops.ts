import { isNegated, type Lit } from "./node.ts";
import type { Store } from "./store.ts";

/** Does a literal lead to a reference within the same value? */
export function reaches(store: Store, lit: Lit, goal: number): boolean {
  const seen = new Set<number>();
  const stack = [lit];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const id = next >> 1;
    if (seen.has(id)) continue;
    seen.add(id);
    const node = store.node(next);
    if (node.kind === "and" || node.kind === "oneOf") for (const part of node.of) stack.push(part);
    if (node.kind !== "ref") continue;
    if (node.ref === goal) return true;
    const target = store.targetOf(node.ref, true);
    if (target !== null) stack.push(target);
  }
  return false;
}

/**
 * The literal with every way back to a reference within the same value replaced by something unknown: what holds
 * whatever that is, holds. (A loop has no meaning of its own: 2020-12 Core 9.4.1.)
 */
export function cutLoop(store: Store, lit: Lit, goal: number): Lit {
  const unknown = store.opaque("unresolved-reference", `reference ${goal} leads back to itself`);
  const done = new Map<Lit, Lit>();
  const cut = (next: Lit): Lit => {
    const plain = next & ~1;
    const known = done.get(plain);
    if (known === undefined) {
      // Another loop on the way is as unknown as this one.
      done.set(plain, unknown);
      done.set(plain, cutNode(plain));
    }
    return (done.get(plain) ?? unknown) ^ (isNegated(next) ? 1 : 0);
  };
  const cutNode = (plain: Lit): Lit => {
    const node = store.node(plain);
    if (node.kind === "and") return store.and(node.of.map(cut));
    if (node.kind === "oneOf") return store.oneOf(node.of.map(cut));
    if (node.kind !== "ref") return plain;
    if (node.ref === goal) return unknown;
    const target = store.targetOf(node.ref, false);
    return target !== null && reaches(store, target, goal) ? cut(target) : plain;
  };
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
