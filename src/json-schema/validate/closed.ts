import { isObject, type JsonValue, jsonObject } from "../../core/json.ts";
import type { Located, SchemaWorld } from "../answer.ts";
import { declaredNames, inPlaceParts, type Part } from "../model/in-place.ts";
import { openWords } from "../model/words.ts";
import type { SchemaObject } from "./clean.ts";

/**
 * A schema that refuses undeclared names anywhere in this value, for schemas that speak about it; null where nothing
 * is refused, undefined where a reference cannot be followed. Of other values it says nothing.
 */
export function closedAlong(
  list: readonly Located[],
  world: SchemaWorld,
  value: JsonValue,
): SchemaObject | null | undefined {
  if (!isObject(value) && !Array.isArray(value)) return null;
  const parts = inPlaceParts(list, world);
  if (parts === null) return undefined;
  const below = Array.isArray(value)
    ? value.map((item, index) => [String(index), closedAlong(itemsAt(parts, index), world, item)] as const)
    : Object.entries(value).map(
        // Members of a JsonValue are JsonValues.
        ([name, member]) => [name, closedAlong(membersAt(parts, name, world), world, member as JsonValue)] as const,
      );
  if (below.some(([, inner]) => inner === undefined)) return undefined;
  return Array.isArray(value) ? closedItems(below, value, world) : closedMembers(parts, below, world);
}

const words = openWords();

type Below = readonly (readonly [string, SchemaObject | null | undefined])[];

function closedMembers(parts: readonly Part[], below: Below, world: SchemaWorld): SchemaObject | null {
  const hasPatterns = world.dialect !== "openapi-3.0";
  const declared = declaredNames(parts, hasPatterns);
  const told = new Map(below.flatMap(([name, inner]) => (inner ? [[name, inner] as const] : [])));
  if (declared === null) return told.size > 0 ? { properties: jsonObject(told) } : null;
  return {
    properties: jsonObject([...[...declared.names].map((name) => [name, {}] as const), ...told]),
    ...(hasPatterns && { patternProperties: jsonObject([...declared.patterns].map((pattern) => [pattern, {}])) }),
    additionalProperties: false,
  };
}

/** Positions are spelled out; a dialect without tuples knows each item by its value. */
function closedItems(below: Below, items: readonly JsonValue[], world: SchemaWorld): SchemaObject | null {
  const list = below.map(([, inner]) => inner ?? {});
  if (below.every(([, inner]) => inner === null)) return null;
  if (world.dialect === "2020-12" || world.dialect === "openapi-3.1") return { prefixItems: list };
  if (world.dialect !== "openapi-3.0") return { items: list };
  return { items: { anyOf: list.map((inner, index) => ({ ...inner, enum: [items[index]] })) } };
}

function membersAt(parts: readonly Part[], name: string, world: SchemaWorld): readonly Located[] {
  return parts.flatMap(({ schema, base }) => {
    const named = isObject(schema.properties) && Object.hasOwn(schema.properties, name);
    const patterns =
      world.dialect !== "openapi-3.0" && isObject(schema.patternProperties) ? schema.patternProperties : {};
    const found = Object.entries(patterns).filter(([source]) => words.matches(source, name) === true);
    const held = [
      ...(named && isObject(schema.properties) ? [schema.properties[name]] : []),
      ...found.map(([, inner]) => inner),
    ];
    return (held.length > 0 ? held : [schema.additionalProperties]).map((value) => ({ value, base }));
  });
}

function itemsAt(parts: readonly Part[], index: number): readonly Located[] {
  return parts.flatMap(({ schema, base }) => {
    const tuple = [schema.prefixItems, schema.items].find((held) => Array.isArray(held)) as
      | readonly unknown[]
      | undefined;
    if (tuple !== undefined && index < tuple.length) return [{ value: tuple[index], base }];
    return [{ value: Array.isArray(schema.items) ? schema.additionalItems : schema.items, base }];
  });
}
