import type { JsonValue } from "../../core/json.ts";
import { isNegated, KIND, type Lit, type Mask, NUMBER, not, TRUE } from "../model/node.ts";
import { OutOfWork, type Store } from "../model/store.ts";
import { accepts } from "./accepts.ts";
import { type Choice, choicesOf } from "./choices.ts";
import { solveAtoms, solveListed } from "./kinds.ts";
import { EMPTY, found, type Outcome, type Solver, settle, type Tally } from "./outcome.ts";
import { splitUnion } from "./split.ts";
import { assume, propagate, type State } from "./state.ts";
import { createTable } from "./table.ts";
import { type Apart, createApart } from "./tags.ts";

/** A pending literal and the ways to settle it. */
interface Opened {
  readonly lit: Lit;
  readonly choices: Iterable<Choice>;
}

/** Order in which kinds of values are tried: the smallest first. */
const KINDS: readonly Mask[] = [KIND.null, KIND.boolean, NUMBER, KIND.string, KIND.array, KIND.object];

/** Nodes of a question that its budget is meant for; a larger one gets more in proportion. */
const STANDARD_SIZE = 1_500;

/** No question gets more steps than this. */
const MOST_STEPS = 200_000;

/** Visits of nodes that count as one step. */
const VISITS = 256;

/** A solver whose answers are remembered for the whole session. */
export interface SessionSolver extends Solver {
  /** Starts a question with a budget of steps; throws `OutOfWork` when it is used up. */
  ask(lits: readonly Lit[], budget: number): Outcome;
  /** Steps used since the last `ask` began. */
  steps(): number;
}

/** Decides whether a value meets a conjunction of literals, and builds one. */
export function createSolver(store: Store): SessionSolver {
  const tags = createApart(store);
  let used = 0;
  let budget = 0;
  const table = createTable((lit) => {
    solver.tick();
    return explore(lit, solver, tags);
  });
  const solver: SessionSolver = {
    store,
    steps: () => used,
    tick(steps = 1) {
      used = Math.min(used + steps, budget + 1);
      if (used > budget) throw new OutOfWork();
    },
    solve(lits) {
      const lit = store.and(lits);
      if (lit === TRUE) return found(null);
      return store.may(lit) === 0 ? EMPTY : table.ask(lit);
    },
    ask(lits, limit) {
      used = 0;
      try {
        return attempt(lits, limit);
      } catch (error) {
        if (!(error instanceof OutOfWork)) throw error;
        // What takes some steps for each part of a large schema may have them; what was learned is kept.
        const larger = Math.min(MOST_STEPS, Math.floor((sizeOf(store, lits) * limit) / STANDARD_SIZE));
        if (larger <= limit) throw error;
        return attempt(lits, larger);
      }
    },
  };
  const attempt = (lits: readonly Lit[], steps: number): Outcome => {
    const { most } = store;
    budget = steps;
    store.most = Math.min(most, store.visits + budget * VISITS);
    try {
      return solver.solve(lits);
    } catch (error) {
      if (error instanceof OutOfWork) used = budget + 1;
      throw error;
    } finally {
      store.most = most;
      table.reset();
    }
  };
  return solver;
}

/** How many different nodes a question is made of, itself and below; what a reference leads to counts once it is known. */
function sizeOf(store: Store, lits: readonly Lit[]): number {
  const seen = new Set<number>();
  const stack = lits.map((lit) => lit & ~1);
  for (let next = stack.pop(); next !== undefined && seen.size < MOST_STEPS; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const node = store.node(next);
    if (node.kind === "and" || node.kind === "oneOf") for (const part of node.of) stack.push(part & ~1);
    else if (node.kind === "ref") stack.push(store.follow(next) & ~1);
    else if ("lit" in node) stack.push(node.lit & ~1);
  }
  return seen.size;
}

/** The first value of several questions. */
function anyOf(questions: readonly (readonly Lit[])[], solver: Solver): Outcome {
  const tally: Tally = { reason: null };
  for (const question of questions) {
    solver.tick(question.length >> 5);
    const outcome = solver.solve(question);
    if (outcome.is === "value") return outcome;
    if (outcome.is === "unknown") tally.reason ??= outcome.reason;
  }
  return settle(tally);
}

