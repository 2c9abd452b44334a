import { canonicalJson, isObject, type JsonValue } from "../../core/json.ts";
import type { Located } from "../answer.ts";
import { type Rational, rationalOf, ZERO } from "../decimal.ts";
import { selectorsOf } from "../discriminator.ts";
import { closedNames } from "./closed.ts";
import { compileArrays } from "./compile-arrays.ts";
import { compileObjects } from "./compile-objects.ts";
import { type Context, isForgiving, MAX_DEPTH, neutral, type Reading, textOf } from "./context.ts";
import { countOf, floorOf } from "./keywords.ts";
import { malformedKeywords } from "./malformed.ts";
import { FALSE, KIND, type Lit, NUMBER, not, TRUE } from "./node.ts";
import { compileReferences } from "./references.ts";
import { TOPIC, topicsOf } from "./topics.ts";

const TYPES: Readonly<Record<string, number>> = {
  null: KIND.null,
  boolean: KIND.boolean,
  integer: KIND.integer,
  number: NUMBER,
  string: KIND.string,
  array: KIND.array,
  object: KIND.object,
};

/** Formats of numbers as ranges (OpenAPI Format Registry); `float` and `double` hold every number that we meet. */
const INTEGER_FORMATS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};

/** Formats of strings that somebody defines (2020-12 Validation 7.3, OpenAPI Format Registry); others ask for nothing. */
const STRING_FORMATS: ReadonlySet<string> = new Set([
  ...["date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"],
  ...["uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid", "regex", "byte"],
  ...["json-pointer", "relative-json-pointer"],
]);

/** Formats that ask for nothing by their definition. */
const FREE_FORMATS: ReadonlySet<string> = new Set(["int64", "float", "double", "password", "binary"]);

/** Does somebody define the format? What others mean, only their authors know. */
export const isDefinedFormat = (name: string): boolean =>
  STRING_FORMATS.has(name) || Object.hasOwn(INTEGER_FORMATS, name) || FREE_FORMATS.has(name);

/**
 * The literal of a schema: exact for its dialect (JSON Schema drafts 4 to 2020-12; OpenAPI 3.0.4 section 4.7.24,
 * 3.1.1 section 4.8.24). What cannot be modelled becomes an opaque literal that names the reason.
 */
export function compileSchema(located: Located, context: Context): Lit {
  const { value } = located;
  const { store } = context;
  if (value === undefined || value === true) return TRUE;
  if (value === false) return FALSE;
  if (!isObject(value))
    return store.opaque("unmodelled-keyword", `not a schema: ${textOf(value, located.base, context)}`);
  const memo =
    context.dynamic.size + context.evaluating.size === 0 ? context.memo?.(context.reading, located.base) : null;
  const known = memo?.get(value);
  if (known !== undefined) return known;
  if (context.depth > MAX_DEPTH || !store.spend()) return tooMuch(located, context);
  const base = context.world.enter?.(value, located.base) ?? located.base;
  const { cuts } = store;
  const lit = compileKeywords(value, base, { ...context, depth: context.depth + 1 });
  if (store.cuts === cuts) memo?.set(value, lit);
  return lit;
}

function tooMuch({ value, base }: Located, context: Context): Lit {
  context.store.cuts += 1;
  return context.store.opaque(
    "too-large",
    `more schemas, or deeper ones, than are read: ${textOf(value, base, context)}`,
  );
}

/** The literal of a whole schema, as a reading has it: with what is read beside the schema itself. */
export function compileRoot(located: Located, context: Context): Lit {
  if (!context.reading.closed) return compileValue(located, context);
  const within = { ...context, reading: open(context.reading) };
  return context.store.and([compileValue(located, within), closedNames([located], within)]);
}

/** The reading of the schemas themselves, the same one each time. */
function open(reading: Reading): Reading {
  const made = opened.get(reading) ?? { ...reading, closed: false };
  opened.set(reading, made);
  return made;
}

const opened = new WeakMap<Reading, Reading>();

