import { type Client, connect } from "../client.ts";
import { TallyError } from "../core/errors.ts";
import type { Input, Io, OptionSpec } from "./command.ts";
import { flag, text } from "./options.ts";

/** The options that name a broker. Secrets taken from the environment never show in help. */
export const BROKER_OPTIONS: readonly OptionSpec[] = [
  { flags: "-b, --broker-base-url <url>", help: "the broker (or PACT_BROKER_BASE_URL, TALLY_URL)" },
  { flags: "-k, --broker-token <token>", help: "its token (or PACT_BROKER_TOKEN, TALLY_TOKEN)" },
  { flags: "-u, --broker-username <name>", help: "user for basic authentication (or PACT_BROKER_USERNAME)" },
  { flags: "-v, --verbose", help: "tell each call to the broker" },
  { flags: "-p, --broker-password <password>", help: "password for basic authentication (or PACT_BROKER_PASSWORD)" },
];

/** The broker that the options or the environment name. Throws E_USAGE where none is named or it is no URL. */
export function clientFor(input: Input, io: Io): Client {
  const { env } = io;
  const url = text(input, "brokerBaseUrl") ?? (env.PACT_BROKER_BASE_URL || env.TALLY_URL);
  if (!url)
    throw new TallyError("E_USAGE", "which broker? None is named", {
      hint: "name it with -b URL, or in PACT_BROKER_BASE_URL",
    });
  const parsed = parseUrl(url);
  const token = text(input, "brokerToken") ?? (env.PACT_BROKER_TOKEN || env.TALLY_TOKEN);
  const user = text(input, "brokerUsername") ?? (env.PACT_BROKER_USERNAME || unescaped(parsed.username));
  const password = text(input, "brokerPassword") ?? (env.PACT_BROKER_PASSWORD || unescaped(parsed.password));
  const basic = user || password ? `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` : null;
  const transport = flag(input, "verbose") ? { ...io, fetch: telling(io) } : io;
  return connect({ baseUrl: bare(parsed), authorization: token ? `Bearer ${token}` : basic }, transport);
}

/** Tells each call and its answer; neither headers nor bodies, which hold secrets. */
const telling =
  (io: Io): Io["fetch"] =>
  async (input, init) => {
    io.talk(`> ${init?.method ?? "GET"} ${String(input)}\n`);
    const response = await io.fetch(input, init);
    io.talk(`< ${response.status}\n`);
    return response;
  };

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new TallyError("E_USAGE", `"${text}" is no address of a broker`, { hint: "like http://localhost:9292" });
  return url;
}

/** The address without user, password, query, fragment and closing slash. */
const bare = (url: URL): string => `${url.origin}${url.pathname.replace(/\/+$/, "")}`;

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
