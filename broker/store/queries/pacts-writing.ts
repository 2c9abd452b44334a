import type { NewPact, PactOutcome } from "../records.ts";
import type { PactsWriting } from "../store.ts";
import type { Db } from "../tables.ts";
import { ensureApplicationId } from "./applications.ts";
import { keepBlob } from "./blobs.ts";
import { pacts } from "./pacts.ts";
import { applicationId, versionId } from "./shared.ts";
import { ensureVersion, markPublished } from "./versions-writing.ts";

/** Pacts, written. */
export function pactsWriting(db: Db, now: string): PactsWriting {
  return {
    ...pacts(db),
    publish: (pact, options) => publish(db, pact, now, options?.replace ?? false),
    async remove(consumer, consumerVersion, provider) {
      const version = await versionId(db, { application: consumer, version: consumerVersion });
      const owner = await applicationId(db, provider);
      if (version === null || owner === null) return false;
      const gone = db.deleteFrom("pacts").where("version_id", "=", version).where("provider_id", "=", owner);
      return (await gone.executeTakeFirst()).numDeletedRows > 0n;
    },
    removeIntegration: (consumer, provider) => removeIntegration(db, consumer, provider),
  };
}

async function publish(db: Db, pact: NewPact, now: string, replace: boolean): Promise<PactOutcome> {
  const version = await ensureVersion(db, pact.consumer, pact.consumerVersion, now);
  const provider = await ensureApplicationId(db, pact.provider, now);
  const known = await db
    .selectFrom("pacts as p")
    .innerJoin("pact_contents as pc", "pc.id", "p.content_id")
    .select(["pc.hash as hash", "p.revision as revision"])
    .where("p.version_id", "=", version.id)
    .where("p.provider_id", "=", provider)
    .executeTakeFirst();
  if (known?.hash === pact.content) return "same";
  if (known && !replace) return "conflict";
  const content = await keepContent(db, pact, version.applicationId, provider, now);
  await noteIntegration(db, version.applicationId, provider, now);
  await markPublished(db, version.id);
  const key = { version_id: version.id, provider_id: provider };
  if (known) {
    await db
      .updateTable("pacts")
      .set({ content_id: content, revision: known.revision + 1, created_at: now })
      .where("version_id", "=", key.version_id)
      .where("provider_id", "=", key.provider_id)
      .execute();
    return "replaced";
  }
  const row = { ...key, consumer_id: version.applicationId, content_id: content, revision: 1, created_at: now };
  await db.insertInto("pacts").values(row).execute();
  return "created";
}

/** Id of the content; its bytes are those that came first. */
async function keepContent(db: Db, pact: NewPact, consumer: number, provider: number, now: string): Promise<number> {
  const find = () =>
    db
      .selectFrom("pact_contents")
      .select("id")
      .where("consumer_id", "=", consumer)
      .where("provider_id", "=", provider)
      .where("hash", "=", pact.content)
      .executeTakeFirst();
  const known = await find();
  if (known) return known.id;
  const blob = await keepBlob(db, pact.bytes);
  await db
    .insertInto("pact_contents")
    .values({ consumer_id: consumer, provider_id: provider, hash: pact.content, blob, created_at: now })
    .onConflict((on) => on.columns(["consumer_id", "provider_id", "hash"]).doNothing())
    .execute();
  const made = await find();
  if (!made) throw new Error("a pact content vanished while it was made");
  return made.id;
}

/** Notes that the two have something between them. */
export async function noteIntegration(db: Db, consumer: number, provider: number, now: string): Promise<void> {
  await db
    .insertInto("integrations")
    .values({ consumer_id: consumer, provider_id: provider, created_at: now })
    .onConflict((on) => on.columns(["consumer_id", "provider_id"]).doNothing())
    .execute();
}

async function removeIntegration(db: Db, consumer: string, provider: string): Promise<boolean> {
  const from = await applicationId(db, consumer);
  const to = await applicationId(db, provider);
  if (from === null || to === null) return false;
  await db.deleteFrom("pact_contents").where("consumer_id", "=", from).where("provider_id", "=", to).execute();
  await db
    .deleteFrom("copies")
    .where("provider_id", "=", to)
    .where("version_id", "in", (eb) => eb.selectFrom("versions").select("id").where("application_id", "=", from))
    .execute();
  const gone = db.deleteFrom("integrations").where("consumer_id", "=", from).where("provider_id", "=", to);
  return (await gone.executeTakeFirst()).numDeletedRows > 0n;
}
