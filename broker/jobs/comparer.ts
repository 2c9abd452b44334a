import { TOLERANCES as ALL, type Tolerance } from "../../src/core/verdict.ts";
import type { ComparisonFact } from "../../src/gate/facts.ts";
import { ENGINE } from "../../src/version.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { type ComparisonKey, type ContentPair, toBundle } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { waitFor } from "./patience.ts";
import { type Pool, startPool } from "./pool.ts";
import { type Retirer, startRetirer } from "./retire.ts";
import { type Retries, startRetries } from "./retries.ts";
import { startSlots } from "./slots.ts";

/** Comparisons are made and remembered under every tolerance; findings name those they rest on, so that each reader is judged. */
export const TOLERANCES: readonly Tolerance[] = [...ALL].sort();

/** Compares contents in the background, each pair once. */
export interface Comparer extends Retirer {
  readonly pool: Pool;
  /**
   * Notes in the store what is wanted and starts on it, and after a while again on what failed; returns before it is
   * done how many are being worked on.
   */
  ask(pairs: readonly ContentPair[]): Promise<number>;
  /** Waits until none of the pairs is being worked on, at most this many milliseconds. */
  settled(pairs: readonly ContentPair[], milliseconds: number): Promise<void>;
  /** Starts on what an earlier process left open. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

const RESUMED = 10_000;
const LABELS = ["before", "after"] as const;

/**
 * A comparer over a store, with threads as the configuration says. Contents are read only when a thread may have them:
 * what is queued takes no memory to speak of.
 */
export function startComparer(
  store: Store,
  config: Pick<Config, "workers">,
  log: Log,
  pool: Pool = startPool(config.workers),
  retries: Retries = startRetries(),
): Comparer {
  const running = new Map<string, Promise<void>>();
  const inSlot = startSlots(config.workers);
  const retirer = startRetirer(store, pool, log, retries, startSlots(config.workers));
  let accepting = true;
  const start = (pair: ContentPair): void => {
    const key = keyOf(pair);
    if (!accepting || running.has(key)) return;
    const work = inSlot(async () => {
      if (!accepting) return;
      const result = await compare(store, pool, pair);
      if (result.state === "failed") retries.failed(key);
      if (accepting) await store.write((tx) => tx.comparisons.finish(remembered(pair), result));
    })
      .catch((error: unknown) => log("error", "comparison.failed", { ...pair, error: String(error) }))
      .finally(() => running.delete(key));
    running.set(key, work);
  };
  return {
    pool,
    retire: retirer.retire,
    async ask(pairs) {
      const wanted = [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()].filter(
        (pair) => pair.before !== pair.after,
      );
      if (wanted.length === 0) return 0;
      const find = () => store.read((tx) => tx.comparisons.find(wanted, ENGINE, TOLERANCES));
      let known = await find();
      if (known.length < wanted.length) {
        await store.write((tx) => tx.comparisons.ask(wanted.map(remembered)));
        known = await find();
      }
      const open = known.filter(
        (fact) => fact.state === "running" || (fact.state === "failed" && retries.due(keyOf(fact))),
      );
      for (const fact of open) start(fact);
      return open.length;
    },
    settled: (pairs, milliseconds) =>
      waitFor(
        pairs.flatMap((pair) => running.get(keyOf(pair)) ?? []),
        milliseconds,
      ),
    async resume() {
      for (const key of await store.read((tx) => tx.comparisons.open(ENGINE, RESUMED))) start(key);
    },
    async close() {
      accepting = false;
      const retired = retirer.close();
      await pool.close();
      await Promise.all([...running.values(), retired]);
    },
  };
}

/** A key for a pair of contents in a map. */
export const keyOf = (pair: ContentPair): string => JSON.stringify([pair.kind, pair.before, pair.after]);

const remembered = ({ kind, before, after }: ContentPair): ComparisonKey => ({
  kind,
  before,
  after,
  engine: ENGINE,
  tolerances: TOLERANCES,
});

async function compare(
  store: Store,
  pool: Pool,
  pair: ContentPair,
): Promise<Pick<ComparisonFact, "state" | "error" | "findings">> {
  const [before, after] = await store.read((tx) =>
    Promise.all([tx.schemas.content(pair.kind, pair.before), tx.schemas.content(pair.kind, pair.after)]),
  );
  const numbers = before ? null : await store.read((tx) => tx.retirements.numbers(pair.kind, pair.before));
  if (!after || (!before && !numbers))
    return { state: "failed", error: "one of the two contents is not kept", findings: [] };
  const result = await pool.run(
    before
      ? { type: "compare", labels: LABELS, before: toBundle(before), after: toBundle(after), tolerances: TOLERANCES }
      : { type: "reuse", numbers: numbers ?? [], after: toBundle(after) },
  );
  if (result.type === "compared") return { state: "done", error: null, findings: result.findings };
  return { state: "failed", error: result.type === "error" ? result.message : "no findings came back", findings: [] };
}
