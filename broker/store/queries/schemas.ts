import { byText, sortedBy } from "../../../src/core/order.ts";
import type { VersionRef } from "../../../src/gate/facts.ts";
import type { PublishedCopy, PublishedInterface, SchemaContent } from "../records.ts";
import type { Schemas, SchemasWriting } from "../store.ts";
import type { Db } from "../tables.ts";
import { ensureApplicationId } from "./applications.ts";
import { keepBlob, readBlobs } from "./blobs.ts";
import { noteDeprecations } from "./deprecations.ts";
import { noteIntegration } from "./pacts-writing.ts";
import { noteRetirements } from "./retirements-noting.ts";
import { chunked, copiedEvents, eventsOf, knownVersions, texts } from "./shared.ts";
import { ensureVersion, markPublished } from "./versions-writing.ts";

/** Interfaces, schema copies and their files, read. */
export const schemas = (db: Db): Schemas => ({
  interfaces: (refs) => interfacesOf(db, refs),
  copies: (refs) => copiesOf(db, refs),
  content: (kind, content) => readContent(db, kind, content),
  async has(kind, content) {
    const row = await db
      .selectFrom("schema_contents")
      .select("kind")
      .where("kind", "=", kind)
      .where("content", "=", content)
      .executeTakeFirst();
    return row !== undefined;
  },
});

/** Interfaces, schema copies and their files, written. */
export const schemasWriting = (db: Db, now: string): SchemasWriting => ({
  ...schemas(db),
  keep: (content) => keep(db, content, now),
  publishInterface: (value) => publishInterface(db, value, now),
  publishCopy: (value) => publishCopy(db, value, now),
});

async function interfacesOf(db: Db, refs: readonly VersionRef[]): Promise<PublishedInterface[]> {
  const known = await knownVersions(db, refs);
  const rows = await chunked(
    known.map((version) => version.id),
    (ids) =>
      db
        .selectFrom("interfaces as i")
        .innerJoin("schema_contents as s", (join) =>
          join.onRef("s.kind", "=", "i.kind").onRef("s.content", "=", "i.content"),
        )
        .innerJoin("versions as v", "v.id", "i.version_id")
        .innerJoin("applications as a", "a.id", "v.application_id")
        .select(["a.name as application", "v.number as version", "i.kind as kind", "i.name as name"])
        .select(["i.content as content", "i.formerly as formerly", "s.operations as operations"])
        .leftJoin("schema_events as d", (on) => on.onRef("d.kind", "=", "i.kind").onRef("d.content", "=", "i.content"))
        .select(["d.events as events", "i.created_at as createdAt"])
        .where("i.version_id", "in", ids)
        .execute(),
  );
  const found = rows.map((row) => ({ ...row, operations: texts(row.operations), events: eventsOf(row.events) }));
  return sortedBy(found, sortKey);
}

async function copiesOf(db: Db, refs: readonly VersionRef[]): Promise<PublishedCopy[]> {
  const known = await knownVersions(db, refs);
  const rows = await chunked(
    known.map((version) => version.id),
    (ids) =>
      db
        .selectFrom("copies as k")
        .innerJoin("versions as v", "v.id", "k.version_id")
        .innerJoin("applications as c", "c.id", "v.application_id")
        .innerJoin("applications as pr", "pr.id", "k.provider_id")
        .leftJoin("schema_events as d", (on) => on.onRef("d.kind", "=", "k.kind").onRef("d.content", "=", "k.content"))
        .select("d.events as events")
        .select(["c.name as consumer", "v.number as consumerVersion", "pr.name as provider", "k.kind as kind"])
        .select(["k.name as name", "k.content as content", "k.operations as operations", "k.created_at as createdAt"])
        .where("k.version_id", "in", ids)
        .execute(),
  );
  const key = (copy: PublishedCopy) =>
    JSON.stringify([copy.consumer, copy.consumerVersion, copy.provider, copy.kind, copy.name]);
  const found = rows.map(({ events, ...row }) => ({
    ...row,
    operations: row.operations === null ? null : texts(row.operations),
    events: copiedEvents(events),
  }));
  return sortedBy(found, key);
}

