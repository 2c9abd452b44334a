import { canonicalJson } from "../../../src/core/json.ts";
import { strictestGrants } from "../../../src/core/leniency.ts";
import type { Policy, VersionPatch } from "../records.ts";
import type { VersionsWriting } from "../store.ts";
import type { Db, Flag } from "../tables.ts";
import { ensureApplicationId } from "./applications.ts";
import { isNew, type KnownVersion, knownVersions } from "./shared.ts";
import { versions } from "./versions.ts";

/** Versions, branches and tags, written. */
export function versionsWriting(db: Db, now: string): VersionsWriting {
  const reads = versions(db);
  const known = async (application: string, version: string) =>
    (await knownVersions(db, [{ application, version }]))[0];
  return {
    ...reads,
    async ensure(application, version, patch = {}) {
      const { created } = await ensureVersion(db, application, version, now, patch);
      const record = await reads.find(application, version);
      if (!record) throw new Error(`version ${version} of ${application} vanished while it was made`);
      return { version: record, created };
    },
    async setPolicy(application, version, policy) {
      const found = await known(application, version);
      if (!found) throw new Error(`version ${version} of ${application} is to exist before its policy is set`);
      return setPolicy(db, found.id, policy);
    },
    async addToBranch(application, version, branch) {
      const found = await known(application, version);
      return found ? addToBranch(db, found, branch, now) : false;
    },
    async removeFromBranch(application, version, branch) {
      const found = await known(application, version);
      return found ? removeFromBranch(db, found, branch) : false;
    },
    async removeBranch(application, branch) {
      const gone = db
        .deleteFrom("branches")
        .where("name", "=", branch)
        .where("application_id", "in", (eb) =>
          eb.selectFrom("applications").select("id").where("name", "=", application),
        );
      return (await gone.executeTakeFirst()).numDeletedRows > 0n;
    },
    async addTag(application, version, tag) {
      const found = await known(application, version);
      return found ? addTag(db, found, tag, now) : false;
    },
    async removeTag(application, version, tag) {
      const found = await known(application, version);
      if (!found) return false;
      const gone = db.deleteFrom("tags").where("version_id", "=", found.id).where("name", "=", tag);
      return (await gone.executeTakeFirst()).numDeletedRows > 0n;
    },
    async remove(application, version) {
      const found = await known(application, version);
      if (!found) return false;
      const heads = await db.selectFrom("branches").select("id").where("head_id", "=", found.id).execute();
      await db.deleteFrom("versions").where("id", "=", found.id).execute();
      for (const branch of heads) await moveHead(db, branch.id);
      return true;
    },
  };
}

/** Finds or makes a version (and its application) and applies what is said of it. */
export async function ensureVersion(
  db: Db,
  application: string,
  number: string,
  now: string,
  patch: VersionPatch = {},
): Promise<KnownVersion & { readonly created: boolean }> {
  const [found] = await knownVersions(db, [{ application, version: number }]);
  const version = found ? { ...found, created: false } : await insertVersion(db, application, number, now);
  await applyPatch(db, version, patch, now);
  return version;
}

/** Makes a version; where another writer was faster, it is theirs. */
async function insertVersion(
  db: Db,
  application: string,
  number: string,
  now: string,
): Promise<KnownVersion & { readonly created: boolean }> {
  const owner = await ensureApplicationId(db, application, now);
  const done = await db
    .insertInto("versions")
    .values({ application_id: owner, number, strict: "[]", published: 0, created_at: now, updated_at: now })
    .onConflict((on) => on.columns(["application_id", "number"]).doNothing())
    .executeTakeFirst();
  const [known] = await knownVersions(db, [{ application, version: number }]);
  if (!known) throw new Error(`version ${number} of ${application} vanished while it was made`);
  return { ...known, created: isNew(done) };
}

