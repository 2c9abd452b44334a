import { isObject } from "../../core/json.ts";
import type { Located } from "../answer.ts";
import { type Compile, type Context, neutral } from "./context.ts";
import { itemKeywords } from "./keywords.ts";
import { KIND, type Lit, not, TRUE } from "./node.ts";
import { followReferences } from "./references.ts";

/** What one schema object evaluates, in the cases where `when` holds. */
export interface Evaluated {
  readonly when: Lit;
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly allNames: boolean;
  /** Items before this index. */
  readonly prefix: number;
  readonly allItems: boolean;
  /** Items that meet this literal (`contains` in 2020-12), or null. */
  readonly matching: Lit | null;
}

/** More parts than this: the schema is not modelled. */
const MAX_PARTS = 200;

/**
 * What is evaluated beside `unevaluatedProperties` or `unevaluatedItems` of a schema: by the keywords next to it, and
 * by its in-place applicators in the cases where they hold (2020-12 Core 11). Null when it cannot be listed.
 */
export function evaluatedBy(
  schema: Record<string, unknown>,
  base: string,
  context: Context,
  compile: Compile,
): readonly Evaluated[] | null {
  if (context.evaluating.has(schema)) return null;
  const found: Evaluated[] = [];
  const plain = { ...neutral(context), evaluating: new Set([...context.evaluating, schema]) };
  const lower = (value: unknown, when: Lit, at: Context, from: string): boolean =>
    visit({ value, base: from }, when, at, true);

  const visit = (located: Located, when: Lit, at: Context, inner: boolean): boolean => {
    if (found.length > MAX_PARTS || at.depth > context.depth + 40) return false;
    if (!isObject(located.value)) return true;
    const node = located.value;
    if (inner && plain.evaluating.has(node)) return false;
    const from = inner ? (at.world.enter?.(node, located.base) ?? located.base) : located.base;
    const next = { ...at, depth: at.depth + 1 };
    for (const followed of followReferences(node, from, at)) {
      if ("missing" in followed) return false;
      if (!visit(followed.target, when, { ...next, dynamic: followed.dynamic }, true)) return false;
    }
    found.push(ownKeywords(node, from, when, next, compile, inner));
    return branches(node, from, when, next);
  };

  const branches = (node: Record<string, unknown>, from: string, when: Lit, at: Context): boolean => {
    const { store } = at;
    const test = (value: unknown): Lit => compile({ value, base: from }, at);
    const listed = (name: string): readonly unknown[] => (Array.isArray(node[name]) ? node[name] : []);
    for (const value of listed("allOf")) if (!lower(value, when, at, from)) return false;
    for (const value of [...listed("anyOf"), ...listed("oneOf")])
      if (!lower(value, store.and([when, test(value)]), at, from)) return false;
    if (node.if !== undefined) {
      const holds = test(node.if);
      if (!lower(node.if, store.and([when, holds]), at, from)) return false;
      if (!lower(node.then, store.and([when, holds]), at, from)) return false;
      if (!lower(node.else, store.and([when, not(holds)]), at, from)) return false;
    }
    const dependent = isObject(node.dependentSchemas) ? Object.entries(node.dependentSchemas) : [];
    for (const [name, value] of dependent) {
      // `required` alone holds for every value that is no object.
      const present = store.and([store.type(KIND.object), store.required(name)]);
      if (!lower(value, store.and([when, present]), at, from)) return false;
    }
    return true;
  };

  return visit({ value: schema, base }, TRUE, plain, false) ? found : null;
}

function ownKeywords(
  node: Record<string, unknown>,
  base: string,
  when: Lit,
  context: Context,
  compile: Compile,
  inner: boolean,
): Evaluated {
  const items = itemKeywords(node, context);
  return {
    when,
    names: isObject(node.properties) ? Object.keys(node.properties) : [],
    patterns: isObject(node.patternProperties) ? Object.keys(node.patternProperties) : [],
    allNames: node.additionalProperties !== undefined || (inner && node.unevaluatedProperties !== undefined),
    prefix: items.prefix.length,
    allItems: items.rest !== undefined || (inner && node.unevaluatedItems !== undefined),
    matching:
      context.features.containsEvaluates && node.contains !== undefined
        ? compile({ value: node.contains, base }, context)
        : null,
  };
}
