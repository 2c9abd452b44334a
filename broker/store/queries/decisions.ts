import { randomUUID } from "node:crypto";
import { byText, sortedBy } from "../../../src/core/order.ts";
import type { AcceptanceFact } from "../../../src/gate/facts.ts";
import type { Decisions, DecisionsWriting } from "../store.ts";
import type { Db } from "../tables.ts";
import { ensureApplicationId } from "./applications.ts";
import { applicationId, chunked } from "./shared.ts";

/** What people decided, read. */
export const decisions = (db: Db): Decisions => ({
  async acceptances(applications) {
    const rows =
      applications === undefined
        ? await acceptanceQuery(db).execute()
        : await chunked(applications, (chunk) => acceptanceQuery(db).where("a.name", "in", chunk).execute());
    const key = (one: AcceptanceFact & { readonly id: string }) =>
      JSON.stringify([one.application, one.fingerprint, one.id]);
    return sortedBy(rows, key);
  },
  async retiredSeams() {
    const rows = await db
      .selectFrom("integrations as i")
      .innerJoin("applications as c", "c.id", "i.consumer_id")
      .innerJoin("applications as p", "p.id", "i.provider_id")
      .select(["c.name as consumer", "p.name as provider", "i.retired_at as at"])
      .select(["i.retired_reason as reason", "i.retired_owner as owner"])
      .where("i.retired_at", "is not", null)
      .execute();
    return rows
      .map(({ at, reason, owner, ...seam }) => ({
        ...seam,
        reason: reason ?? "",
        owner: owner ?? "",
        createdAt: at ?? "",
      }))
      .sort((a, b) => byText(a.consumer, b.consumer) || byText(a.provider, b.provider));
  },
});

/** What people decided, written. */
export function decisionsWriting(db: Db, now: string): DecisionsWriting {
  const setRetired = async (consumer: string, provider: string, at: string | null, reason: string, owner: string) => {
    const from = await applicationId(db, consumer);
    const to = await applicationId(db, provider);
    if (from === null || to === null) return false;
    const done = await db
      .updateTable("integrations")
      .set({ retired_at: at, retired_reason: at && reason, retired_owner: at && owner })
      .where("consumer_id", "=", from)
      .where("provider_id", "=", to)
      .executeTakeFirst();
    return done.numUpdatedRows > 0n;
  };
  return {
    ...decisions(db),
    async accept({ application, ...acceptance }) {
      const id = randomUUID();
      const owner = await ensureApplicationId(db, application, now);
      await db
        .insertInto("acceptances")
        .values({ id, application_id: owner, ...acceptance, created_at: now })
        .execute();
      return id;
    },
    async withdraw(id) {
      return (await db.deleteFrom("acceptances").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;
    },
    retireSeam: (consumer, provider, reason, owner) => setRetired(consumer, provider, now, reason, owner),
    restoreSeam: (consumer, provider) => setRetired(consumer, provider, null, "", ""),
  };
}

const acceptanceQuery = (db: Db) =>
  db
    .selectFrom("acceptances as x")
    .innerJoin("applications as a", "a.id", "x.application_id")
    .select(["x.id as id", "a.name as application", "x.fingerprint as fingerprint", "x.reason as reason"])
    .select(["x.owner as owner", "x.until as until", "x.created_at as createdAt"]);
