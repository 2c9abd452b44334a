import { isMessageType, type MessageView, type Scalar, type WireField } from "./schema.ts";

/**
 * A value: integers, and numbers of enums, as bigint; float and double as number; a string that is not UTF-8,
 * where that is allowed, as its bytes.
 */
export type Value = bigint | number | boolean | string | Uint8Array | MessageNode;

/** The entries of a map in the order first written; a key is compared by `keyText`. */
export type Entries = readonly (readonly [key: Value, value: Value])[];

/** What stands under one field: a value, the elements of a list, or the entries of a map. */
export type Content =
  | { readonly shape: "one"; readonly value: Value }
  | { readonly shape: "list"; readonly values: readonly Value[] }
  | { readonly shape: "map"; readonly entries: Entries };

/** Why bytes of a field went to the unknown fields. */
export type UnknownReason = "number" | "wire-type" | "closed-enum";

/** A piece of the input that the reader keeps without understanding it. */
export interface Unknown {
  readonly number: number;
  readonly wire: number;
  readonly reason: UnknownReason;
  /** Tag and payload as they stood. */
  readonly bytes: Uint8Array;
}

/** A message as one reader sees it: only fields that are set stand in `fields`. */
export interface MessageNode {
  readonly type: MessageView;
  readonly fields: ReadonlyMap<number, Content>;
  readonly unknown: readonly Unknown[];
}

/** True for a message among values. */
export const isNode = (value: Value): value is MessageNode =>
  typeof value === "object" && !(value instanceof Uint8Array);

/** A message of these fields and nothing unknown. */
export const node = (type: MessageView, fields: Iterable<readonly [number, Content]>): MessageNode => ({
  type,
  fields: new Map(fields),
  unknown: [],
});

/** Every value of a field, keys of maps apart. */
export function valuesOf(content: Content): readonly Value[] {
  if (content.shape === "one") return [content.value];
  return content.shape === "list" ? content.values : content.entries.map(([, value]) => value);
}

/** A key of a map as text, so that equal keys have equal texts. */
export const keyText = (key: Value): string =>
  key instanceof Uint8Array ? `x${Buffer.from(key).toString("hex")}` : `${typeof key}:${String(key)}`;

/** The value a scalar type has when nothing is set. */
export function zeroOf(type: Scalar | "enum"): Value {
  if (type === "bool") return false;
  if (type === "string") return "";
  if (type === "bytes") return new Uint8Array();
  return type === "double" || type === "float" ? 0 : 0n;
}

/** The value an accessor gives for a singular field that is not set: its default. `first`: first value of its enum. */
export function defaultOf(field: WireField, first: number): Value {
  if (isMessageType(field.type)) throw new RangeError("a message has no default value");
  if (field.default === undefined) return field.type === "enum" ? BigInt(first) : zeroOf(field.type);
  return parseDefault(field.type, field.default);
}

function parseDefault(type: Scalar | "enum", text: string | boolean): Value {
  if (typeof text === "boolean" || type === "string") return text;
  if (type === "bytes") return new Uint8Array(Buffer.from(text, "base64"));
  if (type !== "double" && type !== "float") return BigInt(text);
  const special = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN }[text];
  return special ?? Number(text);
}

/** True for the zero of an implicit-presence field: a writer leaves it out. Negative zero is not zero. */
export function isZero(value: Value): boolean {
  if (typeof value === "number") return Object.is(value, 0);
  if (value instanceof Uint8Array) return value.length === 0;
  return value === 0n || value === false || value === "";
}
