import { KINDS } from "../../src/kinds/index.ts";
import type { Log } from "../log.ts";
import { type Retirement, type RetirementOutcome, toBundle } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { waitFor } from "./patience.ts";
import type { Pool } from "./pool.ts";
import type { Retries } from "./retries.ts";

/** Finds out which numbers deployed versions gave up, each pair of contents once. */
export interface Retirer {
  /** Starts on what is open for these applications, and waits for it at most this many milliseconds. */
  retire(applications: readonly string[], milliseconds: number): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/**
 * A retirer over a store; `inSlot` runs as many pieces at once as may have their contents in memory. What fails is kept
 * as the reason, and tried again when it is asked for after a while.
 */
export function startRetirer(
  store: Store,
  pool: Pool,
  log: Log,
  retries: Retries,
  inSlot: <T>(work: () => Promise<T>) => Promise<T>,
): Retirer {
  const running = new Map<string, Promise<void>>();
  let accepting = true;
  const start = (retirement: Retirement): Promise<void> => {
    const key = JSON.stringify(Object.values(retirement));
    const known = running.get(key);
    if (known || !accepting || !retries.due(key)) return known ?? Promise.resolve();
    const work = inSlot(async () => {
      if (!accepting) return;
      const outcome = await find(store, pool, retirement);
      if ("error" in outcome) retries.failed(key);
      if (accepting) await store.write((tx) => tx.retirements.finish(retirement, outcome));
    })
      .catch((error: unknown) => log("error", "retirement.failed", { ...retirement, error: String(error) }))
      .finally(() => running.delete(key));
    running.set(key, work);
    return work;
  };
  return {
    async retire(applications, milliseconds) {
      const open = await store.read((tx) => tx.retirements.open(applications));
      await waitFor(open.map(start), milliseconds);
    },
    async close() {
      accepting = false;
      await Promise.all(running.values());
    },
  };
}

async function find(store: Store, pool: Pool, { kind, before, after }: Retirement): Promise<RetirementOutcome> {
  if (KINDS.some((entry) => entry.name === kind && !entry.hasNumbers)) return { numbers: [] };
  const [old, next] = await store.read((tx) =>
    Promise.all([tx.schemas.content(kind, before), tx.schemas.content(kind, after)]),
  );
  if (!old || !next) return { error: "one of the two contents is not kept" };
  const result = await pool.run({ type: "retire", before: toBundle(old), after: toBundle(next) });
  if (result.type === "retired") return { numbers: result.numbers };
  return { error: result.type === "error" ? result.message : "no numbers came back" };
}
