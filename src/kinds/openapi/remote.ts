import { TallyError } from "../../core/errors.ts";
import type { Place } from "../../core/place.ts";
import { SIZE_LIMIT } from "./text/parse.ts";

/** How long one file may take, in milliseconds. */
const PATIENCE = 30_000;

/** Fetches a referenced file over http or https. Throws E_REMOTE with the place of the reference. */
export async function fetchRemote(url: string, place: Place | null): Promise<Uint8Array> {
  if (!/^https?:\/\//i.test(url))
    throw new TallyError("E_REMOTE", `${url}: only http and https are followed`, { place });
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return await readBounded(answer);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TallyError("E_REMOTE", `${url} could not be read: ${why}`, { place, cause: error });
  }
}

async function readBounded(answer: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > SIZE_LIMIT) throw new Error(`more than ${SIZE_LIMIT} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
