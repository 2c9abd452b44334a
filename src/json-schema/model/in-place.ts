import { isObject } from "../../core/json.ts";
import type { Located, SchemaWorld } from "../answer.ts";

/** A schema object, and the base inside it. */
export interface Part {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly base: string;
}

/** More schemas about one value than this are not looked through. */
const MAX_PARTS = 2_000;

const LISTS = ["allOf", "anyOf", "oneOf"] as const;
const SINGLE = ["then", "else"] as const;
const MAPS = ["dependentSchemas", "dependencies"] as const;
const DYNAMIC = ["$dynamicRef", "$recursiveRef"] as const;

/**
 * The schema objects that speak about the same value as these: themselves, what they refer to, and the branches of
 * their applicators, whichever holds; not what stands below `not` and `if`. Null where a reference has no target or a
 * dynamic one, or where there are too many.
 */
export function inPlaceParts(list: readonly Located[], world: SchemaWorld): readonly Part[] | null {
  const parts = new Map<object, Part>();
  const ignoresSiblings = world.dialect.startsWith("draft") || world.dialect === "openapi-3.0";
  const stack = [...list].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value } = next;
    if (!isObject(value) || parts.has(value)) continue;
    const base = world.enter?.(value, next.base) ?? next.base;
    if (parts.size >= MAX_PARTS || DYNAMIC.some((keyword) => typeof value[keyword] === "string")) return null;
    if (typeof value.$ref === "string") {
      const target = world.resolve(value.$ref, base);
      if (target === null) return null;
      stack.push(target);
    }
    const hidden = ignoresSiblings && typeof value.$ref === "string";
    parts.set(value, { schema: hidden ? {} : value, base });
    if (!hidden) for (const inner of branchesOf(value)) stack.push({ value: inner, base });
  }
  return [...parts.values()];
}

function branchesOf(schema: Readonly<Record<string, unknown>>): readonly unknown[] {
  const lists = LISTS.map((keyword) => schema[keyword]).filter((held) => Array.isArray(held));
  const maps = MAPS.map((keyword) => schema[keyword]).filter(isObject);
  return [...lists.flat(), ...SINGLE.map((keyword) => schema[keyword]), ...maps.flatMap(Object.values)];
}

/** The names that objects may have where undeclared ones may not stand. */
export interface DeclaredNames {
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
}

/**
 * The names that some of these schemas declare; null where none says anything about names, or one says explicitly
 * what other names are.
 */
export function declaredNames(parts: readonly Part[], hasPatterns: boolean): DeclaredNames | null {
  const [names, patterns, asked] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let closed = false;
  for (const { schema } of parts) {
    const rest = schema.additionalProperties;
    if ((rest !== undefined && rest !== false) || (rest === undefined && schema.unevaluatedProperties !== undefined))
      return null;
    closed ||= rest === false;
    for (const name of keysOf(schema.properties)) names.add(name);
    if (isObject(schema.discriminator)) asked.add(String(schema.discriminator.propertyName));
    if (hasPatterns) for (const pattern of keysOf(schema.patternProperties)) patterns.add(pattern);
  }
  // A property that tells branches apart is one that they have, said or not.
  return closed || names.size + patterns.size > 0 ? { names: new Set([...names, ...asked]), patterns } : null;
}

const keysOf = (map: unknown): readonly string[] => (isObject(map) ? Object.keys(map) : []);
