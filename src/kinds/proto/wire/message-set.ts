import { type Cursor, readTag, readVarint, skip, takeDelimited, WIRE } from "./cursor.ts";

/**
 * The numbers of the wire format of a MessageSet, which has one group per extension in place of a field:
 * `repeated group Item = 1 { required int32 type_id = 2; required bytes message = 3; }`.
 * Source: google/protobuf/descriptor.proto, MessageOptions.message_set_wire_format.
 */
export const ITEM = { group: 1, typeId: 2, message: 3 } as const;

/** An item: the number of the extension, and the bytes of its message. */
export interface Item {
  readonly typeId: number;
  readonly message: Uint8Array;
}

/** Does an item begin with this tag? */
export const isItem = (number: number, wire: number): boolean => number === ITEM.group && wire === WIRE.groupStart;

/** Reads an item after its first tag, its halves in any order; null where one of them is missing. Throws WireError. */
export function readItem(at: Cursor, depth: number, path: string): Item | null {
  const start = at.position;
  skip(at, ITEM.group, WIRE.groupStart, depth, path); // well-formed to its end tag, which takes one byte
  const inside: Cursor = { bytes: at.bytes, position: start, end: at.position - 1 };
  let typeId: number | null = null;
  let message: Uint8Array | null = null;
  while (inside.position < inside.end) {
    const { number, wire } = readTag(inside, path);
    if (number === ITEM.typeId && wire === WIRE.varint && typeId === null)
      typeId = Number(BigInt.asUintN(32, readVarint(inside, path)));
    else if (number === ITEM.message && wire === WIRE.length && message === null) message = takeDelimited(inside, path);
    else skip(inside, number, wire, depth, path);
  }
  return typeId === null || message === null ? null : { typeId, message };
}
