import { TallyError } from "../../../src/core/errors.ts";
import { type Events, plainEvents } from "../../../src/core/events.ts";
import type { Pool } from "../../jobs/pool.ts";
import type { SchemaContent } from "../../store/records.ts";

/** Files of a schema as they are sent. */
export interface SchemaFiles {
  readonly kind: string;
  readonly entry: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** Message types in it that no call carries, from the side of who offers it. */
  readonly events?: Partial<Events>;
}

/**
 * Reads a schema that was sent, on a thread: its identity, what it offers, and the files that it needs. Throws what
 * the kind throws for unusable input, with the place in the file; `field` says which schema of the request it was.
 */
export async function loadSchema(pool: Pool, sent: SchemaFiles, field: string): Promise<SchemaContent> {
  const files = sent.files.map(({ path, content }) => ({
    path,
    bytes: new Uint8Array(Buffer.from(content, "base64")),
  }));
  const paths = new Set(files.map((file) => file.path));
  if (paths.size < files.length) throw new TallyError("E_INVALID", `${field} has two files of one name`);
  const isThere =
    sent.entry === "" || [...paths].some((path) => path === sent.entry || path.startsWith(`${sent.entry}/`));
  if (!isThere) throw new TallyError("E_INVALID", `${field} starts at ${sent.entry}, which is not among its files`);
  const events = plainEvents({ publishes: [], receives: [], ...sent.events });
  const bundle = { kind: sent.kind, entry: sent.entry, files, ...(events && { events }) };
  const result = await pool.run({ type: "load", label: field, bundle });
  if (result.type === "error") {
    // A file that is missing from what was sent is the sender's mistake, not an address that does not exist.
    const code = result.code === "E_NOT_FOUND" ? "E_INVALID" : result.code;
    throw new TallyError(code, `${result.message} (${field})`, { place: result.place });
  }
  if (result.type !== "loaded") throw new Error("a task to load was answered with a comparison");
  const { identity, operations, deprecated, bundle: needed } = result.value;
  const { entry, files: kept } = needed;
  return { kind: sent.kind, content: identity, entry, files: kept, operations, deprecated, events };
}
