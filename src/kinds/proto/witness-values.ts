import { type Content, isNode, isZero, type MessageNode, node, type Value, zeroOf } from "./wire/node.ts";
import { isInteger, rangeOf } from "./wire/ranges.ts";
import { isMessageType, type MessageView, type SchemaView, shapeOf, type WireField } from "./wire/schema.ts";

/** The field on the reading side that a value may meet, and where its types are looked up. */
export interface Target {
  readonly field: WireField | undefined;
  readonly schema: SchemaView;
}

const INTEGERS = [
  0n,
  1n,
  2n,
  3n,
  -1n,
  9n,
  128n,
  2n ** 31n,
  2n ** 32n,
  2n ** 32n + 1n,
  2n ** 53n + 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  -(2n ** 31n) - 1n,
  2n ** 31n - 1n,
  2n ** 32n - 1n,
  2n ** 63n - 1n,
  -(2n ** 31n),
  -(2n ** 63n),
];
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Values of a scalar type that tell it from its neighbours, the plainest first. */
function scalars(field: WireField): readonly Value[] {
  if (field.type === "bool") return [true, false];
  if (field.type === "double") return [1, 1.5, 0.1, 1e300, Number.POSITIVE_INFINITY, Number.NaN, -0, 0];
  if (field.type === "float") return [1, 1.5, Number.POSITIVE_INFINITY, Number.NaN, -0, 0];
  if (field.type === "string") return ["a", "b", "hello", "abcd", "", ...(field.utf8 ? [] : [bytes(0xff)])];
  if (field.type === "bytes") return [bytes(0xff), bytes(0x61), bytes(0x08, 0xff, 0xff), bytes()];
  if (!isInteger(field.type)) return []; // messages and enums go elsewhere
  const [least, greatest] = rangeOf(field.type);
  return INTEGERS.filter((value) => value >= least && value <= greatest);
}

const ENUM_LIMIT = 12;

/** Numbers of an enum: those that the reader's enum lacks or names otherwise first. */
function enumNumbers(schema: SchemaView, field: WireField, target: Target): readonly Value[] {
  const type = schema.enum(field.ref ?? "");
  const other = target.field?.type === "enum" ? target.schema.enum(target.field.ref ?? "") : undefined;
  const stands = (name: string, number: number) => other?.numberOf.get(name) === number;
  const strange = type.values.filter(([name, number]) => !stands(name, number));
  const numbers = [...strange.slice(0, ENUM_LIMIT), ...type.values.slice(0, 3)].map(([, number]) => BigInt(number));
  const free = Math.max(0, ...type.values.map(([, number]) => number)) + 1;
  const unnamed = type.closed || free > 2 ** 31 - 1 ? [] : [BigInt(free)];
  return [...new Set([...numbers, ...unnamed])];
}

/** Values to try for one field, singular or as an element. */
export function valuesFor(schema: SchemaView, field: WireField, target: Target, depth = 0): readonly Value[] {
  if (field.type === "enum") return enumNumbers(schema, field, target);
  if (!isMessageType(field.type)) return scalars(field);
  return messages(schema, schema.message(field.ref ?? ""), target, depth);
}

const NESTED_FIELDS = 40;
/** Messages in messages that are looked into for a value that separates. */
const NESTED_VALUES = 10;
/** Levels of messages in messages that are filled with values to try. */
export const NESTED_DEPTH = 3;

/** The empty message, then messages with one field set that the reader does not have in the same form. */
function messages(schema: SchemaView, type: MessageView, target: Target, depth: number): readonly MessageNode[] {
  const empty = fill(schema, node(type, []));
  if (!empty) return [];
  if (depth >= NESTED_DEPTH) return [empty];
  const known =
    target.field && isMessageType(target.field.type) ? target.schema.message(target.field.ref ?? "") : undefined;
  const strange = type.fields.filter((field) => !sameField(field, known?.byNumber.get(field.number)));
  const plain = strange.slice(0, NESTED_FIELDS).flatMap((field) => {
    const below = { field: known?.byNumber.get(field.number), schema: target.schema };
    return contentsFor(schema, field, below, depth + 1).slice(0, NESTED_VALUES);
  });
  const made = plain.flatMap(([number, content]) => fill(schema, node(type, [[number, content]])) ?? []);
  const long = target.field?.type === "string" ? longText(schema, type, depth) : null;
  return [empty, ...made, ...(long ? [long] : [])];
}

