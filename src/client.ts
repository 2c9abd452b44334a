import { ERRORS, type ErrorCode, TallyError } from "./core/errors.ts";
import { isObject } from "./core/json.ts";

/** Where a broker is, and what opens it. */
export interface Connection {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The whole value of the Authorization header; null: none. */
  readonly authorization: string | null;
}

/** What a client may use of the world. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  sleep(milliseconds: number): Promise<void>;
}

/** One call. Paths are given as segments, which are escaped here. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: readonly string[];
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly body?: unknown;
  /** `application/json` unless given. */
  readonly contentType?: string;
}

/** What a broker answered: a status below 400, and the JSON there is. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A broker, reached over HTTP. */
export interface Client {
  readonly baseUrl: string;
  /** Throws E_UNREACHABLE where no answer comes, and the broker's own complaint for any other refusal. */
  call(call: Call): Promise<Answer>;
}

/** Tries of one call: the first and those after a busy or failing broker. */
const TRIES = 4;

/** The longest that a broker can make us wait between two tries, in milliseconds. */
const LONGEST_PAUSE = 10_000;

/** How long one try may take, in milliseconds. */
const TIMEOUT = 120_000;

/** How many differences are shown of a refused publication. */
const DIFFERENCES = 20;

/** The most that is read of one answer, in bytes. */
const MAX_ANSWER = 256 * 1024 * 1024;

/** A client for one broker. Every call of ours can safely be made again, so busy and failing brokers are tried again. */
export function connect(connection: Connection, transport: Transport): Client {
  return {
    baseUrl: connection.baseUrl,
    call: async (call) => {
      for (let attempt = 1; ; attempt += 1) {
        const response = await send(connection, transport, call, attempt);
        const again = response === null || response.status === 429 || response.status >= 500;
        if (response !== null && (!again || attempt === TRIES)) return read(response, connection, call);
        await transport.sleep(pause(response, attempt));
      }
    },
  };
}

/** The response, or null when the network failed and there are tries left. */
async function send(
  connection: Connection,
  transport: Transport,
  call: Call,
  attempt: number,
): Promise<Response | null> {
  const headers = {
    accept: "application/hal+json, application/json",
    ...(call.body !== undefined && { "content-type": call.contentType ?? "application/json" }),
    ...(connection.authorization !== null && { authorization: connection.authorization }),
  };
  const url = urlOf(connection, call);
  try {
    return await transport.fetch(url, {
      method: call.method,
      headers,
      redirect: "follow",
      signal: AbortSignal.timeout(TIMEOUT),
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
  } catch (error) {
    if (attempt < TRIES) return null;
    throw new TallyError("E_UNREACHABLE", `the broker at ${connection.baseUrl} cannot be reached (${causeOf(error)})`, {
      hint: "is it running, and is the address right? (-b, PACT_BROKER_BASE_URL)",
      cause: error,
    });
  }
}

/** fetch hides the reason of a failure in the cause of its error. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return error instanceof Error ? error.message : String(error);
}

function urlOf(connection: Connection, call: Call): string {
  const lost = call.path.find((segment) => /^\.{0,2}$/.test(segment));
  if (lost !== undefined) throw new TallyError("E_USAGE", `"${lost}" names nothing on a broker`); // in an address it leads elsewhere
  const path = call.path.map(encodeURIComponent).join("/");
  const query = new URLSearchParams(
    (call.query ?? []).map(([name, value]): [string, string] => [name, value]),
  ).toString();
  return `${connection.baseUrl}/${path}${query === "" ? "" : `?${query}`}`;
}

/** What the broker asks for (seconds in Retry-After), else 0.25, 0.5 and 1 second. */
function pause(response: Response | null, attempt: number): number {
  const asked = Number(response?.headers.get("retry-after") ?? Number.NaN);
  const wanted = Number.isFinite(asked) && asked >= 0 ? asked * 1000 : 125 * 2 ** attempt;
  return Math.min(wanted, LONGEST_PAUSE);
}

async function read(response: Response, connection: Connection, call: Call): Promise<Answer> {
  const text = await textOf(response, connection);
  const body = parse(text);
  if (response.status < 400) {
    if (body === undefined && text !== "")
      throw new TallyError("E_BROKER", `${connection.baseUrl} answered something else than JSON: is it a broker?`);
    return { status: response.status, body: body ?? null };
  }
  throw refusal(response.status, body, call, connection);
}

async function textOf(response: Response, connection: Connection): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > MAX_ANSWER) throw new TallyError("E_TOO_LARGE", `the answer of ${connection.baseUrl} is too large`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof TallyError) throw error;
    throw new TallyError("E_UNREACHABLE", `the answer of ${connection.baseUrl} broke off (${causeOf(error)})`);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: "E_UNAUTHORIZED",
  403: "E_UNAUTHORIZED",
  404: "E_NOT_FOUND",
  409: "E_CONFLICT",
  413: "E_TOO_LARGE",
};

function refusal(status: number, body: unknown, call: Call, connection: Connection): TallyError {
  const told = isObject(body) ? body.code : undefined;
  const known = typeof told === "string" && Object.hasOwn(ERRORS, told) ? (told as ErrorCode) : undefined; // a key of ERRORS
  const code = known ?? BY_STATUS[status] ?? "E_BROKER";
  const hint = differencesIn(body) ?? (isObject(body) && typeof body.hint === "string" ? body.hint : hintFor(code));
  const said = complaints(body).map((text) => text.replaceAll(/\p{Cc}/gu, " "));
  const what = said.length > 0 ? said.join("; ") : `${call.method} /${call.path.join("/")} was refused`;
  const message = `the broker says (${status}): ${what}`;
  return new TallyError(code, message, hint === null ? {} : { hint, cause: connection.baseUrl });
}

/** What differs from what is stored, where the broker says so; at most DIFFERENCES lines of it. */
function differencesIn(body: unknown): string | null {
  const conflicts = isObject(body) && Array.isArray(body.conflicts) ? body.conflicts.filter(isObject) : [];
  const lines = conflicts.flatMap(({ differences }) => (Array.isArray(differences) ? differences.map(String) : []));
  if (lines.length === 0) return null;
  const more = lines.length > DIFFERENCES ? [`and ${lines.length - DIFFERENCES} more`] : [];
  return [...lines.slice(0, DIFFERENCES), ...more].join("\n");
}

const hintFor = (code: ErrorCode): string | null =>
  code === "E_UNAUTHORIZED" ? "give the broker's token: -k TOKEN, or PACT_BROKER_TOKEN" : null;

/** Everything that a broker complains of, in its own shapes and those of the Pact Broker. */
function complaints(body: unknown): readonly string[] {
  if (!isObject(body)) return [];
  const { errors, error, detail, title } = body;
  if (Array.isArray(errors))
    return errors.map((item) => (isObject(item) ? String(item.detail ?? item.title) : String(item)));
  if (isObject(errors))
    return Object.entries(errors).flatMap(([field, texts]) => [texts].flat().map((text) => `${field} ${String(text)}`));
  if (isObject(error)) return [String(error.message ?? "an error")];
  return [error, detail, title].filter((text) => typeof text === "string").slice(0, 1);
}
