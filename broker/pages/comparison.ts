import { TallyError } from "../../src/core/errors.ts";
import { DEFAULT_READING, readBy } from "../../src/core/reading.ts";
import { shellWord } from "../../src/core/shell-word.ts";
import { type Comparison, summarise } from "../../src/core/verdict.ts";
import type { ComparisonFact, InterfaceFact } from "../../src/gate/facts.ts";
import { findInterface, removedFinding } from "../../src/gate/index.ts";
import { ENGINE, VERSION } from "../../src/version.ts";
import { TOLERANCES } from "../jobs/comparer.ts";
import type { ContentPair } from "../store/records.ts";
import type { Snippet } from "./finding-card.tsx";
import { type Reader, snippetsOf } from "./snippets.ts";

/** Two versions of an application, compared in every interface of the older one. */
export interface Compared {
  readonly comparison: Comparison;
  /** What keeps the answer open, one sentence for each interface: it still runs, or it failed. */
  readonly open: readonly string[];
  readonly snippet: Snippet;
}

/** Two versions of an application. */
export interface Versions {
  readonly application: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Compares every interface of a version with the one that stands in its place in another, as the gate finds it, without
 * waiting. There are as many pairs as the square of what was published: `start` says whether who asks may have those
 * compared that are not remembered. Throws E_NOT_FOUND where one of the two offers nothing.
 */
export async function compareVersions(broker: Reader, versions: Versions, start: boolean): Promise<Compared> {
  const { store, comparer } = broker;
  const { application, before, after } = versions;
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
  if (start) await comparer.ask(pairs);
  const facts = await store.read((tx) => tx.comparisons.find(pairs, ENGINE, TOLERANCES));
  const gone = matched.flatMap(({ offer, partner }) => (partner ? [] : [removedFinding(offer)]));
  const found = readBy([...gone, ...facts.flatMap((fact) => fact.findings)], DEFAULT_READING);
  const contents = (side: "before" | "after") => pairs.map(({ kind, [side]: content }) => ({ kind, content }));
  const located = { before: contents("before"), after: contents("after"), findings: found };
  const kinds = [...new Set(old.map((offer) => offer.kind))].join(", ");
  return {
    comparison: summarise(kinds, VERSION, found),
    open: matched.flatMap(({ offer, partner }) => (partner ? openWords(offer, partner, facts, versions) : [])),
    snippet: (await snippetsOf(broker, [located]))(located),
  };
}

function openWords(
  old: InterfaceFact,
  next: InterfaceFact,
  facts: readonly ComparisonFact[],
  { application, before, after }: Versions,
): readonly string[] {
  if (old.content === next.content) return [];
  const key = ({ kind, before, after }: ContentPair) => JSON.stringify([kind, before, after]);
  const wanted = key({ kind: old.kind, before: old.content, after: next.content });
  const fact = facts.find((one) => key(one) === wanted);
  if (fact?.state === "done") return [];
  const title = `The comparison of the ${old.kind} interface ${old.name}`;
  if (!fact) {
    const sides = [before, after].map((version) =>
      shellWord(`broker:${application}@${version}#${old.kind}/${old.name}`),
    );
    return [`${title} was never asked for; without the token: tally diff ${sides.join(" ")}`];
  }
  return fact.state === "failed"
    ? [`${title} failed: ${fact.error ?? "no reason given"}.`]
    : [`${title} is still running: load the page again in a moment.`];
}
