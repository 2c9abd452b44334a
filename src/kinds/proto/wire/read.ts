import { type Cursor, cursor, MAX_DEPTH, readTag, skip, takeDelimited, WIRE, WireError } from "./cursor.ts";
import { ITEM, isItem, readItem } from "./message-set.ts";
import {
  type Content,
  isNode,
  isZero,
  keyText,
  type MessageNode,
  type Unknown,
  type Value,
  valuesOf,
  zeroOf,
} from "./node.ts";
import { isPackable, readScalar, wireOf } from "./scalars.ts";
import { isMessageType, type MessageView, type SchemaView, viewMessage, type WireField } from "./schema.ts";

/** A message while it is being read: later bytes may change what earlier ones set. */
interface Reading {
  readonly type: MessageView;
  readonly fields: Map<number, Content>;
  readonly unknown: Unknown[];
}

/** One field about to be read. */
interface Step {
  readonly schema: SchemaView;
  readonly into: Reading;
  readonly field: WireField;
  readonly at: Cursor;
  readonly depth: number;
  readonly path: string;
}

/**
 * Reads a message strictly by the specification of the encoding: a known number under another wire type and an
 * unknown value of a closed enum go to the unknown fields, packed and unpacked are both taken, the last value of
 * a singular field and of a oneof counts, messages merge, strings are checked where their feature says so,
 * required fields must be there. Throws WireError for what must be refused.
 * Source: protobuf.dev/programming-guides/encoding.
 */
export function readMessage(schema: SchemaView, type: string, bytes: Uint8Array): MessageNode {
  const message = start(schema.message(type));
  readFields(schema, message, cursor(bytes), 0, type, 0);
  requireAll(message, type);
  return message;
}

const start = (type: MessageView): Reading => ({ type, fields: new Map(), unknown: [] });

/** Reads up to the end, or to the end tag of `group` where that is not 0. */
function readFields(schema: SchemaView, into: Reading, at: Cursor, group: number, path: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new WireError(`more than ${MAX_DEPTH} levels of nesting`, path);
  while (at.position < at.end) {
    const from = at.position;
    const { number, wire } = readTag(at, path);
    if (wire === WIRE.groupEnd) {
      if (group !== 0 && number === group) return;
      throw new WireError("a group ends that never began", path);
    }
    if (into.type.isSet && isItem(number, wire)) {
      readItemOf({ schema, into, at, depth, path }, from);
      continue;
    }
    const field = into.type.byNumber.get(number);
    if (field && fits(field, wire)) {
      readField({ schema, into, field, at, depth, path: `${path}.${field.name}` }, wire, from);
      continue;
    }
    skip(at, number, wire, depth, path);
    const reason = field ? "wire-type" : "number";
    into.unknown.push({ number, wire, reason, bytes: at.bytes.subarray(from, at.position) });
  }
  if (group !== 0) throw new WireError("the input ends inside a group", path);
}

/** Reads an item of a MessageSet that begins at `from`: the message of one extension. */
function readItemOf({ schema, into, at, depth, path }: Omit<Step, "field">, from: number): void {
  const item = readItem(at, depth, path);
  const field = item ? into.type.byNumber.get(item.typeId) : undefined;
  if (!item || !field || !isMessageType(field.type)) {
    const [number, wire] = item ? [item.typeId, WIRE.length] : [ITEM.group, WIRE.groupStart];
    into.unknown.push({ number, wire, reason: "number", bytes: at.bytes.subarray(from, at.position) });
    return;
  }
  const target = mergeTarget(schema, into, field);
  readFields(schema, target, cursor(item.message), 0, `${path}.${field.name}`, depth + 1);
  set(into, field, target);
}

function fits(field: WireField, wire: number): boolean {
  if (field.card === "map") return wire === WIRE.length;
  if (wire === wireOf(field.type)) return true;
  return field.card === "repeated" && wire === WIRE.length && isPackable(field.type);
}

/** Reads the field that begins at `from`; its tag has been read and its wire type fits. */
function readField(step: Step, wire: number, from: number): void {
  const { schema, into, field, at, path } = step;
  if (field.card === "map") readEntry(step, takeDelimited(at, path), () => at.bytes.subarray(from, at.position));
  else if (isMessageType(field.type)) set(into, field, readSub(step, mergeTarget(schema, into, field)));
  else if (wire === wireOf(field.type)) readOne(schema, into, field, at, path);
  else {
    const packed = cursor(takeDelimited(at, path));
    while (packed.position < packed.end) readOne(schema, into, field, packed, path);
  }
}

