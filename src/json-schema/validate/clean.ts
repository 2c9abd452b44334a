import { canonicalJson, isObject, jsonObject } from "../../core/json.ts";
import type { Dialect } from "../answer.ts";
import { parsePattern } from "../strings/index.ts";
import { holdsOf, ignoresRefSiblings, isAssertion, isForeign } from "./keywords.ts";

/** A schema object under way. */
export type SchemaObject = Record<string, unknown>;

/** How a schema object changes; what it holds was changed before it. */
export type Change = (schema: SchemaObject) => SchemaObject;

/** Applies a change to every schema object, innermost first; data (`enum`, `const`, unknown keywords) stays as it is. */
export function mapSchemas(schema: unknown, change: Change): unknown {
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([keyword, value]) => [keyword, mapHeld(keyword, value, change)] as const);
  return change(jsonObject(entries));
}

function mapHeld(keyword: string, value: unknown, change: Change): unknown {
  const each = (inner: unknown): unknown => mapSchemas(inner, change);
  switch (holdsOf(keyword)) {
    case "schema":
      return each(value);
    case "list":
      return Array.isArray(value) ? value.map(each) : value;
    case "schema-or-list":
      return Array.isArray(value) ? value.map(each) : each(value);
    case "map":
    case "map-of-schemas-or-names":
      return isObject(value) ? jsonObject(Object.entries(value).map(([name, inner]) => [name, each(inner)])) : value;
    case null:
      return value;
  }
}

/**
 * The schema as both validators should read it: without the keywords of other dialects, without the ignored siblings
 * of `$ref`, without `format` unless it asserts, with patterns in the spelling of the `u` flag, and with empty and
 * repeated enums in a form that compiles. JSON Pointers into the schema keep their targets.
 */
export function clean(schema: unknown, dialect: Dialect, formats: boolean): unknown {
  const cleaned = mapSchemas(schema, (each) => cleanOne(each, dialect, formats));
  if (cleaned === true) return {};
  return isObject(cleaned) ? jsonObject(Object.entries(cleaned).filter(([key]) => key !== "$schema")) : { not: {} };
}

function cleanOne(schema: SchemaObject, dialect: Dialect, formats: boolean): SchemaObject {
  const referring = typeof schema.$ref === "string" && ignoresRefSiblings(dialect);
  const nameless = typeof schema.$id !== "string" && typeof schema.id !== "string";
  const drop = (keyword: string): boolean =>
    isForeign(keyword, dialect) ||
    (keyword === "format" && !formats) ||
    (keyword === "enum" && isEmpty(schema.enum)) ||
    (Object.hasOwn(BOUND_OF, keyword) && isIdle(keyword, schema)) ||
    (keyword === "$schema" && nameless);
  const entries = Object.entries(schema)
    .filter(([keyword]) => !drop(keyword))
    .map(([keyword, value]) => [keyword, IDENTIFIERS.has(keyword) ? withoutFileScheme(value) : value] as const);
  if (referring) return withoutSiblings(entries, withoutFileScheme(schema.$ref));
  const kept: SchemaObject = jsonObject(entries);
  if (Array.isArray(kept.enum)) kept.enum = distinct(kept.enum);
  if (typeof kept.pattern === "string") kept.pattern = spelling(kept.pattern);
  if (isObject(kept.patternProperties)) kept.patternProperties = respell(kept.patternProperties);
  return isEmpty(schema.enum) && !isForeign("enum", dialect) ? also(kept, { not: {} }) : kept;
}

/** Definitions beside a reference stay reachable; the reference moves into an `allOf` to make room for them. */
function withoutSiblings(entries: readonly (readonly [string, unknown])[], ref: unknown): SchemaObject {
  const inert = entries.filter(([keyword]) => !isAssertion(keyword) && keyword !== "$id" && keyword !== "id");
  return inert.length === 0 ? { $ref: ref } : jsonObject([...inert, ["allOf", [{ $ref: ref }]]]);
}

/** The schema, with one more condition. */
export function also(schema: SchemaObject, condition: SchemaObject): SchemaObject {
  const before = Array.isArray(schema.allOf) ? schema.allOf : [];
  return { ...schema, allOf: [...before, condition] };
}

/** A boolean exclusive bound says nothing without its bound (draft-04 Validation 5.1.2), but stops a validator. */
const BOUND_OF: Readonly<Record<string, string>> = { exclusiveMinimum: "minimum", exclusiveMaximum: "maximum" };

const isIdle = (keyword: string, schema: SchemaObject): boolean =>
  typeof schema[keyword] === "boolean" && typeof schema[BOUND_OF[keyword] ?? ""] !== "number";

const IDENTIFIERS: ReadonlySet<string> = new Set(["$id", "id", "$ref", "$dynamicRef", "$recursiveRef"]);

/** One validator refuses schemas that name themselves by a file; the names are arbitrary. */
const withoutFileScheme = (uri: unknown): unknown =>
  typeof uri === "string" && uri.startsWith("file:///") ? `https://files.invalid/${uri.slice(8)}` : uri;

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}

function spelling(source: string): string {
  const parsed = parsePattern(source);
  return "unsupported" in parsed ? source : parsed.source;
}

/** Two patterns that come to be spelled alike keep their own spelling. */
function respell(patterns: Record<string, unknown>): SchemaObject {
  const spelled = Object.entries(patterns).map(([source, schema]) => [spelling(source), schema] as const);
  return new Set(spelled.map(([source]) => source)).size === spelled.length ? jsonObject(spelled) : patterns;
}