async function applyPatch(db: Db, version: KnownVersion, patch: VersionPatch, now: string): Promise<void> {
  const values = {
    ...(patch.buildUrl !== undefined && { build_url: patch.buildUrl }),
    ...(patch.commit !== undefined && { commit_hash: patch.commit }),
  };
  if (Object.keys(values).length > 0) {
    await db
      .updateTable("versions")
      .set({ ...values, updated_at: now })
      .where("id", "=", version.id)
      .execute();
  }
  if (patch.branch !== undefined) await addToBranch(db, version, patch.branch, now);
  for (const tag of patch.tags ?? []) await addTag(db, version, tag, now);
}

async function setPolicy(db: Db, id: number, policy: Policy): Promise<"created" | "same" | "conflict"> {
  const said = {
    ...(policy.strict !== undefined && { strict: JSON.stringify([...new Set(policy.strict)].sort()) }),
    ...(policy.preset !== undefined && { preset: policy.preset }),
    ...(policy.reads !== undefined && { reads: policy.reads }),
    ...(policy.lenient !== undefined && { lenient: canonicalJson(strictestGrants(policy.lenient)) }),
  };
  const first = await db
    .updateTable("versions")
    .set({ ...said, policy_said: 1 })
    .where("id", "=", id)
    .where("policy_said", "=", 0)
    .executeTakeFirst();
  if (first.numUpdatedRows > 0n) return "created";
  const row = await db
    .selectFrom("versions")
    .select(["strict", "preset", "reads", "lenient"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const same = Object.entries(said).every(([name, value]) => row[name as keyof typeof row] === value); // columns of above
  return same ? "same" : "conflict";
}

/** Notes that something was published for a version. */
export async function markPublished(db: Db, version: number): Promise<void> {
  const yes: Flag = 1;
  await db
    .updateTable("versions")
    .set({ published: yes })
    .where("id", "=", version)
    .where("published", "=", 0)
    .execute();
}

/**
 * Only the first addition moves the head: adding a version again leaves the branch as it is. The branch is written
 * even when it exists, so that two additions queue up and the later one becomes the head.
 */
async function addToBranch(db: Db, version: KnownVersion, name: string, now: string): Promise<boolean> {
  await db
    .insertInto("branches")
    .values({ application_id: version.applicationId, name, head_id: null, created_at: now })
    .onConflict((on) => on.columns(["application_id", "name"]).doUpdateSet({ name }))
    .execute();
  const branch = await db
    .selectFrom("branches")
    .select("id")
    .where("application_id", "=", version.applicationId)
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  const done = await db
    .insertInto("branch_versions")
    .values({ branch_id: branch.id, version_id: version.id, created_at: now })
    .onConflict((on) => on.columns(["branch_id", "version_id"]).doNothing())
    .executeTakeFirst();
  if (!isNew(done)) return false;
  await db.updateTable("branches").set({ head_id: version.id }).where("id", "=", branch.id).execute();
  return true;
}

async function removeFromBranch(db: Db, version: KnownVersion, name: string): Promise<boolean> {
  const branch = await db
    .selectFrom("branches")
    .select("id")
    .where("application_id", "=", version.applicationId)
    .where("name", "=", name)
    .executeTakeFirst();
  if (!branch) return false;
  const gone = db.deleteFrom("branch_versions").where("branch_id", "=", branch.id).where("version_id", "=", version.id);
  if ((await gone.executeTakeFirst()).numDeletedRows === 0n) return false;
  await moveHead(db, branch.id);
  return true;
}

/** The head is the version that was added last of those still on the branch. */
async function moveHead(db: Db, branch: number): Promise<void> {
  const last = await db
    .selectFrom("branch_versions")
    .select("version_id")
    .where("branch_id", "=", branch)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  await db
    .updateTable("branches")
    .set({ head_id: last?.version_id ?? null })
    .where("id", "=", branch)
    .execute();
}

async function addTag(db: Db, version: KnownVersion, name: string, now: string): Promise<boolean> {
  const row = { application_id: version.applicationId, name, version_id: version.id, created_at: now };
  const done = await db
    .insertInto("tags")
    .values(row)
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  return isNew(done);
}
