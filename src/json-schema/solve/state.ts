import type { JsonValue } from "../../core/json.ts";
import { isNegated, KIND, kindOf, type Lit, type Mask, not, TRUE } from "../model/node.ts";
import type { Store } from "../model/store.ts";
import { isLive } from "./choices.ts";
import { memberwise } from "./memberwise.ts";

/** One way to read the choices so far, for values of one kind. */
export interface State {
  /** Every literal that is known to hold here. */
  readonly held: Set<Lit>;
  /** Literals about values of this kind, and lists of values. */
  readonly atoms: Lit[];
  /** Disjunctions, `oneOf`s and refused lists of arrays and objects: not yet decided. */
  pending: Lit[];
  mask: Mask;
}

/** Adds a literal and all that follows from it at once; false when it contradicts what is held. */
export function assume(store: Store, state: State, first: Lit): boolean {
  const stack = [first];
  for (let lit = stack.pop(); lit !== undefined; lit = stack.pop()) {
    store.visits += 1;
    if (state.held.has(lit) || lit === TRUE) continue;
    if (state.held.has(not(lit)) || (store.may(lit) & state.mask) === 0) return false;
    if ((store.must(lit) & state.mask) === state.mask) continue;
    state.held.add(lit);
    const node = store.node(lit);
    if (node.kind === "type") state.mask &= store.may(lit);
    else if (node.kind === "ref") stack.push(store.follow(lit));
    else if (node.kind === "and" && !isNegated(lit)) stack.push(...node.of);
    else if (node.kind === "and" || node.kind === "oneOf") state.pending.push(lit);
    else if (node.kind === "values" && isNegated(lit)) refuse(store, state, lit, node.values);
    else state.atoms.push(lit);
    if (state.mask === 0) return false;
  }
  return true;
}

/** Refused numbers and texts are atoms; refused arrays and objects are choices of how to differ. */
function refuse(store: Store, state: State, lit: Lit, values: ReadonlyMap<string, JsonValue>): void {
  if ((state.mask & (KIND.array | KIND.object)) === 0) {
    state.atoms.push(lit);
    return;
  }
  for (const value of values.values())
    if (kindOf(value) & state.mask) state.pending.push(not(memberwise(store, value)));
}

/** Settles disjunctions that have one way left; false when one has none. */
export function propagate(store: Store, state: State): boolean {
  // What follows from one may settle others: in rounds, until nothing follows.
  for (let again = true; again; ) {
    again = false;
    const kept: Lit[] = [];
    const waiting = state.pending;
    state.pending = [];
    for (const lit of waiting) {
      const left = waysLeft(store, state, lit);
      if (left === null) kept.push(lit);
      else if (left !== TRUE) {
        again = true;
        if (!assume(store, state, left)) return false;
      }
    }
    state.pending = [...kept, ...state.pending];
  }
  return true;
}

/** TRUE for a disjunction that holds, its last way, a way that fails when there is none; null for several ways. */
function waysLeft(store: Store, { held, mask }: State, lit: Lit): Lit | null {
  const node = store.node(lit);
  if (node.kind !== "and") return null;
  let last: Lit | null = null;
  let count = 0;
  for (const part of node.of) {
    store.visits += 1;
    const way = not(part);
    if (held.has(way) || (store.must(way) & mask) === mask) return TRUE;
    if (!isLive(store, way, held, mask)) continue;
    count += 1;
    if (count > 1) return null;
    last = way;
  }
  return last ?? not(TRUE);
}
