import { canonicalJson, isObject, type JsonValue, jsonObject } from "../core/json.ts";
import { isLanguage, openStrings, type Strings } from "./strings/index.ts";

/** What a search looks for, and how it is judged. */
export interface SearchGoal {
  /** The schemas of both sides, as written: their constants, bounds, names and patterns give the candidates. */
  readonly schemas: readonly unknown[];
  /** Is the value valid on the writer's side? Such values are worth changing further. */
  readonly isClose: (value: JsonValue) => boolean;
  /** Is it what is looked for? */
  readonly isFound: (value: JsonValue) => boolean;
}

/** Values that are judged before the search gives up. */
export const SEARCH_BUDGET = 2_500;

const MAX_ATOMS = 60;
const MAX_NAMES = 24;
const MAX_SCHEMA_NODES = 4_000;
const MAX_CLOSE = 40;
const MAX_SIZE = 2_000;

/**
 * Looks for a value by trying: constants of both schemas, numbers around their bounds, words of their patterns, small
 * arrays and objects of these, samples of each schema in them, then changes to values that come close. Finds most
 * breaks of real schemas and proves nothing when it finds none; the same goal gives the same value.
 */
export function searchValue(goal: SearchGoal, budget: number = SEARCH_BUDGET): { readonly value: JsonValue } | null {
  const found = collect(goal.schemas);
  const seen = new Set<string>();
  const close: JsonValue[] = [];
  let left = budget;
  const attempt = (value: JsonValue): boolean => {
    const text = canonicalJson(value);
    if (left <= 0 || text.length > MAX_SIZE || seen.has(text)) return false;
    seen.add(text);
    left -= 1;
    if (goal.isFound(value)) return true;
    if (close.length < MAX_CLOSE && goal.isClose(value)) close.push(value);
    return false;
  };
  for (const value of firstCandidates(goal.schemas, found)) if (attempt(value)) return { value };
  // `close` grows while it is read: changes of changes are tried too.
  for (let i = 0; i < close.length && left > 0; i++) {
    const base = close[i];
    if (base === undefined) break;
    for (const value of changesOf(base, found)) if (attempt(value)) return { value };
  }
  return null;
}

/** What the schemas speak of. */
interface Found {
  readonly atoms: readonly JsonValue[];
  readonly names: readonly string[];
  /** Every schema object that declares members or items. */
  readonly composite: readonly Record<string, unknown>[];
}

const BASICS: readonly JsonValue[] = [null, true, false, 0, 1, -1, 0.5, "", "a", [], {}];
const COUNTS = ["minItems", "maxItems", "minContains", "maxContains"];
const SIZES = ["minProperties", "maxProperties"];
const NUMERIC = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const LENGTHS = ["minLength", "maxLength"];

