import { WireError } from "./cursor.ts";
import { integerOf, mismatch, scalarFromJson, scalarToJson } from "./json-scalars.ts";
import type { Json } from "./json-text.ts";
import { type Content, isNode, isZero, type MessageNode, node, type Value } from "./node.ts";
import { isMessageType, type MessageView, type SchemaView } from "./schema.ts";

type Reader = (schema: SchemaView, type: MessageView, value: Json, path: string) => MessageNode;

interface Form {
  readonly read: Reader;
  readonly write: (message: MessageNode) => string;
}

/** Full name of the well-known type that holds a message of any type. */
export const ANY_NAME = "google.protobuf.Any";

/** What the URL of a type begins with in an Any: its full name follows. */
export const TYPE_URL = "type.googleapis.com/";

/** An Any that holds an empty message. */
export const packEmpty = (any: MessageView, { name }: MessageView): MessageNode =>
  node(any, [[1, { shape: "one", value: `${TYPE_URL}${name}` }]]);

/** The type of the message that an Any in JSON holds: null where it names none that the schema has. */
export function typeInAny(schema: SchemaView, value: Json): MessageView | null {
  const named = value.is === "object" ? value.entries.find(([key]) => key === "@type")?.[1] : undefined;
  if (named?.is !== "string" || !named.value.startsWith(TYPE_URL)) return null;
  try {
    return schema.message(named.value.slice(TYPE_URL.length));
  } catch {
    return null; // it may be known to others
  }
}

/** Of messages within an Any only the empty one is read and written: `{"@type": "..."}`. */
const ANY: Form = {
  read(schema, type, value, path) {
    if (value.is !== "object") throw mismatch(value, type.name, path);
    if (value.entries.length === 0) return node(type, []);
    const named = value.entries.find(([key]) => key === "@type")?.[1];
    if (named?.is !== "string" || named.value === "") throw new WireError("an Any without an @type", path);
    const held = typeInAny(schema, value);
    if (value.entries.length > 1 || !held || isKnown(held.name) || held.required.length > 0)
      throw new RangeError("the content of an Any is not read");
    return packEmpty(type, held);
  },
  write(message) {
    const url = single(message, 1);
    if (message.fields.size === 0) return "{}";
    if (message.fields.size > 1 || typeof url !== "string" || isKnown(url.replace(TYPE_URL, "")))
      throw new RangeError("the content of an Any is not written");
    return JSON.stringify({ "@type": url });
  },
};

const WRAPPER: Form = {
  read(_, type, value, path) {
    const field = type.byNumber.get(1);
    if (!field || isMessageType(field.type) || field.type === "enum") throw new RangeError(`${type.name} has no value`);
    const read = scalarFromJson(value, field.type, path);
    return node(type, isZero(read) ? [] : [[1, { shape: "one", value: read }]]);
  },
  write(message) {
    const field = message.type.byNumber.get(1);
    if (!field || isMessageType(field.type) || field.type === "enum") throw new RangeError("a wrapper holds a scalar");
    const zero = { bool: "false", string: '""', bytes: '""' }[field.type as string];
    const value = single(message, 1);
    if (value !== undefined) return scalarToJson(value, field.type);
    return zero ?? (field.type.includes("64") ? '"0"' : "0");
  },
};

const TIME: Form = {
  read(_, type, value, path) {
    if (value.is !== "string") throw mismatch(value, type.name, path);
    const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(value.value);
    const millis = parts ? Date.parse(`${parts[1]}${parts[3]}`) : Number.NaN;
    if (!parts || Number.isNaN(millis)) throw new WireError(`${JSON.stringify(value.value)} is no timestamp`, path);
    return pairOf(type, BigInt(millis / 1000), BigInt((parts[2] ?? "").padEnd(9, "0")));
  },
  write(message) {
    const seconds = integer(message, 1);
    const nanos = integer(message, 2);
    if (seconds < -62135596800n || seconds > 253402300799n || nanos < 0n || nanos > 999999999n)
      throw new RangeError("the timestamp is out of range");
    const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
    return `"${text}${fractionOf(nanos)}Z"`;
  },
};

const LONGEST = 315576000000n;

const DURATION: Form = {
  read(_, type, value, path) {
    if (value.is !== "string") throw mismatch(value, type.name, path);
    const parts = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value.value);
    if (!parts || BigInt(parts[2] ?? 0) > LONGEST)
      throw new WireError(`${JSON.stringify(value.value)} is no duration`, path);
    const sign = parts[1] === "-" ? -1n : 1n;
    return pairOf(type, sign * BigInt(parts[2] ?? 0), sign * BigInt((parts[3] ?? "").padEnd(9, "0")));
  },
  write(message) {
    const [seconds, nanos] = [integer(message, 1), integer(message, 2)];
    const split = (seconds > 0n && nanos < 0n) || (seconds < 0n && nanos > 0n);
    const size = (value: bigint) => (value < 0n ? -value : value);
    if (size(seconds) > LONGEST || size(nanos) > 999999999n || split)
      throw new RangeError("the duration is out of range");
    return `"${seconds < 0n || nanos < 0n ? "-" : ""}${size(seconds)}${fractionOf(size(nanos))}s"`;
  },
};

