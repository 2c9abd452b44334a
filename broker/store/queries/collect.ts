import { sql } from "kysely";
import type { Db } from "../tables.ts";
import { chunked, unique } from "./shared.ts";

/**
 * Removes what nothing refers to any more: contents of schemas that no version has, comparisons with them, and bytes
 * that are in no content. The caller sees to it that nobody writes meanwhile. Returns how many pieces of bytes are gone.
 */
export async function collect(db: Db): Promise<number> {
  await sql`delete from schema_contents where (kind, content) not in (
    select kind, content from interfaces union all select kind, content from copies
    union all select kind, before from retirements where done = 0
    union all select kind, after from retirements where done = 0)`.execute(db);
  await sql`delete from comparisons where (kind, after) not in (select kind, content from schema_contents)
    or (kind, before) not in (select kind, content from schema_contents
      union all select kind, content from retired_sets)`.execute(db);
  const [kept, used] = [await db.selectFrom("blobs").select("sha").execute(), await usedBlobs(db)];
  const lost = kept.map(({ sha }) => sha).filter((sha) => !used.has(sha));
  await chunked(lost, async (chunk) => {
    await db.deleteFrom("blobs").where("sha", "in", chunk).execute();
    return [];
  });
  return lost.length;
}

async function usedBlobs(db: Db): Promise<ReadonlySet<string>> {
  const pacts = await db.selectFrom("pact_contents").select("blob").distinct().execute();
  const schemas = await db.selectFrom("schema_contents").select("files").execute();
  const files = schemas.flatMap((row) => JSON.parse(row.files) as readonly (readonly [path: string, sha: string])[]); // written by `keep`
  return new Set([...pacts.map(({ blob }) => blob), ...unique(files.map(([, sha]) => sha))]);
}
