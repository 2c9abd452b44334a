import type { JsonValue } from "../../core/json.ts";
import { isNegated, KIND, kindOf, type Lit, type Mask, NUMBER, not, TRUE } from "../model/node.ts";
import type { Store } from "../model/store.ts";
import { accepts } from "./accepts.ts";
import { solveArray } from "./arrays.ts";
import { type Choice, choicesOf, isLive } from "./choices.ts";
import { type Declared, declaredBy } from "./declared.ts";
import { memberwise } from "./memberwise.ts";
import { solveNumber } from "./numbers.ts";
import { solveObject } from "./objects.ts";
import { EMPTY, found, type Outcome, type Solver, settle, type Tally, unknown } from "./outcome.ts";
import { solveString } from "./strings.ts";
import { createApart } from "./tags.ts";

/** The budget of a question is used up. */
export class OutOfBudget extends Error {}

/** A question that is being worked on, with the outermost question whose emptiness its answer assumes. */
interface Frame {
  readonly lit: Lit;
  low: number;
}

/** One way to read the choices so far, for values of one kind. */
interface State {
  /** Every literal that is known to hold here. */
  readonly held: Set<Lit>;
  /** Literals about values of this kind, and lists of values. */
  readonly atoms: Lit[];
  /** Disjunctions, `oneOf`s and refused lists of arrays and objects: not yet decided. */
  pending: Lit[];
  mask: Mask;
}

/** A pending literal and the ways to settle it. */
interface Opened {
  readonly lit: Lit;
  readonly choices: readonly Choice[];
}

/** Questions nested deeper than this are given up. */
const MAX_NESTING = 300;

/** Order in which kinds of values are tried: the smallest first. */
const KINDS: readonly Mask[] = [KIND.null, KIND.boolean, NUMBER, KIND.string, KIND.array, KIND.object];

/** A solver whose answers are remembered for the whole session. */
export interface SessionSolver extends Solver {
  /** Starts a question with a budget of steps; throws OutOfBudget when it is used up. */
  ask(lits: readonly Lit[], budget: number): Outcome;
  /** Steps used since the last `ask` began. */
  steps(): number;
}

/**
 * Decides whether a value meets a conjunction of literals, and builds one. Recursion is inductive: a question that
 * comes back to itself may be answered "none" on that path, because the smallest value never contains another value
 * for the same question. An answer that rests on such an assumption is provisional until the outer question ends, and
 * is forgotten if the outer question turns out to have a value.
 */
