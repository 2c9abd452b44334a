import type { Facts, Question } from "../src/gate/facts.ts";
import type { Verdict } from "../src/gate/verdict.ts";
import type { Config } from "./config.ts";
import type { Comparer } from "./jobs/comparer.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store/store.ts";

/** An answer of the gate with everything it rests on. */
export interface Decided {
  readonly facts: Facts;
  readonly verdict: Verdict;
}

/** What a route may use. */
export interface Broker {
  readonly store: Store;
  readonly config: Config;
  readonly log: Log;
  /** The time, ISO 8601 in UTC. */
  readonly clock: () => string;
  /** Asks the gate; computes the comparisons it lacks and waits for them at most `wait` (default `config.comparisonWait`) milliseconds. */
  decide(question: Question, options?: { readonly wait?: number }): Promise<Decided>;
  readonly comparer: Comparer;
}
