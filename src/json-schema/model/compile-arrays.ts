import { type Compile, type Context, neutral, textOf } from "./context.ts";
import { countOf, floorOf, itemKeywords } from "./keywords.ts";
import { ANY, KIND, type Lit, not, TRUE } from "./node.ts";
import { unevaluatedItems } from "./unevaluated-items.ts";

/** The literal of all keywords about arrays (2020-12 Validation 6.4, Applicator 10.3.1). */
export function compileArrays(schema: Record<string, unknown>, base: string, context: Context, compile: Compile): Lit {
  const { store, features } = context;
  const { prefix, rest } = itemKeywords(schema, context);
  const parts = prefix.map((value, index) => store.item(index, compile({ value, base }, context)));
  if (rest !== undefined) parts.push(store.items(prefix.length, compile({ value: rest, base }, context)));
  if (Array.isArray(schema.items) && features.tuples !== "items")
    parts.push(
      store.opaque("unmodelled-keyword", `a list of items: ${textOf(schema.items, base, context)}`, KIND.array),
    );
  const least = countOf(schema.minItems);
  if (least !== null) parts.push(store.atLeast("minItems", least));
  if (countOf(schema.maxItems) !== null) parts.push(store.atMost("maxItems", floorOf(schema.maxItems)));
  if (schema.uniqueItems === true) parts.push(store.unique());
  if (features.contains && schema.contains !== undefined) parts.push(compileContains(schema, base, context, compile));
  if (features.unevaluated && schema.unevaluatedItems !== undefined)
    parts.push(unevaluatedItems(schema, base, context, compile));
  return store.and(parts);
}

function compileContains(schema: Record<string, unknown>, base: string, context: Context, compile: Compile): Lit {
  const { store, features } = context;
  const lit = compile({ value: schema.contains, base }, neutral(context));
  const least = features.containsCounts ? (countOf(schema.minContains) ?? 1) : 1;
  const most = features.containsCounts ? countOf(schema.maxContains) : null;
  const atMost = most === null ? TRUE : atMostItems(lit, floorOf(schema.maxContains), context);
  return store.and([store.contains(lit, least), atMost]);
}

/** At most `count` items meet the literal, if it is an array at all. */
const atMostItems = (lit: Lit, count: number, context: Context): Lit =>
  context.store.or([context.store.type(ANY & ~KIND.array), not(context.store.contains(lit, count + 1))]);
