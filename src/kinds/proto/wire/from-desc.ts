import type { DescEnum, DescExtension, DescMessage, Registry } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence, FieldDescriptorProto_Type } from "@bufbuild/protobuf/wkt";
import { groupBy } from "../../../core/group.ts";
import { bytesOfDefault } from "../default-bytes.ts";
import type { AnyField } from "../model.ts";
import {
  type Cardinality,
  SCALARS,
  type Scalar,
  type SchemaView,
  viewBy,
  type WireEnum,
  type WireField,
  type WireMessage,
  type WireType,
} from "./schema.ts";

/** Looks types up among descriptors, extensions of a message among its fields; converts each type once. */
export function viewRegistry(registry: Registry): SchemaView {
  const all = [...registry].filter((type) => type.kind === "extension");
  const extensions = groupBy(all, ({ extendee }) => extendee.typeName);
  return viewBy(
    (name) => {
      const desc = registry.getMessage(name);
      return desc && toWireMessage(desc, extensions.get(name) ?? []);
    },
    (name) => {
      const desc = registry.getEnum(name);
      return desc && toWireEnum(desc);
    },
  );
}

/** A message type with the extensions known for it, features resolved. */
export function toWireMessage(desc: DescMessage, extensions: readonly DescExtension[]): WireMessage {
  const fields = [...desc.fields, ...extensions].map(toWireField).sort((a, b) => a.number - b.number);
  return { fields, ...(desc.proto.options?.messageSetWireFormat && { set: true }) };
}

/** An enum type. */
export function toWireEnum(desc: DescEnum): WireEnum {
  return { closed: !desc.open, values: desc.values.map((value) => [value.name, value.number] as const) };
}

function toWireField(field: AnyField): WireField {
  const type = typeOf(field);
  const fallback = defaultText(field);
  const ref = field.message?.typeName ?? field.enum?.typeName;
  return {
    number: field.number,
    name: field.kind === "extension" ? `[${field.typeName}]` : field.name,
    json: field.kind === "extension" ? `[${field.typeName}]` : field.jsonName,
    type,
    card: cardinality(field),
    ...(ref !== undefined && { ref }),
    ...(field.fieldKind === "map" && { key: scalarName(field.mapKey) }),
    ...(field.fieldKind === "list" && field.packed && { packed: true }),
    ...(field.utf8Validation && holdsStrings(field, type) && { utf8: true }),
    ...(field.oneof && { oneof: field.oneof.name }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

const scalarName = (type: number): Scalar => {
  const name = FieldDescriptorProto_Type[type]?.toLowerCase();
  const found = SCALARS.find((scalar) => scalar === name);
  if (!found) throw new RangeError(`no scalar type has the number ${type}`);
  return found;
};

function typeOf(field: AnyField): WireType {
  if (field.message) return "delimitedEncoding" in field && field.delimitedEncoding ? "group" : "message";
  return field.enum ? "enum" : scalarName(field.scalar);
}

const holdsStrings = (field: AnyField, type: WireType): boolean =>
  type === "string" || (field.fieldKind === "map" && scalarName(field.mapKey) === "string");

function cardinality(field: AnyField): Cardinality {
  if (field.fieldKind === "map") return "map";
  if (field.fieldKind === "list") return "repeated";
  if (field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) return "required";
  return field.presence === FeatureSet_FieldPresence.IMPLICIT ? "implicit" : "explicit";
}

function defaultText(field: AnyField): string | boolean | undefined {
  if (field.fieldKind !== "scalar" && field.fieldKind !== "enum") return undefined;
  const value = field.getDefaultValue();
  if (value === undefined || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) return Buffer.from(bytesOfDefault(field.proto.defaultValue)).toString("base64");
  if (typeof value !== "number" || Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
