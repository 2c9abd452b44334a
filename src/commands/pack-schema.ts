import { join, relative, resolve } from "node:path";
import { TallyError } from "../core/errors.ts";
import { type Events, plainEvents } from "../core/events.ts";
import { loadKind } from "../kinds/index.ts";
import type { Io } from "./command.ts";
import { recognise } from "./kind-of.ts";
import { findSource } from "./source.ts";

/** Where a schema is and how it is read. */
export interface SchemaWords {
  readonly path: string;
  readonly kind?: string | undefined;
  readonly importRoots?: readonly string[] | undefined;
  /** Messages in it that no call carries, in the words of whoever publishes it. */
  readonly events?: Events | undefined;
}

/** A schema as it travels to the broker: the files that belong to it, in base64. */
export interface PackedSchema {
  readonly kind: string;
  readonly entry: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  readonly events?: Events;
}

/**
 * Loads a schema with everything it refers to, so that what is wrong with it is said here and not by the broker, and
 * packs it. Paths count from `folder`. Throws what loading throws.
 */
export async function packSchema(words: SchemaWords, folder: string, io: Io): Promise<PackedSchema> {
  const shown = join(".", relative(io.cwd, resolve(folder, words.path)));
  const named = await findSource(shown, { fetchBundle: notFromBroker }, io);
  const kind = words.kind === undefined ? await recognise(named) : await loadKind(words.kind);
  const importRoots = (words.importRoots ?? []).map((root) => resolve(folder, root));
  const events = plainEvents(words.events);
  const loaded = await kind.load(
    { ...named.source, ...(words.events && { events: words.events }) },
    { importRoots, allowRemote: false, dependencies: true },
  );
  for (const notice of loaded.notices) io.talk(`${notice}\n`);
  const bundle = await loaded.bundle();
  return {
    kind: bundle.kind,
    entry: bundle.entry,
    ...(events && { events }),
    files: bundle.files.map(({ path, bytes }) => ({ path, content: Buffer.from(bytes).toString("base64") })),
  };
}

function notFromBroker(reference: string): never {
  throw new TallyError("E_USAGE", `broker:${reference} is already on a broker`);
}