export function createSolver(store: Store): SessionSolver {
  const tags = createApart(store);
  const memo = new Map<Lit, Outcome>();
  const provisional = new Map<Lit, number>();
  const order: Lit[] = [];
  const frames: Frame[] = [];
  const openAt = new Map<Lit, number>();
  let used = 0;
  let budget = 0;

  const tick = (steps = 1): void => {
    used = Math.min(used + steps, budget + 1);
    if (used > budget) throw new OutOfBudget();
  };

  const dependOn = (low: number): void => {
    const top = frames.at(-1);
    if (top) top.low = Math.min(top.low, low);
  };

  const solveLit = (lit: Lit): Outcome => {
    const known = memo.get(lit);
    if (known) return known;
    const assumed = provisional.get(lit) ?? openAt.get(lit);
    if (assumed !== undefined) {
      dependOn(assumed);
      return EMPTY;
    }
    if (frames.length >= MAX_NESTING) return unknown("too-large", `values nested deeper than ${MAX_NESTING}`);
    tick();
    const depth = frames.length;
    const mark = order.length;
    const frame: Frame = { lit, low: Number.POSITIVE_INFINITY };
    frames.push(frame);
    openAt.set(lit, depth);
    const outcome = explore(lit);
    frames.pop();
    openAt.delete(lit);
    return conclude(lit, outcome, frame, depth, mark);
  };

  /** Keeps an answer for good, for as long as the questions it rests on are open, or not at all. */
  const conclude = (lit: Lit, outcome: Outcome, frame: Frame, depth: number, mark: number): Outcome => {
    const rests = frame.low < depth;
    const inner = order.splice(mark);
    if (outcome.is !== "empty") {
      for (const one of inner) provisional.delete(one);
      if (outcome.is === "value" || !rests) memo.set(lit, outcome);
      if (outcome.is === "unknown" && rests) dependOn(frame.low);
      return outcome;
    }
    if (rests) {
      for (const one of inner) provisional.set(one, Math.min(provisional.get(one) ?? depth, frame.low));
      provisional.set(lit, frame.low);
      order.push(...inner, lit);
      dependOn(frame.low);
      return outcome;
    }
    for (const one of inner) {
      provisional.delete(one);
      memo.set(one, EMPTY);
    }
    memo.set(lit, EMPTY);
    return outcome;
  };

  const explore = (lit: Lit): Outcome => {
    const listed = fromList(lit);
    if (listed) return listed;
    const declared = declaredBy(store, lit);
    const tally: Tally = { reason: null };
    for (const kind of KINDS) {
      const mask = store.may(lit) & kind;
      if (mask === 0) continue;
      const state: State = { held: new Set(), atoms: [], pending: [], mask };
      if (!assume(state, lit)) continue;
      const outcome = branch(state, declared);
      if (outcome.is === "value") return outcome;
      if (outcome.is === "unknown") tally.reason ??= outcome.reason;
    }
    return settle(tally);
  };

  /** Tries the values of a list that the literal demands, when there is one. */
  const fromList = (lit: Lit): Outcome | null => {
    const whole = store.node(lit);
    const parts = whole.kind === "and" && !isNegated(lit) ? whole.of : [lit];
    for (const part of parts) {
      const node = store.node(part);
      if (node.kind !== "values" || isNegated(part)) continue;
      const tally: Tally = { reason: null };
      const values = [...node.values].sort(([left], [right]) => left.length - right.length);
      for (const [, value] of values) {
        tick();
        const truth = accepts(store, lit, value);
        if (truth === true) return found(value);
        if (truth === null) tally.reason = openReason(parts);
      }
      return settle(tally);
    }
    return null;
  };

  const openReason = (parts: readonly Lit[]): Tally["reason"] => {
    for (const part of parts) {
      const node = store.node(part);
      if (node.kind === "opaque") return { code: node.code, detail: node.text };
    }
    return { code: "unsupported-pattern", detail: "a listed value cannot be judged" };
  };

  /** Adds a literal and all that follows from it at once; false when it contradicts what is held. */
  const assume = (state: State, first: Lit): boolean => {
    const stack = [first];
    for (let lit = stack.pop(); lit !== undefined; lit = stack.pop()) {
      if (state.held.has(lit) || lit === TRUE) continue;
      if (state.held.has(not(lit)) || (store.may(lit) & state.mask) === 0) return false;
      if ((store.must(lit) & state.mask) === state.mask) continue;
      state.held.add(lit);
      const node = store.node(lit);
      if (node.kind === "type") state.mask &= store.may(lit);
      else if (node.kind === "ref") stack.push(store.follow(lit));
      else if (node.kind === "and" && !isNegated(lit)) stack.push(...node.of);
      else if (node.kind === "and" || node.kind === "oneOf") state.pending.push(lit);
      else if (node.kind === "values" && isNegated(lit)) refuse(state, lit, node.values);
      else if (node.kind !== "declares") state.atoms.push(lit);
      if (state.mask === 0) return false;
    }
    return true;
  };

  /** Refused numbers and texts are atoms; refused arrays and objects are choices of how to differ. */
  const refuse = (state: State, lit: Lit, values: ReadonlyMap<string, JsonValue>): void => {
    if ((state.mask & (KIND.array | KIND.object)) === 0) {
      state.atoms.push(lit);
      return;
    }
    for (const value of values.values())
      if (kindOf(value) & state.mask) state.pending.push(not(memberwise(store, value)));
  };

  /**
   * Decides a state: the atoms alone first. If they leave nothing, no choice helps; if their value happens to settle
   * every choice, it is the answer; else one choice that it does not settle is opened.
   */
  const branch = (state: State, declared: Declared | null): Outcome => {
    tick(1 + (state.held.size >> 5));
    if (!propagate(state)) return EMPTY;
    const outcome = solveAtoms(state, declared);
    if (outcome.is === "empty") return EMPTY;
    const before = store.visits;
    const opened = openChoice(state, outcome.is === "value" ? outcome.value : undefined);
    tick((store.visits - before) >> 8);
    if (opened === null) return outcome;
    const tally: Tally = { reason: null };
    // What was tried and leads nowhere may be taken as false from there on: the ways that are left get narrower.
    const refuted: Lit[] = [];
    for (const choice of opened.choices) {
      const next: State = {
        held: new Set(state.held),
        atoms: [...state.atoms],
        pending: choice.settled ? state.pending.filter((lit) => lit !== opened.lit) : [...state.pending],
        mask: state.mask,
      };
      const possible = [...choice.lits, ...refuted].every((lit) => assume(next, lit));
      const result = possible ? branch(next, declared) : EMPTY;
      if (result.is === "value") return result;
      if (result.is === "unknown") tally.reason ??= result.reason;
      const [only, second] = choice.lits;
      if (result.is === "empty" && only !== undefined && second === undefined && isAtom(only)) refuted.push(not(only));
    }
    return settle(tally);
  };

  const isAtom = (lit: Lit): boolean => !["and", "oneOf", "ref"].includes(store.node(lit).kind);

  /** A pending literal that the value violates (or any, without a value), and the ways to settle it. */
  const openChoice = (state: State, value: JsonValue | undefined): Opened | null => {
    const { pending, held, mask } = state;
    const violated = value === undefined ? pending : pending.filter((lit) => accepts(store, lit, value) !== true);
    const [first] = violated;
    if (first === undefined) return null;
    for (const lit of violated) {
      const choices = choicesOf(store, lit, held, mask, value, tags);
      // A choice that was made already waits for what it led to.
      if (!choices.some((choice) => !choice.settled && choice.lits.every((one) => held.has(one))))
        return { lit, choices };
    }
    return { lit: first, choices: choicesOf(store, first, held, mask, undefined, tags) };
  };

  /** Settles disjunctions that have one way left; false when one has none. */
  const propagate = (state: State): boolean => {
    for (let changed = true; changed; ) {
      changed = false;
      for (const lit of state.pending) {
        const node = store.node(lit);
        if (node.kind !== "and") continue;
        const left: Lit[] = [];
        let holds = false;
        for (const part of node.of) {
          const option = not(part);
          if (state.held.has(option) || (store.must(option) & state.mask) === state.mask) holds = true;
          if (holds) break;
          if (isLive(store, option, state.held, state.mask)) left.push(option);
          if (left.length > 1) break;
        }
        if (!holds && left.length > 1) continue;
        state.pending = state.pending.filter((one) => one !== lit);
        changed = true;
        const [only] = left;
        if (!holds && (only === undefined || !assume(state, only))) return false;
        break;
      }
    }
    return true;
  };

  const solveAtoms = (state: State, declared: Declared | null): Outcome => {
    const { atoms, mask } = state;
    const opaque = atoms.find((lit) => store.node(lit).kind === "opaque");
    const outcome = solveKind(atoms, mask, declared);
    if (outcome.is !== "value" || opaque === undefined) return outcome;
    const node = store.node(opaque);
    return node.kind === "opaque" ? unknown(node.code, node.text) : outcome;
  };

  const solveKind = (atoms: readonly Lit[], mask: Mask, declared: Declared | null): Outcome => {
    const listed = atoms.find((lit) => store.node(lit).kind === "values" && !isNegated(lit));
    if (listed !== undefined) return fromList(store.and([...atoms, store.type(mask)])) ?? EMPTY;
    if (mask === KIND.null) return atoms.some((lit) => accepts(store, lit, null) === false) ? EMPTY : found(null);
    if (mask === KIND.boolean) {
      const value = [false, true].find((one) => atoms.every((lit) => accepts(store, lit, one) !== false));
      return value === undefined ? EMPTY : found(value);
    }
    if ((mask & NUMBER) === mask) return solveNumber(atoms, mask, solver);
    if (mask === KIND.string) return solveString(atoms, solver);
    return mask === KIND.array ? solveArray(atoms, solver) : solveObject(atoms, declared, solver);
  };

  const solver: SessionSolver = {
    store,
    tick,
    steps: () => used,
    solve(lits) {
      const lit = store.and(lits);
      if (lit === TRUE) return found(null);
      return store.may(lit) === 0 ? EMPTY : solveLit(lit);
    },
    ask(lits, limit) {
      used = 0;
      budget = limit;
      try {
        return solver.solve(lits);
      } finally {
        frames.length = 0;
        order.length = 0;
        openAt.clear();
        provisional.clear();
      }
    },
  };
  return solver;
}
