import { type Context, Hono } from "hono";
import { readPact } from "../../../src/pact/index.ts";
import { readBytes } from "../../body.ts";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { Pact, Selector } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import { byField, nameProblems } from "./body.ts";
import { curies, gone, hal, halText, linksFor, pacticipantLink, selfOf } from "./hal.ts";
import { present } from "./missing.ts";
import { contentLink, pactLink, pactText } from "./pact-body.ts";
import { Conflict, refuseLookAlikes, storePact } from "./store-pact.ts";

/** Consumer and provider as they stand in an address. */
interface Parties {
  readonly provider: string;
  readonly consumer: string;
}

const BETWEEN = "/pacts/provider/:provider/consumer/:consumer";

/** Pacts between one consumer and one provider: published one by one, and read by version, content, branch or tag. */
export function pactRoutes(broker: Broker): Hono {
  const app = new Hono();
  const version = `${BETWEEN}/version/:version` as const;
  const content = `${BETWEEN}/pact-version/:content` as const;

  app.get(version, (c) => {
    const { version: number, ...parties } = c.req.param();
    return answer(c, broker, parties, (tx) => tx.pacts.find(parties.consumer, number, parties.provider));
  });
  app.put(version, (c) => save(c, broker, c.req.param(), false));
  app.patch(version, (c) => save(c, broker, c.req.param(), true));
  app.delete(version, async (c) => {
    const { provider, consumer, version: number } = c.req.param();
    const removed = await broker.store.write((tx) => tx.pacts.remove(consumer, number, provider));
    present(removed || null, `pact of ${consumer} version ${number} with ${provider}`);
    return gone(c);
  });
  app.get(`${version}/previous-distinct`, (c) => {
    const { version: number, ...parties } = c.req.param();
    return answer(c, broker, parties, async (tx) => {
      const pact = await tx.pacts.find(parties.consumer, number, parties.provider);
      return pact && tx.pacts.previousDistinct(pact);
    });
  });

  for (const path of [content, `${content}/metadata/:metadata`] as const) {
    app.get(path, (c) => {
      const { content: hash, metadata, ...parties } = c.req.param() as Parties & { content: string; metadata?: string };
      const find = async (tx: Reading) => (await tx.pacts.withContent(parties.consumer, parties.provider, hash))[0];
      return answer(c, broker, parties, find, metadata ?? null);
    });
  }

  const newest = (path: string, among: (params: Readonly<Record<string, string>>) => Selector): void => {
    app.get(`${BETWEEN}/${path}`, (c) => {
      const { provider = "", consumer = "", ...rest }: Record<string, string> = c.req.param();
      const parties = { provider, consumer };
      return answer(c, broker, parties, async (tx) => (await tx.pacts.newest({ ...parties, among: among(rest) }))[0]);
    });
  };
  newest("latest", () => ({ type: "all" }));
  newest("latest/:tag", ({ tag = "" }) => ({ type: "tag", name: tag, latest: false }));
  newest("branch/:branch/latest", ({ branch = "" }) => ({ type: "branch", name: branch, latest: true }));

  app.get(`${BETWEEN}/versions`, (c) => answerHistory(c, broker, c.req.param()));
  return app;
}

async function answer(
  c: Context,
  broker: Broker,
  { consumer, provider }: Parties,
  find: (tx: Reading) => Promise<Pact | null | undefined>,
  metadata: string | null = null,
): Promise<Response> {
  const what = `a pact between ${consumer} and ${provider}`;
  const { pact, content } = await broker.store.read(async (tx) => {
    const found = present(await find(tx), what);
    return { pact: found, content: await tx.pacts.content(consumer, provider, found.content) };
  });
  const to = linksFor(c, broker);
  const self = { ...pactLink(to, pact), href: selfOf(c, broker) };
  return halText(c, pactText(to, pact, present(content, what), self, metadata));
}

async function answerHistory(c: Context, broker: Broker, { consumer, provider }: Parties): Promise<Response> {
  const to = linksFor(c, broker);
  const pacts = await broker.store.read((tx) => tx.pacts.history(consumer, provider));
  return hal(c, {
    _embedded: {
      pacts: pacts.map((pact) => ({
        createdAt: pact.createdAt,
        _links: { self: pactLink(to, pact), "pb:pact-version": contentLink(to, pact) },
      })),
    },
    _links: {
      self: { href: selfOf(c, broker), title: `All versions of the pact between ${consumer} and ${provider}` },
      consumer: pacticipantLink(to, consumer),
      provider: pacticipantLink(to, provider),
      "pb:pact-versions": pacts.map((pact) => pactLink(to, pact)),
      curies: curies(to),
    },
  });
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

async function save(
  c: Context,
  broker: Broker,
  params: Parties & { readonly version: string },
  merge: boolean,
): Promise<Response> {
  if (!JSON_TYPE.test(c.req.header("content-type") ?? ""))
    return problem(c, 415, ["the body must be application/json"]);
  const problems = ["consumer", "provider", "version"].flatMap((field) => nameProblems({ ...params }, field, true));
  if (problems.length > 0) return problem(c, 400, byField(problems));
  const { consumer, provider, version } = params;
  const bytes = await readBytes(c, broker.config.maxBody);
  const pact = readPact(bytes, "body");
  for (const role of ["consumer", "provider"] as const) {
    const named = pact[role];
    if (named !== null && named !== params[role])
      return problem(c, 400, {
        [`${role}.name`]: [
          `name in pact ${JSON.stringify(named)} does not match name in URL path ${JSON.stringify(params[role])}`,
        ],
      });
  }
  return broker.store
    .write(async (tx) => {
      await refuseLookAlikes(tx, [consumer, provider]);
      await tx.versions.ensure(consumer, version);
      return storePact(tx, { consumer, provider, version, bytes, pact, merge });
    })
    .then((outcome) => answerSaved(c, broker, params, outcome === "created" ? 201 : 200))
    .catch((error: unknown) => {
      if (error instanceof Conflict) return problem(c, 409, [error.message]);
      throw error;
    });
}

async function answerSaved(
  c: Context,
  broker: Broker,
  { consumer, provider, version }: Parties & { readonly version: string },
  status: 200 | 201,
): Promise<Response> {
  const to = linksFor(c, broker);
  const { pact, content } = await broker.store.read(async (tx) => {
    const found = present(await tx.pacts.find(consumer, version, provider), "the pact");
    return { pact: found, content: present(await tx.pacts.content(consumer, provider, found.content), "the pact") };
  });
  const self = pactLink(to, pact);
  c.header("location", self.href);
  return halText(c, pactText(to, pact, content, self), status);
}
