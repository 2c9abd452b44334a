import type { JsonValue } from "../core/json.ts";
import { type Decision, type Gap, type Located, type Policy, type SchemaWorld, STRICT } from "./answer.ts";
import { explainContained } from "./explain.ts";
import { findGap } from "./gap.ts";
import { compileRoot } from "./model/compile.ts";
import { FEATURES, type Reading, readerReading, writerReading } from "./model/context.ts";
import { type Lit, not } from "./model/node.ts";
import { OutOfWork, Store } from "./model/store.ts";
import { SEARCH_BUDGET, type SearchGoal, searchValue } from "./search.ts";
import { accepts, type Truth } from "./solve/accepts.ts";
import { type Outcome, type Reason, unknown } from "./solve/outcome.ts";
import { shrink } from "./solve/shrink.ts";
import { createSolver } from "./solve/solver.ts";

/** A schema in its world. */
export interface Side {
  readonly world: SchemaWorld;
  readonly located: Located;
}

/** Steps for one question, where nothing else is said. */
const DEFAULT_BUDGET = 50_000;

/** Nodes that values are judged by in one judgement, while searching, or while making a witness smaller. */
const MAX_VISITS = 400_000;

/**
 * Steps that the questions of a session may take without an answer before the later ones get fewer: hostile documents
 * ask a hard question from each of thousands of places.
 */
const PATIENCE = 100_000;

/** Visits of a search in vain that count as one step. */
const TRIED = 64;

/** Steps for one question, once there is no patience left, and once twice as much was spent. */
const [FEW, FEWEST] = [250, 32];

/** How a session decides. */
export interface SessionOptions {
  /** Steps for one question. */
  readonly budget?: number;
  /**
   * Compile what a reference leads to only once it is followed: cheap for questions about little of a large document,
   * but two targets that say the same under two names are told alike by deciding, not at sight.
   */
  readonly lazy?: boolean;
}

/** Compiles schemas into one store and decides containment between them; what it learns, it keeps. */
export interface Session {
  readonly store: Store;
  /** The literal of a schema, read as a writer's or a reader's under a policy. */
  node(side: Side, role: "writer" | "reader", policy?: Policy): Lit;
  /** Is every document valid under A (the writer) valid under B (the reader)? The witness is none of `except`, and not confirmed yet. */
  decide(a: Side, b: Side, policy?: Policy, except?: readonly JsonValue[]): Decision;
  /** Why B holds every value of A: one line for each demand of B. For pairs that were decided to be contained. */
  explain(a: Side, b: Side, policy?: Policy): readonly string[];
  /** Is a value valid under a schema? Null when that is not known. */
  accepts(side: Side, role: "writer" | "reader", value: JsonValue, policy?: Policy): Truth;
}

