import { type Context, Hono } from "hono";
import type { Broker } from "../../broker.ts";
import type { Pact, Selector } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import { curies, hal, type LinkTo, linksFor, pacticipantLink, selfOf } from "./hal.ts";
import { present } from "./missing.ts";
import { pactLink } from "./pact-body.ts";

const OF_PROVIDER = "/pacts/provider/:provider";

type Params = Readonly<Record<string, string>>;

/** Lists of pacts: the latest of every integration, and those of one provider. */
export function providerPactRoutes(broker: Broker): Hono {
  const app = new Hono();
  app.get("/pacts/latest", async (c) => {
    const pacts = await broker.store.read((tx) => tx.pacts.newest({ among: { type: "all" } }));
    return hal(c, latestBody(linksFor(c, broker), pacts));
  });
  const newest = (path: string, among: (params: Params) => Selector): void => {
    app.get(`${OF_PROVIDER}/${path}`, (c) => {
      const params: Record<string, string> = c.req.param();
      const provider = params.provider ?? "";
      return answer(c, broker, provider, (tx) => tx.pacts.newest({ provider, among: among(params) }));
    });
  };
  newest("latest", () => ({ type: "all" }));
  newest("latest/:tag", ({ tag = "" }) => ({ type: "tag", name: tag, latest: false }));
  newest("branch/latest", () => ({ type: "main-branch", latest: true }));
  newest("branch/:branch/latest", ({ branch = "" }) => ({ type: "branch", name: branch, latest: true }));

  const every = (path: string, among: (params: Params) => Selector): void => {
    app.get(`${OF_PROVIDER}${path}`, (c) => {
      const params: Record<string, string> = c.req.param();
      const provider = params.provider ?? "";
      return answer(c, broker, provider, (tx) => everyPact(tx, provider, among(params)));
    });
  };
  every("", () => ({ type: "all" }));
  every("/tag/:tag", ({ tag = "" }) => ({ type: "tag", name: tag, latest: false }));
  every("/branch", () => ({ type: "main-branch", latest: false }));
  every("/branch/:branch", ({ branch = "" }) => ({ type: "branch", name: branch, latest: false }));
  return app;
}

/** Every pact that any version of any consumer has with the provider, among the versions that the words name. */
export async function everyPact(tx: Reading, provider: string, among: Selector): Promise<readonly Pact[]> {
  const found: Pact[] = [];
  for (const { consumer } of await tx.pacts.integrations({ provider }))
    found.push(...(await tx.pacts.ofVersions(await tx.versions.select(consumer, among), provider)));
  return found;
}

async function answer(
  c: Context,
  broker: Broker,
  provider: string,
  find: (tx: Reading) => Promise<readonly Pact[]>,
): Promise<Response> {
  const pacts = await broker.store.read(async (tx) => {
    present(await tx.applications.find(provider), `provider ${provider}`);
    return find(tx);
  });
  const to = linksFor(c, broker);
  const links = pacts.map((pact) => pactLink(to, pact));
  return hal(c, {
    _links: {
      self: { href: selfOf(c, broker), title: `Pacts of ${provider}` },
      "pb:provider": pacticipantLink(to, provider),
      "pb:pacts": links,
      // Old clients read the list here.
      pacts: links,
      provider: pacticipantLink(to, provider),
      curies: curies(to),
    },
  });
}

function latestBody(to: LinkTo, pacts: readonly Pact[]): object {
  return {
    pacts: pacts.map((pact) => ({
      createdAt: pact.createdAt,
      _embedded: {
        consumer: {
          name: pact.consumer,
          _embedded: {
            version: {
              number: pact.consumerVersion,
              _links: { self: { href: to("pacticipants", pact.consumer, "versions", pact.consumerVersion) } },
            },
          },
          _links: { self: pacticipantLink(to, pact.consumer) },
        },
        provider: { name: pact.provider, _links: { self: pacticipantLink(to, pact.provider) } },
      },
      _links: { self: [pactLink(to, pact)] },
    })),
    _links: {
      self: { href: to("pacts", "latest"), title: "Latest pact versions" },
      "pb:pacts": pacts.map((pact) => pactLink(to, pact)),
      curies: curies(to),
    },
  };
}
