import protobuf from "protobufjs/light.js"; // no reader of .proto texts
import { groupBy } from "../../../core/group.ts";
import { ITEM } from "./message-set.ts";
import type { Content, MessageNode, Unknown, Value } from "./node.ts";
import {
  isMessageType,
  type MessageView,
  type SchemaView,
  shapeOf,
  type WireEnum,
  type WireField,
  type WireMessage,
  type WireSchema,
} from "./schema.ts";

/** The schema with every name replaced by its position: schemas of one structure share one decoder. */
interface Numbered {
  readonly json: protobuf.INamespace;
  readonly names: ReadonlyMap<string, string>;
}

const KEEP = 2_000;
const roots = new Map<string, protobuf.Root>();

/**
 * Reads a message with protobufjs, its schema built from the same plain one, and gives what it saw in our own
 * shape. Throws whatever protobufjs throws. Decoders are kept for the last 2,000 structures met.
 */
export function readWithProtobufjs(schema: WireSchema, view: SchemaView, type: string, bytes: Uint8Array): MessageNode {
  const numbered = number(schema);
  const root = rootOf(numbered.json);
  const decoder = root.lookupType(numbered.names.get(type) ?? type);
  const reader = protobuf.Reader.create(Buffer.from(bytes));
  Object.assign(reader, { discardUnknown: false });
  const decoderOf = (name: string) => root.lookupType(numbered.names.get(name) ?? name);
  return fromObject({ schema: view, decoderOf }, view.message(type), decoder.decode(reader));
}

function rootOf(json: protobuf.INamespace): protobuf.Root {
  const key = JSON.stringify(json);
  const known = roots.get(key);
  if (known) return known;
  const made = protobuf.Root.fromJSON(json);
  if (roots.size >= KEEP) roots.delete(roots.keys().next().value ?? "");
  roots.set(key, made);
  return made;
}

function number(schema: WireSchema): Numbered {
  const names = new Map<string, string>();
  for (const name of [...Object.keys(schema.messages), ...Object.keys(schema.enums)]) names.set(name, `T${names.size}`);
  const nested: Record<string, protobuf.AnyNestedObject> = {};
  for (const [name, message] of Object.entries(schema.messages))
    nested[names.get(name) ?? name] = toType(message, names);
  if (Object.values(schema.messages).some((message) => message.set)) nested[SET_ITEM] = ITEM_TYPE;
  for (const [name, value] of Object.entries(schema.enums)) nested[names.get(name) ?? name] = toEnum(value);
  return { json: { nested }, names };
}

const fieldName = (field: WireField): string => `f${field.number}`;

/** protobufjs 8.8.1 cannot skip groups in a type without fields: it gets one that no payload has. */
const FILLER = ["f536870911", { id: 536870911, type: "bool" }] as const;

/** A MessageSet as any other message: its items are groups. */
const SET_ITEM = "Item";
const ITEM_TYPE: protobuf.IType = {
  edition: "2023",
  fields: { typeId: { id: ITEM.typeId, type: "uint32" }, message: { id: ITEM.message, type: "bytes" } },
};
const ITEMS = [
  "items",
  { id: ITEM.group, type: SET_ITEM, rule: "repeated", options: { features: { message_encoding: "DELIMITED" } } },
] as const;

function toType(message: WireMessage, names: ReadonlyMap<string, string>): protobuf.IType {
  const fields: (readonly [string, protobuf.IField])[] = message.fields.map(
    (field) => [fieldName(field), toField(field, names)] as const,
  );
  if (message.set) fields.push(ITEMS);
  if (fields.length === 0) fields.push(FILLER);
  const members = message.fields.filter(({ oneof }) => oneof !== undefined);
  const oneofs = [...groupBy(members, ({ oneof }) => oneof).values()].map((fields) => fields.map(fieldName));
  return {
    edition: "2023",
    fields: Object.fromEntries(fields),
    oneofs: Object.fromEntries(oneofs.map((oneof, index) => [`o${index}`, { oneof }])),
  };
}

