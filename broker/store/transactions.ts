import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { TallyError } from "../../src/core/errors.ts";
import { isFromFuture, migrate, type Types } from "./migrations.ts";
import { collect } from "./queries/collect.ts";
import { reading, writing } from "./queries/index.ts";
import type { Store } from "./store.ts";
import type { Db } from "./tables.ts";

/** What a dialect brings along. */
export interface DialectParts {
  readonly db: Db;
  readonly dialect: Store["dialect"];
  readonly types: Types;
  readonly clock: () => string;
  /** Shuts every other writer out until the transaction ends (for migrations). */
  lock(db: Db): Promise<void>;
  /** Called at the start of whatever is written: `collecting` waits until nobody else writes, and keeps others waiting. */
  enter(db: Db, collecting: boolean): Promise<void>;
  /** True when the database undid a transaction because of another one: it may simply run again. */
  isRetryable(error: unknown): boolean;
  /** Why the database can never keep or look up what it was given, or null where that is not the trouble. */
  refusal(error: unknown): string | null;
  backup(file: string): Promise<void>;
}

const ATTEMPTS = 8;

/** A store over any dialect, with its tables brought up to date. Throws E_STORE. */
export async function makeStore(parts: DialectParts): Promise<Store> {
  const { db, clock } = parts;
  const inside = new AsyncLocalStorage<true>();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    // One connection serves everybody in the embedded store: a transaction inside another would wait for itself.
    if (inside.getStore()) throw new Error("a transaction was asked for inside a transaction");
    return inside.run(true, work);
  };
  try {
    await db.transaction().execute(async (tx) => {
      await parts.lock(tx);
      await migrate(tx, parts.types, clock());
      if (await isFromFuture(tx)) throw new TallyError("E_STORE", "the store was made by a newer version of tally");
    });
  } catch (error) {
    await db.destroy();
    if (error instanceof TallyError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TallyError("E_STORE", `the store cannot be used: ${reason}`, { cause: error });
  }
  const snapshot =
    parts.dialect === "postgres" ? db.transaction().setIsolationLevel("repeatable read") : db.transaction();
  const changing = <T>(collecting: boolean, work: (tx: Db) => Promise<T>): Promise<T> => {
    const transaction = () =>
      db.transaction().execute(async (tx) => {
        await parts.enter(tx, collecting);
        return work(tx);
      });
    return alone(() => explained(parts, () => retried(parts, transaction)));
  };
  return {
    dialect: parts.dialect,
    read: (work) =>
      alone(() => explained(parts, () => snapshot.setAccessMode("read only").execute((tx) => work(reading(tx))))),
    write: (work) => changing(false, (tx) => work(writing(tx, clock()))),
    collect: () => changing(true, collect),
    backup: (file) => parts.backup(file),
    close: () => db.destroy(),
  };
}

/** Turns what the database refuses to hold into an error for whoever sent it. */
async function explained<T>(parts: DialectParts, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = parts.refusal(error);
    throw refusal === null ? error : new TallyError("E_INVALID", refusal, { cause: error });
  }
}

async function retried<T>(parts: DialectParts, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !parts.isRetryable(error)) throw error;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}
