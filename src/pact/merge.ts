import { canonicalText, isJsonObject, type JsonTree, type JsonTreeObject } from "./json-text.ts";
import type { Pact } from "./read.ts";

/** What came of merging: the document of both, or the descriptions of the interactions that contradict. */
export type Merged = { readonly document: JsonTreeObject } | { readonly conflicts: readonly string[] };

/**
 * Adds the interactions of one pact to another, for consumers whose tests run in several jobs. An interaction
 * with the same description and states replaces its namesake when the request (of a message: the contents) is
 * the same, else the two contradict. Namesakes within one of the two pacts stay what they are.
 */
export function mergePacts(base: Pact, added: Pact): Merged {
  const conflicts: string[] = [];
  const lists = ["interactions", "messages"].flatMap((key): [string, JsonTree][] => {
    const [old, next] = [itemsOf(base.document, key), itemsOf(added.document, key)];
    if (old === null && next === null) return [];
    const found = mergeItems(old ?? [], next ?? []);
    conflicts.push(...found.conflicts);
    return [[key, found.items]];
  });
  if (conflicts.length > 0) return { conflicts };
  return { document: { ...base.document, ...added.document, ...Object.fromEntries(lists) } };
}

function mergeItems(old: readonly JsonTreeObject[], next: readonly JsonTreeObject[]) {
  const items = [...old];
  const conflicts: string[] = [];
  const namesakes = groupByTitle(old);
  for (const item of next) {
    const known = namesakes.get(titleOf(item)) ?? [];
    const alike = known.filter(({ stimulus }) => stimulus === stimulusOf(item));
    const free = alike.find(({ replaced }) => !replaced);
    if (known.length > 0 && alike.length === 0) conflicts.push(descriptionOf(item));
    else if (free) {
      free.replaced = true;
      items[free.index] = item;
    } else items.push(item);
  }
  return { items, conflicts };
}

interface Namesake {
  readonly index: number;
  readonly stimulus: string;
  replaced: boolean;
}

function groupByTitle(items: readonly JsonTreeObject[]): ReadonlyMap<string, readonly Namesake[]> {
  const groups = new Map<string, Namesake[]>();
  items.forEach((item, index) => {
    const one = { index, stimulus: stimulusOf(item), replaced: false };
    const group = groups.get(titleOf(item));
    if (group) group.push(one);
    else groups.set(titleOf(item), [one]);
  });
  return groups;
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