function collect(schemas: readonly unknown[]): Found {
  const atoms = new Map<string, JsonValue>(BASICS.map((value) => [canonicalJson(value), value]));
  const names = new Set<string>();
  const composite: Record<string, unknown>[] = [];
  const strings = openStrings(2_000);
  let left = MAX_SCHEMA_NODES;
  const add = (value: JsonValue): void => {
    if (atoms.size < MAX_ATOMS) atoms.set(canonicalJson(value), value);
  };
  const visit = (value: unknown): void => {
    left -= 1;
    if (left < 0 || typeof value !== "object" || value === null) return;
    if (isObject(value)) {
      for (const atom of atomsOf(value, strings)) add(atom);
      for (const name of namesOf(value, strings)) if (names.size < MAX_NAMES) names.add(name);
      if (isObject(value.properties) || value.items !== undefined || value.prefixItems !== undefined)
        composite.push(value);
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  for (const schema of schemas) visit(schema);
  return { atoms: [...atoms.values()], names: [...names], composite };
}

/** Values that stand on the edge of what one schema object says. */
function atomsOf(schema: Record<string, unknown>, strings: Strings): JsonValue[] {
  // Everything here was parsed as JSON.
  const given = [...(Array.isArray(schema.enum) ? schema.enum : []), schema.const] as (JsonValue | undefined)[];
  const numbers = NUMERIC.map((keyword) => schema[keyword]).filter((bound) => typeof bound === "number");
  const sizes = SIZES.map((keyword) => schema[keyword]).filter((bound) => typeof bound === "number");
  const counts = COUNTS.map((keyword) => schema[keyword]).filter((bound) => typeof bound === "number");
  const lengths = LENGTHS.map((keyword) => schema[keyword]).filter((bound) => typeof bound === "number");
  return [
    ...given.filter((value) => value !== undefined),
    ...numbers.flatMap((bound) => [bound, bound - 1, bound + 1, bound + 0.5]),
    ...counts.flatMap((bound) =>
      [bound, bound + 1].filter(isShort).map((count) => Array.from({ length: count }, () => 0)),
    ),
    ...sizes.flatMap((bound) => [bound, bound + 1].filter(isShort).map(objectOf)),
    ...lengths.flatMap((bound) => [bound, bound - 1, bound + 1].filter(isShort).map((count) => "a".repeat(count))),
    ...(typeof schema.pattern === "string" ? wordsOf(schema.pattern, strings) : []),
  ];
}

const objectOf = (count: number): JsonValue =>
  jsonObject(Array.from({ length: count }, (_, i) => [i === 0 ? "a" : `a${i}`, 0] as const));

const isShort = (count: number): boolean => Number.isInteger(count) && count >= 0 && count <= 200;

function wordsOf(pattern: string, strings: Strings): readonly string[] {
  const language = strings.ofPattern(pattern);
  return isLanguage(language) ? language.words(2) : [];
}

function namesOf(schema: Record<string, unknown>, strings: Strings): readonly string[] {
  const declared = isObject(schema.properties) ? Object.keys(schema.properties) : [];
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === "string") : [];
  const patterns = isObject(schema.patternProperties) ? Object.keys(schema.patternProperties) : [];
  return [...declared, ...required, ...patterns.flatMap((pattern) => wordsOf(pattern, strings).slice(0, 1)), "extra"];
}

/** Constants first, then samples of the schemas, then small arrays and objects of constants. */
function* firstCandidates(schemas: readonly unknown[], { atoms, names, composite }: Found): Iterable<JsonValue> {
  yield* atoms;
  for (const schema of [...schemas, ...composite])
    for (const generous of [false, true]) yield sample(schema, schemas, generous, 6);
  for (const atom of atoms) yield [atom];
  for (const name of names) for (const atom of atoms) yield jsonObject([[name, atom]]);
  for (const atom of atoms.slice(0, 20)) for (const other of atoms.slice(0, 20)) yield [atom, other];
}

/** A value made along one schema, with only what it requires or with all that it names; not always valid. */
function sample(schema: unknown, roots: readonly unknown[], generous: boolean, depth: number): JsonValue {
  if (!isObject(schema) || depth === 0) return null;
  const below = (inner: unknown): JsonValue => sample(inner, roots, generous, depth - 1);
  if (typeof schema.$ref === "string") return below(targetOf(schema.$ref, roots));
  // Everything here was parsed as JSON.
  if (schema.const !== undefined) return schema.const as JsonValue;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0] as JsonValue;
  for (const keyword of ["oneOf", "anyOf", "allOf"]) {
    const list = schema[keyword];
    if (Array.isArray(list) && schema.type === undefined && schema.properties === undefined) return below(list[0]);
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || (type === undefined && schema.properties !== undefined))
    return sampleObject(schema, generous, below);
  if (type === "array" || (type === undefined && schema.items !== undefined))
    return sampleArray(schema, generous, below);
  if (type === "string") return "a".repeat(Math.min(typeof schema.minLength === "number" ? schema.minLength : 1, 200));
  if (type === "boolean") return true;
  if (type === "number" || type === "integer") return typeof schema.minimum === "number" ? schema.minimum : 0;
  return null;
}

function sampleObject(
  schema: Record<string, unknown>,
  generous: boolean,
  below: (inner: unknown) => JsonValue,
): JsonValue {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === "string") : [];
  const names = generous ? [...new Set([...required, ...Object.keys(properties)])] : required;
  return jsonObject(
    names.map((name) => [name, below(Object.hasOwn(properties, name) ? properties[name] : undefined)] as const),
  );
}

function sampleArray(
  schema: Record<string, unknown>,
  generous: boolean,
  below: (inner: unknown) => JsonValue,
): JsonValue {
  const least = typeof schema.minItems === "number" ? Math.min(schema.minItems, 20) : 0;
  const tuple = [schema.prefixItems, schema.items].find((list) => Array.isArray(list));
  const length = Math.max(least, generous ? (Array.isArray(tuple) ? tuple.length : 1) : 0);
  return Array.from({ length }, (_, i) => below(Array.isArray(tuple) && i < tuple.length ? tuple[i] : schema.items));
}

/** The target of a local JSON Pointer in either schema. */
function targetOf(ref: string, roots: readonly unknown[]): unknown {
  if (!ref.startsWith("#")) return undefined;
  const keys = ref.slice(1).split("/").slice(1);
  for (const root of roots) {
    const target = keys.reduce<unknown>((at, key) => {
      const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
      return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
    }, root);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The value with one place changed: replaced by a constant, left out, or something added. */
function* changesOf(value: JsonValue, found: Found, depth = 4): Iterable<JsonValue> {
  if (depth < 4) yield* found.atoms;
  if (depth === 0) return;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      yield value.toSpliced(i, 1);
      for (const changed of changesOf(item, found, depth - 1)) yield value.with(i, changed);
    }
    for (const atom of [...value.slice(0, 1), ...found.atoms]) yield [...value, atom];
  } else if (isObject(value)) {
    const entries = Object.entries(value) as [string, JsonValue][];
    for (const [i, [name, inner]] of entries.entries()) {
      yield jsonObject(entries.toSpliced(i, 1));
      for (const changed of changesOf(inner, found, depth - 1)) yield jsonObject(entries.with(i, [name, changed]));
    }
    for (const name of found.names.filter((each) => !Object.hasOwn(value, each)))
      for (const atom of found.atoms) yield jsonObject([...entries, [name, atom]]);
  }
}
