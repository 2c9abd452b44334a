import { WireError } from "./cursor.ts";
import { isKnown, knownFromJson } from "./json-known.ts";
import { enumFromJson, mismatch, scalarFromJson } from "./json-scalars.ts";
import { type Json, parseJson } from "./json-text.ts";
import { type Content, isNode, isZero, keyText, type MessageNode, node, type Value } from "./node.ts";
import { requireAll } from "./read.ts";
import { isMessageType, type MessageView, type SchemaView, shapeOf, type WireField } from "./schema.ts";

/**
 * Reads a message from ProtoJSON strictly: unknown keys and enum names, repeated keys, values out of range and
 * two members of one oneof are refused, `null` leaves a field unset. Throws WireError; RangeError for an `Any`
 * that names a type, for what it holds is not read. Source: protobuf.dev/programming-guides/json.
 */
export function readJson(schema: SchemaView, type: string, text: string): MessageNode {
  const message = messageFromJson(schema, schema.message(type), parseJson(text), type);
  requireAll(message, type);
  return message;
}

function messageFromJson(schema: SchemaView, type: MessageView, value: Json, path: string): MessageNode {
  if (isKnown(type.name)) return knownFromJson(schema, type, value, path);
  if (value.is !== "object") throw mismatch(value, type.name, path);
  const fields = new Map<number, Content>();
  const seen = new Set<number>();
  const oneofs = new Set<string>();
  for (const [key, content] of value.entries) {
    const field = type.byKey.get(key);
    if (!field) throw new WireError(`the key ${JSON.stringify(key)} is not known`, `${path}.${key}`);
    const at = `${path}.${field.name}`;
    if (seen.has(field.number)) throw new WireError("the field stands twice", at);
    seen.add(field.number);
    if (content.is === "null" && !takesNull(field)) continue;
    if (field.oneof !== undefined && oneofs.has(field.oneof))
      throw new WireError(`two members of the oneof ${field.oneof} are set`, at);
    if (field.oneof !== undefined) oneofs.add(field.oneof);
    const read = contentFromJson(schema, field, content, at);
    if (read) fields.set(field.number, read);
  }
  return node(type, fields);
}

const takesNull = (field: WireField): boolean =>
  shapeOf(field) === "one" && (field.ref === "google.protobuf.Value" || field.ref === "google.protobuf.NullValue");

/** null: an empty list or map, or the zero of a field without presence. */
function contentFromJson(schema: SchemaView, field: WireField, value: Json, path: string): Content | null {
  if (field.card === "map") return mapFromJson(schema, field, value, path);
  if (field.card !== "repeated") {
    const read = valueFromJson(schema, field, value, path);
    return field.card === "implicit" && !isNode(read) && isZero(read) ? null : { shape: "one", value: read };
  }
  if (value.is !== "array") throw mismatch(value, "a list", path);
  const values = value.items.map((item) => valueFromJson(schema, field, item, path));
  return values.length === 0 ? null : { shape: "list", values };
}

function mapFromJson(schema: SchemaView, field: WireField, value: Json, path: string): Content | null {
  if (value.is !== "object") throw mismatch(value, "a map", path);
  const entries = value.entries.map(
    ([key, content]) => [keyFromJson(field, key, path), valueFromJson(schema, field, content, path)] as const,
  );
  if (new Set(entries.map(([key]) => keyText(key))).size < entries.length)
    throw new WireError("a key of the map stands twice", path);
  return entries.length === 0 ? null : { shape: "map", entries };
}

function keyFromJson(field: WireField, key: string, path: string): Value {
  if (field.key === "bool" && (key === "true" || key === "false")) return key === "true";
  return scalarFromJson({ is: "string", value: key }, field.key ?? "string", path);
}

function valueFromJson(schema: SchemaView, field: WireField, value: Json, path: string): Value {
  if (isMessageType(field.type)) return messageFromJson(schema, schema.message(field.ref ?? ""), value, path);
  if (field.type === "enum") return enumFromJson(value, schema.enum(field.ref ?? ""), path);
  return scalarFromJson(value, field.type, path);
}
