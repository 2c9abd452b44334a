import { groupBy } from "../../../src/core/group.ts";
import { hashOf } from "../../../src/core/json.ts";
import { sortedBy } from "../../../src/core/order.ts";
import type { RetiredNumber } from "../../../src/core/retired.ts";
import type { RetiredFact } from "../../../src/gate/facts.ts";
import type { Retirement, RetirementOutcome } from "../records.ts";
import type { Retirements, RetirementsWriting } from "../store.ts";
import type { Db } from "../tables.ts";
import { chunked } from "./shared.ts";

/** Numbers that were given up, read. */
export const retirements = (db: Db): Retirements => ({
  async open(applications) {
    const rows = await chunked(applications, (chunk) =>
      db
        .selectFrom("retirements as r")
        .innerJoin("applications as a", "a.id", "r.application_id")
        .select(["a.name as application", "r.kind as kind", "r.name as name", "r.before as before", "r.after as after"])
        .where("a.name", "in", chunk)
        .where("r.done", "=", 0)
        .execute(),
    );
    return sortedBy(rows, (row) => JSON.stringify(Object.values(row)));
  },
  async numbers(kind, content) {
    const set = await db
      .selectFrom("retired_sets")
      .selectAll()
      .where("content", "=", content)
      .where("kind", "=", kind)
      .executeTakeFirst();
    if (!set) return null;
    const rows = await numberRows(db, set).select("number").execute();
    return rows.map(({ number }) => JSON.parse(number) as RetiredNumber); // written by `finish`
  },
});

/** Numbers that were given up, written. */
export const retirementsWriting = (db: Db, now: string): RetirementsWriting => ({
  ...retirements(db),
  finish: (retirement, outcome) => finish(db, retirement, outcome, now),
});

/** An interface of an application, whatever its version. */
export interface Slot {
  readonly application_id: number;
  readonly kind: string;
  readonly name: string;
}

const numberRows = (db: Db, slot: Slot) =>
  db
    .selectFrom("retired_numbers")
    .where("application_id", "=", slot.application_id)
    .where("kind", "=", slot.kind)
    .where("name", "=", slot.name)
    .orderBy("hash");

async function finish(db: Db, retirement: Retirement, outcome: RetirementOutcome, now: string): Promise<void> {
  const { application, kind, name, before, after } = retirement;
  const row = await db.selectFrom("applications").select("id").where("name", "=", application).executeTakeFirst();
  if (!row) return;
  const slot = { application_id: row.id, kind, name };
  if ("numbers" in outcome) {
    const numbers = new Map(outcome.numbers.map((number) => [hashOf(number), JSON.stringify(number)]));
    const values = [...numbers].map(([hash, number]) => ({ ...slot, hash, number, created_at: now }));
    await chunked(values, async (chunk) => {
      const insert = db.insertInto("retired_numbers").values([...chunk]);
      await insert.onConflict((on) => on.doNothing()).execute();
      return [];
    });
    await renameSet(db, slot);
  }
  const values = "error" in outcome ? { error: outcome.error } : { done: 1 as const, error: null };
  await db
    .updateTable("retirements")
    .set(values)
    .where((of) => of.and({ ...slot, before, after }))
    .execute();
}

/** Gives the set of numbers the name of what is in it now: one writer after the other, each seeing all before it. */
export async function renameSet(db: Db, slot: Slot): Promise<void> {
  await oneAtATime(db, slot.application_id);
  const rows = await numberRows(db, slot).select("hash").execute();
  if (rows.length === 0) return;
  const content = `retired-${hashOf(rows.map(({ hash }) => hash).sort())}`;
  const set = db.insertInto("retired_sets").values({ ...slot, content });
  await set.onConflict((on) => on.columns(["application_id", "kind", "name"]).doUpdateSet({ content })).execute();
}

/** Lets no other transaction do the same for this application before the caller's one is over; it then sees its work. */
export async function oneAtATime(db: Db, applicationId: number): Promise<void> {
  await db
    .updateTable("applications")
    .set((of) => ({ updated_at: of.ref("updated_at") }))
    .where("id", "=", applicationId)
    .execute();
}

/** What the gate needs to know of the numbers of these applications: one fact for each interface that ever retired any. */
export async function retiredFacts(db: Db, ids: readonly number[]): Promise<RetiredFact[]> {
  const columns = ["a.name as application", "t.kind as kind", "t.name as name"] as const;
  const sets = await chunked(ids, (chunk) =>
    db
      .selectFrom("retired_sets as t")
      .innerJoin("applications as a", "a.id", "t.application_id")
      .select([...columns, "t.content as content"])
      .where("t.application_id", "in", chunk)
      .execute(),
  );
  const open = await chunked(ids, (chunk) =>
    db
      .selectFrom("retirements as t")
      .innerJoin("applications as a", "a.id", "t.application_id")
      .select([...columns, "t.error as error"])
      .where("t.application_id", "in", chunk)
      .where("t.done", "=", 0)
      .orderBy("t.before")
      .execute(),
  );
  const key = (one: Pick<RetiredFact, "application" | "kind" | "name">) =>
    JSON.stringify([one.application, one.kind, one.name]);
  const contents = new Map(sets.map((set) => [key(set), set.content]));
  const waiting = groupBy(open, key);
  const slots = new Map([...sets, ...open].map((one) => [key(one), one]));
  return sortedBy(slots, ([name]) => name).map(([name, slot]) => ({
    ...{ application: slot.application, kind: slot.kind, name: slot.name },
    content: contents.get(name) ?? null,
    ...stateOf(waiting.get(name) ?? []),
  }));
}

function stateOf(open: readonly { readonly error: string | null }[]): Pick<RetiredFact, "state" | "error"> {
  if (open.length === 0) return { state: "done", error: null };
  const error = open.find((one) => one.error !== null)?.error ?? null;
  return { state: error === null ? "running" : "failed", error };
}
