import { WIRE } from "./cursor.ts";
import { ITEM } from "./message-set.ts";
import { type Content, isNode, type MessageNode, node, type Value } from "./node.ts";
import { entryType } from "./read.ts";
import { isPackable, wireOf } from "./scalars.ts";
import { isMessageType, type Scalar, type WireField } from "./schema.ts";

/**
 * The bytes of a message as a plain writer produces them: fields by number, lists packed where the schema says
 * so, both halves of every map entry. Unknown fields are not written.
 */
export function writeMessage(message: MessageNode): Uint8Array {
  const out: number[] = [];
  const numbers = [...message.fields.keys()].sort((a, b) => a - b);
  for (const number of numbers) {
    const field = message.type.byNumber.get(number);
    const content = message.fields.get(number);
    if (!field || !content) throw new RangeError(`${message.type.name} has no field ${number}`);
    if (message.type.isSet) writeItem(out, field, content);
    else writeContent(out, field, content);
  }
  return Uint8Array.from(out);
}

/** An extension of a MessageSet, which is always a single message. */
function writeItem(out: number[], field: WireField, content: Content): void {
  if (content.shape !== "one" || !isNode(content.value))
    throw new RangeError(`${field.name} is no message, and a MessageSet holds nothing else`);
  writeVarint(out, BigInt(ITEM.group * 8 + WIRE.groupStart));
  writeVarint(out, BigInt(ITEM.typeId * 8 + WIRE.varint));
  writeVarint(out, BigInt(field.number));
  writeDelimited(out, ITEM.message, writeMessage(content.value));
  writeVarint(out, BigInt(ITEM.group * 8 + WIRE.groupEnd));
}

function writeContent(out: number[], field: WireField, content: Content): void {
  if (content.shape === "one") writeField(out, field, content.value);
  else if (content.shape === "map") {
    for (const [key, value] of content.entries) writeEntry(out, field, key, value);
  } else if (field.packed && isPackable(field.type)) {
    const inside: number[] = [];
    for (const value of content.values) writeScalar(inside, field.type as Scalar | "enum", value); // packable: no message
    writeDelimited(out, field.number, inside);
  } else for (const value of content.values) writeField(out, field, value);
}

function writeEntry(out: number[], field: WireField, key: Value, value: Value): void {
  const entry = node(entryType(field), [
    [1, { shape: "one", value: key }],
    [2, { shape: "one", value }],
  ]);
  writeDelimited(out, field.number, writeMessage(entry));
}

function writeField(out: number[], field: WireField, value: Value): void {
  if (isNode(value) && field.type === "message") writeDelimited(out, field.number, writeMessage(value));
  else if (isNode(value)) {
    writeVarint(out, BigInt(field.number * 8 + WIRE.groupStart));
    for (const byte of writeMessage(value)) out.push(byte);
    writeVarint(out, BigInt(field.number * 8 + WIRE.groupEnd));
  } else if (!isMessageType(field.type)) {
    writeVarint(out, BigInt(field.number * 8 + wireOf(field.type)));
    writeScalar(out, field.type, value);
  } else throw new RangeError(`${field.name} holds messages`);
}

function writeDelimited(out: number[], number: number, bytes: ArrayLike<number> & Iterable<number>): void {
  writeVarint(out, BigInt(number * 8 + WIRE.length));
  writeVarint(out, BigInt(bytes.length));
  for (const byte of bytes) out.push(byte);
}

function writeVarint(out: number[], value: bigint): void {
  let rest = value;
  while (rest > 127n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
}

/** Writes the payload of one scalar or enum value, without its tag. */
function writeScalar(out: number[], type: Scalar | "enum", value: Value): void {
  if (typeof value === "boolean") writeVarint(out, value ? 1n : 0n);
  else if (typeof value === "bigint") writeInteger(out, type, value);
  else if (typeof value === "number") writeFloat(out, type, value);
  else if (typeof value === "string" || value instanceof Uint8Array) {
    const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
    writeVarint(out, BigInt(bytes.length));
    for (const byte of bytes) out.push(byte);
  } else throw new RangeError("a message is not a scalar");
}

function writeInteger(out: number[], type: Scalar | "enum", value: bigint): void {
  const wire = wireOf(type);
  if (wire === WIRE.fixed32) writeLittleEndian(out, BigInt.asUintN(32, value), 4);
  else if (wire === WIRE.fixed64) writeLittleEndian(out, BigInt.asUintN(64, value), 8);
  else if (type === "sint32" || type === "sint64") writeVarint(out, BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
  else writeVarint(out, BigInt.asUintN(64, value));
}

function writeLittleEndian(out: number[], value: bigint, count: number): void {
  for (let index = 0n; index < count; index += 1n) out.push(Number((value >> (8n * index)) & 0xffn));
}

function writeFloat(out: number[], type: Scalar | "enum", value: number): void {
  const bytes = Buffer.alloc(type === "float" ? 4 : 8);
  if (type === "float") bytes.writeFloatLE(value);
  else bytes.writeDoubleLE(value);
  for (const byte of bytes) out.push(byte);
}

/** The bytes of a string, bytes or message value; null for numbers and booleans. */
export function bytesOf(value: Value): Uint8Array | null {
  if (typeof value === "string") return Buffer.from(value, "utf8");
  if (value instanceof Uint8Array) return value;
  return isNode(value) ? writeMessage(value) : null;
}
