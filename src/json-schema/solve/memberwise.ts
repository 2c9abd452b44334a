import type { JsonObject, JsonValue } from "../../core/json.ts";
import { like } from "../model/keywords.ts";
import { FALSE, KIND, kindOf, type Lit } from "../model/node.ts";
import type { Store } from "../model/store.ts";

/** The literal of exactly one array or object, spelled out member by member, so that its negation can be chosen from. */
export function memberwise(store: Store, value: JsonValue): Lit {
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value;
    return store.and([
      store.type(KIND.array),
      store.atLeast("minItems", items.length),
      store.atMost("maxItems", items.length),
      ...items.map((item, index) => store.item(index, store.enumeration([item]))),
    ]);
  }
  if (kindOf(value) !== KIND.object) return store.enumeration([value]);
  const entries = Object.entries(value as JsonObject);
  const names = entries.map(([name]) => name);
  return store.and([
    store.type(KIND.object),
    ...names.map((name) => store.required(name)),
    ...entries.map(([name, member]) => store.each({ one: name }, store.enumeration([member]))),
    store.each(like([], names, []), FALSE),
  ]);
}
