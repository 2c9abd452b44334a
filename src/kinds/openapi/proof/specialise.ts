import { canonicalJson, isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { Dialect, Located, SchemaWorld } from "../../../json-schema/answer.ts";
import type { Selector } from "../../../json-schema/discriminator.ts";
import { refusedAtGlance } from "../../../json-schema/validate/glance.ts";
import { ignoresRefSiblings } from "../../../json-schema/validate/keywords.ts";
import type { Documents } from "../documents.ts";
import { type Node, refOf } from "../node.ts";
import { isAnnotation } from "../roles.ts";
import { type Hop, isMarked } from "../schemas/outline.ts";
import { onlyTarget } from "./bundle.ts";
import { selectedBy, selectorsIn } from "./selectors.ts";

/** How a schema is trimmed. */
export interface Trim {
  readonly documents: Documents;
  readonly dialect: Dialect;
  readonly view: "request" | "response";
  /** True where branches of unions ask for what selects them. */
  readonly selects: boolean;
  /** True where nothing but the reason is kept of a branch that refuses the value at a glance. */
  readonly brief: boolean;
}

/** What specialising one schema needs. */
interface Frame extends Trim {
  readonly world: SchemaWorld;
  /** False where the siblings of a reference do not count. */
  readonly siblings: boolean;
  readonly depth: number;
}

/** References and applicators followed below each other; real schemas stay far below. */
const DEPTH = 60;

/** What a keyword's schemas are asked about: the value itself, its members, its elements, or the names of its members. */
type About = "value" | "values" | "members" | "elements" | "names";

const ABOUT: ReadonlyMap<string, About> = new Map([
  ...["not", "if", "then", "else"].map((keyword) => [keyword, "value"] as const),
  ...["allOf", "anyOf", "oneOf"].map((keyword) => [keyword, "values"] as const),
  ...["additionalProperties", "unevaluatedProperties"].map((keyword) => [keyword, "members"] as const),
  ...["items", "contains", "unevaluatedItems", "additionalItems", "prefixItems"].map(
    (keyword) => [keyword, "elements"] as const,
  ),
  ["propertyNames", "names"],
]);

/** Keywords that hold schemas, or that depend on what other keywords hold. */
const OTHERS: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "dependentSchemas", "required", "$defs", "definitions", "discriminator"],
  ...["$ref", "$dynamicRef"],
]);

/** A schema is nested too deep for the value it is asked about. */
export class TooDeep extends Error {}

/**
 * The schema without what cannot matter for one value: references are replaced by what they lead to, properties
 * that the value does not have are left out. The value is valid under the result exactly if it is valid under the
 * schema. Throws TooDeep.
 */
export function specialise(node: Node, value: unknown, trim: Trim): JsonValue {
  const { documents, dialect } = trim;
  const resolve = (ref: string, base: string): Located | null => {
    const target = documents.resolve(ref, base);
    return target && { value: target.value, base: target.file };
  };
  return narrow(node, [value], {
    ...trim,
    world: { dialect, resolve },
    siblings: !ignoresRefSiblings(dialect),
    depth: 0,
  });
}

/** A schema and the file that its references are resolved in. */
type Here = Pick<Node, "value" | "file">;

function narrow({ value, file }: Here, values: readonly unknown[], outer: Frame): JsonValue {
  if (outer.depth > DEPTH) throw new TooDeep("the schema is nested too deep for this value");
  if (!isObject(value)) return value as JsonValue; // documents hold JSON only
  if (values.length === 0) return {};
  const flat = flatOf(value);
  if (flat !== null) return flat;
  const frame = { ...outer, depth: outer.depth + 1 };
  const plain = typeof value.$ref === "string" ? frame.documents.resolve(value.$ref, file) : null;
  if (plain !== null && !frame.siblings) return followed(plain, values, frame);
  const dynamic = typeof value.$dynamicRef === "string" && plain === null ? value.$dynamicRef : null;
  const target = dynamic === null ? plain : onlyTarget(dynamic, file, frame.documents);
  const entries: [string, JsonValue][] = [];
  for (const key of Object.keys(value)) {
    if (key === "$ref" || (key === "$dynamicRef" && dynamic !== null && target !== null)) continue;
    const held = isAnnotation("plain", key) ? undefined : narrowKeyword({ value, file }, key, values, frame);
    if (held !== undefined) entries.push([key, held]);
  }
  if (target === null) return jsonObject(entries);
  const led = followed(target, values, frame);
  const beside = jsonObject(entries);
  if (entries.length === 0) return led;
  const all = Array.isArray(beside.allOf) ? beside.allOf : [];
  return { ...beside, allOf: [...all, led] };
}

