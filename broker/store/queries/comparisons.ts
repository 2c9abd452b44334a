import { sql } from "kysely";
import type { Finding } from "../../../src/core/finding.ts";
import { sortedBy } from "../../../src/core/order.ts";
import type { ComparisonFact } from "../../../src/gate/facts.ts";
import type { ComparisonKey, ContentPair } from "../records.ts";
import type { Comparisons, ComparisonsWriting } from "../store.ts";
import type { Db } from "../tables.ts";
import { chunked, texts } from "./shared.ts";

/** Comparisons of contents, read. */
export const comparisons = (db: Db): Comparisons => ({
  find: (pairs, engine, tolerances) => find(db, pairs, engine, tolerances),
  async open(engine, limit) {
    const rows = await db
      .selectFrom("comparisons")
      .select(["kind", "before", "after", "engine", "tolerances"])
      .where("state", "=", "running")
      .where("engine", "=", engine)
      .orderBy("created_at")
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, tolerances: texts(row.tolerances) }));
  },
});

/** Comparisons of contents, written. */
export const comparisonsWriting = (db: Db, now: string): ComparisonsWriting => ({
  ...comparisons(db),
  async ask(keys) {
    for (const key of keys) {
      await db
        .insertInto("comparisons")
        .values({ ...columns(key), state: "running", error: null, findings: "[]", created_at: now })
        .onConflict((on) => on.doNothing())
        .execute();
    }
  },
  async finish(key, result) {
    const values = { state: result.state, error: result.error, findings: JSON.stringify(result.findings) };
    await db
      .insertInto("comparisons")
      .values({ ...columns(key), ...values, created_at: now, finished_at: now })
      .onConflict((on) =>
        on.columns(["kind", "before", "after", "engine", "tolerances"]).doUpdateSet({ ...values, finished_at: now }),
      )
      .execute();
  },
});

const columns = (key: ComparisonKey) => ({ ...key, tolerances: setOf(key.tolerances) });

/** One text for one set of tolerances, whatever their order. */
const setOf = (tolerances: readonly string[]): string => JSON.stringify([...new Set(tolerances)].sort());

async function find(
  db: Db,
  pairs: readonly ContentPair[],
  engine: string,
  tolerances: readonly string[],
): Promise<ComparisonFact[]> {
  const rows = await chunked(pairs, async (chunk) => {
    const values = sql.join(chunk.map((pair) => sql`(${pair.kind}, ${pair.before}, ${pair.after})`));
    const query = sql<Omit<ComparisonFact, "findings"> & { findings: string }>`
      with wanted (kind, before, after) as (values ${values})
      select c.kind as "kind", c.before as "before", c.after as "after", c.state as "state", c.error as "error",
        c.findings as "findings"
      from wanted w join comparisons c on c.kind = w.kind and c.before = w.before and c.after = w.after
      where c.engine = ${engine} and c.tolerances = ${setOf(tolerances)}`;
    return (await query.execute(db)).rows;
  });
  const key = (one: ContentPair) => JSON.stringify([one.kind, one.before, one.after]);
  return sortedBy(
    rows.map((row) => ({ ...row, findings: JSON.parse(row.findings) as Finding[] })), // written by `finish`
    key,
  );
}
