import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { TallyError } from "../../src/core/errors.ts";
import type { StoreOptions } from "./open.ts";
import { type Engine, openEngine } from "./sqlite-engine.ts";
import type { Store } from "./store.ts";
import type { Tables } from "./tables.ts";
import { makeStore } from "./transactions.ts";

const FILE = "tally.sqlite";
const TYPES = { serial: "integer primary key autoincrement", bytes: "blob", name: "text" };
/** Another process that writes is waited for this long, in milliseconds: in all, and with the thread standing still. */
const BUSY_WAIT = 30_000;
const BUSY_TIMEOUT = 50;

/**
 * The embedded store: one file in a folder, made when missing. Within a process every transaction runs alone on the
 * one connection; other processes are waited for. Throws E_STORE.
 */
export async function openSqlite(folder: string, options: StoreOptions): Promise<Store> {
  const engine = await openFile(folder);
  const db = new Kysely<Tables>({ dialect: dialectOf(engine) });
  return makeStore({
    db,
    dialect: "sqlite",
    types: TYPES,
    clock: options.clock,
    lock: async () => undefined,
    enter: async () => undefined, // whoever writes is alone anyway
    isRetryable: () => false,
    refusal: () => null,
    backup: async (file) => {
      await engine.backup(file);
      chmodSync(file, 0o600);
    },
  });
}

async function openFile(folder: string): Promise<Engine> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new TallyError("E_STORE", `the data folder ${folder} cannot be made`, { cause: error });
  }
  const file = join(folder, FILE);
  const engine = await openEngine(file);
  try {
    engine.exec("pragma busy_timeout = 5000");
    engine.exec("pragma journal_mode = wal");
    engine.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
    // What was answered with a success survives even a loss of power.
    engine.exec("pragma synchronous = full");
    engine.exec("pragma foreign_keys = on");
    chmodSync(file, 0o600);
    return engine;
  } catch (error) {
    engine.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new TallyError("E_STORE", `${file} cannot be used as a store: ${reason}`, { cause: error });
  }
}

/** Kysely's own dialect, but a transaction that may write takes the write lock at its start, not halfway. */
function dialectOf(engine: Engine): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => {
      const driver: Driver = new SqliteDriver({ database: engine });
      driver.beginTransaction = (connection, settings) =>
        settings.accessMode === "read only"
          ? begin(connection, "begin", 0)
          : begin(connection, "begin immediate", BUSY_WAIT);
      return driver;
    },
  };
}

/** Starts a transaction; while another process holds the lock this thread goes on with other things. */
async function begin(connection: DatabaseConnection, statement: string, wait: number): Promise<void> {
  const until = performance.now() + wait;
  for (;;) {
    try {
      await connection.executeQuery(CompiledQuery.raw(statement));
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      await sleep(5 + Math.random() * 20);
    }
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && /database (table )?is locked/.test(error.message);
