import { DEFAULT_LOAD, type Interface } from "../../src/core/kind.ts";
import type { Side } from "../../src/core/place.ts";
import { snippetReader } from "../../src/core/snippet.ts";
import { bundleSource } from "../../src/core/source.ts";
import type { Facts } from "../../src/gate/facts.ts";
import type { Check } from "../../src/gate/verdict.ts";
import { KINDS } from "../../src/kinds/index.ts";
import type { Decided } from "../broker.ts";
import type { ContentPair } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Snippet } from "./finding-card.tsx";

/** Texts of both sides of these comparisons; where a file name stands in several, the first that has it counts. */
export async function contentSnippet(store: Store, pairs: readonly ContentPair[]): Promise<Snippet> {
  const sides: Record<Side, Interface[]> = { before: [], after: [] };
  for (const pair of pairs) {
    for (const side of ["before", "after"] as const) {
      const loaded = await loadContent(store, pair.kind, pair[side]);
      if (loaded) sides[side].push(loaded);
    }
  }
  const reader = (side: Side) =>
    snippetReader((file) => sides[side].map((one) => one.text(file)).find((text) => text !== null) ?? null);
  const readers = { before: reader("before"), after: reader("after") };
  return (side, place) => readers[side](place);
}

/** Only its kind knows how a content keeps its sources. */
async function loadContent(store: Store, kind: string, content: string): Promise<Interface | null> {
  const kept = await store.read((tx) => tx.schemas.content(kind, content));
  const entry = KINDS.find((one) => one.name === kind);
  return kept && entry ? (await entry.load()).load(bundleSource(kept, content), DEFAULT_LOAD) : null;
}

/** The same for each check of a verdict that has findings. */
export async function checkSnippets(store: Store, { facts, verdict }: Decided): Promise<(check: Check) => Snippet> {
  const snippets = new Map<Check, Snippet>();
  for (const check of verdict.checks.filter((one) => one.findings.length > 0)) {
    snippets.set(check, await contentSnippet(store, pairsOf(check, facts)));
  }
  return (check) => snippets.get(check) ?? (() => null);
}

/** The contents a check compared: the old side is a live version's interface, or a consumer's copy. */
function pairsOf(check: Check, facts: Facts): readonly ContentPair[] {
  const offered = (version: Check["provider"] | Check["against"]) =>
    facts.interfaces.filter(
      (offer) =>
        version !== null &&
        offer.application === version.application &&
        offer.version === version.version &&
        offer.kind === check.kind,
    );
  const old =
    check.type === "copy"
      ? facts.copies.filter(
          (copy) =>
            copy.consumer === check.consumer?.application &&
            copy.consumerVersion === check.consumer.version &&
            copy.kind === check.kind,
        )
      : offered(check.against);
  const next = offered(check.provider);
  return old.flatMap((before) =>
    next.map((after) => ({ kind: before.kind, before: before.content, after: after.content })),
  );
}
