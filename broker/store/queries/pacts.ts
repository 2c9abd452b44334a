import { sql } from "kysely";
import { byText } from "../../../src/core/order.ts";
import type { VersionRef } from "../../../src/gate/facts.ts";
import type { Head, Integration, Pact, PactContent, Selector } from "../records.ts";
import type { Pacts } from "../store.ts";
import type { Db } from "../tables.ts";
import { readBlob } from "./blobs.ts";
import { chunked, knownVersions } from "./shared.ts";
import { matching, versionQuery } from "./versions.ts";

/** Pacts, read. */
export const pacts = (db: Db): Pacts => ({
  async find(consumer, consumerVersion, provider) {
    const found = await ofVersions(db, [{ application: consumer, version: consumerVersion }], provider);
    return found[0] ?? null;
  },
  content: (consumer, provider, content) => readContent(db, consumer, provider, content),
  ofVersions: (refs, provider) => ofVersions(db, refs, provider),
  history: (consumer, provider) =>
    pactQuery(db)
      .where("c.name", "=", consumer)
      .where("pr.name", "=", provider)
      .orderBy("p.version_id", "desc")
      .execute(),
  withContent: (consumer, provider, content) =>
    pactQuery(db)
      .where("c.name", "=", consumer)
      .where("pr.name", "=", provider)
      .where("pc.hash", "=", content)
      .orderBy("p.version_id", "desc")
      .execute(),
  newest: (filter) => newest(db, filter),
  heads: (provider, of, consumer) => heads(db, provider, of, consumer),
  async previousDistinct(pact) {
    const found = await pactQuery(db)
      .where("c.name", "=", pact.consumer)
      .where("pr.name", "=", pact.provider)
      .where("p.version_id", "<", pact.order)
      .where("pc.hash", "!=", pact.content)
      .orderBy("p.version_id", "desc")
      .limit(1)
      .executeTakeFirst();
    return found ?? null;
  },
  async integrations(filter = {}): Promise<readonly Integration[]> {
    let query = db
      .selectFrom("integrations as i")
      .innerJoin("applications as c", "c.id", "i.consumer_id")
      .innerJoin("applications as pr", "pr.id", "i.provider_id")
      .select(["c.name as consumer", "pr.name as provider", "i.created_at as createdAt"]);
    if (filter.consumer !== undefined) query = query.where("c.name", "=", filter.consumer);
    if (filter.provider !== undefined) query = query.where("pr.name", "=", filter.provider);
    const rows = await query.execute();
    return rows.sort((a, b) => byText(a.consumer, b.consumer) || byText(a.provider, b.provider));
  },
});

const pactQuery = (db: Db) =>
  db
    .selectFrom("pacts as p")
    .innerJoin("applications as c", "c.id", "p.consumer_id")
    .innerJoin("applications as pr", "pr.id", "p.provider_id")
    .innerJoin("versions as v", "v.id", "p.version_id")
    .innerJoin("pact_contents as pc", "pc.id", "p.content_id")
    .select([
      "c.name as consumer",
      "v.number as consumerVersion",
      "v.id as order",
      "pr.name as provider",
      "pc.hash as content",
      "p.revision as revision",
      "p.created_at as createdAt",
    ]);

async function ofVersions(db: Db, refs: readonly VersionRef[], provider?: string): Promise<Pact[]> {
  const known = await knownVersions(db, refs);
  const rows = await chunked(
    known.map((version) => version.id),
    (ids) => {
      const query = pactQuery(db).where("p.version_id", "in", ids);
      return (provider === undefined ? query : query.where("pr.name", "=", provider)).execute();
    },
  );
  return rows.sort(byNames);
}

const byNames = (a: Pact, b: Pact): number =>
  byText(a.consumer, b.consumer) || a.order - b.order || byText(a.provider, b.provider);

async function readContent(db: Db, consumer: string, provider: string, content: string): Promise<PactContent | null> {
  const row = await db
    .selectFrom("pact_contents as pc")
    .innerJoin("applications as c", "c.id", "pc.consumer_id")
    .innerJoin("applications as pr", "pr.id", "pc.provider_id")
    .select(["pc.blob as blob", "pc.created_at as createdAt"])
    .where("c.name", "=", consumer)
    .where("pr.name", "=", provider)
    .where("pc.hash", "=", content)
    .executeTakeFirst();
  return row ? { consumer, provider, content, bytes: await readBlob(db, row.blob), createdAt: row.createdAt } : null;
}

/** The newest version that has a pact and matches; "latest on a branch" is decided among those that have one. */
async function newest(
  db: Db,
  filter: { readonly consumer?: string; readonly provider?: string; readonly among: Selector },
): Promise<Pact[]> {
  const { among } = filter;
  const wide = "latest" in among ? { ...among, latest: false } : among;
  let query = pactQuery(db).where("v.id", "in", matching(versionQuery(db), wide).select("v.id"));
  if (filter.consumer !== undefined) query = query.where("c.name", "=", filter.consumer);
  if (filter.provider !== undefined) query = query.where("pr.name", "=", filter.provider);
  const best = query
    .clearSelect()
    .select((eb) => ["p.consumer_id as consumer", "p.provider_id as provider", eb.fn.max("p.version_id").as("version")])
    .groupBy(["p.consumer_id", "p.provider_id"]);
  const rows = await pactQuery(db)
    .innerJoin(best.as("best"), (join) =>
      join.onRef("best.version", "=", "p.version_id").onRef("best.provider", "=", "p.provider_id"),
    )
    .execute();
  return rows.sort(byNames);
}

async function heads(db: Db, provider: string, of: "branches" | "tags", consumer?: string): Promise<Head[]> {
  const names =
    of === "branches"
      ? sql`select b.name, b.created_at as since, bv.version_id from branch_versions bv join branches b on b.id = bv.branch_id`
      : sql`select t.name, t.created_at as since, t.version_id from tags t`;
  const found = await sql<{ name: string; since: string; version: number; provider: number }>`
    select n.name as "name", max(n.since) as "since", max(p.version_id) as "version", p.provider_id as "provider"
    from pacts p join applications pr on pr.id = p.provider_id join applications c on c.id = p.consumer_id
    join (${names}) n on n.version_id = p.version_id
    where pr.name = ${provider} ${consumer === undefined ? sql`` : sql`and c.name = ${consumer}`}
    group by p.consumer_id, p.provider_id, n.name`.execute(db);
  const rows = await chunked(
    found.rows.map((row) => row.version),
    (ids) => pactQuery(db).where("p.version_id", "in", ids).where("pr.name", "=", provider).execute(),
  );
  const byOrder = new Map(rows.map((row) => [row.order, row]));
  const list = found.rows.flatMap((row) => {
    const pact = byOrder.get(row.version);
    return pact ? [{ name: row.name, since: row.since, pact }] : [];
  });
  return list.sort((a, b) => byText(a.pact.consumer, b.pact.consumer) || byText(a.name, b.name));
}