/**
 * The literal of a schema for a value of its own: the root, a member or an item. Where null members are read as
 * absent, a value is taken if it is valid as it is, or if it is valid without those members, none of them required.
 */
export function compileValue(located: Located, context: Context): Lit {
  const lit = compileSchema(located, context);
  if (!context.reading.nullsAbsent) return lit;
  const literally = { ...context, reading: { ...context.reading, nullsAbsent: false } };
  return context.store.or([compileSchema(located, literally), lit]);
}

/** The literal of all keywords of one schema object; which speak of what is looked up first, since most say little. */
function compileKeywords(schema: Record<string, unknown>, base: string, context: Context): Lit {
  const { features, store } = context;
  const said = topicsOf(schema);
  const references = said & TOPIC.references ? compileReferences(schema, base, context, compileSchema) : TRUE;
  if (typeof schema.$ref === "string" && !features.refSiblings) return references;
  const parts = [references];
  if (said & TOPIC.types) parts.push(compileTypes(schema, context));
  if (said & TOPIC.values) parts.push(compileValues(schema, context));
  if (said & TOPIC.numbers) parts.push(compileNumbers(schema, context));
  if (said & TOPIC.strings) parts.push(compileStrings(schema, context));
  if (said & TOPIC.arrays) parts.push(compileArrays(schema, base, context, compileValue));
  if (said & TOPIC.objects) parts.push(compileObjects(schema, base, context, { compile: compileSchema, compileValue }));
  if (said & TOPIC.logic) parts.push(compileLogic(schema, base, context));
  parts.push(...malformedKeywords(schema, base, context));
  return store.and(parts);
}

function compileTypes(schema: Record<string, unknown>, context: Context): Lit {
  const { store, features } = context;
  if (schema.type === undefined) return TRUE;
  const names: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  let mask = 0;
  for (const name of names) {
    const bits = typeof name === "string" && Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (bits === undefined) return store.opaque("unmodelled-keyword", `type ${canonicalJson(name)}`);
    mask |= bits;
  }
  if (features.nullable && schema.nullable === true) mask |= KIND.null;
  return store.type(mask);
}

function compileValues(schema: Record<string, unknown>, context: Context): Lit {
  const { store, features } = context;
  const parts: Lit[] = [];
  // A value was parsed as JSON, so `unknown` is a JsonValue here.
  if (features.constant && schema.const !== undefined) parts.push(store.enumeration([schema.const as JsonValue]));
  if (Array.isArray(schema.enum)) {
    const listed = store.enumeration(schema.enum as JsonValue[]);
    parts.push(isExtensible(schema, context) ? store.or([listed, store.type(KIND.string)]) : listed);
  }
  return store.and(parts);
}

/** Does the reader take other strings than the listed ones? (x-extensible-enum, Zalando rule 112, AutoRest x-ms-enum) */
function isExtensible(schema: Record<string, unknown>, context: Context): boolean {
  const mode = context.reading.extensibleEnums;
  const values: readonly unknown[] = Array.isArray(schema.enum) ? schema.enum : [];
  if (mode === "off" || !values.some((value) => typeof value === "string")) return false;
  if (mode === "on" || (schema["x-extensible-enum"] ?? false) !== false) return true;
  const vendor = schema["x-ms-enum"];
  if (isObject(vendor) && vendor.modelAsString === true) return true;
  return typeof schema.description === "string" && schema.description.includes("[Extensible enum]");
}

function compileNumbers(schema: Record<string, unknown>, context: Context): Lit {
  const { store, features } = context;
  const parts: Lit[] = [];
  const read = (name: string): Rational | null => (typeof schema[name] === "number" ? rationalOf(schema[name]) : null);
  const low = read("minimum");
  const high = read("maximum");
  const old = features.booleanExclusive;
  if (low) parts.push(store.lower(low, old && schema.exclusiveMinimum === true));
  if (high) parts.push(store.upper(high, old && schema.exclusiveMaximum === true));
  const above = old ? null : read("exclusiveMinimum");
  const below = old ? null : read("exclusiveMaximum");
  if (above) parts.push(store.lower(above, true));
  if (below) parts.push(store.upper(below, true));
  const step = read("multipleOf");
  if (step) {
    const bad = step.num <= ZERO.num;
    parts.push(
      bad ? store.opaque("unmodelled-keyword", `multipleOf ${step.num}/${step.den}`, NUMBER) : store.multiple(step),
    );
  }
  if (context.reading.formats && typeof schema.format === "string") parts.push(numberFormat(schema.format, context));
  return store.and(parts);
}