/** Opens a session. Sessions share nothing. */
export function openSession(options: SessionOptions = {}): Session {
  const store = new Store();
  const solver = createSolver(store);
  const worlds = new Map<SchemaWorld, number>();
  const objects = new WeakMap<object, number>();
  let counted = 0;
  const identify = (value: object): number => {
    const known = objects.get(value);
    if (known !== undefined) return known;
    counted += 1;
    objects.set(value, counted);
    return counted;
  };
  const compiled = new WeakMap<object, Map<string, Lit>>();
  const numberOf = (world: SchemaWorld): number => {
    const number = worlds.get(world) ?? worlds.size;
    worlds.set(world, number);
    return number;
  };
  const readings = new WeakMap<Policy, Readonly<Record<"writer" | "reader", Reading>>>();
  const keys = new WeakMap<Reading, number>();
  const numbers = new Map<string, number>();
  const memos = new Map<string, Map<object, Lit>>();
  /** Equal readings have one number. */
  const numberOfReading = (reading: Reading): number => {
    const text = JSON.stringify(reading);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    keys.set(reading, number);
    return number;
  };
  const keyOf = (world: SchemaWorld, reading: Reading, base: string): string =>
    `${numberOf(world)} ${keys.get(reading) ?? numberOfReading(reading)} ${base}`;
  const memoOf =
    (world: SchemaWorld) =>
    (reading: Reading, base: string): Map<object, Lit> => {
      const key = keyOf(world, reading, base);
      const known = memos.get(key) ?? new Map<object, Lit>();
      memos.set(key, known);
      return known;
    };
  const readingOf = (role: "writer" | "reader", policy: Policy): Reading => {
    const both = readings.get(policy) ?? { writer: writerReading(policy), reader: readerReading(policy) };
    readings.set(policy, both);
    return both[role];
  };
  const compile = ({ world, located }: Side, reading: Reading): Lit => {
    const worldId = numberOf(world);
    const features = FEATURES[world.dialect];
    const lazy = options.lazy === true;
    const start = {
      dynamic: new Map(),
      depth: 0,
      evaluating: new Set<object>(),
      lazy,
      ...(lazy && { memo: memoOf(world) }),
    };
    return compileRoot(located, { store, world, worldId, features, reading, identify, ...start });
  };
  const node = (side: Side, role: "writer" | "reader", policy: Policy = STRICT): Lit => {
    const reading = readingOf(role, policy);
    const { value, base } = side.located;
    if (typeof value !== "object" || value === null) return compile(side, reading);
    const key = keyOf(side.world, reading, base);
    const kept = compiled.get(value) ?? new Map<string, Lit>();
    const lit = kept.get(key) ?? compile(side, reading);
    compiled.set(value, kept.set(key, lit));
    return lit;
  };
  let patience = PATIENCE;
  /** The share of its usual work that a question may take. */
  const share = (): number => Math.min(1, Math.max(patience, patience > -PATIENCE ? FEW : FEWEST) / DEFAULT_BUDGET);
  const ask = (lits: readonly Lit[]): Outcome => {
    try {
      return solver.ask(lits, Math.ceil((options.budget ?? DEFAULT_BUDGET) * share()));
    } catch (error) {
      if (error instanceof OutOfWork) {
        patience -= solver.steps();
        return unknown("budget", "the question needs more steps than allowed");
      }
      if (error instanceof RangeError) return unknown("too-large", "the schemas nest too deep");
      throw error;
    }
  };
  const undecided = (reason: Reason): Decision => ({
    answer: "undecided",
    steps: solver.steps(),
    reason: { ...reason, path: "" },
  });
  const judge = (lit: Lit, value: JsonValue): Truth => store.within(MAX_VISITS, () => accepts(store, lit, value), null);
  const accept = (side: Side, role: "writer" | "reader", value: JsonValue, policy?: Policy): Truth =>
    judge(node(side, role, policy), value);
  /** The second line: where the solver cannot tell, values are tried; fewer where more steps would not have helped it. */
  const search = (a: Side, b: Side, reason: Reason, writer: Lit, question: Lit) => {
    const goal: SearchGoal = {
      schemas: [a.located.value, b.located.value],
      isClose: (value) => accepts(store, writer, value) === true,
      isFound: (value) => accepts(store, question, value) === true,
    };
    const stuck = reason.code === "budget" || reason.code === "too-large";
    const tries = (stuck ? SEARCH_BUDGET : SEARCH_BUDGET / 5) * share();
    const before = store.visits;
    const found = store.within(MAX_VISITS * share(), () => searchValue(goal, tries), null);
    if (found === null) patience -= Math.floor((store.visits - before) / TRIED);
    return found;
  };
  const decide = (a: Side, b: Side, policy: Policy, except: readonly JsonValue[]): Decision => {
    const writer = node(a, "writer", policy);
    const reader = node(b, "reader", policy);
    if (writer === reader) return { answer: "contained", steps: 0, trace: ["both sides are the same schema"] };
    const question = store.and([writer, not(reader), ...(except.length > 0 ? [not(store.enumeration(except))] : [])]);
    const outcome = ask([question]);
    const steps = solver.steps();
    if (outcome.is === "empty") return { answer: "contained", steps, trace: ["no value meets A and not B"] };
    const passes = (value: JsonValue): boolean => judge(question, value) === true;
    const guess = outcome.is === "unknown" ? search(a, b, outcome.reason, writer, question) : { value: outcome.value };
    if (outcome.is === "unknown" && guess === null) return undecided(outcome.reason);
    if (guess === null || !passes(guess.value))
      return undecided({ code: "witness-refused", detail: "the value found does not hold" });
    // No validator ends on such schemas.
    if (store.isLooped(question))
      return undecided({ code: "unresolved-reference", detail: "a reference leads back to itself within one value" });
    const { value } = guess;
    const witness = once(() => small(value, passes), value);
    const place = (): Gap => findGap(witness(), { a, b, policy, accepts: accept });
    const gap = once(() => store.within<Gap | null>(MAX_VISITS * 10, place, null), null);
    return {
      answer: "not-contained",
      steps,
      found: value,
      get witness() {
        return witness();
      },
      get gap() {
        return gap();
      },
    };
  };
  /** The smallest value found from one that passes. */
  const small = (value: JsonValue, passes: (value: JsonValue) => boolean): JsonValue => {
    const start = store.visits;
    return shrink(value, (smaller) => store.visits - start < MAX_VISITS && passes(smaller));
  };
  /** Computes when first asked, because most who ask for a decision want the answer only; nesting too deep: the fallback. */
  const once = <T>(compute: () => T, fallback: T): (() => T) => {
    let known: { readonly value: T } | null = null;
    return () => {
      if (known) return known.value;
      store.refill();
      try {
        known = { value: compute() };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        known = { value: fallback };
      }
      return known.value;
    };
  };
  return {
    store,
    node,
    accepts(side, role, value, policy) {
      store.refill();
      try {
        return accept(side, role, value, policy);
      } catch (error) {
        // The schemas nest too deep.
        if (error instanceof RangeError) return null;
        throw error;
      }
    },
    decide(a, b, policy = STRICT, except = []) {
      store.refill();
      try {
        return decide(a, b, policy, except);
      } catch (error) {
        if (error instanceof RangeError) return undecided({ code: "too-large", detail: "the schemas nest too deep" });
        throw error;
      }
    },
    explain(a, b, policy = STRICT) {
      store.refill();
      const [writer, reader] = [node(a, "writer", policy), node(b, "reader", policy)];
      if (writer === reader) return ["both sides are the same schema"];
      return explainContained(store, writer, reader, (lits) => ({ outcome: ask(lits), steps: solver.steps() }));
    },
  };
}
