import { fromBinary } from "@bufbuild/protobuf";
import {
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  ServiceDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { isEqual } from "../../core/bytes.ts";
import { type Cut, cutBytes, cutFile, DECLARED } from "./cut.ts";
import { decodeEnum, decodeMessage } from "./decode-message.ts";
import type { FileUnit } from "./model.ts";

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
  const cut = twin ? cutFile(unit) : cutBytes(unit.meaning);
  const others = twin && cutFile(twin.unit);
  const file = fromBinary(FileDescriptorProtoSchema, cut.rest);
  const fill = <T>(number: number, known: readonly T[] | undefined, decode: (bytes: Uint8Array) => T): T[] =>
    decodeAll({ cut, others, number }, known ?? [], decode);
  const proto = twin?.proto;
  file.messageType = fill(DECLARED.message, proto?.messageType, decodeMessage);
  file.enumType = fill(DECLARED.enum, proto?.enumType, decodeEnum);
  file.service = fill(DECLARED.service, proto?.service, (bytes) => fromBinary(ServiceDescriptorProtoSchema, bytes));
  file.extension = fill(DECLARED.extension, proto?.extension, (bytes) => fromBinary(FieldDescriptorProtoSchema, bytes));
  return file;
}

interface Declared {
  readonly cut: Cut;
  readonly others: Cut | undefined;
  readonly number: number;
}

/** The declarations of one kind; `known` are those of the twin, decoded, in their order. */
function decodeAll<T>({ cut, others, number }: Declared, known: readonly T[], decode: (bytes: Uint8Array) => T): T[] {
  const declared = ({ declarations }: Cut) => declarations.filter((one) => one.number === number);
  const named = others ? declared(others) : [];
  const twins = new Map(named.map(({ name, bytes }, index) => [name, { bytes, decoded: known[index] }]));
  return declared(cut).map(({ name, bytes }) => {
    const twin = twins.get(name);
    return (twin && isEqual(twin.bytes, bytes) && twin.decoded) || decode(bytes);
  });
}