/** Letters whose count, as a length before them, is no UTF-8: a message of nothing but texts is text to who reads a string. */
const LONG = 128;

/** The message with a long text in it, however deep the first field for one lies; null where it has none. */
function longText(schema: SchemaView, type: MessageView, depth: number): MessageNode | null {
  if (depth >= NESTED_DEPTH) return null;
  for (const field of type.fields) {
    if (field.card === "map") continue;
    const below = field.type === "message" ? longText(schema, schema.message(field.ref ?? ""), depth + 1) : null;
    const value = field.type === "string" ? "a".repeat(LONG) : below;
    if (value === null) continue;
    const content: Content = field.card === "repeated" ? { shape: "list", values: [value] } : { shape: "one", value };
    return fill(schema, node(type, [[field.number, content]]));
  }
  return null;
}

/** Alike in all that a field says of itself; what an enum or a message holds may differ all the same. */
const sameField = (a: WireField, b: WireField | undefined): boolean =>
  b !== undefined && a.ref === undefined && JSON.stringify(a) === JSON.stringify(b);

/** What to try under one field: each value alone, then forms of lists and maps that separate. */
export function contentsFor(
  schema: SchemaView,
  field: WireField,
  target: Target,
  depth = 0,
  given: readonly Value[] = [],
): readonly (readonly [number, Content])[] {
  const values = [...given, ...valuesFor(schema, field, target, depth)];
  return shapes(field, values, target).map((content) => [field.number, content] as const);
}

function shapes(field: WireField, values: readonly Value[], target: Target): readonly Content[] {
  if (field.card === "map") return maps(field, values);
  if (field.card === "repeated") {
    const single = target.field !== undefined && shapeOf(target.field) === "one";
    const shown = single ? values.filter((value) => isNode(value) || !isZero(value)) : values;
    const lists = [...shown.map((value) => [value]), ...pairs(shown, target)];
    return lists.map((list) => ({ shape: "list", values: list }));
  }
  const kept = field.card === "implicit" ? values.filter((value) => isNode(value) || !isZero(value)) : values;
  return kept.map((value) => ({ shape: "one", value }));
}

/** Two elements that differ, and two entries with one key where the reader keeps a map. */
function pairs(values: readonly Value[], target: Target): readonly (readonly Value[])[] {
  const [first, second] = values;
  if (first === undefined) return [];
  const doubled = target.field?.card === "map" ? values.filter((value) => isNode(value) && value.fields.size > 0) : [];
  return [...doubled.slice(0, 2).map((value) => [value, value]), [first, second ?? first]];
}

function maps(field: WireField, values: readonly Value[]): readonly Content[] {
  const type = field.key ?? "string";
  const keys = scalars({ ...field, type });
  const first = keys[1] ?? keys[0] ?? zeroOf(type);
  const byValue = values.map((value) => [[first, value] as const]);
  const byKey = values[0] === undefined ? [] : keys.map((key) => [[key, values[0] as Value] as const]); // just looked at
  return [...byValue, ...byKey].map((entries) => ({ shape: "map", entries }));
}

const REQUIRED_DEPTH = 20;

/** The message with every required field set, the plainest way; null where that never ends. */
export function fill(schema: SchemaView, message: MessageNode, depth = 0): MessageNode | null {
  if (depth > REQUIRED_DEPTH) return null;
  const fields = new Map(message.fields);
  for (const field of message.type.required) {
    if (fields.has(field.number)) continue;
    const value = plainest(schema, field, depth);
    if (value === null) return null;
    fields.set(field.number, { shape: "one", value });
  }
  return { ...message, fields };
}

function plainest(schema: SchemaView, field: WireField, depth: number): Value | null {
  if (isMessageType(field.type)) return fill(schema, node(schema.message(field.ref ?? ""), []), depth + 1);
  if (field.type === "enum") return BigInt(schema.enum(field.ref ?? "").values[0]?.[1] ?? 0);
  return zeroOf(field.type);
}