const sortKey = (one: PublishedInterface): string => JSON.stringify([one.application, one.version, one.kind, one.name]);

async function readContent(db: Db, kind: string, content: string): Promise<SchemaContent | null> {
  const row = await db
    .selectFrom("schema_contents as s")
    .leftJoin("schema_events as d", (on) => on.onRef("d.kind", "=", "s.kind").onRef("d.content", "=", "s.content"))
    .select(["s.entry as entry", "s.files as files", "s.operations as operations", "d.events as events"])
    .where("s.kind", "=", kind)
    .where("s.content", "=", content)
    .executeTakeFirst();
  if (!row) return null;
  const files = JSON.parse(row.files) as readonly (readonly [path: string, sha: string])[]; // written by `keep`
  const blobs = await readBlobs(
    db,
    files.map(([, sha]) => sha),
  );
  const read = files.map(([path, sha]) => {
    const bytes = blobs.get(sha);
    if (!bytes) throw new Error(`the bytes of ${path} are missing`);
    return { path, bytes };
  });
  const events = eventsOf(row.events);
  return { kind, content, entry: row.entry, files: read, operations: texts(row.operations), ...(events && { events }) };
}

async function keep(db: Db, content: SchemaContent, now: string): Promise<void> {
  if (await schemas(db).has(content.kind, content.content)) return;
  const files: [string, string][] = [];
  for (const file of [...content.files].sort((a, b) => byText(a.path, b.path))) {
    files.push([file.path, await keepBlob(db, file.bytes)]);
  }
  await db
    .insertInto("schema_contents")
    .values({
      kind: content.kind,
      content: content.content,
      entry: content.entry,
      files: JSON.stringify(files),
      operations: JSON.stringify(content.operations),
      deprecated: content.deprecated ? JSON.stringify(content.deprecated) : null,
      created_at: now,
    })
    .onConflict((on) => on.columns(["kind", "content"]).doNothing())
    .execute();
  if (!content.events) return;
  await db
    .insertInto("schema_events")
    .values({ kind: content.kind, content: content.content, events: JSON.stringify(content.events) })
    .onConflict((on) => on.doNothing())
    .execute();
}

type Outcome = "created" | "same" | "conflict";

async function publishInterface(
  db: Db,
  value: Omit<PublishedInterface, "operations" | "events" | "createdAt">,
  now: string,
): Promise<Outcome> {
  const version = await ensureVersion(db, value.application, value.version, now);
  const known = await db
    .selectFrom("interfaces")
    .select(["content", "formerly"])
    .where("version_id", "=", version.id)
    .where("kind", "=", value.kind)
    .where("name", "=", value.name)
    .executeTakeFirst();
  const { kind, name, content, formerly } = value;
  if (known) return known.content === content && known.formerly === formerly ? "same" : "conflict";
  await db
    .insertInto("interfaces")
    .values({ version_id: version.id, kind, name, content, formerly, created_at: now })
    .execute();
  await markPublished(db, version.id);
  const presences = await db.selectFrom("presences").selectAll().where("version_id", "=", version.id).execute();
  for (const presence of presences) {
    await noteRetirements(db, presence);
    await noteDeprecations(db, presence);
  }
  return "created";
}

async function publishCopy(db: Db, value: Omit<PublishedCopy, "events" | "createdAt">, now: string): Promise<Outcome> {
  const version = await ensureVersion(db, value.consumer, value.consumerVersion, now);
  const provider = await ensureApplicationId(db, value.provider, now);
  const operations = value.operations === null ? null : JSON.stringify([...new Set(value.operations)].sort());
  const known = await db
    .selectFrom("copies")
    .select(["content", "operations"])
    .where("version_id", "=", version.id)
    .where("provider_id", "=", provider)
    .where("kind", "=", value.kind)
    .where("name", "=", value.name)
    .executeTakeFirst();
  if (known) return known.content === value.content && known.operations === operations ? "same" : "conflict";
  const key = { version_id: version.id, provider_id: provider, kind: value.kind, name: value.name };
  await db
    .insertInto("copies")
    .values({ ...key, content: value.content, operations, created_at: now })
    .execute();
  await noteIntegration(db, version.applicationId, provider, now);
  await markPublished(db, version.id);
  return "created";
}
