import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** Lines and columns of a part of a file, counted from 0 (descriptor.proto, SourceCodeInfo.Location.span). */
export type Span = readonly number[];

/** The places that a compiler recorded in a file. */
export interface Spans {
  /** Where the element of a path stands; null where no place was recorded for it. */
  at(path: readonly number[]): Span | null;
}

/** Numbers in descriptor.proto. */
const LOCATION = 1;
const PATH = 1;
const SPAN = 2;

/** Offsets of the paths and spans of all locations, three numbers for each: path, its end, span. */
type Offsets = readonly number[];
const [PATH_END, SPAN_AT, STEP] = [1, 2, 3];

/**
 * Reads a SourceCodeInfo. Neither paths nor spans are taken out of the bytes before they are asked for, comments never:
 * files have thousands of locations, and few of them are asked for. Bytes that are no SourceCodeInfo hold no place: what
 * a file means does not rest on them.
 */
export function readSpans(info: Uint8Array): Spans {
  const offsets = readOrNull(() => readOffsets(info)) ?? [];
  const table = tableOf(info, offsets);
  return {
    at(path) {
      const wanted = encoded(path);
      for (let slot = hash(wanted, 0, wanted.length) & (table.length - 1); ; slot = (slot + 1) & (table.length - 1)) {
        const entry = (table[slot] ?? 0) - 1;
        if (entry < 0) return null;
        if (isPath(info, offsets, entry, wanted)) return readOrNull(() => spanAt(info, offsets[entry + SPAN_AT] ?? 0));
      }
    },
  };
}

/** null where the bytes break off or are none of the encoding. */
function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function readOffsets(info: Uint8Array): Offsets {
  const offsets: number[] = [];
  const reader = new BinaryReader(info);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag !== ((LOCATION << 3) | WireType.LengthDelimited)) {
      reader.skip(tag & 7, tag >>> 3);
      continue;
    }
    const end = reader.uint32() + reader.pos;
    let [start, stop, span] = [0, 0, -1];
    while (reader.pos < end) {
      const part = reader.uint32();
      if ((part & 7) !== WireType.LengthDelimited) {
        reader.skip(part & 7, part >>> 3);
        continue;
      }
      const at = reader.pos;
      const length = reader.uint32();
      if (part >>> 3 === PATH) [start, stop] = [reader.pos, reader.pos + length];
      if (part >>> 3 === SPAN) span = at;
      reader.pos += length;
    }
    if (reader.pos > reader.len) throw new RangeError("premature EOF");
    if (span >= 0) offsets.push(start, stop, span);
  }
  return offsets;
}

/** Entries of `offsets` plus one by the hash of their paths; 0 for a free slot. Of two for one path the first. */
function tableOf(info: Uint8Array, offsets: Offsets): Int32Array {
  const table = new Int32Array(2 ** Math.ceil(Math.log2((2 * offsets.length) / STEP + 1)));
  for (let entry = 0; entry < offsets.length; entry += STEP) {
    const [start = 0, end = 0] = [offsets[entry], offsets[entry + PATH_END]];
    let slot = hash(info, start, end) & (table.length - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = entry + 1;
  }
  return table;
}

/** FNV-1a, 32 bits. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at += 1) value = Math.imul(value ^ (bytes[at] ?? 0), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}

function isPath(info: Uint8Array, offsets: Offsets, entry: number, wanted: Uint8Array): boolean {
  const start = offsets[entry] ?? 0;
  if ((offsets[entry + PATH_END] ?? 0) - start !== wanted.length) return false;
  for (let index = 0; index < wanted.length; index += 1) if (info[start + index] !== wanted[index]) return false;
  return true;
}

function spanAt(info: Uint8Array, offset: number): Span {
  const reader = new BinaryReader(info);
  reader.pos = offset;
  const end = reader.uint32() + reader.pos;
  const numbers: number[] = [];
  while (reader.pos < end) numbers.push(reader.int32());
  return numbers;
}

/** A path as it stands in a Location: varints, one behind the other. */
function encoded(path: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of path) {
    let rest = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
