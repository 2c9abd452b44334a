import { create, createFileRegistry, type DescMessage, fromJsonString, toBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  Edition,
  EnumDescriptorProtoSchema,
  FeatureSet_EnumType,
  FeatureSet_FieldPresence,
  FeatureSet_MessageEncoding,
  FeatureSet_RepeatedFieldEncoding,
  FeatureSet_Utf8Validation,
  FeatureSetSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { jsonObject } from "../../../core/json.ts";
import type { MessageNode } from "./node.ts";
import { readMessage } from "./read.ts";
import type { SchemaView, WireField, WireMessage, WireSchema, WireType } from "./schema.ts";

const KEEP = 500;
const types = new Map<string, DescMessage>();

/**
 * Reads ProtoJSON with protobuf-es, its descriptors built from the same plain schema, and gives what it saw in
 * our own shape (by way of the bytes it writes). Throws whatever protobuf-es throws.
 */
export function readWithProtobufEs(schema: WireSchema, view: SchemaView, type: string, text: string): MessageNode {
  const names = shortNames(schema);
  const desc = typeOf(renamed(schema, names), names.get(type) ?? type);
  return readMessage(view, type, toBinary(desc, fromJsonString(desc, text)));
}

function typeOf(schema: WireSchema, type: string): DescMessage {
  const key = `${type} ${JSON.stringify(schema)}`;
  const known = types.get(key);
  if (known) return known;
  const set = create(FileDescriptorSetSchema, { file: [toFile(schema, true), toFile(schema, false)] });
  const made = createFileRegistry(set).getMessage(type);
  if (!made) throw new RangeError(`the schema has no type ${type}`);
  if (types.size >= KEEP) types.delete(types.keys().next().value ?? "");
  types.set(key, made);
  return made;
}

const WELL_KNOWN = "google.protobuf.";
const WELL_KNOWN_FILE = "google/protobuf/witness.proto";

/**
 * The names that types go by here. Well-known types keep theirs, for protobuf-es maps them to JSON by name; others get one
 * identifier each, so that one file without a package holds types of many packages and cycles, and schemas of one
 * structure share their descriptors.
 */
const shortNames = ({ messages, enums }: WireSchema): ReadonlyMap<string, string> =>
  new Map(
    [...Object.keys(messages), ...Object.keys(enums)].map((name, index) => [
      name,
      name.startsWith(WELL_KNOWN) ? name : `T${index}`,
    ]),
  );

function renamed({ messages, enums }: WireSchema, names: ReadonlyMap<string, string>): WireSchema {
  const named = <T>(types: Readonly<Record<string, T>>, rename: (type: T) => T) =>
    jsonObject(Object.entries(types).map(([name, type]) => [names.get(name) ?? name, rename(type)] as const));
  const field = (one: WireField): WireField =>
    one.ref === undefined ? one : { ...one, ref: names.get(one.ref) ?? one.ref };
  return {
    messages: named(messages, ({ fields }) => ({ fields: fields.map(field) })),
    enums: named(enums, (same) => same),
  };
}

/** The well-known types as a file of their own, or all other types. */
function toFile(schema: WireSchema, wellKnown: boolean) {
  const mine = <T>(types: Readonly<Record<string, T>>) =>
    Object.entries(types).flatMap(([name, type]) =>
      name.startsWith(WELL_KNOWN) === wellKnown ? [[name.replace(WELL_KNOWN, ""), type] as const] : [],
    );
  return create(FileDescriptorProtoSchema, {
    name: wellKnown ? WELL_KNOWN_FILE : "witness.proto",
    ...(wellKnown ? { package: "google.protobuf" } : { dependency: [WELL_KNOWN_FILE] }),
    syntax: "editions",
    edition: Edition.EDITION_2023,
    messageType: mine(schema.messages).map(([name, message]) => toMessage(name, message, wellKnown)),
    enumType: mine(schema.enums).map(([name, { closed, values }]) =>
      create(EnumDescriptorProtoSchema, {
        name,
        value: values.map(([label, number]) => ({ name: label, number })),
        options: {
          allowAlias: true,
          features: { enumType: closed ? FeatureSet_EnumType.CLOSED : FeatureSet_EnumType.OPEN },
        },
      }),
    ),
  });
}

function toMessage(name: string, message: WireMessage, wellKnown: boolean): DescriptorProto {
  const full = wellKnown ? `${WELL_KNOWN}${name}` : name;
  const oneofs = [...new Set(message.fields.flatMap((field) => field.oneof ?? []))];
  return create(DescriptorProtoSchema, {
    name,
    field: message.fields.map((field) => toField(full, field, oneofs)),
    oneofDecl: oneofs.map((oneof) => ({ name: oneof })),
    nestedType: message.fields.filter((field) => field.card === "map").map(toEntry),
  });
}

const entryName = (field: WireField): string => `Entry${field.number}`;

function toEntry(field: WireField): DescriptorProto {
  const { key = "string", type, ref, utf8 } = field;
  const shared = { card: "explicit", ...(utf8 && { utf8 }) } as const;
  return create(DescriptorProtoSchema, {
    name: entryName(field),
    options: { mapEntry: true },
    field: [
      toField("", { number: 1, name: "key", json: "key", type: key, ...shared }, []),
      toField("", { number: 2, name: "value", json: "value", type, ...shared, ...(ref !== undefined && { ref }) }, []),
    ],
  });
}

const typeNumber = (type: WireType): FieldDescriptorProto_Type => {
  const name = (type === "group" ? "message" : type).toUpperCase() as keyof typeof FieldDescriptorProto_Type;
  return FieldDescriptorProto_Type[name];
};

function toField(parent: string, field: WireField, oneofs: readonly string[]): FieldDescriptorProto {
  const map = field.card === "map";
  const repeated = map || field.card === "repeated";
  const ref = map ? `${parent}.${entryName(field)}` : field.ref;
  return create(FieldDescriptorProtoSchema, {
    name: field.name.startsWith("[") ? `extension_${field.number}` : field.name, // read by its JSON name
    number: field.number,
    jsonName: field.json,
    label: repeated ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
    type: map ? FieldDescriptorProto_Type.MESSAGE : typeNumber(field.type),
    ...(ref !== undefined && { typeName: `.${ref}` }),
    ...(field.oneof !== undefined && { oneofIndex: oneofs.indexOf(field.oneof) }),
    options: { features: featuresOf(field) },
  });
}

function featuresOf(field: WireField) {
  const presence = {
    implicit: FeatureSet_FieldPresence.IMPLICIT,
    required: FeatureSet_FieldPresence.LEGACY_REQUIRED,
    explicit: FeatureSet_FieldPresence.EXPLICIT,
  }[field.card as string];
  return create(FeatureSetSchema, {
    ...(presence !== undefined && { fieldPresence: presence }),
    utf8Validation: field.utf8 ? FeatureSet_Utf8Validation.VERIFY : FeatureSet_Utf8Validation.NONE,
    messageEncoding:
      field.type === "group" ? FeatureSet_MessageEncoding.DELIMITED : FeatureSet_MessageEncoding.LENGTH_PREFIXED,
    repeatedFieldEncoding: field.packed
      ? FeatureSet_RepeatedFieldEncoding.PACKED
      : FeatureSet_RepeatedFieldEncoding.EXPANDED,
  });
}