function toField(field: WireField, names: ReadonlyMap<string, string>): protobuf.IField & Partial<protobuf.IMapField> {
  const presence = { implicit: "IMPLICIT", required: "LEGACY_REQUIRED" }[field.card as string] ?? "EXPLICIT";
  return {
    id: field.number,
    type: field.ref === undefined ? field.type : (names.get(field.ref) ?? field.ref),
    ...(field.card === "repeated" && { rule: "repeated" }),
    ...(field.key && { keyType: field.key }),
    options: {
      features: {
        ...(shapeOf(field) === "one" && !field.oneof && { field_presence: presence }),
        utf8_validation: field.utf8 ? "VERIFY" : "NONE",
        message_encoding: field.type === "group" ? "DELIMITED" : "LENGTH_PREFIXED",
        repeated_field_encoding: field.packed ? "PACKED" : "EXPANDED",
      },
    },
  };
}

function toEnum(value: WireEnum): protobuf.IEnum {
  return {
    edition: "2023",
    options: { features: { enum_type: value.closed ? "CLOSED" : "OPEN" }, allow_alias: true },
    values: Object.fromEntries(value.values.map(([, number], index) => [`V${index}`, number])),
  };
}

interface Reading {
  readonly schema: SchemaView;
  decoderOf(name: string): protobuf.Type;
}

function fromObject(reading: Reading, type: MessageView, object: object): MessageNode {
  const values = new Map(Object.entries(object));
  const fields = new Map<number, Content>();
  for (const field of type.fields) {
    const raw: unknown = values.get(fieldName(field));
    if (raw === undefined || raw === null) continue;
    const content = fromContent(reading, field, raw);
    if (content) fields.set(field.number, content);
  }
  const unknown = unknowns(type, Reflect.get(object, "$unknowns"));
  return { type, fields, unknown: type.isSet ? [...unknown, ...readItems(reading, type, values, fields)] : unknown };
}

/** Reads the items of a MessageSet into the fields of its extensions; gives those that are not known. */
function readItems(
  { schema, decoderOf }: Reading,
  type: MessageView,
  values: ReadonlyMap<string, unknown>,
  fields: Map<number, Content>,
): readonly Unknown[] {
  const items = (values.get(ITEMS[0]) ?? []) as readonly { readonly typeId: number; readonly message: Uint8Array }[]; // of ITEM_TYPE
  return items.flatMap(({ typeId, message }) => {
    const field = type.byNumber.get(typeId);
    if (!field || !isMessageType(field.type))
      return [{ number: typeId, wire: 2, reason: "number", bytes: message } as const];
    const ref = field.ref ?? "";
    const value = fromObject({ schema, decoderOf }, schema.message(ref), decoderOf(ref).decode(message));
    fields.set(typeId, { shape: "one", value });
    return [];
  });
}

function unknowns(type: MessageView, raw: unknown): readonly Unknown[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((bytes: Uint8Array) => {
    const reader = protobuf.Reader.create(bytes);
    const tag = reader.uint32();
    const [number, wire] = [tag >>> 3, tag & 7];
    const field = type.byNumber.get(number);
    const reason = !field ? "number" : field.type === "enum" && wire !== 5 && wire !== 1 ? "closed-enum" : "wire-type";
    return { number, wire, reason, bytes };
  });
}

function fromContent(reading: Reading, field: WireField, raw: unknown): Content | null {
  if (field.card === "map") {
    const entries = Object.entries(raw as Record<string, unknown>).map(
      ([key, value]) => [mapKey(field, key), fromValue(reading, field, value)] as const,
    );
    return entries.length === 0 ? null : { shape: "map", entries };
  }
  if (!Array.isArray(raw)) return { shape: "one", value: fromValue(reading, field, raw) };
  if (raw.length === 0) return null;
  return { shape: "list", values: raw.map((value) => fromValue(reading, field, value)) };
}

function mapKey(field: WireField, key: string): Value {
  if (field.key === "string") return key;
  if (field.key === "bool") return key === "true";
  const wide =
    field.key === "int64" || field.key === "uint64" || field.key?.endsWith("fixed64") || field.key === "sint64";
  if (!wide || /^-?\d+$/.test(key)) return BigInt(key);
  return BigInt(protobuf.util.longFromHash(key, field.key?.startsWith("u") ?? false).toString());
}

function fromValue(reading: Reading, field: WireField, raw: unknown): Value {
  if (isMessageType(field.type)) return fromObject(reading, reading.schema.message(field.ref ?? ""), raw as object);
  if (raw instanceof Uint8Array || typeof raw === "boolean" || typeof raw === "string") return raw;
  if (field.type === "float" || field.type === "double") return Number(raw);
  return BigInt(String(raw));
}
