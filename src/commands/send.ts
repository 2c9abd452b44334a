import { causeOf } from "../client.ts";
import { TallyError } from "../core/errors.ts";
import type { Payload } from "../core/witness.ts";
import type { Io } from "./command.ts";

/** What a running provider answered, or why it was not asked. */
export type Live =
  | {
      readonly status: number;
      /** The beginning of the body. */
      readonly body: string;
    }
  | { readonly unsent: string };

/** At most this many characters of an answer are kept. */
const BODY_SHOWN = 500;

/** A provider that does not answer within these milliseconds counts as not reached. */
const PATIENCE = 30_000;

/**
 * Sends a request witness once, below `base`; null for what a caller cannot send there: responses, and the calls of
 * callbacks and webhooks, whose address only the provider knows. What no HTTP client of Node's sends (a GET with a body)
 * stays unsent. Throws E_UNREACHABLE.
 */
export async function sendTo(base: string, payload: Payload, io: Io): Promise<Live | null> {
  if (payload.type !== "http-request" || !payload.url.startsWith("/")) return null;
  const { method, url, headers, body } = payload;
  const stop = AbortSignal.timeout(PATIENCE);
  const request = { method, headers, redirect: "manual", signal: stop, ...(body !== null && { body }) } as const;
  const unsent = refusal(`${base}${url}`, request);
  if (unsent !== null) return { unsent };
  try {
    const answer = await io.fetch(`${base}${url}`, request);
    return { status: answer.status, body: await beginningOf(answer) };
  } catch (error) {
    const why = stop.aborted
      ? `did not answer within ${PATIENCE / 1000} seconds`
      : `could not be reached (${causeOf(error)})`;
    throw new TallyError("E_UNREACHABLE", `${base} ${why}`, { cause: error });
  }
}

/** Why fetch would not even try, or null. */
function refusal(url: string, request: RequestInit): string | null {
  try {
    new Request(url, request);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Reads no more of an answer than is shown. */
async function beginningOf(answer: Response): Promise<string> {
  if (answer.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= BODY_SHOWN) break; // which closes the connection
  }
  return text.slice(0, BODY_SHOWN);
}
