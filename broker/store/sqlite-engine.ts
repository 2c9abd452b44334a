import type { SqliteDatabase, SqliteStatement } from "kysely";
import { TallyError } from "../../src/core/errors.ts";

/** A database file, whichever library opened it. */
export interface Engine extends SqliteDatabase {
  exec(sql: string): void;
  /** A consistent copy, made while others read and write. */
  backup(file: string): Promise<void>;
}

/** The part of `node:sqlite` that is used; its types come with newer versions of Node only. */
interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => NodeDatabase;
  readonly backup?: (database: NodeDatabase, file: string) => Promise<unknown>;
}
interface NodeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NodeStatement;
  close(): void;
}
interface NodeStatement {
  all(...parameters: unknown[]): unknown[];
  run(...parameters: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(...parameters: unknown[]): IterableIterator<unknown>;
  columns?(): readonly unknown[];
}

const MAX_STATEMENTS = 500;

/**
 * Opens a file with `node:sqlite` where the runtime has all of it, else with better-sqlite3. Throws E_STORE when
 * neither is there, or when the file cannot be opened.
 */
export async function openEngine(file: string): Promise<Engine> {
  const runtime = process.getBuiltinModule?.("node:sqlite") as NodeSqlite | undefined; // not in the types of Node 20
  try {
    if (runtime?.backup) return openRuntime(runtime, runtime.backup, file);
    return await openAddon(file);
  } catch (error) {
    if (error instanceof TallyError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TallyError("E_STORE", `the store ${file} cannot be opened: ${reason}`, { cause: error });
  }
}

function openRuntime(runtime: NodeSqlite, backup: NonNullable<NodeSqlite["backup"]>, file: string): Engine {
  const database = new runtime.DatabaseSync(file);
  return {
    exec: (sql) => database.exec(sql),
    prepare: remembered((sql) => {
      const statement = database.prepare(sql);
      return {
        reader: (statement.columns?.() ?? []).length > 0,
        all: (parameters) => statement.all(...parameters),
        run: (parameters) => statement.run(...parameters),
        iterate: (parameters) => statement.iterate(...parameters),
      };
    }),
    backup: async (target) => void (await backup(database, target)),
    close: () => database.close(),
  };
}

async function openAddon(file: string): Promise<Engine> {
  const addon = await import("better-sqlite3").catch((cause: unknown) => {
    throw new TallyError("E_STORE", "this Node has no SQLite of its own and better-sqlite3 is not installed", {
      hint: "npm install better-sqlite3, or run Node 22.16 or newer, or set TALLY_DATABASE_URL to a PostgreSQL",
      cause,
    });
  });
  const database = new addon.default(file);
  return {
    exec: (sql) => void database.exec(sql),
    prepare: remembered((sql) => database.prepare(sql)),
    backup: async (target) => void (await database.backup(target)),
    close: () => void database.close(),
  };
}

/** Keeps the statements used last prepared: the same few hundred run again and again. */
function remembered(prepare: (sql: string) => SqliteStatement): (sql: string) => SqliteStatement {
  const known = new Map<string, SqliteStatement>();
  return (sql) => {
    const statement = known.get(sql) ?? prepare(sql);
    known.delete(sql);
    known.set(sql, statement);
    if (known.size > MAX_STATEMENTS) known.delete(known.keys().next().value ?? "");
    return statement;
  };
}
