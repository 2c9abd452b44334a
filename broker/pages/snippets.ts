import type { Place, Side } from "../../src/core/place.ts";
import type { Facts } from "../../src/gate/facts.ts";
import type { Check } from "../../src/gate/verdict.ts";
import type { Decided } from "../broker.ts";
import type { ContentPair } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Snippet } from "./finding-card.tsx";

const LINES_SHOWN = 3;

/** Texts of both sides of these comparisons; where a file name stands in several, the first that has the line counts. */
export async function contentSnippet(store: Store, pairs: readonly ContentPair[]): Promise<Snippet> {
  const texts = { before: new Map<string, string>(), after: new Map<string, string>() };
  for (const pair of pairs) {
    for (const side of ["before", "after"] as const) {
      const content = await store.read((tx) => tx.schemas.content(pair.kind, pair[side]));
      for (const file of content?.files ?? []) {
        if (!texts[side].has(file.path)) texts[side].set(file.path, Buffer.from(file.bytes).toString("utf8"));
      }
    }
  }
  return (side: Side, place: Place) => cut(texts[side].get(place.file), place);
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

function cut(text: string | undefined, place: Place): string | null {
  const lines = text?.split("\n").slice(place.line - 1, Math.min(place.endLine, place.line - 1 + LINES_SHOWN));
  return lines && lines.length > 0 ? lines.map((line) => line.slice(0, 200)).join("\n") : null;
}