/** Tries one kind of values after the other. */
function explore(lit: Lit, solver: Solver, tags: Apart): Outcome {
  const { store } = solver;
  const listed = solveListed(lit, solver);
  if (listed) return listed;
  const questions = splitUnion(store, lit, tags);
  if (questions) return anyOf(questions, solver);
  const tally: Tally = { reason: null };
  for (const kind of KINDS) {
    const mask = store.may(lit) & kind;
    if (mask === 0) continue;
    const state: State = { held: new Set(), atoms: [], pending: [], mask };
    if (!assume(store, state, lit)) continue;
    const outcome = branch(state, solver, tags);
    if (outcome.is === "value") return outcome;
    if (outcome.is === "unknown") tally.reason ??= outcome.reason;
  }
  return settle(tally);
}

/**
 * Decides a state: the atoms alone first. If they leave nothing, no choice helps; if their value happens to settle
 * every choice, it is the answer; else one choice that it does not settle is opened.
 */
function branch(state: State, solver: Solver, tags: Apart): Outcome {
  const { store } = solver;
  const before = store.visits;
  solver.tick(1 + ((state.held.size + state.pending.length) >> 5));
  if (!propagate(store, state)) return EMPTY;
  const outcome = solveAtoms(state.atoms, state.mask, solver);
  if (outcome.is === "empty") return EMPTY;
  const opened = openChoice(store, state, outcome.is === "value" ? outcome.value : undefined, tags);
  solver.tick(Math.floor((store.visits - before) / VISITS));
  return opened === null ? outcome : tryChoices(state, opened, solver, tags);
}

function tryChoices(state: State, opened: Opened, solver: Solver, tags: Apart): Outcome {
  const { store } = solver;
  const tally: Tally = { reason: null };
  // What was tried and leads nowhere may be taken as false from there on: the ways that are left get narrower.
  const refuted: Lit[] = [];
  const before = store.visits;
  const members = membersOf(store, state);
  for (const choice of opened.choices) {
    if (isRefutedBelow(choice, members, solver)) continue;
    solver.tick(choice.lits.length >> 5);
    const next: State = {
      held: new Set(state.held),
      atoms: [...state.atoms],
      pending: choice.settled ? state.pending.filter((lit) => lit !== opened.lit) : [...state.pending],
      mask: state.mask,
    };
    const possible = [...choice.lits, ...refuted].every((lit) => assume(store, next, lit));
    const result = possible ? branch(next, solver, tags) : EMPTY;
    if (result.is === "value") return result;
    if (result.is === "unknown") tally.reason ??= result.reason;
    const [only, second] = choice.lits;
    const single = only !== undefined && second === undefined && isAtom(store, only);
    if (result.is === "empty" && single) refuted.push(not(only));
  }
  solver.tick(Math.floor((store.visits - before) / VISITS));
  return settle(tally);
}

/** What is known of the value of each property that is named. */
function membersOf(store: Store, state: State): ReadonlyMap<string, readonly Lit[]> {
  const members = new Map<string, Lit[]>();
  for (const lit of state.atoms) {
    const node = store.node(lit);
    if (node.kind !== "each" || node.names.one === undefined || isNegated(lit)) continue;
    const known = members.get(node.names.one);
    if (known) known.push(node.lit);
    else members.set(node.names.one, [node.lit]);
  }
  return members;
}

/** Is a choice about one property impossible for what is known of that property alone? Then the rest need not be tried. */
function isRefutedBelow(choice: Choice, members: ReadonlyMap<string, readonly Lit[]>, solver: Solver): boolean {
  const [only, second] = choice.lits;
  if (only === undefined || second !== undefined || !isNegated(only)) return false;
  const node = solver.store.node(only);
  if (node.kind !== "each" || node.names.one === undefined) return false;
  const known = members.get(node.names.one);
  return known !== undefined && solver.solve([...known, not(node.lit)]).is === "empty";
}

const isAtom = (store: Store, lit: Lit): boolean => !["and", "oneOf", "ref"].includes(store.node(lit).kind);

/** A pending literal that the value violates (or any, without a value), and the ways to settle it. */
function openChoice(store: Store, state: State, value: JsonValue | undefined, tags: Apart): Opened | null {
  const { pending, held, mask } = state;
  const violated = value === undefined ? pending : pending.filter((lit) => accepts(store, lit, value) !== true);
  const [first] = violated;
  if (first === undefined) return null;
  for (const lit of violated) {
    const choices = choicesOf(store, lit, held, mask, value, tags);
    // A choice that was made already waits for what it led to.
    const waits = (choice: Choice): boolean => !choice.settled && choice.lits.every((one) => held.has(one));
    if (!Array.isArray(choices) || !choices.some(waits)) return { lit, choices };
  }
  return { lit: first, choices: choicesOf(store, first, held, mask, undefined, tags) };
}
