import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import { TallyError } from "../../../src/core/errors.ts";
import { byText } from "../../../src/core/order.ts";
import type { Floor, VersionRef } from "../../../src/gate/facts.ts";
import type { Environment, EnvironmentInput, Presence, PresenceFilter } from "../records.ts";
import type { Environments, EnvironmentsWriting } from "../store.ts";
import type { Db, Tables } from "../tables.ts";
import { noteDeprecations } from "./deprecations.ts";
import { noteRetirements } from "./retirements-noting.ts";
import { chunked, isNew, knownVersions } from "./shared.ts";

/** Environments and what is in them, read. */
export const environments = (db: Db): Environments => ({
  async list() {
    const rows = await db.selectFrom("environments").selectAll().execute();
    return rows.map(toEnvironment).sort((a, b) => byText(a.name, b.name));
  },
  find: (uuid) => findBy(db, "uuid", uuid),
  byName: (name) => findBy(db, "name", name),
  presences: (filter) => presences(db, filter),
  async ofVersions(refs) {
    const known = await knownVersions(db, refs);
    const rows = await chunked(
      known.map((version) => version.id),
      (ids) =>
        presenceQuery(db).where("p.version_id", "in", ids).where("p.ended_at", "is", null).orderBy("p.id").execute(),
    );
    return rows.map(toPresence);
  },
  async presence(uuid) {
    const row = await presenceQuery(db).where("p.uuid", "=", uuid).executeTakeFirst();
    return row ? toPresence(row) : null;
  },
});

/** Environments and what is in them, written. */
export const environmentsWriting = (db: Db, now: string): EnvironmentsWriting => ({
  ...environments(db),
  async create(input, uuid = randomUUID()) {
    const row = { ...toColumns(input), uuid, created_at: now, updated_at: now };
    const done = await db
      .insertInto("environments")
      .values(row)
      .onConflict((on) => on.doNothing())
      .executeTakeFirst();
    return isNew(done) ? findBy(db, "uuid", uuid) : null;
  },
  async update(uuid, input) {
    const other = await findBy(db, "name", input.name);
    if (other && other.uuid !== uuid)
      throw new TallyError("E_CONFLICT", `there is an environment ${input.name} already`);
    const values = { ...toColumns(input), updated_at: now };
    await db.updateTable("environments").set(values).where("uuid", "=", uuid).execute();
    return findBy(db, "uuid", uuid);
  },
  async setFloor(name, floor) {
    const values = { floor: floor === null ? null : JSON.stringify(floor), updated_at: now };
    await db.updateTable("environments").set(values).where("name", "=", name).execute();
    return findBy(db, "name", name);
  },
  async remove(uuid) {
    return (await db.deleteFrom("environments").where("uuid", "=", uuid).executeTakeFirst()).numDeletedRows > 0n;
  },
  deploy: (ref, environment, instance) => deploy(db, ref, environment, instance ?? "", now),
  release: (ref, environment) => release(db, ref, environment, now),
  async end(uuid) {
    await db
      .updateTable("presences")
      .set({ ended_at: now })
      .where("uuid", "=", uuid)
      .where("ended_at", "is", null)
      .execute();
    return environments(db).presence(uuid);
  },
});

async function findBy(db: Db, column: "uuid" | "name", value: string): Promise<Environment | null> {
  const row = await db.selectFrom("environments").selectAll().where(column, "=", value).executeTakeFirst();
  return row ? toEnvironment(row) : null;
}

