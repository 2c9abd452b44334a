import { fromBinary } from "@bufbuild/protobuf";
import {
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  ServiceDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { cutFile, DECLARED } from "./cut.ts";
import { decodeEnum, decodeMessage } from "./decode-message.ts";
import { type FileUnit, isEqual } from "./model.ts";

/** A file of the other side, compiled and decoded. */
export interface Twin {
  readonly unit: FileUnit;
  readonly proto: FileDescriptorProto;
}

/**
 * Decodes a file; what its twin declares by the very same bytes is taken from there: most of a new version is the old one.
 * Throws where the bytes are no descriptor.
 */
export function decodeFile(unit: FileUnit, twin: Twin | undefined): FileDescriptorProto {
  if (twin && isEqual(unit.meaning, twin.unit.meaning)) return twin.proto;
  const file = fromBinary(FileDescriptorProtoSchema, cutFile(unit).rest);
  const fill = <T>(number: number, known: readonly T[] | undefined, decode: (bytes: Uint8Array) => T): T[] =>
    decodeAll({ unit, twin: twin?.unit, number }, known ?? [], decode);
  const proto = twin?.proto;
  file.messageType = fill(DECLARED.message, proto?.messageType, decodeMessage);
  file.enumType = fill(DECLARED.enum, proto?.enumType, decodeEnum);
  file.service = fill(DECLARED.service, proto?.service, (bytes) => fromBinary(ServiceDescriptorProtoSchema, bytes));
  file.extension = fill(DECLARED.extension, proto?.extension, (bytes) => fromBinary(FieldDescriptorProtoSchema, bytes));
  return file;
}

interface Declared {
  readonly unit: FileUnit;
  readonly twin: FileUnit | undefined;
  readonly number: number;
}

/** The declarations of one kind; `known` are those of the twin, decoded, in their order. */
function decodeAll<T>({ unit, twin, number }: Declared, known: readonly T[], decode: (bytes: Uint8Array) => T): T[] {
  const declared = (file: FileUnit) => cutFile(file).declarations.filter((one) => one.number === number);
  const named = twin ? declared(twin) : [];
  const others = new Map(named.map(({ name, bytes }, index) => [name, { bytes, decoded: known[index] }]));
  return declared(unit).map(({ name, bytes }) => {
    const other = others.get(name);
    return (other && isEqual(other.bytes, bytes) && other.decoded) || decode(bytes);
  });
}
