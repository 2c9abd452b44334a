import type { Selectable } from "kysely";
import { groupBy } from "../../../src/core/group.ts";
import { sortedBy } from "../../../src/core/order.ts";
import type { DeprecationFact, DeprecationQuery } from "../../../src/gate/facts.ts";
import type { Db, Flag, Tables } from "../tables.ts";
import { chunked, type Presence, texts, unique } from "./shared.ts";

type Run = Selectable<Tables["deprecations"]>;

/**
 * Notes what a version that came into an environment has deprecated, so that the gate can tell since when without reading
 * history. Only the newest there is followed: one that came before it, and whose interface is published late, tells
 * nothing new. An element stays in its run when the version that had it deprecated comes again (a rollback, another
 * instance); a newer version that has it deprecated again after one that had not begins anew.
 */
export async function noteDeprecations(db: Db, presence: Presence): Promise<void> {
  if (await isOvertaken(db, presence)) return;
  const offers = await db
    .selectFrom("interfaces as i")
    .leftJoin("schema_contents as s", (on) => on.onRef("s.kind", "=", "i.kind").onRef("s.content", "=", "i.content"))
    .select(["i.kind as kind", "i.name as name", "i.formerly as formerly", "s.deprecated as deprecated"])
    .where("i.version_id", "=", presence.version_id)
    .execute();
  for (const offer of offers) {
    const runs = await runsOf(db, presence, offer.kind, [offer.name, offer.formerly ?? offer.name]);
    const [own, former] = [true, false].map((isOwn) => runs.filter(({ name }) => (name === offer.name) === isOwn));
    const known = new Map([...(former ?? []), ...(own ?? [])].map((run) => [run.element, run])); // its own name wins
    const listed = new Set(texts(offer.deprecated ?? "[]"));
    const slot = { kind: offer.kind, name: offer.name };
    const next = [...new Set([...known.keys(), ...listed])].flatMap((element): Run[] => {
      const run = follow(known.get(element), listed.has(element), presence);
      return run ? [{ ...run, ...slot, element }] : [];
    });
    await keep(db, next);
  }
}

async function isOvertaken(db: Db, { id, application_id, environment_id, version_id }: Presence): Promise<boolean> {
  const later = await db
    .selectFrom("presences")
    .select("id")
    .where("application_id", "=", application_id)
    .where("environment_id", "=", environment_id)
    .where("version_id", "!=", version_id)
    .where("id", ">", id)
    .limit(1)
    .executeTakeFirst();
  return later !== undefined;
}

const runsOf = (db: Db, presence: Presence, kind: string, names: readonly string[]): Promise<Run[]> =>
  db
    .selectFrom("deprecations")
    .selectAll()
    .where("application_id", "=", presence.application_id)
    .where("environment_id", "=", presence.environment_id)
    .where("kind", "=", kind)
    .where("name", "in", names)
    .execute();

/** The run of an element after a version came, or null where there is none. */
function follow(
  run: Run | undefined,
  isDeprecated: boolean,
  { application_id, environment_id, version_id, created_at }: Presence,
): Omit<Run, "kind" | "name" | "element"> | null {
  const [open, ended]: readonly [Flag, Flag] = [0, 1];
  if (!isDeprecated) return run ? { ...run, ended } : null;
  const isNewer = run === undefined || version_id > run.newest_id;
  if (run && !isNewer) return { ...run, ended: open };
  if (run && run.ended === 0) return { ...run, versions: run.versions + 1, newest_id: version_id };
  const begun = { since: created_at, versions: 1, newest_id: version_id, ended: open };
  return { application_id, environment_id, ...begun };
}

async function keep(db: Db, runs: readonly Run[]): Promise<void> {
  await chunked(runs, async (chunk) => {
    await db
      .insertInto("deprecations")
      .values([...chunk])
      .onConflict((on) =>
        on.columns(["application_id", "environment_id", "kind", "name", "element"]).doUpdateSet((of) => ({
          since: of.ref("excluded.since"),
          versions: of.ref("excluded.versions"),
          newest_id: of.ref("excluded.newest_id"),
          ended: of.ref("excluded.ended"),
        })),
      )
      .execute();
    return [];
  });
}

/** Since when versions in an environment had these elements deprecated; those that none had are left out. Sorted. */
export async function deprecationFacts(
  db: Db,
  environment: string,
  wanted: readonly DeprecationQuery[],
): Promise<DeprecationFact[]> {
  const slots = groupBy(wanted, ({ application, kind, name }) => JSON.stringify([application, kind, name]));
  const facts: DeprecationFact[] = [];
  for (const queries of slots.values()) {
    const [first] = queries;
    if (!first) continue;
    const { application, kind, name } = first;
    const rows = await chunked(unique(queries.map(({ element }) => element)), (chunk) =>
      db
        .selectFrom("deprecations as d")
        .innerJoin("applications as a", "a.id", "d.application_id")
        .innerJoin("environments as e", "e.id", "d.environment_id")
        .select(["d.element as element", "d.since as since", "d.versions as versions"])
        .where("a.name", "=", application)
        .where("e.name", "=", environment)
        .where("d.kind", "=", kind)
        .where("d.name", "=", name)
        .where("d.element", "in", chunk)
        .execute(),
    );
    for (const row of rows) facts.push({ application, kind, name, ...row });
  }
  const key = (one: DeprecationFact) => JSON.stringify([one.application, one.kind, one.name, one.element]);
  return sortedBy(facts, key);
}