const toEnvironment = (row: Selectable<Tables["environments"]>): Environment => ({
  uuid: row.uuid,
  name: row.name,
  displayName: row.display_name,
  production: row.production === 1,
  contacts: JSON.parse(row.contacts) as unknown[], // written below as a list
  floor: row.floor === null ? null : (JSON.parse(row.floor) as Floor), // written below as one
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const toColumns = (input: EnvironmentInput) => ({
  name: input.name,
  display_name: input.displayName,
  production: input.production ? (1 as const) : (0 as const),
  contacts: JSON.stringify(input.contacts),
});

const presenceQuery = (db: Db) =>
  db
    .selectFrom("presences as p")
    .innerJoin("environments as e", "e.id", "p.environment_id")
    .innerJoin("applications as a", "a.id", "p.application_id")
    .innerJoin("versions as v", "v.id", "p.version_id")
    .select([
      "p.uuid as uuid",
      "p.type as type",
      "e.name as environment",
      "a.name as application",
      "v.number as version",
      "p.instance as instance",
      "p.created_at as createdAt",
      "p.ended_at as endedAt",
    ]);

type PresenceRow = Omit<Presence, "current" | "instance"> & { readonly instance: string };

const toPresence = (row: PresenceRow): Presence => ({
  ...row,
  instance: row.instance === "" ? null : row.instance,
  current: row.endedAt === null,
});

async function presences(db: Db, filter: PresenceFilter): Promise<Presence[]> {
  let query = presenceQuery(db).orderBy("p.id", "desc");
  if (filter.environment !== undefined) query = query.where("e.name", "=", filter.environment);
  if (filter.application !== undefined) query = query.where("a.name", "=", filter.application);
  if (filter.version !== undefined) query = query.where("v.number", "=", filter.version);
  if (filter.type !== undefined) query = query.where("p.type", "=", filter.type);
  if (filter.instance !== undefined) query = query.where("p.instance", "=", filter.instance ?? "");
  if (filter.current !== undefined) query = query.where("p.ended_at", filter.current ? "is" : "is not", null);
  return (await query.execute()).map(toPresence);
}

/** Ids of a version, its application and an environment. Throws E_NOT_FOUND. */
async function idsOf(db: Db, ref: VersionRef, environment: string) {
  const [version] = await knownVersions(db, [ref]);
  if (!version) throw new TallyError("E_NOT_FOUND", `there is no version ${ref.version} of ${ref.application}`);
  const place = await db.selectFrom("environments").select("id").where("name", "=", environment).executeTakeFirst();
  if (!place) throw new TallyError("E_NOT_FOUND", `there is no environment ${environment}`);
  return { environment_id: place.id, application_id: version.applicationId, version_id: version.id };
}

type Recorded = { readonly presence: Presence; readonly created: boolean };

async function deploy(db: Db, ref: VersionRef, environment: string, instance: string, now: string): Promise<Recorded> {
  const ids = await idsOf(db, ref, environment);
  const slot = await db
    .selectFrom("presences")
    .select(["uuid", "version_id"])
    .where("environment_id", "=", ids.environment_id)
    .where("application_id", "=", ids.application_id)
    .where("instance", "=", instance)
    .where("type", "=", "deployment")
    .where("ended_at", "is", null)
    .executeTakeFirst();
  if (slot?.version_id === ids.version_id) return recorded(db, slot.uuid, false);
  if (slot) await db.updateTable("presences").set({ ended_at: now }).where("uuid", "=", slot.uuid).execute();
  return insert(db, { ...ids, type: "deployment", instance, created_at: now, ended_at: null });
}

async function release(db: Db, ref: VersionRef, environment: string, now: string): Promise<Recorded> {
  const ids = await idsOf(db, ref, environment);
  const known = await db
    .selectFrom("presences")
    .select("uuid")
    .where("environment_id", "=", ids.environment_id)
    .where("version_id", "=", ids.version_id)
    .where("type", "=", "release")
    .executeTakeFirst();
  if (!known) return insert(db, { ...ids, type: "release", instance: "", created_at: now, ended_at: null });
  await db.updateTable("presences").set({ ended_at: null }).where("uuid", "=", known.uuid).execute();
  return recorded(db, known.uuid, false);
}

async function insert(db: Db, row: Omit<Selectable<Tables["presences"]>, "id" | "uuid">): Promise<Recorded> {
  const uuid = randomUUID();
  const { id } = await db
    .insertInto("presences")
    .values({ ...row, uuid })
    .returning("id")
    .executeTakeFirstOrThrow();
  await noteRetirements(db, { ...row, id });
  await noteDeprecations(db, { ...row, id });
  return recorded(db, uuid, true);
}

async function recorded(db: Db, uuid: string, created: boolean): Promise<Recorded> {
  const presence = await environments(db).presence(uuid);
  if (!presence) throw new Error("a presence vanished while it was made");
  return { presence, created };
}
