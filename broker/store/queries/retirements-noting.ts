import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Db, Tables } from "../tables.ts";
import { oneAtATime, renameSet, type Slot } from "./retirements.ts";
import type { Presence } from "./shared.ts";

type Interface = Pick<Selectable<Tables["interfaces"]>, "kind" | "name" | "content" | "formerly">;

/**
 * Notes, for each interface of a version that came into an environment, that it is to be found out what it gave up
 * against the one that was there before. One step back is enough: what an older one had was given up by one in between.
 */
export async function noteRetirements(db: Db, presence: Presence): Promise<void> {
  const offers = await db
    .selectFrom("interfaces")
    .select(["kind", "name", "content", "formerly"])
    .where("version_id", "=", presence.version_id)
    .execute();
  if (offers.length > 0) await oneAtATime(db, presence.application_id);
  for (const offer of offers) {
    if (offer.formerly !== null) await inherit(db, presence, offer, offer.formerly);
    const earlier = (await beside(db, presence, offer, "earlier")) ?? (await elsewhere(db, presence, offer));
    if (earlier) await note(db, presence, offer.name, earlier, offer);
    const later = await beside(db, presence, offer, "later");
    if (later) await note(db, presence, later.name, offer, later);
  }
}

/** The same interface of the versions that came into an environment, by whatever name it had or was to have. */
const offered = (db: Db, { application_id, version_id }: Presence, { kind, name, formerly }: Interface) =>
  db
    .selectFrom("presences as p")
    .innerJoin("interfaces as i", "i.version_id", "p.version_id")
    .select(["i.kind as kind", "i.name as name", "i.content as content", "i.formerly as formerly"])
    .where("p.application_id", "=", application_id)
    .where("p.version_id", "!=", version_id)
    .where("i.kind", "=", kind)
    .where((of) =>
      of.or([
        of("i.name", "=", name),
        of("i.formerly", "=", name),
        ...(formerly === null ? [] : [of("i.name", "=", formerly)]),
      ]),
    );

/** What was in the same environment just before it, or came just after it (where its interface was published late). */
function beside(
  db: Db,
  presence: Presence,
  offer: Interface,
  side: "earlier" | "later",
): Promise<Interface | undefined> {
  const query = offered(db, presence, offer).where("p.environment_id", "=", presence.environment_id);
  const ordered =
    side === "earlier"
      ? query.where("p.id", "<", presence.id).orderBy("p.id", "desc")
      : query.where("p.id", ">", presence.id).orderBy("p.id", "asc");
  return ordered.limit(1).executeTakeFirst();
}

/** For the first of an application in an environment: the newest older version that was in any other. */
const elsewhere = (db: Db, presence: Presence, offer: Interface): Promise<Interface | undefined> =>
  offered(db, presence, offer)
    .where("p.id", "<", presence.id)
    .where("p.version_id", "<", presence.version_id)
    .orderBy("p.version_id", "desc")
    .limit(1)
    .executeTakeFirst();

async function note(
  db: Db,
  { application_id, created_at }: Presence,
  name: string,
  before: Interface,
  after: Interface,
): Promise<void> {
  if (before.content === after.content) return;
  const pair = { kind: after.kind, name, before: before.content, after: after.content };
  const insert = db.insertInto("retirements").values({ application_id, ...pair, done: 0, error: null, created_at });
  await insert.onConflict((on) => on.doNothing()).execute();
}

/** An interface with a new name goes on with the numbers of its old name, and with what is still to be found out of it. */
async function inherit(db: Db, presence: Presence, { kind, name }: Interface, formerly: string): Promise<void> {
  const slot: Slot = { application_id: presence.application_id, kind, name };
  const old = sql`application_id = ${slot.application_id} and kind = ${kind} and name = ${formerly}`;
  await sql`insert into retired_numbers (application_id, kind, name, hash, number, created_at)
    select application_id, kind, ${name}, hash, number, created_at from retired_numbers where ${old}
    on conflict do nothing`.execute(db);
  await sql`insert into retirements (application_id, kind, name, before, after, done, error, created_at)
    select application_id, kind, ${name}, before, after, 0, null, created_at from retirements where ${old} and done = 0
    on conflict do nothing`.execute(db);
  await renameSet(db, slot);
}
