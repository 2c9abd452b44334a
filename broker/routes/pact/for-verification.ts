import { type Context, Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import { byField, type Fields, nameProblems, type Problem, readFields, textIn } from "./body.ts";
import { curies, hal, type LinkTo, linksFor, selfOf } from "./hal.ts";
import { parseNestedQuery } from "./nested-query.ts";
import { contentLink } from "./pact-body.ts";
import { writeMetadata } from "./pact-metadata.ts";
import { acceptanceFor, type ProviderLine, workInProgress } from "./pending.ts";
import { type SelectedPact, selectPacts } from "./selected-pacts.ts";
import { verificationNotices } from "./verification-notices.ts";
import { type ConsumerSelector, readSelectors } from "./verification-selectors.ts";

/** What a verifier asks for, checked. */
interface Wanted {
  readonly line: ProviderLine;
  readonly selectors: readonly ConsumerSelector[];
  readonly pending: boolean;
  /** Start of the work in progress that is wanted too; null: none. */
  readonly wipSince: string | null;
}

/** A pact to verify with what the verifier has to know of it. */
interface Item extends SelectedPact {
  readonly pending: boolean;
  readonly wip: boolean;
}

/** The pacts that a provider has to verify. Verifiers GET this first for its link to itself, and then POST to that. */
export function forVerificationRoutes(broker: Broker): Hono {
  const app = new Hono();
  app.get("/pacts/provider/:provider/for-verification", (c) => {
    const query = parseNestedQuery(new URL(c.req.url).search);
    return answer(c, broker, c.req.param("provider"), fromQuery(query as Fields)); // texts, lists and groups only
  });
  app.post("/pacts/provider/:provider/for-verification", async (c) =>
    answer(c, broker, c.req.param("provider"), await readFields(c, broker)),
  );
  return app;
}

/** The older form, with snake case and everything as text. */
function fromQuery(query: Fields): Fields {
  const flag = (value: unknown): unknown => (value === "true" ? true : value === "false" ? false : value);
  const selectors = query.consumer_version_selectors;
  const named = {
    providerVersionBranch: query.provider_version_branch,
    providerVersionTags: query.provider_version_tags,
    includePendingStatus: flag(query.include_pending_status),
    includeWipPactsSince: query.include_wip_pacts_since,
    consumerVersionSelectors: Array.isArray(selectors) ? selectors.map((one) => camelCased(one, flag)) : selectors,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Fields; // plain as the query
}

function camelCased(value: unknown, flag: (value: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camel(key), flag(inner)]));
}

async function answer(c: Context, broker: Broker, provider: string, fields: Fields): Promise<Response> {
  const read = readWanted(provider, fields);
  if ("problems" in read) return problem(c, 400, byField(read.problems));
  const items = await itemsFor(broker, read.wanted);
  const to = linksFor(c, broker);
  return hal(c, {
    _embedded: { pacts: items.map((item) => itemBody(to, item, read.wanted)) },
    _links: {
      self: { href: selfOf(c, broker), title: "Pacts to be verified" },
      curies: curies(to),
    },
  });
}

function readWanted(
  provider: string,
  fields: Fields,
): { readonly wanted: Wanted } | { readonly problems: readonly Problem[] } {
  const branch = textIn(fields, "providerVersionBranch");
  const tags = Array.isArray(fields.providerVersionTags) ? fields.providerVersionTags : [];
  const since = textIn(fields, "includeWipPactsSince");
  const { selectors, problems } = readSelectors(fields.consumerVersionSelectors, branch);
  const pending = fields.includePendingStatus;
  const asksForMore = pending === true || since !== null;
  const wrong: readonly Problem[] = [
    ...problems,
    ...(fields.providerVersionBranch === "" && (!asksForMore || tags.length > 0)
      ? []
      : nameProblems(fields, "providerVersionBranch", false)),
    ...(fields.providerVersionTags === undefined ||
    (Array.isArray(fields.providerVersionTags) && tags.every((tag) => typeof tag === "string"))
      ? []
      : ([["providerVersionTags", "must be an array of strings"]] as const)),
    ...(pending === undefined || typeof pending === "boolean"
      ? []
      : ([["includePendingStatus", "must be boolean"]] as const)),
    ...(since !== null && Number.isNaN(Date.parse(since))
      ? ([["includeWipPactsSince", "must be a date, such as 2026-01-31"]] as const)
      : []),
  ];
  if (wrong.length > 0) return { problems: wrong };
  const line = { provider, branch, tags: tags.filter((tag) => typeof tag === "string") };
  const wipSince = since === null ? null : new Date(since).toISOString();
  return { wanted: { line, selectors, pending: pending !== false, wipSince } };
}

function itemsFor(broker: Broker, { line, selectors, wipSince }: Wanted): Promise<readonly Item[]> {
  return broker.store.read(async (tx) => {
    const acceptance = await acceptanceFor(tx, line);
    const selected = await selectPacts(tx, line.provider, selectors, line.branch);
    const items: Item[] = [];
    for (const one of selected) items.push({ ...one, pending: !(await acceptance.accepts(one.pact)), wip: false });
    const unfinished = wipSince === null ? [] : await workInProgress(tx, line, wipSince, selected, acceptance);
    return [...items, ...unfinished.map((one) => ({ ...one, pending: true, wip: true }))];
  });
}

function itemBody(to: LinkTo, item: Item, { line, pending }: Wanted): object {
  const { pact } = item;
  const metadata = writeMetadata({
    pending: pending && item.pending,
    wip: item.wip,
    consumerVersion: pact.consumerVersion,
  });
  const self = contentLink(to, pact, metadata);
  return {
    shortDescription: item.reasons.join(", "),
    verificationProperties: {
      ...(pending && { pending: item.pending }),
      ...(item.wip && { wip: true }),
      notices: verificationNotices({ ...item, pending: pending && item.pending }, line, self.href, pending),
    },
    _links: { self },
  };
}
