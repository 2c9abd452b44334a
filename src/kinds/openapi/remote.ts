import { lookup as lookUp } from "node:dns";
import { type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { TallyError } from "../../core/errors.ts";
import type { Place } from "../../core/place.ts";
import { type Reach, reachOf } from "./addresses.ts";
import { SIZE_LIMIT } from "./text/parse.ts";

/** How long one file may take, in milliseconds. */
const PATIENCE = 30_000;

/** At most this many redirections in a row. */
const REDIRECTIONS = 5;

const MOVED: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A URL, and the document that names it. */
export interface RemoteReference {
  readonly url: string;
  /** The file that the reference stands in: a URL, or a path. */
  readonly from: string;
  readonly place: Place | null;
}

/**
 * Fetches a referenced file over http or https. Addresses of this machine or network are only reached where a file from
 * this machine names them, or a document from the very same host and port; addresses of the link never. A redirection
 * counts as a reference in a document of the host that redirects. Throws E_REMOTE with the place of the reference.
 */
export async function fetchRemote({ url, from, place }: RemoteReference): Promise<Uint8Array> {
  try {
    return await follow(new URL(url), hostOf(from));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TallyError("E_REMOTE", `${url} could not be read: ${why}`, { place, cause: error });
  }
}

/** The host of a URL; null for a path of this machine. */
const hostOf = (file: string): string | null => (/^https?:/i.test(file) ? new URL(file).host : null);

async function follow(url: URL, from: string | null): Promise<Uint8Array> {
  const stop = AbortSignal.timeout(PATIENCE);
  let [here, trusted] = [url, from === null || from === url.host];
  for (let left = REDIRECTIONS; left >= 0; left -= 1) {
    const answer = await ask(here, trusted, stop);
    const { statusCode = 0, headers } = answer;
    if (!MOVED.has(statusCode) || headers.location === undefined) return await bodyOf(answer);
    answer.destroy();
    const next = new URL(headers.location, here);
    if (here.protocol === "https:" && next.protocol !== "https:") throw new Error(`redirected to plain ${next.href}`);
    [here, trusted] = [next, trusted && next.host === here.host];
  }
  throw new Error(`redirected more than ${REDIRECTIONS} times`);
}

function ask(url: URL, trusted: boolean, signal: AbortSignal): Promise<IncomingMessage> {
  const request = REQUESTS[url.protocol];
  if (!request) throw new Error("only http and https are followed");
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0) refuse(host, reachOf(host), trusted);
  return new Promise((resolve, reject) => {
    const options = { signal, lookup: guarded(trusted), headers: { "accept-encoding": "identity" } };
    request(url, options, resolve).on("error", reject).end();
  });
}

const REQUESTS: Readonly<
  Record<string, (url: URL, options: object, answer: (message: IncomingMessage) => void) => ClientRequest>
> = { "http:": requestPlain, "https:": requestSecure };

/** Looks a name up and refuses its address before anything is sent there. */
const guarded =
  (trusted: boolean): LookupFunction =>
  (name, options, done) => {
    lookUp(name, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error || first === undefined) return done(error ?? new Error(`${name} has no address`), "", 4);
      try {
        for (const { address } of found) refuse(address, reachOf(address), trusted);
      } catch (refused) {
        return done(refused as Error, "", 4); // thrown by refuse
      }
      if (options.all) return done(null, found);
      return done(null, first.address, first.family);
    });
  };

function refuse(address: string, reach: Reach, trusted: boolean): void {
  if (reach === "link") throw new Error(`${address} belongs to the link, and is never asked`);
  if (reach === "private" && !trusted) throw new Error(`another host leads to the private address ${address}`);
}

async function bodyOf(answer: IncomingMessage): Promise<Uint8Array> {
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new Error(`answered ${answer.statusCode ?? "nothing"}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > SIZE_LIMIT) throw new Error(`more than ${SIZE_LIMIT} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
