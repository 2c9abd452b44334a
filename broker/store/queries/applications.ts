import { type Selectable, sql } from "kysely";
import { groupBy } from "../../../src/core/group.ts";
import { byText } from "../../../src/core/order.ts";
import type { Application, ApplicationPatch } from "../records.ts";
import type { Applications, ApplicationsWriting } from "../store.ts";
import type { Db, Tables } from "../tables.ts";
import { applicationId, chunked, isNew } from "./shared.ts";

type Row = Selectable<Tables["applications"]>;

/** Applications and their labels, read. */
export const applications = (db: Db): Applications => ({
  async find(name) {
    const row = await db.selectFrom("applications").selectAll().where("name", "=", name).executeTakeFirst();
    return row ? ((await withLabels(db, [row]))[0] ?? null) : null;
  },
  async list({ query, label, page } = {}) {
    let select = db.selectFrom("applications").selectAll().orderBy("name");
    if (query) select = select.where(containing(query));
    if (label !== undefined) {
      select = select.where("id", "in", (eb) =>
        eb.selectFrom("labels").select("application_id").where("name", "=", label),
      );
    }
    if (page) select = select.limit(page.size).offset(page.skip);
    return withLabels(db, await select.execute());
  },
  async count(query) {
    let select = db.selectFrom("applications").select((eb) => eb.fn.countAll().as("count"));
    if (query) select = select.where(containing(query));
    return Number((await select.executeTakeFirst())?.count ?? 0);
  },
  async names() {
    const rows = await db.selectFrom("applications").select("name").execute();
    return rows.map((row) => row.name).sort(byText);
  },
  async labels() {
    const rows = await db.selectFrom("labels").select("name").distinct().execute();
    return rows.map((row) => row.name).sort(byText);
  },
});

/** Applications and their labels, written. */
export function applicationsWriting(db: Db, now: string): ApplicationsWriting {
  const reads = applications(db);
  const setRetired = async (name: string, at: string | null, reason: string | null, owner: string | null) => {
    const values = { retired_at: at, retired_reason: reason, retired_owner: owner, updated_at: now };
    const done = await db.updateTable("applications").set(values).where("name", "=", name).executeTakeFirst();
    return done.numUpdatedRows > 0n;
  };
  return {
    ...reads,
    async ensure(name) {
      const created = await insertApplication(db, name, now);
      const application = await reads.find(name);
      if (!application) throw new Error(`application ${name} vanished while it was made`);
      return { application, created };
    },
    async update(name, patch) {
      const values = { ...columns(patch), updated_at: now };
      await db.updateTable("applications").set(values).where("name", "=", name).execute();
      return reads.find(name);
    },
    async addLabel(name, label) {
      const id = await applicationId(db, name);
      if (id === null) return false;
      const row = { application_id: id, name: label };
      const done = await db
        .insertInto("labels")
        .values(row)
        .onConflict((on) => on.doNothing())
        .executeTakeFirst();
      return isNew(done);
    },
    async removeLabel(name, label) {
      const id = await applicationId(db, name);
      if (id === null) return false;
      const gone = db.deleteFrom("labels").where("application_id", "=", id).where("name", "=", label);
      return (await gone.executeTakeFirst()).numDeletedRows > 0n;
    },
    retire: (name, reason, owner) => setRetired(name, now, reason, owner),
    restore: (name) => setRetired(name, null, null, null),
    async remove(name) {
      return (await db.deleteFrom("applications").where("name", "=", name).executeTakeFirst()).numDeletedRows > 0n;
    },
  };
}

/** Makes an application where there is none. True when it was made. */
export async function insertApplication(db: Db, name: string, now: string): Promise<boolean> {
  const done = await db
    .insertInto("applications")
    .values({ name, consumers: "open", created_at: now, updated_at: now })
    .onConflict((on) => on.column("name").doNothing())
    .executeTakeFirst();
  return isNew(done);
}

/** Id of the application, which is made when there is none. */
export async function ensureApplicationId(db: Db, name: string, now: string): Promise<number> {
  const known = await applicationId(db, name);
  if (known !== null) return known;
  await insertApplication(db, name, now);
  const made = await applicationId(db, name);
  if (made === null) throw new Error(`application ${name} vanished while it was made`);
  return made;
}

/** Names that hold a text as it is; only the letters a to z are the same in both cases, in every dialect. */
function containing(query: string) {
  const lower = query.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return sql<boolean>`lower(name) like ${`%${lower.replace(/[%_!]/g, "!$&")}%`} escape '!'`;
}

const columns = (patch: ApplicationPatch) => ({
  ...(patch.displayName !== undefined && { display_name: patch.displayName }),
  ...(patch.repositoryUrl !== undefined && { repository_url: patch.repositoryUrl }),
  ...(patch.repositoryName !== undefined && { repository_name: patch.repositoryName }),
  ...(patch.repositoryNamespace !== undefined && { repository_namespace: patch.repositoryNamespace }),
  ...(patch.mainBranch !== undefined && { main_branch: patch.mainBranch }),
  ...(patch.consumers !== undefined && { consumers: patch.consumers }),
});

async function withLabels(db: Db, rows: readonly Row[]): Promise<Application[]> {
  const labels = await chunked(
    rows.map((row) => row.id),
    (ids) => db.selectFrom("labels").selectAll().where("application_id", "in", ids).orderBy("name").execute(),
  );
  const byApplication = groupBy(labels, ({ application_id }) => application_id);
  const sorted = [...rows].sort((a, b) => byText(a.name, b.name));
  return sorted.map((row) => ({
    name: row.name,
    displayName: row.display_name,
    repositoryUrl: row.repository_url,
    repositoryName: row.repository_name,
    repositoryNamespace: row.repository_namespace,
    mainBranch: row.main_branch,
    consumers: row.consumers,
    labels: (byApplication.get(row.id) ?? []).map((label) => label.name),
    retired: row.retired_at
      ? { at: row.retired_at, reason: row.retired_reason ?? "", owner: row.retired_owner ?? "" }
      : null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}
