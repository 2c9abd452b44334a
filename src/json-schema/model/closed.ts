import { isObject } from "../../core/json.ts";
import type { Located } from "../answer.ts";
import type { Context } from "./context.ts";
import { declaredNames, inPlaceParts, type Part } from "./in-place.ts";
import { itemKeywords, like } from "./keywords.ts";
import { FALSE, KIND, type Lit, TRUE } from "./node.ts";

const BELOW = ["properties", "patternProperties", "additionalProperties", "items", "prefixItems", "additionalItems"];
const BESIDE = ["$ref", "allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas", "dependencies"];
const DYNAMIC = ["$dynamicRef", "$recursiveRef"];
const WORTH_READING: ReadonlySet<string> = new Set([...BELOW, ...BESIDE, ...DYNAMIC]);

/**
 * The literal of "no undeclared name stands anywhere in the value" for schemas that speak about one value: a name that
 * any of them declares is declared, in any branch; objects about whose names nothing is said, and those whose
 * `additionalProperties` or `unevaluatedProperties` is explicit, stay open.
 */
export function closedNames(list: readonly Located[], context: Context): Lit {
  const told = list.filter(({ value }) => isObject(value) && Object.keys(value).some((key) => WORTH_READING.has(key)));
  if (told.length === 0) return TRUE;
  const { store, world, worldId, identify } = context;
  const key = told.map(({ value, base }) => `${isObject(value) ? identify(value) : ""} ${base}`).sort();
  return store.ref(
    `closed ${JSON.stringify([worldId, key])}`,
    () => {
      const parts = inPlaceParts(told, world);
      if (!store.spend()) return store.opaque("too-large", "more schemas than are read");
      if (parts === null) return store.opaque("dynamic-reference", `names declared by ${key}`, KIND.object);
      return store.and([...ofObjects(parts, context), ...ofArrays(parts, context)]);
    },
    false,
  );
}

function ofObjects(parts: readonly Part[], context: Context): readonly Lit[] {
  const { store, features } = context;
  const declared = declaredNames(parts, features.patternProperties);
  const lits: Lit[] = [];
  if (declared) lits.push(store.each(like([], [...declared.names], [...declared.patterns]), FALSE));
  const members = new Map<string, Located[]>();
  for (const { schema, base } of parts) {
    const properties = isObject(schema.properties) ? schema.properties : {};
    for (const [name, value] of Object.entries(properties))
      members.set(name, [...(members.get(name) ?? []), { value, base }]);
    const patterns = features.patternProperties && isObject(schema.patternProperties) ? schema.patternProperties : {};
    for (const [pattern, value] of Object.entries(patterns))
      lits.push(store.each(like([pattern], [], []), closedNames([{ value, base }], context)));
    const others = like([], Object.keys(properties), Object.keys(patterns));
    lits.push(store.each(others, closedNames([{ value: schema.additionalProperties, base }], context)));
  }
  for (const [name, list] of members) lits.push(store.each({ one: name }, closedNames(list, context)));
  return lits;
}

function ofArrays(parts: readonly Part[], context: Context): readonly Lit[] {
  const { store } = context;
  const lits: Lit[] = [];
  const places = new Map<number, Located[]>();
  for (const { schema, base } of parts) {
    const { prefix, rest } = itemKeywords(schema, context);
    for (const [index, value] of prefix.entries()) places.set(index, [...(places.get(index) ?? []), { value, base }]);
    lits.push(store.items(prefix.length, closedNames([{ value: rest, base }], context)));
  }
  for (const [index, list] of places) lits.push(store.item(index, closedNames(list, context)));
  return lits;
}