const MASK: Form = {
  read(_, type, value, path) {
    if (value.is !== "string") throw mismatch(value, type.name, path);
    if (value.value.includes("_")) throw new WireError("a path of a field mask is written in camel case", path);
    const snake = (text: string) => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const values = value.value === "" ? [] : value.value.split(",").map(snake);
    return node(type, values.length === 0 ? [] : [[1, { shape: "list", values }]]);
  },
  write(message) {
    const content = message.fields.get(1);
    const paths = content?.shape === "list" ? content.values.map(String) : [];
    if (paths.some((path) => !/^[a-z0-9.]*(?:_[a-z][a-z0-9.]*)*$/.test(path)))
      throw new RangeError("the path has no camel case");
    return JSON.stringify(
      paths.map((path) => path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())).join(","),
    );
  },
};

const STRUCT: Form = {
  read(schema, type, value, path) {
    if (value.is !== "object") throw mismatch(value, type.name, path);
    const below = schema.message("google.protobuf.Value");
    const entries = value.entries.map(([key, content]) => [key, VALUE.read(schema, below, content, path)] as const);
    if (new Map(entries).size < entries.length) throw new WireError("a key of the struct stands twice", path);
    return node(type, entries.length === 0 ? [] : [[1, { shape: "map", entries }]]);
  },
  write(message) {
    const content = message.fields.get(1);
    const entries = content?.shape === "map" ? content.entries : [];
    return `{${entries.map(([key, value]) => `${JSON.stringify(String(key))}:${below(VALUE, value)}`).join(",")}}`;
  },
};

const LIST: Form = {
  read(schema, type, value, path) {
    if (value.is !== "array") throw mismatch(value, type.name, path);
    const values = value.items.map((item) => VALUE.read(schema, schema.message("google.protobuf.Value"), item, path));
    return node(type, values.length === 0 ? [] : [[1, { shape: "list", values }]]);
  },
  write(message) {
    const content = message.fields.get(1);
    return `[${(content?.shape === "list" ? content.values : []).map((value) => below(VALUE, value)).join(",")}]`;
  },
};

const VALUE: Form = {
  read(schema, type, value, path) {
    const one = (number: number, read: Value): MessageNode => node(type, [[number, { shape: "one", value: read }]]);
    if (value.is === "null") return one(1, 0n);
    if (value.is === "number") return one(2, Number(value.text));
    if (value.is === "string") return one(3, value.value);
    if (value.is === "boolean") return one(4, value.value);
    if (value.is === "object")
      return one(5, STRUCT.read(schema, schema.message("google.protobuf.Struct"), value, path));
    return one(6, LIST.read(schema, schema.message("google.protobuf.ListValue"), value, path));
  },
  write(message) {
    const [number] = message.fields.keys();
    const value = number === undefined ? undefined : single(message, number);
    if (value === undefined || (typeof value === "number" && !Number.isFinite(value)))
      throw new RangeError("the value has no JSON");
    if (number === 1) return "null";
    if (number === 5) return below(STRUCT, value);
    if (number === 6) return below(LIST, value);
    return scalarToJson(value, number === 2 ? "double" : number === 3 ? "string" : "bool");
  },
};

const WRAPPERS = ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"];

const FORMS: ReadonlyMap<string, Form> = new Map([
  [ANY_NAME, ANY],
  ["google.protobuf.Timestamp", TIME],
  ["google.protobuf.Duration", DURATION],
  ["google.protobuf.FieldMask", MASK],
  ["google.protobuf.Struct", STRUCT],
  ["google.protobuf.ListValue", LIST],
  ["google.protobuf.Value", VALUE],
  ...WRAPPERS.map((name): [string, Form] => [`google.protobuf.${name}Value`, WRAPPER]),
]);

/** True for a well-known type with a JSON form of its own. */
export const isKnown = (name: string): boolean => FORMS.has(name);

/** True for a well-known type that holds one scalar, and in JSON is written as that. */
export const isWrapper = (name: string): boolean => FORMS.get(name) === WRAPPER;

/** Reads a well-known type from its own JSON form. */
export function knownFromJson(schema: SchemaView, type: MessageView, value: Json, path: string): MessageNode {
  const form = FORMS.get(type.name);
  if (!form) throw new RangeError(`${type.name} has no JSON form of its own`);
  return form.read(schema, type, value, path);
}

/** Writes a well-known type in its own JSON form. Throws RangeError for values without one. */
export function knownToJson(message: MessageNode): string {
  const form = FORMS.get(message.type.name);
  if (!form) throw new RangeError(`${message.type.name} has no JSON form of its own`);
  return form.write(message);
}

function single(message: MessageNode, number: number): Value | undefined {
  const content = message.fields.get(number);
  return content?.shape === "one" ? content.value : undefined;
}

const integer = (message: MessageNode, number: number): bigint =>
  integerOf(String(single(message, number) ?? 0n)) ?? 0n;

function below(form: Form, value: Value): string {
  if (!isNode(value)) throw new RangeError("a message stands here");
  return form.write(value);
}

/** Nothing, or a point and three, six or nine digits. */
function fractionOf(nanos: bigint): string {
  if (nanos === 0n) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.endsWith("000000") ? digits.slice(0, 3) : digits.endsWith("000") ? digits.slice(0, 6) : digits}`;
}

function pairOf(type: MessageView, seconds: bigint, nanos: bigint): MessageNode {
  const one = (value: bigint): Content => ({ shape: "one", value });
  const parts: (readonly [number, Content])[] = [];
  if (seconds !== 0n) parts.push([1, one(seconds)]);
  if (nanos !== 0n) parts.push([2, one(nanos)]);
  return node(type, parts);
}
