import { sql } from "kysely";
import { groupBy } from "../../../src/core/group.ts";
import { byText } from "../../../src/core/order.ts";
import type { VersionRef } from "../../../src/gate/facts.ts";
import type { Branch, Page, Selector, Version, VersionPoint } from "../records.ts";
import type { Versions } from "../store.ts";
import type { Db } from "../tables.ts";
import { chunked, grants, keyOf, knownVersions, texts } from "./shared.ts";

/** Versions, branches and tags, read. */
export const versions = (db: Db): Versions => ({
  async find(application, version) {
    return (await describe(db, [{ application, version }]))[0] ?? null;
  },
  describe: (refs) => describe(db, refs),
  select: (application, selector, page) => select(db, application, selector, page),
  async count(application, selector) {
    if (isNewestOnly(selector)) return (await select(db, application, selector)).length;
    const query = matching(versionQuery(db).where("a.name", "=", application), selector);
    return Number((await query.select((eb) => eb.fn.countAll().as("count")).executeTakeFirst())?.count ?? 0);
  },
  async branch(application, name) {
    const row = await branchRows(db, application).where("b.name", "=", name).executeTakeFirst();
    return row ? { ...row, application } : null;
  },
  async branches(application): Promise<readonly Branch[]> {
    const rows = await branchRows(db, application).orderBy("b.id", "desc").execute();
    return rows.map((row) => ({ ...row, application }));
  },
});

const branchRows = (db: Db, application: string) =>
  db
    .selectFrom("branches as b")
    .innerJoin("applications as a", "a.id", "b.application_id")
    .leftJoin("versions as v", "v.id", "b.head_id")
    .select(["b.name as name", "v.number as head", "b.created_at as createdAt"])
    .where("a.name", "=", application);

/** Versions (`v`) joined with their applications (`a`), to be narrowed by `matching`. */
export const versionQuery = (db: Db) =>
  db.selectFrom("versions as v").innerJoin("applications as a", "a.id", "v.application_id");

type VersionQuery = ReturnType<typeof versionQuery>;

/** Narrows a query over versions to what a selector means. `latest` of a tag or of all is left to the caller's order. */
export function matching(query: VersionQuery, selector: Selector): VersionQuery {
  switch (selector.type) {
    case "all":
    case "latest":
      return query;
    case "version":
      return query.where("v.number", "=", selector.version);
    case "tag":
      return query.where("v.id", "in", (eb) =>
        eb
          .selectFrom("tags as t")
          .select("t.version_id")
          .whereRef("t.application_id", "=", sql.ref("a.id"))
          .where("t.name", "=", selector.name),
      );
    case "environment":
      return query.where("v.id", "in", (eb) =>
        eb
          .selectFrom("presences as p")
          .innerJoin("environments as e", "e.id", "p.environment_id")
          .select("p.version_id")
          .where("p.ended_at", "is", null)
          .where("e.name", "=", selector.name),
      );
    case "branch":
    case "main-branch": {
      const name = selector.type === "branch" ? sql<string>`${selector.name}` : sql<string>`a.main_branch`;
      if (selector.latest) {
        return query.where(
          sql<boolean>`v.id = (select b.head_id from branches b where b.application_id = a.id and b.name = ${name})`,
        );
      }
      return query.where(
        sql<boolean>`v.id in (select bv.version_id from branch_versions bv join branches b on b.id = bv.branch_id
          where b.application_id = a.id and b.name = ${name})`,
      );
    }
  }
}

/** Does the selector mean one version, the newest of those that match? */
const isNewestOnly = (selector: Selector): boolean =>
  selector.type === "latest" || (selector.type === "tag" && selector.latest);

async function select(db: Db, application: string, selector: Selector, page?: Page): Promise<VersionPoint[]> {
  let query = matching(versionQuery(db).where("a.name", "=", application), selector)
    .select(["v.id as order", "v.number as version"])
    .orderBy("v.id", "desc");
  if (isNewestOnly(selector)) query = query.limit(1);
  else if (page) query = query.limit(page.size).offset(page.skip);
  return (await query.execute()).map((row) => ({ application, ...row }));
}

/** Full records, in the order asked for. */
async function describe(db: Db, refs: readonly VersionRef[]): Promise<Version[]> {
  const known = await knownVersions(db, refs);
  const ids = known.map((version) => version.id);
  const rows = await chunked(ids, (chunk) => db.selectFrom("versions").selectAll().where("id", "in", chunk).execute());
  const branches = groupBy(await branchesOf(db, ids), ({ id }) => id);
  const tags = groupBy(await tagsOf(db, ids), ({ id }) => id);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = known.flatMap((version): (readonly [string, Version])[] => {
    const row = byId.get(version.id);
    if (!row) return [];
    const record = {
      application: version.application,
      version: version.version,
      order: version.id,
      buildUrl: row.build_url,
      commit: row.commit_hash,
      strict: texts(row.strict),
      preset: row.preset,
      reads: row.reads,
      lenient: grants(row.lenient),
      published: row.published === 1,
      branches: (branches.get(version.id) ?? []).map(({ name, latest, addedAt }) => ({ name, latest, addedAt })),
      tags: (tags.get(version.id) ?? []).map(({ name, latest, createdAt }) => ({ name, latest, createdAt })),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
    return [[keyOf(version), record]];
  });
  const byName = new Map(found);
  return refs.flatMap((ref) => byName.get(keyOf(ref)) ?? []);
}

async function branchesOf(db: Db, ids: readonly number[]) {
  const rows = await chunked(ids, (chunk) =>
    db
      .selectFrom("branch_versions as bv")
      .innerJoin("branches as b", "b.id", "bv.branch_id")
      .select(["bv.version_id as id", "b.name as name", "b.head_id as head", "bv.created_at as addedAt"])
      .where("bv.version_id", "in", chunk)
      .orderBy("bv.id")
      .execute(),
  );
  return rows.map((row) => ({ ...row, latest: row.head === row.id }));
}

async function tagsOf(db: Db, ids: readonly number[]) {
  const rows = await chunked(ids, (chunk) =>
    db
      .selectFrom("tags as t")
      .select((eb) => [
        "t.version_id as id",
        "t.name as name",
        "t.created_at as createdAt",
        eb
          .selectFrom("tags as n")
          .select((one) => one.fn.max("n.version_id").as("newest"))
          .whereRef("n.application_id", "=", "t.application_id")
          .whereRef("n.name", "=", "t.name")
          .as("newest"),
      ])
      .where("t.version_id", "in", chunk)
      .execute(),
  );
  return rows.map((row) => ({ ...row, latest: row.newest === row.id })).sort((a, b) => byText(a.name, b.name));
}
