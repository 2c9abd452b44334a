import { sql } from "kysely";
import type { NewVerification, Verification, Verified } from "../records.ts";
import type { Verifications, VerificationsWriting } from "../store.ts";
import type { Db, Flag } from "../tables.ts";
import { chunked } from "./shared.ts";
import { ensureVersion, markPublished } from "./versions-writing.ts";

/** Verification results, read. */
export const verifications = (db: Db): Verifications => ({
  async find(number) {
    const row = await resultQuery(db).select("r.details as details").where("r.id", "=", number).executeTakeFirst();
    return row ? { ...toResult(row), details: JSON.parse(row.details) } : null;
  },
  async latest(contents, providerVersions) {
    const ids = await contentIds(db, contents);
    const rows = await chunked(ids, (chunk) => {
      const query = resultQuery(db).where("r.id", "in", (eb) =>
        eb.selectFrom("latest_verifications").select("verification_id").where("content_id", "in", chunk),
      );
      return query.execute();
    });
    const wanted = providerVersions && new Set(providerVersions);
    return rows
      .filter((row) => !wanted || wanted.has(row.providerVersion))
      .map(toResult)
      .sort((a, b) => a.number - b.number);
  },
  async history(consumer, provider, content) {
    const ids = await contentIds(db, [{ consumer, provider, content }]);
    const rows = await chunked(ids, (chunk) =>
      resultQuery(db).where("r.content_id", "in", chunk).orderBy("r.id", "desc").execute(),
    );
    return rows.map(toResult);
  },
  successes: (consumer, provider, content) => successes(db, consumer, provider, content),
});

/** Verification results, written. */
export const verificationsWriting = (db: Db, now: string): VerificationsWriting => ({
  ...verifications(db),
  record: (result) => record(db, result, now),
  async remove(number) {
    const row = await db.selectFrom("verifications").selectAll().where("id", "=", number).executeTakeFirst();
    if (!row) return false;
    await db.deleteFrom("verifications").where("id", "=", number).execute();
    await refreshLatest(db, row.content_id, row.version_id);
    return true;
  },
});

const resultQuery = (db: Db) =>
  db
    .selectFrom("verifications as r")
    .innerJoin("pact_contents as pc", "pc.id", "r.content_id")
    .innerJoin("applications as c", "c.id", "pc.consumer_id")
    .innerJoin("applications as pr", "pr.id", "pc.provider_id")
    .innerJoin("versions as v", "v.id", "r.version_id")
    .select([
      "r.id as number",
      "c.name as consumer",
      "pr.name as provider",
      "pc.hash as content",
      "v.number as providerVersion",
      "r.success as success",
      "r.build_url as buildUrl",
      "r.created_at as createdAt",
    ]);

type ResultRow = Omit<Verification, "success"> & { readonly success: Flag; readonly details?: string };

const toResult = ({ details: _, ...row }: ResultRow): Verification => ({ ...row, success: row.success === 1 });

type ContentRef = { readonly consumer: string; readonly provider: string; readonly content: string };

async function contentIds(db: Db, contents: readonly ContentRef[]): Promise<number[]> {
  const rows = await chunked(contents, async (chunk) => {
    const values = sql.join(chunk.map((one) => sql`(${one.consumer}, ${one.provider}, ${one.content})`));
    const query = sql<{ id: number }>`with wanted (consumer, provider, content) as (values ${values})
      select pc.id as "id" from wanted join applications c on c.name = wanted.consumer
      join applications p on p.name = wanted.provider
      join pact_contents pc on pc.consumer_id = c.id and pc.provider_id = p.id and pc.hash = wanted.content`;
    return (await query.execute(db)).rows;
  });
  return [...new Set(rows.map((row) => row.id))];
}

async function record(db: Db, result: NewVerification, now: string): Promise<Verification | null> {
  const [content] = await contentIds(db, [result]);
  if (content === undefined) return null;
  const version = await ensureVersion(db, result.provider, result.providerVersion, now);
  await markPublished(db, version.id);
  // Results of one content queue up here, so that the newest is the newest whoever commits first.
  await db.updateTable("pact_contents").set({ hash: result.content }).where("id", "=", content).execute();
  const row = await db
    .insertInto("verifications")
    .values({
      content_id: content,
      version_id: version.id,
      success: result.success ? 1 : 0,
      wip: result.wip ? 1 : 0,
      build_url: result.buildUrl,
      details: JSON.stringify(result.details ?? null),
      created_at: now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await refreshLatest(db, content, version.id);
  const { details: _, wip: __, ...kept } = result;
  return { ...kept, number: row.id, createdAt: now };
}

/** Recomputes the one line that verdicts read from the results of this content and version. */
async function refreshLatest(db: Db, content: number, version: number): Promise<void> {
  const of = () => db.selectFrom("verifications").where("content_id", "=", content).where("version_id", "=", version);
  const last = await of().select(["id", "success"]).orderBy("id", "desc").limit(1).executeTakeFirst();
  const succeeded = () => of().select("created_at").where("success", "=", 1).orderBy("id").limit(1);
  const first = await succeeded().executeTakeFirst();
  const settled = await succeeded().where("wip", "=", 0).executeTakeFirst();
  await db
    .deleteFrom("latest_verifications")
    .where("content_id", "=", content)
    .where("version_id", "=", version)
    .execute();
  if (!last) return;
  const at = { succeeded_at: first?.created_at ?? null, settled_at: settled?.created_at ?? null };
  const row = { verification_id: last.id, success: last.success, ...at };
  await db
    .insertInto("latest_verifications")
    .values({ content_id: content, version_id: version, ...row })
    .execute();
}

async function successes(db: Db, consumer: string, provider: string, content: string): Promise<Verified[]> {
  const [id] = await contentIds(db, [{ consumer, provider, content }]);
  if (id === undefined) return [];
  const branches = await sql<{ name: string | null; at: string; settledAt: string | null }>`
    select b.name as "name", min(l.succeeded_at) as "at", min(l.settled_at) as "settledAt" from latest_verifications l
    left join branch_versions bv on bv.version_id = l.version_id left join branches b on b.id = bv.branch_id
    where l.content_id = ${id} and l.succeeded_at is not null group by b.name`.execute(db);
  const tags = await sql<{ name: string; at: string; settledAt: string | null }>`
    select t.name as "name", min(l.succeeded_at) as "at", min(l.settled_at) as "settledAt" from latest_verifications l
    join tags t on t.version_id = l.version_id
    where l.content_id = ${id} and l.succeeded_at is not null group by t.name`.execute(db);
  return [
    ...branches.rows.map((row) => ({ branch: row.name, tag: null, at: row.at, settledAt: row.settledAt })),
    ...tags.rows.map((row) => ({ branch: null, tag: row.name, at: row.at, settledAt: row.settledAt })),
  ];
}
