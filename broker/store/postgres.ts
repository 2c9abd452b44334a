import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { TallyError } from "../../src/core/errors.ts";
import type { StoreOptions } from "./open.ts";
import type { Store } from "./store.ts";
import type { Tables } from "./tables.ts";
import { makeStore } from "./transactions.ts";

const TYPES = { serial: "integer generated always as identity primary key", bytes: "bytea", name: 'text collate "C"' };
const CONNECTIONS = 10;
/** A connection that others use is waited for this long, in milliseconds: as long as the embedded store waits to write. */
const CONNECTION_WAIT = 30_000;
/** Any numbers, the same for every process of ours. */
const MIGRATION_LOCK = 74_115;
const WRITING_LOCK = 74_116;
/** Serialization failure, deadlock, and two writers that made the same row at once. */
const RETRYABLE = ["40001", "40P01", "23505"];
/** A character that it cannot hold, a name too long for an index, a number out of range. */
const REFUSED: Readonly<Record<string, string>> = {
  "22021": "a text holds a character that cannot be stored",
  "22P05": "a text holds a character that cannot be stored",
  "54000": "a name is too long",
  "22003": "a number is too large",
};

/** A store in PostgreSQL. Throws E_STORE when it cannot be reached or used. */
export async function openPostgres(url: string, options: StoreOptions): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, connectionTimeoutMillis: CONNECTION_WAIT });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return makeStore({
    db,
    dialect: "postgres",
    types: TYPES,
    clock: options.clock,
    lock: async (tx) => void (await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx)),
    enter: async (tx, collecting) => {
      const lock = collecting ? sql`pg_advisory_xact_lock` : sql`pg_advisory_xact_lock_shared`;
      await sql`select ${lock}(${WRITING_LOCK})`.execute(tx);
    },
    isRetryable: (error) => error instanceof pg.DatabaseError && RETRYABLE.includes(error.code ?? ""),
    refusal: (error) => (error instanceof pg.DatabaseError ? (REFUSED[error.code ?? ""] ?? null) : null),
    backup: async () => {
      throw new TallyError("E_STORE", "the store is a PostgreSQL: copy it with pg_dump", {
        hint: 'pg_dump --format=custom --file=FILE "$TALLY_DATABASE_URL"',
      });
    },
  });
}
