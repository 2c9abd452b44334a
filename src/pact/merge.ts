import { canonicalText, isJsonObject, type JsonTree, type JsonTreeObject } from "./json-text.ts";
import type { Pact } from "./read.ts";

/** What came of merging: the document of both, or the descriptions of the interactions that contradict. */
export type Merged = { readonly document: JsonTreeObject } | { readonly conflicts: readonly string[] };

/**
 * Adds the interactions of one pact to another, for consumers whose tests run in several jobs. An interaction
 * with the same description and states replaces its namesake when the request (of a message: the contents) is
 * the same, else the two contradict.
 */
export function mergePacts(base: Pact, added: Pact): Merged {
  const conflicts: string[] = [];
  const lists = ["interactions", "messages"].flatMap((key): [string, JsonTree][] => {
    const [old, next] = [itemsOf(base.document, key), itemsOf(added.document, key)];
    if (old === null && next === null) return [];
    const merged = new Map((old ?? []).map((item) => [titleOf(item), item]));
    for (const item of next ?? []) {
      const namesake = merged.get(titleOf(item));
      if (namesake && stimulusOf(namesake) !== stimulusOf(item)) conflicts.push(descriptionOf(item));
      merged.set(titleOf(item), item);
    }
    return [[key, [...merged.values()]]];
  });
  if (conflicts.length > 0) return { conflicts };
  return { document: { ...base.document, ...added.document, ...Object.fromEntries(lists) } };
}

function itemsOf(document: JsonTreeObject, key: string): readonly JsonTreeObject[] | null {
  const list = document[key];
  return Array.isArray(list) ? list.filter(isJsonObject) : null;
}

const descriptionOf = (item: JsonTreeObject): string =>
  typeof item.description === "string" ? item.description : "an interaction without a description";

const titleOf = (item: JsonTreeObject): string =>
  canonicalText([
    item.description ?? null,
    item.providerStates ?? item.providerState ?? item.provider_state ?? null,
    item.type ?? null,
  ]);

const stimulusOf = (item: JsonTreeObject): string => canonicalText(item.request ?? item.contents ?? null);
