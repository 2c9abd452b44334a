import { type InsertResult, type Selectable, sql } from "kysely";
import { type Events, otherEnd } from "../../../src/core/events.ts";
import type { Grant } from "../../../src/core/leniency.ts";
import type { VersionRef } from "../../../src/gate/facts.ts";
import type { Db, Tables } from "../tables.ts";

/** Values in one list of a statement: below the limit of parameters of every dialect. */
const CHUNK = 200;

/** Runs a query over any number of values, a chunk at a time, and joins the rows. */
export async function chunked<V, R>(
  values: readonly V[],
  query: (chunk: readonly V[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const rows: R[] = [];
  // One row after the other: as arguments of one call, many rows would not fit on the stack.
  for (let at = 0; at < values.length; at += CHUNK)
    for (const row of await query(values.slice(at, at + CHUNK))) rows.push(row);
  return rows;
}

/** Each value once, in the order of first appearance. */
export const unique = <T>(values: Iterable<T>): T[] => [...new Set(values)];

/** Did an insertion that passes over what is there insert anything? */
export const isNew = ({ numInsertedOrUpdatedRows = 0n }: InsertResult): boolean => numInsertedOrUpdatedRows > 0n;

/** A key for a version in a map. */
export const keyOf = (ref: VersionRef): string => JSON.stringify([ref.application, ref.version]);

/** Id of an application, or null. */
export async function applicationId(db: Db, name: string): Promise<number | null> {
  const row = await db.selectFrom("applications").select("id").where("name", "=", name).executeTakeFirst();
  return row?.id ?? null;
}

/** That a version came into an environment, as the tables have it. */
export type Presence = Pick<
  Selectable<Tables["presences"]>,
  "id" | "application_id" | "environment_id" | "version_id" | "created_at"
>;

/** A version with the ids that it is joined by. */
export interface KnownVersion extends VersionRef {
  readonly id: number;
  readonly applicationId: number;
}

/** Those of the versions that exist. Driven from the names, so that the indexes on them are used. */
export function knownVersions(db: Db, refs: readonly VersionRef[]): Promise<KnownVersion[]> {
  return chunked(refs, async (chunk) => {
    const values = sql.join(chunk.map((ref) => sql`(${ref.application}, ${ref.version})`));
    const query = sql<KnownVersion>`with wanted (application, version) as (values ${values})
      select v.id as "id", a.id as "applicationId", a.name as "application", v.number as "version"
      from wanted join applications a on a.name = wanted.application
      join versions v on v.application_id = a.id and v.number = wanted.version`;
    return (await query.execute(db)).rows;
  });
}

/** Id of a version, or null. */
export async function versionId(db: Db, ref: VersionRef): Promise<number | null> {
  const [found] = await knownVersions(db, [ref]);
  return found?.id ?? null;
}

/** A list of texts that was stored as JSON. */
export const texts = (json: string): readonly string[] => JSON.parse(json) as string[]; // written by this folder only

/** What is forgiven, as it was stored. */
export const grants = (json: string): readonly Grant[] => JSON.parse(json) as Grant[]; // written by this folder only

/** What is declared of events, as it was stored; null for nothing. */
export const eventsOf = (json: string | null): Events | null => (json === null ? null : (JSON.parse(json) as Events)); // written by this folder only

/** The same of a copy, in the words of the consumer. */
export function copiedEvents(json: string | null): Events | null {
  const events = eventsOf(json);
  return events && otherEnd(events);
}