function numberFormat(name: string, context: Context): Lit {
  const { store, features } = context;
  const range = Object.hasOwn(INTEGER_FORMATS, name) ? INTEGER_FORMATS[name] : undefined;
  if (!range && name !== "int64") return TRUE;
  // JSON Schema itself does not define them: one validator asserts them, another does not.
  if (!features.numberFormats) return store.opaque("opaque-format", `format ${name}`, NUMBER);
  // 2^63 - 1 is no double, but every double below 2^63 is at most that.
  const [low, high] = (range ?? [-(2 ** 63), 2 ** 63]).map(rationalOf);
  return low && high ? store.and([store.lower(low, false), store.upper(high, range === undefined)]) : TRUE;
}

function compileStrings(schema: Record<string, unknown>, context: Context): Lit {
  const { store } = context;
  const parts: Lit[] = [];
  const shortest = countOf(schema.minLength);
  if (shortest !== null) parts.push(store.atLeast("minLength", shortest));
  if (countOf(schema.maxLength) !== null) parts.push(store.atMost("maxLength", floorOf(schema.maxLength)));
  if (typeof schema.pattern === "string") parts.push(store.pattern(schema.pattern));
  if (context.reading.formats && typeof schema.format === "string" && STRING_FORMATS.has(schema.format))
    parts.push(store.format(schema.format));
  return store.and(parts);
}

function compileLogic(schema: Record<string, unknown>, base: string, context: Context): Lit {
  const { store, features } = context;
  const parts: Lit[] = [];
  const listOf = (name: string, where: Context): Lit[] | null => {
    const list = schema[name];
    return Array.isArray(list) ? list.map((value: unknown) => compileSchema({ value, base }, where)) : null;
  };
  const unionOf = (name: string, where: Context): Lit[] | null =>
    selected(listOf(name, where), name, schema, base, where);
  const all = listOf("allOf", context);
  if (all) parts.push(...all);
  const any = unionOf("anyOf", context);
  if (any) parts.push(store.or(any));
  const one = unionOf("oneOf", context);
  if (one) {
    // A reader that takes more may find two branches where it found one: either reading is enough.
    const strict = isForgiving(context.reading) ? unionOf("oneOf", neutral(context)) : null;
    parts.push(strict ? store.or([store.oneOf(one), store.oneOf(strict)]) : store.oneOf(one));
  }
  if (schema.not !== undefined) parts.push(not(compileSchema({ value: schema.not, base }, neutral(context))));
  if (features.conditional && schema.if !== undefined) {
    const test = compileSchema({ value: schema.if, base }, neutral(context));
    const then = schema.then === undefined ? TRUE : compileSchema({ value: schema.then, base }, context);
    const otherwise = schema.else === undefined ? TRUE : compileSchema({ value: schema.else, base }, context);
    parts.push(store.or([not(test), then]), store.or([test, otherwise]));
  }
  return store.and(parts);
}

/** The branches of a union, each with what selects it where a discriminator does. */
function selected(
  lits: Lit[] | null,
  keyword: string,
  schema: Record<string, unknown>,
  base: string,
  { store, world, reading }: Context,
): Lit[] | null {
  const branches = schema[keyword];
  if (lits === null || !reading.discriminatorSelects || schema.discriminator === undefined) return lits;
  const selectors = selectorsOf(schema, Array.isArray(branches) ? branches : [], base, world);
  return lits.map((lit, index) => {
    const selector = selectors[index];
    if (!selector) return lit;
    const { property, values } = selector;
    const asked = store.each({ one: property }, store.enumeration(values));
    return store.and([lit, store.type(KIND.object), store.required(property), asked]);
  });
}
