import { isEqual } from "../../core/bytes.ts";
import { TallyError } from "../../core/errors.ts";
import type { LoadOptions } from "../../core/kind.ts";
import type { Source } from "../../core/source.ts";
import { buildApi } from "./build.ts";
import { isRemote } from "./documents.ts";
import { loadDocuments } from "./load.ts";
import type { Api } from "./model.ts";

/** Loads both sides of a comparison; what is the other side byte for byte is read into one model. Throws what loading throws. */
export async function loadPair(
  before: Source,
  after: Source,
  options: LoadOptions,
): Promise<{ readonly before: Api; readonly after: Api }> {
  const old = await loadSide(before, options);
  const kept = keeping(after);
  const next = (await isCopy(kept, old)) ? old : await loadSide(kept, options);
  return { before: old, after: next };
}

/** One of two sides: both may have a file of that name, so what is wrong with it says on which side it is. */
async function loadSide(source: Source, options: LoadOptions): Promise<Api> {
  try {
    return buildApi(await loadDocuments(source, options));
  } catch (error) {
    if (!(error instanceof TallyError)) throw error;
    const { code, message, place, hint } = error;
    if (place?.file === source.label || message.includes(source.label)) throw error;
    const more = { place, cause: error, ...(hint !== null && { hint }) };
    throw new TallyError(code, `${message}, in ${source.label}`, more);
  }
}

/** The source, reading each file once. */
function keeping(source: Source): Source {
  const known = new Map<string, Promise<Uint8Array | null>>();
  const read = (path: string): Promise<Uint8Array | null> => {
    const bytes = known.get(path) ?? source.read(path);
    known.set(path, bytes);
    return bytes;
  };
  return { ...source, read };
}

/** Does a source start from the same documents, and hold every file that was read of the other with the same bytes? */
async function isCopy(source: Source, { roots, documents }: Api): Promise<boolean> {
  const entries = source.entries ?? (source.isFolder ? [] : [source.entry]);
  if (entries.length !== roots.length || roots.some(({ file }, index) => file !== entries[index])) return false;
  for (const [path, file] of documents.files) {
    const bytes = isRemote(path) ? null : await source.read(path);
    if (bytes === null || !isEqual(bytes, file.bytes)) return false;
  }
  return true;
}
