import { sql } from "kysely";
import type { Target } from "../../../src/gate/facts.ts";
import type { Db } from "../tables.ts";
import { chunked } from "./shared.ts";

/** Ids of live versions, and whether each is a supported release. */
export type Live = Map<number, { readonly released: boolean }>;

/**
 * Which versions of these applications are live in the target. Without a target the newest version of each counts,
 * but for the applications asked about, which have nowhere to replace a version of their own.
 */
export async function liveVersions(
  db: Db,
  target: Target | null,
  ids: readonly number[],
  asked: readonly number[],
): Promise<Live> {
  if (target === null) {
    const own = new Set(asked);
    return heads(
      db,
      ids.filter((id) => !own.has(id)),
      sql`select max(v.id) from versions v where v.application_id = a.id`,
    );
  }
  if (target.type === "environment") return present(db, ids, target.name);
  if (target.type === "main-branch") {
    const head = sql`select b.head_id from branches b where b.application_id = a.id and b.name = a.main_branch`;
    return heads(db, ids, head);
  }
  const tagged = sql`select max(t.version_id) from tags t where t.application_id = a.id and t.name = ${target.name}`;
  return heads(db, ids, tagged);
}

async function heads(db: Db, ids: readonly number[], head: ReturnType<typeof sql>): Promise<Live> {
  const rows = await chunked(ids, async (chunk) => {
    const query = sql<{
      id: number | null;
    }>`select (${head}) as "id" from applications a where a.id in (${sql.join(chunk)})`;
    return (await query.execute(db)).rows;
  });
  return new Map(rows.flatMap((row) => (row.id === null ? [] : [[row.id, { released: false }] as const])));
}

async function present(db: Db, ids: readonly number[], environment: string): Promise<Live> {
  const rows = await chunked(ids, (chunk) =>
    db
      .selectFrom("presences as p")
      .innerJoin("environments as e", "e.id", "p.environment_id")
      .select(["p.version_id as id", "p.type as type"])
      .where("e.name", "=", environment)
      .where("p.ended_at", "is", null)
      .where("p.application_id", "in", chunk)
      .execute(),
  );
  const live: Live = new Map();
  for (const row of rows) {
    live.set(row.id, { released: row.type === "release" || (live.get(row.id)?.released ?? false) });
  }
  return live;
}
