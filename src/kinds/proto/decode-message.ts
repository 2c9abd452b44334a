import { create, fromBinary, type Message, type UnknownField } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import {
  type DescriptorProto,
  DescriptorProto_ExtensionRangeSchema,
  DescriptorProto_ReservedRangeSchema,
  DescriptorProtoSchema,
  type EnumDescriptorProto,
  EnumDescriptorProto_EnumReservedRangeSchema,
  EnumDescriptorProtoSchema,
  EnumOptionsSchema,
  type EnumValueDescriptorProto,
  EnumValueDescriptorProtoSchema,
  EnumValueOptionsSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  type FieldOptions,
  FieldOptionsSchema,
  MessageOptionsSchema,
  OneofDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { asBuffer } from "../../core/bytes.ts";

/** Deeper than this the library is asked, which knows where to stop. */
const DEPTH_LIMIT = 50;

/** What holds the values of fields that are not set. */
const FIELD: object = Object.getPrototypeOf(create(FieldDescriptorProtoSchema));
const VALUE: object = Object.getPrototypeOf(create(EnumValueDescriptorProtoSchema));

/** A message of which nothing is set, as the library makes it of a type without lists. */
function unset<T extends Message>(values: object, name: T["$typeName"]): T {
  const made = Object.create(values);
  made.$typeName = name;
  return made;
}

/** Bytes that are not as compilers write them: for the library to read, or to refuse. */
class Unusual extends Error {}

/**
 * Decodes a message or an enum as the library does, and faster: descriptors are mostly fields and values, which are read
 * here one by one. What compilers do not write (fields out of bounds or twice, texts that are not ASCII) is left to the
 * library. Throws where the bytes are no descriptor.
 */
export const decodeMessage = (bytes: Uint8Array): DescriptorProto =>
  usual(bytes, (reading) => readMessage(reading, 0)) ?? fromBinary(DescriptorProtoSchema, bytes);

/** The same for an enum. */
export const decodeEnum = (bytes: Uint8Array): EnumDescriptorProto =>
  usual(bytes, readEnum) ?? fromBinary(EnumDescriptorProtoSchema, bytes);

/** Bytes that are read up to `end`. */
interface Reading {
  readonly bytes: Buffer;
  at: number;
  end: number;
}

function usual<T>(bytes: Uint8Array, read: (reading: Reading) => T): T | null {
  try {
    return read({ bytes: asBuffer(bytes), at: 0, end: bytes.length });
  } catch {
    return null; // unusual, or refused by the library in a part: what it makes of the whole counts
  }
}

/** An unsigned varint of at most 28 bits: every tag, length, number and choice that a compiler writes is smaller. */
function varint(reading: Reading): number {
  let value = 0;
  for (let shift = 0; shift < 28 && reading.at < reading.end; shift += 7) {
    const byte = reading.bytes[reading.at++] as number; // within the bounds
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  throw new Unusual();
}

/** Steps over a length, and gives the offset behind what it covers. */
function covered(reading: Reading): number {
  const length = varint(reading);
  const end = reading.at + length;
  if (end > reading.end) throw new Unusual();
  return end;
}

function text(reading: Reading): string {
  const start = reading.at;
  const end = covered(reading);
  let at = reading.at;
  while (at < end && (reading.bytes[at] as number) < 128) at += 1;
  if (at < end || start === end) throw new Unusual();
  const found = reading.bytes.toString("latin1", reading.at, end);
  reading.at = end;
  return found;
}

function part(reading: Reading): Uint8Array {
  const end = covered(reading);
  const found = reading.bytes.subarray(reading.at, end);
  reading.at = end;
  return found;
}

/** Reads a message that stands inside of another one. */
function inside<T>(reading: Reading, read: (reading: Reading) => T): T {
  const { end } = reading;
  reading.end = covered(reading);
  const made = read(reading);
  reading.end = end;
  return made;
}

/** Tags of fields: the number times 8, and 0 for a varint or 2 for what has a length. */
function readMessage(reading: Reading, depth: number): DescriptorProto {
  if (depth > DEPTH_LIMIT) throw new Unusual();
  const made = create(DescriptorProtoSchema);
  while (reading.at < reading.end) {
    switch (varint(reading)) {
      case 10:
        made.name = text(reading);
        break;
      case 18:
        made.field.push(inside(reading, readField));
        break;
      case 26:
        made.nestedType.push(inside(reading, (nested) => readMessage(nested, depth + 1)));
        break;
      case 34:
        made.enumType.push(inside(reading, readEnum));
        break;
      case 42:
        made.extensionRange.push(fromBinary(DescriptorProto_ExtensionRangeSchema, part(reading)));
        break;
      case 50:
        made.extension.push(inside(reading, readField));
        break;
      case 58:
        if (made.options) throw new Unusual();
        made.options = fromBinary(MessageOptionsSchema, part(reading));
        break;
      case 66:
        made.oneofDecl.push(fromBinary(OneofDescriptorProtoSchema, part(reading)));
        break;
      case 74:
        made.reservedRange.push(fromBinary(DescriptorProto_ReservedRangeSchema, part(reading)));
        break;
      case 82:
        made.reservedName.push(text(reading));
        break;
      default:
        throw new Unusual();
    }
  }
  return made;
}

/** In the order of their numbers, each once, as compilers write them. */
function readField(reading: Reading): FieldDescriptorProto {
  const made = unset<FieldDescriptorProto>(FIELD, "google.protobuf.FieldDescriptorProto");
  let last = 0;
  while (reading.at < reading.end) {
    const tag = varint(reading);
    if (tag <= last) throw new Unusual();
    last = tag;
    if (tag === 10) made.name = text(reading);
    else if (tag === 18) made.extendee = text(reading);
    else if (tag === 24) made.number = varint(reading);
    else if (tag === 32) made.label = between(1, varint(reading), 3);
    else if (tag === 40) made.type = between(1, varint(reading), 18);
    else if (tag === 50) made.typeName = text(reading);
    else if (tag === 58) made.defaultValue = text(reading);
    else if (tag === 66) made.options = readOptions(reading);
    else if (tag === 72) made.oneofIndex = varint(reading);
    else if (tag === 82) made.jsonName = text(reading);
    else if (tag === 136) made.proto3Optional = between(0, varint(reading), 1) === 1;
    else throw new Unusual();
  }
  return made;
}

/** Most fields that have options have nothing but custom ones, which the library keeps as they are. */
function readOptions(reading: Reading): FieldOptions {
  const start = reading.at;
  const end = covered(reading);
  const custom: UnknownField[] = [];
  while (reading.at < end) {
    const tag = varint(reading);
    const [no, wireType] = [tag >>> 3, tag & 7];
    const from = reading.at;
    if (no < LEAST_CUSTOM || (wireType !== WireType.Varint && wireType !== WireType.LengthDelimited)) {
      reading.at = start;
      return fromBinary(FieldOptionsSchema, part(reading));
    }
    if (wireType === WireType.Varint) varint(reading);
    else reading.at = covered(reading);
    custom.push({ no, wireType, data: reading.bytes.subarray(from, reading.at) });
  }
  if (reading.at !== end) throw new Unusual();
  const made = create(FieldOptionsSchema);
  if (custom.length > 0) made.$unknown = custom;
  return made;
}

/** The first number that options of the language never have (descriptor.proto, `extensions 1000 to max`); 999 is one of them. */
const LEAST_CUSTOM = 1000;

function between(least: number, value: number, most: number): number {
  if (value < least || value > most) throw new Unusual();
  return value;
}

function readEnum(reading: Reading): EnumDescriptorProto {
  const made = create(EnumDescriptorProtoSchema);
  while (reading.at < reading.end) {
    switch (varint(reading)) {
      case 10:
        made.name = text(reading);
        break;
      case 18:
        made.value.push(inside(reading, readValue));
        break;
      case 26:
        if (made.options) throw new Unusual();
        made.options = fromBinary(EnumOptionsSchema, part(reading));
        break;
      case 34:
        made.reservedRange.push(fromBinary(EnumDescriptorProto_EnumReservedRangeSchema, part(reading)));
        break;
      case 42:
        made.reservedName.push(text(reading));
        break;
      default:
        throw new Unusual();
    }
  }
  return made;
}

function readValue(reading: Reading): EnumValueDescriptorProto {
  const made = unset<EnumValueDescriptorProto>(VALUE, "google.protobuf.EnumValueDescriptorProto");
  let last = 0;
  while (reading.at < reading.end) {
    const tag = varint(reading);
    if (tag <= last) throw new Unusual();
    last = tag;
    if (tag === 10) made.name = text(reading);
    else if (tag === 16) made.number = varint(reading);
    else if (tag === 26) made.options = fromBinary(EnumValueOptionsSchema, part(reading));
    else throw new Unusual();
  }
  return made;
}
