import { isKnown, knownToJson } from "./json-known.ts";
import { scalarToJson } from "./json-scalars.ts";
import { type Content, isNode, type MessageNode, type Value } from "./node.ts";
import { isMessageType, type SchemaView, type WireField } from "./schema.ts";

/**
 * The ProtoJSON text of a message: fields by number under their JSON names, 64-bit integers as strings, enums by
 * name. Throws RangeError for what JSON cannot carry (strings that are not UTF-8, times out of range).
 */
export function writeJson(schema: SchemaView, message: MessageNode): string {
  if (isKnown(message.type.name)) return knownToJson(message);
  const numbers = [...message.fields.keys()].sort((a, b) => a - b);
  const parts = numbers.map((number) => {
    const field = message.type.byNumber.get(number);
    const content = message.fields.get(number);
    if (!field || !content) throw new RangeError(`${message.type.name} has no field ${number}`);
    return `${JSON.stringify(field.json)}:${contentToJson(schema, field, content)}`;
  });
  return `{${parts.join(",")}}`;
}

/** The whole content of a field in ProtoJSON. */
export function contentToJson(schema: SchemaView, field: WireField, content: Content): string {
  if (content.shape === "one") return valueToJson(schema, field, content.value);
  if (content.shape === "list")
    return `[${content.values.map((value) => valueToJson(schema, field, value)).join(",")}]`;
  const entries = content.entries.map(([key, value]) => `${keyToJson(key)}:${valueToJson(schema, field, value)}`);
  return `{${entries.join(",")}}`;
}

function keyToJson(key: Value): string {
  if (key instanceof Uint8Array) throw new RangeError("a key that is not UTF-8 has no JSON");
  return JSON.stringify(String(key));
}

/** One value of a field in ProtoJSON. */
export function valueToJson(schema: SchemaView, field: WireField, value: Value): string {
  if (isNode(value)) return writeJson(schema, value);
  if (isMessageType(field.type)) throw new RangeError(`${field.name} holds messages`);
  if (field.type !== "enum") return scalarToJson(value, field.type);
  if (field.ref === "google.protobuf.NullValue") return "null";
  const name = schema.enum(field.ref ?? "").nameOf.get(Number(value));
  return name === undefined ? String(value) : JSON.stringify(name);
}
