import type { JsonValue } from "../core/json.ts";
import { type Decision, type Located, type Policy, type SchemaWorld, STRICT } from "./answer.ts";
import { findGap, type GapFinder } from "./gap.ts";
import { compileSchema } from "./model/compile.ts";
import { type Context, FEATURES, readerReading, writerReading } from "./model/context.ts";
import { type Lit, not } from "./model/node.ts";
import { Store } from "./model/store.ts";
import { accepts, type Truth } from "./solve/accepts.ts";
import { type Outcome, unknown } from "./solve/outcome.ts";
import { shrink } from "./solve/shrink.ts";
import { createSolver, OutOfBudget } from "./solve/solver.ts";

/** A schema in its world. */
export interface Side {
  readonly world: SchemaWorld;
  readonly located: Located;
}

/** Steps for one question, where nothing else is said. */
export const DEFAULT_BUDGET = 20_000;

/** How a session decides. */
export interface SessionOptions {
  /** Steps for one question. */
  readonly budget?: number;
}

/** Compiles schemas into one store and decides containment between them; what it learns, it keeps. */
export interface Session {
  readonly store: Store;
  /** The literal of a schema, read as a writer's or a reader's under a policy. */
  node(side: Side, role: "writer" | "reader", policy?: Policy): Lit;
  /** Is every document valid under A (the writer) valid under B (the reader)? The witness is none of `except`, and not confirmed yet. */
  decide(a: Side, b: Side, policy?: Policy, except?: readonly JsonValue[]): Decision;
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
  const node = (side: Side, role: "writer" | "reader", policy: Policy = STRICT): Lit => {
    const { world, located } = side;
    const worldId = worlds.get(world) ?? worlds.size;
    worlds.set(world, worldId);
    const context: Context = {
      store,
      world,
      worldId,
      features: FEATURES[world.dialect],
      reading: role === "writer" ? writerReading(policy) : readerReading(policy),
      dynamic: new Map(),
      depth: 0,
      identify,
    };
    return compileSchema(located, context);
  };
  const ask = (lits: readonly Lit[]): Outcome => {
    try {
      return solver.ask(lits, options.budget ?? DEFAULT_BUDGET);
    } catch (error) {
      if (error instanceof OutOfBudget) return unknown("budget", "the question needs more steps than allowed");
      if (error instanceof RangeError) return unknown("too-large", "the schemas nest too deep");
      throw error;
    }
  };
  return {
    store,
    node,
    accepts: (side, role, value, policy) => accepts(store, node(side, role, policy), value),
    decide(a, b, policy = STRICT, except = []) {
      const writer = node(a, "writer", policy);
      const reader = node(b, "reader", policy);
      if (writer === reader) return { answer: "contained", steps: 0, trace: ["both sides are the same schema"] };
      const question = store.and([writer, not(reader), ...(except.length > 0 ? [not(store.enumeration(except))] : [])]);
      const outcome = ask([question]);
      const steps = solver.steps();
      if (outcome.is === "empty") return { answer: "contained", steps, trace: ["no value meets A and not B"] };
      if (outcome.is === "unknown") return { answer: "undecided", steps, reason: { ...outcome.reason, path: "" } };
      const witness = shrink(outcome.value, (value) => accepts(store, question, value) === true);
      const judge: GapFinder["accepts"] = (side, role, value, under) => accepts(store, node(side, role, under), value);
      return { answer: "not-contained", steps, witness, gap: findGap(witness, { a, b, policy, accepts: judge }) };
    },
  };
}