/** Reads one scalar or enum; a number that a closed enum does not have is kept as an unknown varint. */
function readOne(schema: SchemaView, into: Reading, field: WireField, at: Cursor, path: string): void {
  if (isMessageType(field.type)) throw new RangeError("a message is not a scalar");
  const from = at.position;
  const value = readScalar(at, field.type, field, path);
  if (refusesNumber(schema, field, value)) {
    const bytes = Uint8Array.from([...tagBytes(field.number, WIRE.varint), ...at.bytes.subarray(from, at.position)]);
    into.unknown.push({ number: field.number, wire: WIRE.varint, reason: "closed-enum", bytes });
    return;
  }
  set(into, field, value);
}

function refusesNumber(schema: SchemaView, field: WireField, value: Value): boolean {
  if (field.type !== "enum" || field.ref === undefined) return false;
  const type = schema.enum(field.ref);
  return type.closed && !type.nameOf.has(Number(value));
}

function tagBytes(number: number, wire: number): number[] {
  const bytes: number[] = [];
  let rest = number * 8 + wire;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function mergeTarget(schema: SchemaView, into: Reading, field: WireField): Reading {
  const type = schema.message(field.ref ?? "");
  const old = field.card === "repeated" ? undefined : into.fields.get(field.number);
  if (old?.shape !== "one" || !isNode(old.value)) return start(type);
  return { type, fields: new Map(old.value.fields), unknown: [...old.value.unknown] };
}

function readSub({ schema, field, at, depth, path }: Step, target: Reading): MessageNode {
  if (field.type === "group") readFields(schema, target, at, field.number, path, depth + 1);
  else readFields(schema, target, cursor(takeDelimited(at, path)), 0, path, depth + 1);
  return target;
}

function set(into: Reading, field: WireField, value: Value): void {
  if (field.oneof !== undefined) clearOneof(into, field);
  if (field.card === "repeated") {
    const old = into.fields.get(field.number);
    if (old?.shape === "list")
      (old.values as Value[]).push(value); // the list was made here, below
    else into.fields.set(field.number, { shape: "list", values: [value] });
  } else if (field.card === "implicit" && !isNode(value) && isZero(value)) into.fields.delete(field.number);
  else into.fields.set(field.number, { shape: "one", value });
}

function clearOneof(into: Reading, field: WireField): void {
  for (const other of into.type.fields)
    if (other.oneof === field.oneof && other.number !== field.number) into.fields.delete(other.number);
}

/** The two fields of the message that an entry of a map is; `explicit` where both halves are always written. */
export function entryType(field: WireField, card: "explicit" | "implicit" = "explicit"): MessageView {
  const known = entryTypes[card].get(field);
  if (known) return known;
  const { key = "string", type, ref, utf8 } = field;
  const shared = { card, ...(utf8 && { utf8 }) };
  const made = viewMessage(`${field.name} entry`, {
    fields: [
      { number: 1, name: "key", json: "key", type: key, ...shared },
      { number: 2, name: "value", json: "value", type, ...shared, ...(ref !== undefined && { ref }) },
    ],
  });
  entryTypes[card].set(field, made);
  return made;
}

const entryTypes = {
  explicit: new WeakMap<WireField, MessageView>(),
  implicit: new WeakMap<WireField, MessageView>(),
};

/** Reads an entry of a map; one whose value a closed enum refuses is unknown as a whole. */
function readEntry({ schema, into, field, depth, path }: Step, bytes: Uint8Array, raw: () => Uint8Array): void {
  const entry = start(entryType(field));
  readFields(schema, entry, cursor(bytes), 0, path, depth + 1);
  if (entry.unknown.some((piece) => piece.reason === "closed-enum")) {
    into.unknown.push({ number: field.number, wire: WIRE.length, reason: "closed-enum", bytes: raw() });
    return;
  }
  const key = valueUnder(entry, 1) ?? zeroOf(field.key ?? "string");
  const value = valueUnder(entry, 2) ?? blank(schema, field);
  const old = into.fields.get(field.number);
  const kept = old?.shape === "map" ? old.entries.filter(([other]) => keyText(other) !== keyText(key)) : [];
  into.fields.set(field.number, { shape: "map", entries: [...kept, [key, value]] });
}

function valueUnder(message: Reading, number: number): Value | undefined {
  const content = message.fields.get(number);
  return content?.shape === "one" ? content.value : undefined;
}

/** The value of an entry that carries none. */
function blank(schema: SchemaView, field: WireField): Value {
  if (isMessageType(field.type)) return start(schema.message(field.ref ?? ""));
  if (field.type !== "enum") return zeroOf(field.type);
  return BigInt(schema.enum(field.ref ?? "").values[0]?.[1] ?? 0);
}

/** Throws for the first required field that is not set, in this message or below it. */
export function requireAll(message: MessageNode, path: string): void {
  for (const field of message.type.required)
    if (!message.fields.has(field.number))
      throw new WireError(`the required field ${field.name} is missing`, `${path}.${field.name}`);
  for (const [number, content] of message.fields) {
    const name = message.type.byNumber.get(number)?.name ?? number;
    for (const value of valuesOf(content)) if (isNode(value)) requireAll(value, `${path}.${name}`);
  }
}
