import { type Cursor, cursor, readTag, readVarint, skip, takeDelimited, WIRE } from "./cursor.ts";
import { isItem, readItem } from "./message-set.ts";
import { entryType } from "./read.ts";
import { isMessageType, type MessageView, type SchemaView, type WireField } from "./schema.ts";

/** What a payload touches of a schema: field numbers by message type, enums, and the numbers met under enums. */
export interface Touched {
  readonly fields: Map<string, Set<number>>;
  readonly enums: Set<string>;
  readonly numbers: Set<number>;
  /** Names met where an enum is read from JSON. */
  readonly names: Set<string>;
}

/** Nothing touched yet. */
export const untouched = (): Touched => ({ fields: new Map(), enums: new Set(), numbers: new Set(), names: new Set() });

/** Marks a field of a message type, and the enum it is of. */
export function mark(touched: Touched, type: MessageView, field: WireField): void {
  markType(touched, type).add(field.number);
  if (field.type === "enum" && field.ref !== undefined) touched.enums.add(field.ref);
}

/** Marks a message type with its required fields; gives the numbers marked in it. */
export function markType(touched: Touched, type: MessageView): Set<number> {
  const known = touched.fields.get(type.name);
  if (known) return known;
  const numbers = new Set<number>();
  touched.fields.set(type.name, numbers);
  for (const field of type.required) mark(touched, type, field);
  return numbers;
}

/** Marks all that reading these bytes as a message meets, as far as they can be read at all. */
export function touchBytes(schema: SchemaView, type: string, bytes: Uint8Array, touched: Touched): void {
  try {
    walk(schema, schema.message(type), bytes, touched, 0);
  } catch {
    // What lies past the first unreadable byte is not met by any reader.
  }
}

function walk(schema: SchemaView, type: MessageView, bytes: Uint8Array, touched: Touched, depth: number): void {
  const entry = type.name.includes(" ");
  if (!entry) markType(touched, type);
  const at = cursor(bytes);
  while (at.position < at.end) {
    const { number, wire } = readTag(at, "");
    if (type.isSet && isItem(number, wire)) {
      insideItem(schema, type, at, touched, depth);
      continue;
    }
    const field = type.byNumber.get(number);
    if (field && !entry) mark(touched, type, field);
    const from = at.position;
    skip(at, number, wire, depth, "");
    if (field) inside(schema, field, wire, bytes.subarray(from, at.position), touched, depth);
  }
}

function insideItem(schema: SchemaView, type: MessageView, at: Cursor, touched: Touched, depth: number): void {
  const item = readItem(at, depth, "");
  const field = item && type.byNumber.get(item.typeId);
  if (!field || !isMessageType(field.type)) return;
  mark(touched, type, field);
  walk(schema, schema.message(field.ref ?? ""), item.message, touched, depth + 1);
}

function inside(
  schema: SchemaView,
  field: WireField,
  wire: number,
  raw: Uint8Array,
  touched: Touched,
  depth: number,
): void {
  const content = () => takeDelimited(cursor(raw), "");
  if (field.card === "map") {
    if (wire === WIRE.length) walk(schema, entryType(field), content(), touched, depth + 1);
  } else if (isMessageType(field.type)) {
    const type = schema.message(field.ref ?? "");
    if (wire === WIRE.length) walk(schema, type, content(), touched, depth + 1);
    else if (wire === WIRE.groupStart) walk(schema, type, withoutEnd(raw, field.number), touched, depth + 1);
  } else if (field.type === "enum") {
    if (field.ref !== undefined) touched.enums.add(field.ref);
    if (wire === WIRE.varint) touched.numbers.add(Number(BigInt.asIntN(32, readVarint(cursor(raw), ""))));
    else if (wire === WIRE.length) packedNumbers(content(), touched);
  }
}

function packedNumbers(bytes: Uint8Array, touched: Touched): void {
  const at = cursor(bytes);
  while (at.position < at.end) touched.numbers.add(Number(BigInt.asIntN(32, readVarint(at, ""))));
}

/** What stands between the tags of a group: its end tag, as long as the number needs, is cut off. */
function withoutEnd(raw: Uint8Array, number: number): Uint8Array {
  const bits = 32 - Math.clz32(number * 8 + WIRE.groupEnd);
  return raw.subarray(0, raw.length - Math.ceil(bits / 7));
}
