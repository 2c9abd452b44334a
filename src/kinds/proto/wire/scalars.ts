import { type Cursor, readVarint, take, takeDelimited, WIRE, WireError } from "./cursor.ts";
import type { Value } from "./node.ts";
import type { Scalar, WireField, WireType } from "./schema.ts";

/** Wire type that a type is written with, outside packed lists. */
export function wireOf(type: WireType): number {
  if (type === "group") return WIRE.groupStart;
  if (type === "string" || type === "bytes" || type === "message") return WIRE.length;
  if (type === "double" || type === "fixed64" || type === "sfixed64") return WIRE.fixed64;
  if (type === "float" || type === "fixed32" || type === "sfixed32") return WIRE.fixed32;
  return WIRE.varint;
}

/** True for types that may stand in packed lists. */
export const isPackable = (type: WireType): boolean =>
  ![WIRE.length, WIRE.groupStart].some((wire) => wire === wireOf(type));

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes, or null when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return text.decode(bytes);
  } catch {
    return null;
  }
}

const unzigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);

/** Reads one value of a scalar or enum type; the tag has been read and its wire type fits. */
export function readScalar(at: Cursor, type: Scalar | "enum", field: WireField, path: string): Value {
  switch (wireOf(type)) {
    case WIRE.varint:
      return fromVarint(readVarint(at, path), type);
    case WIRE.fixed32:
      return fromFixed32(take(at, 4, path), type);
    case WIRE.fixed64:
      return fromFixed64(take(at, 8, path), type);
    default:
      return fromBytes(takeDelimited(at, path), type, field, path);
  }
}

function fromVarint(raw: bigint, type: Scalar | "enum"): Value {
  if (type === "bool") return raw !== 0n;
  if (type === "uint64") return raw;
  if (type === "int64") return BigInt.asIntN(64, raw);
  if (type === "uint32") return BigInt.asUintN(32, raw);
  if (type === "sint64") return BigInt.asIntN(64, unzigzag(raw));
  if (type === "sint32") return BigInt.asIntN(32, unzigzag(BigInt.asUintN(32, raw)));
  return BigInt.asIntN(32, raw);
}

const dataView = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function fromFixed32(bytes: Uint8Array, type: Scalar | "enum"): Value {
  const view = dataView(bytes);
  if (type === "float") return view.getFloat32(0, true);
  return BigInt(type === "fixed32" ? view.getUint32(0, true) : view.getInt32(0, true));
}

function fromFixed64(bytes: Uint8Array, type: Scalar | "enum"): Value {
  const view = dataView(bytes);
  if (type === "double") return view.getFloat64(0, true);
  return type === "fixed64" ? view.getBigUint64(0, true) : view.getBigInt64(0, true);
}

function fromBytes(bytes: Uint8Array, type: Scalar | "enum", field: WireField, path: string): Value {
  if (type === "bytes") return bytes;
  const decoded = decodeUtf8(bytes);
  if (decoded === null && field.utf8) throw new WireError("the string is not UTF-8", path);
  return decoded ?? bytes;
}
