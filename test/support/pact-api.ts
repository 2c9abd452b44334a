import type { Hono } from "hono";
import { configFrom } from "../../broker/config.ts";
import { createServer } from "../../broker/server.ts";
import { openStore } from "../../broker/store/open.ts";
import type { Store } from "../../broker/store/store.ts";
import { sqliteEngine, type TestEngine } from "./stores.ts";

/** An answer, parsed. Its body may have any shape, and tests look into it. */
export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any;
  readonly headers: Headers;
}

/** A broker without a socket, with a clock that the test turns. */
export interface Api {
  readonly app: Hono;
  readonly store: Store;
  /** Where it says it is. */
  readonly base: string;
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  get(path: string): Promise<Answered>;
  /** Publishes one pact by the resource that clients use. */
  publish(consumer: string, version: string, provider: string, more?: Publishing): Promise<Answered>;
  /** Posts a result to where the pact says. */
  verify(
    consumer: string,
    version: string,
    provider: string,
    providerVersion: string,
    success?: boolean,
  ): Promise<Answered>;
  deploy(application: string, version: string, environment: string, instance?: string): Promise<Answered>;
  /** Moves the clock on by seconds. */
  later(seconds: number): void;
  close(): Promise<void>;
}

/** What may be said of a publication. */
export interface Publishing {
  readonly branch?: string;
  readonly tags?: readonly string[];
  /** The path that its one interaction asks for; another path is another content. */
  readonly path?: string;
  readonly pact?: unknown;
}

/** A pact of version 2 with one interaction. */
export const pactOf = (consumer: string, provider: string, path = "/") => ({
  consumer: { name: consumer },
  provider: { name: provider },
  interactions: [{ description: `asks ${path}`, request: { method: "GET", path }, response: { status: 200 } }],
  metadata: { pactSpecification: { version: "2.0.0" } },
});

/** The body of a publication of one pact. */
export function publication(consumer: string, version: string, provider: string, more: Publishing = {}) {
  const pact = more.pact ?? pactOf(consumer, provider, more.path);
  const content = Buffer.from(typeof pact === "string" ? pact : JSON.stringify(pact)).toString("base64");
  const contract = {
    consumerName: consumer,
    providerName: provider,
    specification: "pact",
    contentType: "application/json",
    content,
  };
  const { branch, tags } = more;
  return {
    pacticipantName: consumer,
    pacticipantVersionNumber: version,
    ...(branch && { branch }),
    ...(tags && { tags }),
    contracts: [contract],
  };
}

/** Opens a broker on a store that nobody used yet, of the embedded engine unless another is given. */
export async function openApi(settings: Readonly<Record<string, string>> = {}, engine?: TestEngine): Promise<Api> {
  const own = sqliteEngine();
  let now = Date.parse("2026-01-01T00:00:00.000Z");
  const clock = () => new Date(now).toISOString();
  const store = await openStore(await (engine ?? own).place(), { clock });
  const app = createServer(store, configFrom({ TALLY_WORKERS: "0", ...settings }), { clock });
  const base = "http://127.0.0.1:9292";

  const ask: Api["ask"] = async (method, path, body, headers = {}) => {
    const response = await app.request(path.startsWith("http") ? path : base + path, {
      method,
      headers: {
        accept: "application/hal+json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text), headers: response.headers };
  };
  const get: Api["get"] = (path) => ask("GET", path);
  const encode = encodeURIComponent;
  return {
    app,
    store,
    base,
    ask,
    get,
    publish: (consumer, version, provider, more) =>
      ask("POST", "/contracts/publish", publication(consumer, version, provider, more)),
    async verify(consumer, version, provider, providerVersion, success = true) {
      const pact = await get(
        `/pacts/provider/${encode(provider)}/consumer/${encode(consumer)}/version/${encode(version)}`,
      );
      const { href } = pact.body._links["pb:publish-verification-results"];
      return ask("POST", href, { success, providerApplicationVersion: providerVersion });
    },
    async deploy(application, version, environment, instance) {
      const found = await get(`/pacticipants/${encode(application)}/versions/${encode(version)}`);
      const links: { name: string; href: string }[] = found.body._links["pb:record-deployment"];
      const href = links.find(({ name }) => name === environment)?.href ?? "";
      return ask("POST", href, instance === undefined ? {} : { applicationInstance: instance });
    },
    later: (seconds) => {
      now += seconds * 1000;
    },
    async close() {
      await store.close();
      await own.stop();
    },
  };
}
