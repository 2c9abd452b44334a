import { join } from "node:path";
import { Kysely, type SqliteDatabase, SqliteDialect } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type StorePlace } from "../../../broker/store/open.ts";
import { facts } from "../../../broker/store/queries/facts.ts";
import { type Engine, openEngine } from "../../../broker/store/sqlite-engine.ts";
import type { Store } from "../../../broker/store/store.ts";
import type { Db, Tables } from "../../../broker/store/tables.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import type { Question } from "../../../src/gate/index.ts";
import { sqliteEngine } from "../../support/stores.ts";

const QUESTION: Question = {
  asked: [{ application: "orders", version: "2", words: "version 2" }],
  target: { type: "environment", name: "production" },
  ignore: [],
  inForce: DEFAULT_IN_FORCE,
};

describe("the cost of a verdict", () => {
  const engine = sqliteEngine();
  let place: StorePlace;
  let store: Store;
  let raw: Engine;
  const statements: { sql: string; parameters: readonly unknown[] }[] = [];
  let db: Db;

  beforeAll(async () => {
    place = await engine.place();
    store = await openStore(place);
    await publish("1", "live");
    await store.write(async (tx) => {
      await tx.versions.ensure("orders", "1");
      await tx.versions.ensure("orders", "2");
      for (const application of ["web", "orders"])
        await tx.environments.deploy({ application, version: "1" }, "production", null);
    });
    raw = await openEngine(join(place.dataFolder, "tally.sqlite"));
    const recording: SqliteDatabase = {
      close: () => raw.close(),
      prepare: (sql) => {
        const statement = raw.prepare(sql);
        return {
          ...statement,
          reader: true,
          all: (parameters) => {
            statements.push({ sql, parameters });
            return statement.all(parameters);
          },
          run: (parameters) => statement.run(parameters),
          iterate: (parameters) => statement.iterate(parameters),
        };
      },
    };
    db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: recording }) });
  });
  afterAll(async () => {
    await db.destroy();
    await store.close();
    await engine.stop();
  });

  const publish = (version: string, content: string) =>
    store.write(async (tx) => {
      const pact = { consumer: "web", consumerVersion: version, provider: "orders", content };
      await tx.pacts.publish({ ...pact, bytes: Buffer.from(content) });
      for (const providerVersion of ["1", "2", version])
        await tx.verifications.record({ ...pact, providerVersion, success: true, buildUrl: null, details: null });
    });

  it("does not grow with history: the same facts from the same statements", async () => {
    const before = await facts(db, QUESTION, "now");
    const count = statements.length;
    for (let version = 100; version < 160; version += 1) await publish(String(version), `old${version}`);
    statements.length = 0;
    expect(await facts(db, QUESTION, "now")).toEqual(before);
    expect(statements.length).toBe(count);
    expect(before.pacts).toHaveLength(1);
  });

  it("never reads a whole table: every step looks things up", async () => {
    statements.length = 0;
    await facts(db, QUESTION, "now");
    expect(statements.length).toBeGreaterThan(8);
    const scans = statements.flatMap(({ sql, parameters }) =>
      raw
        .prepare(`explain query plan ${sql}`)
        .all(parameters)
        .map((row) => String((row as { detail: unknown }).detail))
        // `wanted` is the list of what is looked up; environments are few.
        .filter(
          (detail) =>
            detail.startsWith("SCAN") && !/^SCAN (wanted|w|e|environments|(\d+ )?CONSTANT ROWS?)\b/.test(detail),
        )
        .map((detail) => `${detail} in ${sql}`),
    );
    expect(scans).toEqual([]);
  });
});