/** What was made of a schema for a value. */
interface Made {
  readonly file: string;
  readonly schema: JsonValue;
}

type Memory = WeakMap<object, WeakMap<object, Made>>;

const memories = new WeakMap<Documents, Map<string, Memory>>();

/** What a reference leads to, once for each value: messages about one edit hold the same parts, and the same schemas take them. */
function followed(target: Here, values: readonly unknown[], frame: Frame): JsonValue {
  const [value] = values;
  if (values.length > 1 || typeof value !== "object" || value === null || !isObject(target.value))
    return narrow(target, values, frame);
  const known = memoryOf(frame, target.value);
  const old = known.get(value);
  if (old?.file === target.file) return old.schema;
  const schema = narrow(target, values, frame);
  known.set(value, { file: target.file, schema });
  return schema;
}

function memoryOf({ documents, view, selects, brief }: Frame, schema: object): WeakMap<object, Made> {
  const modes = memories.get(documents) ?? new Map<string, Memory>();
  memories.set(documents, modes);
  const mode = `${view} ${selects} ${brief}`;
  const memory: Memory = modes.get(mode) ?? new WeakMap();
  modes.set(mode, memory);
  const known = memory.get(schema) ?? new WeakMap<object, Made>();
  memory.set(schema, known);
  return known;
}

const flats = new WeakMap<object, JsonValue>();

/** A schema that neither holds others nor refers to any, without its annotations: the same for every value; else null. */
function flatOf(schema: Readonly<Record<string, unknown>>): JsonValue | null {
  const known = flats.get(schema);
  if (known !== undefined) return known;
  const keys = Object.keys(schema);
  if (keys.some((key) => ABOUT.has(key) || OTHERS.has(key)) || isLong(schema.enum)) return null;
  const kept = keys.filter((key) => !isAnnotation("plain", key));
  const flat = jsonObject(kept.map((key) => [key, schema[key] as JsonValue])); // parts of the document
  flats.set(schema, flat);
  return flat;
}

/** What is left of a keyword; undefined for nothing. */
function narrowKeyword(here: Here, key: string, values: readonly unknown[], frame: Frame): JsonValue | undefined {
  const { file } = here;
  const schema = here.value as Readonly<Record<string, unknown>>; // whoever calls has looked
  const held = schema[key];
  const each = (inner: unknown, about: readonly unknown[]): JsonValue => narrow({ value: inner, file }, about, frame);
  const eachIn = (names: readonly string[], about: (name: string) => readonly unknown[]): JsonValue =>
    jsonObject(names.map((name) => [name, each(isObject(held) ? held[name] : undefined, about(name))]));
  switch (ABOUT.get(key)) {
    case "value":
      return each(held, values);
    case "values":
      return narrowBranches(here, key, values, frame);
    case "members":
      return each(held, membersOf(values));
    case "names":
      return each(held, namesOf(values));
    case "elements":
      return narrowItems(key, held, (inner) => each(inner, elementsOf(values)));
  }
  switch (key) {
    case "properties":
      return eachIn(namedIn(held, namesOf(values)), (name) => valuesAt(values, name));
    case "patternProperties":
      return eachIn(Object.keys(isObject(held) ? held : {}), () => membersOf(values));
    case "dependentSchemas":
      return eachIn(namedIn(held, namesOf(values)), () => values);
    case "required":
      return requiredNames(here, held, frame);
    case "enum":
      return isLong(held) ? listedOf(held, values) : (held as JsonValue); // a part of the document
    case "$defs":
    case "definitions":
    case "discriminator":
      return undefined;
    default:
      return held as JsonValue; // a part of the document
  }
}

/** Longer lists of values are not written down whole: validators are not handed texts without end. */
const LONG_LIST = 1000;

const isLong = (held: unknown): held is readonly JsonValue[] => Array.isArray(held) && held.length > LONG_LIST;

/** Of many listed values those that are at hand; another one where none is. */
function listedOf(held: readonly JsonValue[], values: readonly unknown[]): JsonValue {
  const wanted = new Set(values.map((value) => canonicalJson(value as JsonValue))); // bodies are JSON
  const kept = held.filter((each) => wanted.has(canonicalJson(each)));
  return kept.length > 0 ? kept : held.slice(0, 1);
}

const orders = new WeakMap<object, ReadonlyMap<string, number>>();

