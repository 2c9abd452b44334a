import { TallyError } from "../../src/core/errors.ts";
import { DEFAULT_READING, readBy } from "../../src/core/reading.ts";
import { type Comparison, summarise } from "../../src/core/verdict.ts";
import type { ComparisonFact, InterfaceFact } from "../../src/gate/facts.ts";
import { findInterface, removedFinding } from "../../src/gate/index.ts";
import { ENGINE, VERSION } from "../../src/version.ts";
import type { Broker } from "../broker.ts";
import { TOLERANCES } from "../jobs/comparer.ts";
import type { ContentPair } from "../store/records.ts";
import { contentSnippet } from "./snippets.ts";

/** Two versions of an application, compared in every interface of the older one. */
export interface Compared {
  readonly comparison: Comparison;
  /** What keeps the answer open, one sentence for each interface: it still runs, or it failed. */
  readonly open: readonly string[];
  readonly snippet: Awaited<ReturnType<typeof contentSnippet>>;
}

/**
 * Compares every interface of a version with the one that stands in its place in another, as the gate finds it, without
 * waiting. Throws E_NOT_FOUND where one of the two offers nothing.
 */
export async function compareVersions(
  { store, comparer }: Broker,
  application: string,
  before: string,
  after: string,
): Promise<Compared> {
  const offers = await store.read((tx) =>
    tx.schemas.interfaces([before, after].map((version) => ({ application, version }))),
  );
  const [old, next] = [before, after].map((version) => offers.filter((offer) => offer.version === version));
  if (!old?.length || !next?.length)
    throw new TallyError("E_NOT_FOUND", `${application} has no interfaces in both ${before} and ${after}`);
  const matched = old.map((offer) => ({ offer, partner: findInterface(next, offer) }));
  const pairs = matched.flatMap(({ offer, partner }) =>
    partner ? [{ kind: offer.kind, before: offer.content, after: partner.content }] : [],
  );
  await comparer.ask(pairs);
  const facts = await store.read((tx) => tx.comparisons.find(pairs, ENGINE, TOLERANCES));
  const gone = matched.flatMap(({ offer, partner }) => (partner ? [] : [removedFinding(offer)]));
  const found = readBy([...gone, ...facts.flatMap((fact) => fact.findings)], DEFAULT_READING);
  const kinds = [...new Set(old.map((offer) => offer.kind))].join(", ");
  return {
    comparison: summarise(kinds, VERSION, found),
    open: matched.flatMap(({ offer, partner }) => (partner ? openWords(offer, partner, facts) : [])),
    snippet: await contentSnippet(store, pairs),
  };
}

function openWords(old: InterfaceFact, next: InterfaceFact, facts: readonly ComparisonFact[]): readonly string[] {
  if (old.content === next.content) return [];
  const key = ({ kind, before, after }: ContentPair) => JSON.stringify([kind, before, after]);
  const wanted = key({ kind: old.kind, before: old.content, after: next.content });
  const fact = facts.find((one) => key(one) === wanted);
  if (fact?.state === "done") return [];
  const title = `The comparison of the ${old.kind} interface ${old.name}`;
  return fact?.state === "failed"
    ? [`${title} failed: ${fact.error ?? "no reason given"}.`]
    : [`${title} is still running: load the page again in a moment.`];
}
