/** Why a payload cannot be read, and the path of the field where that is so. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly path: string;

  constructor(message: string, path: string) {
    // Thrown for every payload that is refused, by the thousand, and never shown with a stack: none is taken.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.path = path;
  }
}

/** Wire types of the encoding. */
export const WIRE = { varint: 0, fixed64: 1, length: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** Nesting that a parser accepts: the default limit of the C++ and Java runtimes. */
export const MAX_DEPTH = 100;

/** A position in bytes; every read is checked against `end`. */
export interface Cursor {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
}

/** A cursor over some bytes, or over a part of them. */
export const cursor = (bytes: Uint8Array, position = 0, end = bytes.length): Cursor => ({ bytes, position, end });

/** Reads a varint of at most ten bytes, as an unsigned 64-bit number. */
export function readVarint(at: Cursor, path: string): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (at.position >= at.end) throw new WireError("the input ends inside a varint", path);
    const byte = at.bytes[at.position] ?? 0;
    at.position += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new WireError("a varint is longer than ten bytes", path);
}

/** Reads a tag: field number and wire type. Number 0 and tags past 32 bits are refused. */
export function readTag(at: Cursor, path: string): { readonly number: number; readonly wire: number } {
  const start = at.position;
  const tag = readVarint(at, path);
  if (at.position - start > 5 || tag > 0xffffffffn) throw new WireError("a tag does not fit into 32 bits", path);
  const number = Number(tag >> 3n);
  if (number === 0) throw new WireError("a tag has the field number 0", path);
  return { number, wire: Number(tag & 7n) };
}

/** Takes the next `count` bytes. */
export function take(at: Cursor, count: number, path: string): Uint8Array {
  if (count > at.end - at.position) throw new WireError("the input is shorter than a length in it says", path);
  const bytes = at.bytes.subarray(at.position, at.position + count);
  at.position += count;
  return bytes;
}

/** Takes what a length prefix announces. */
export function takeDelimited(at: Cursor, path: string): Uint8Array {
  const length = readVarint(at, path);
  if (length > 0x7fffffffn) throw new WireError("a length is past 2 GiB", path);
  return take(at, Number(length), path);
}

/** Skips one field after its tag, groups with all they hold. */
export function skip(at: Cursor, number: number, wire: number, depth: number, path: string): void {
  if (wire === WIRE.varint) readVarint(at, path);
  else if (wire === WIRE.fixed64) take(at, 8, path);
  else if (wire === WIRE.length) takeDelimited(at, path);
  else if (wire === WIRE.fixed32) take(at, 4, path);
  else if (wire === WIRE.groupStart) skipGroup(at, number, depth, path);
  else
    throw new WireError(
      wire === WIRE.groupEnd ? "a group ends that never began" : `wire type ${wire} does not exist`,
      path,
    );
}

function skipGroup(at: Cursor, number: number, depth: number, path: string): void {
  if (depth >= MAX_DEPTH) throw new WireError(`more than ${MAX_DEPTH} levels of nesting`, path);
  while (at.position < at.end) {
    const tag = readTag(at, path);
    if (tag.wire === WIRE.groupEnd) {
      if (tag.number === number) return;
      throw new WireError("a group ends with the tag of another", path);
    }
    skip(at, tag.number, tag.wire, depth + 1, path);
  }
  throw new WireError("the input ends inside a group", path);
}