/** Those of the names that a map has, each once and in its order: of thousands of properties a value has few. */
function namedIn(map: unknown, names: readonly string[]): readonly string[] {
  if (!isObject(map)) return [];
  const order = orders.get(map) ?? new Map(Object.keys(map).map((name, index) => [name, index]));
  orders.set(map, order);
  const placed = [...new Set(names)].flatMap((name) => {
    const at = order.get(name);
    return at === undefined ? [] : [[at, name] as const];
  });
  return placed.sort(([a], [b]) => a - b).map(([, name]) => name);
}

/** Only tuples are lists; anything else there is no schema. */
function narrowItems(key: string, held: unknown, each: (inner: unknown) => JsonValue): JsonValue {
  const isTuple = key === "prefixItems" || key === "items";
  if (isTuple && Array.isArray(held)) return held.map(each);
  if (key === "prefixItems") return [];
  return Array.isArray(held) ? (held as JsonValue) : each(held); // a part of the document
}

function narrowBranches(here: Here, key: string, values: readonly unknown[], frame: Frame): JsonValue {
  const held = (here.value as Readonly<Record<string, unknown>>)[key];
  const selectors = frame.selects && key !== "allOf" ? selectorsIn(here, held, frame.documents) : [];
  const isUnion = key !== "allOf";
  const branches = (Array.isArray(held) ? held : []).flatMap((value: unknown, at) => {
    if (!isSelected(selectors[at], values)) return [];
    const branch = { value, file: here.file };
    const reason = isUnion && frame.brief && !selectors[at] ? reasonOf(branch, values, frame) : null;
    return [reason ?? selectedBy(narrow(branch, values, frame), selectors[at])];
  });
  return branches.length === 0 ? [{ not: {} }] : branches;
}

/** As much of a branch as refuses the one value that it is asked about; null where a glance finds nothing. */
function reasonOf(branch: Here, values: readonly unknown[], frame: Frame): JsonValue | null {
  const [value] = values as readonly JsonValue[]; // bodies are JSON
  if (value === undefined || values.length > 1) return null;
  const reason = refusedAtGlance({ value: branch.value, base: branch.file }, value, frame.world);
  if (reason?.keyword === "enum")
    return { required: [reason.name], properties: { [reason.name]: { enum: reason.values as JsonValue } } };
  if (reason?.keyword === "type") return { anyOf: reason.types.map((type) => ({ type })) };
  return reason !== null && isAsked(branch, reason.name, frame) ? { required: [reason.name] } : null;
}

/** Does a branch, or the component that it is, require a member that the view does not hide? */
function isAsked(branch: Here, name: string, frame: Frame): boolean {
  const { value, file } = frame.documents.follow({ ...branch, pointer: "" });
  const names = isObject(value) ? requiredNames({ value, file }, value.required, frame) : undefined;
  return Array.isArray(names) && names.includes(name);
}

/** False for a branch that none of the values is meant for: it refuses them all, and need not be written down. */
const isSelected = (selector: Selector | null | undefined, values: readonly unknown[]): boolean =>
  !selector ||
  objects(values).some((value) =>
    Object.hasOwn(value, selector.property) ? selector.values.some((each) => each === value[selector.property]) : false,
  );

/** What the view hides (readOnly in requests, writeOnly in responses) need not be there. */
function requiredNames({ value, file }: Here, held: unknown, frame: Frame): JsonValue | undefined {
  const hidden = frame.view === "request" ? "readOnly" : "writeOnly";
  const properties = isObject(value) && isObject(value.properties) ? value.properties : {};
  const hop: Hop = (node) => {
    const ref = refOf(node);
    return ref === null ? null : frame.documents.resolve(ref, node.file);
  };
  const isHidden = (name: string): boolean =>
    Object.hasOwn(properties, name) && isMarked({ value: properties[name], file, pointer: "" }, hidden, hop);
  const kept = (Array.isArray(held) ? held : []).map(String).filter((name) => !isHidden(name));
  return kept.length === 0 ? undefined : kept;
}

const objects = (values: readonly unknown[]) => values.filter(isObject);

const membersOf = (values: readonly unknown[]): readonly unknown[] =>
  objects(values).flatMap((value) => Object.values(value));

const namesOf = (values: readonly unknown[]): readonly string[] =>
  objects(values).flatMap((value) => Object.keys(value));

const elementsOf = (values: readonly unknown[]): readonly unknown[] =>
  values.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : []));

const valuesAt = (values: readonly unknown[], name: string): readonly unknown[] =>
  objects(values).flatMap((value) => (Object.hasOwn(value, name) ? [value[name]] : []));
