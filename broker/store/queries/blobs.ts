import { sha256 } from "../../../src/core/json.ts";
import type { Db } from "../tables.ts";
import { chunked, unique } from "./shared.ts";

/** Keeps bytes once, under their SHA-256, which is returned. */
export async function keepBlob(db: Db, bytes: Uint8Array): Promise<string> {
  const sha = sha256(bytes);
  await db
    .insertInto("blobs")
    .values({ sha, bytes })
    .onConflict((on) => on.column("sha").doNothing())
    .execute();
  return sha;
}

/** The bytes kept under these hashes. */
export async function readBlobs(db: Db, shas: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const rows = await chunked(unique(shas), (chunk) =>
    db.selectFrom("blobs").selectAll().where("sha", "in", chunk).execute(),
  );
  return new Map(rows.map((row) => [row.sha, row.bytes]));
}

/** The bytes kept under one hash. Throws when they are missing: every hash in the tables has its bytes. */
export async function readBlob(db: Db, sha: string): Promise<Uint8Array> {
  const bytes = (await readBlobs(db, [sha])).get(sha);
  if (!bytes) throw new Error(`the bytes of ${sha} are missing`);
  return bytes;
}
