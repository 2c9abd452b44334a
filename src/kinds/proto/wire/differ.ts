import { asBuffer, isEqual } from "../../../core/bytes.ts";
import { canonicalJson } from "../../../core/json.ts";
import type { Outcome } from "../../../core/witness.ts";
import type { Encoding } from "../seed.ts";
import { isKnown, isWrapper } from "./json-known.ts";
import { contentToJson, valueToJson } from "./json-write.ts";
import {
  type Content,
  defaultOf,
  type Entries,
  isNode,
  isZero,
  keyText,
  type MessageNode,
  node,
  type Value,
  zeroOf,
} from "./node.ts";
import { entryType } from "./read.ts";
import { renderField, renderValue } from "./render.ts";
import { isMessageType, type SchemaView, shapeOf, type WireField } from "./schema.ts";
import { bytesOf } from "./write.ts";

/** How two readings of one payload are laid side by side. */
export interface DifferOptions {
  readonly encoding: Encoding;
  /** `name`: a field or enum number that stands for another name is another thing. */
  readonly by: "number" | "name";
  /** Numbers of the writer's fields to compare by accessor even when they are not set. */
  readonly watch: readonly number[];
  readonly writer: SchemaView;
  readonly reader: SchemaView;
}

/** Where what was read parts from what was written. */
export interface Difference {
  readonly outcome: Exclude<Outcome, "rejected">;
  readonly path: string;
  readonly wrote: string;
  readonly read: string;
  /** Only the presence of a zero is lost: true, and the weakest thing to show. */
  readonly weak?: true;
}

interface Sides {
  readonly options: DifferOptions;
  readonly written: WireField;
  readonly readAs: WireField;
  readonly path: string;
}

/**
 * The first difference between a message as its writer means it and as a reader sees it, or null. Values are
 * compared as accessors give them: defaults count, and so does presence where the writer can tell it. Where the
 * two types of a field differ, numbers are compared by value, and strings, bytes and messages by their bytes.
 */
export function differ(writer: MessageNode, reader: MessageNode, options: DifferOptions, path = ""): Difference | null {
  for (const [number, content] of writer.fields) {
    const field = writer.type.byNumber.get(number);
    const found = field && differField(field, content, reader, options, path);
    if (found) return found;
  }
  if (path !== "") return null;
  for (const number of options.watch) {
    const field = writer.type.byNumber.get(number);
    const found = field && !writer.fields.has(number) ? differUnset(field, reader, options) : null;
    if (found) return found;
  }
  return null;
}

function partner(field: WireField, reader: MessageNode, options: DifferOptions): WireField | undefined {
  if (options.by === "name") return reader.type.fields.find((other) => other.name === field.name);
  return options.encoding === "json" ? reader.type.byKey.get(field.json) : reader.type.byNumber.get(field.number);
}

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

function differField(
  written: WireField,
  content: Content,
  reader: MessageNode,
  options: DifferOptions,
  above: string,
): Difference | null {
  const path = join(above, written.name);
  const wrote = renderField(options.writer, { ...written, name: path }, content);
  const taken = options.by === "name" ? takenBy(written, reader, options) : undefined;
  if (taken)
    return {
      outcome: "changed",
      path,
      wrote,
      read: renderField(options.reader, { ...taken.field, name: join(above, taken.field.name) }, taken.content),
    };
  const readAs = partner(written, reader, options);
  if (!readAs) return { outcome: "lost", path, wrote, read: `${path} is not known: ${whereTo(written, reader)}` };
  const sides = { options, written, readAs, path };
  const seen = reader.fields.get(readAs.number);
  return seen ? differContent(content, seen, sides, wrote) : differMissing(content, sides, reader, wrote);
}

/** The other field that took the bytes of a field, where identity goes by name. */
function takenBy(written: WireField, reader: MessageNode, options: DifferOptions) {
  if (options.encoding === "json") return undefined;
  const field = reader.type.byNumber.get(written.number);
  const content = field && reader.fields.get(field.number);
  return field && content && field.name !== written.name ? { field, content } : undefined;
}

const WHY = {
  number: "goes to the unknown fields",
  "wire-type": "has another wire type and goes to the unknown fields",
  "closed-enum": "is no value of the closed enum and goes to the unknown fields",
} as const;

function whereTo(written: WireField, reader: MessageNode): string {
  const piece = reader.unknown.find((unknown) => unknown.number === written.number);
  return piece ? `field ${written.number} ${WHY[piece.reason]}` : `field ${written.number} is dropped`;
}

function differMissing(content: Content, sides: Sides, reader: MessageNode, wrote: string): Difference | null {
  const { written, readAs, path, options } = sides;
  if (content.shape === "list" && content.values.length === 0) return null;
  if (content.shape === "map" && content.entries.length === 0) return null;
  const piece = reader.unknown.find((unknown) => unknown.number === written.number);
  const why = piece ? `: field ${written.number} ${WHY[piece.reason]}` : "";
  const hasNone = readAs.card === "implicit" || (options.encoding === "json" && shapeOf(readAs) !== "one");
  if (content.shape === "one" && hasNone && isEmpty(content.value)) {
    if (written.card === "implicit" || written.card === "required") return null;
    return {
      outcome: "lost",
      path,
      wrote,
      read: `${path} has no presence: ${zeroText(readAs, options)} cannot be told from unset`,
      weak: true,
    };
  }
  return { outcome: "lost", path, wrote, read: `${path} is not set${why}` };
}

const isEmpty = (value: Value): boolean => (isNode(value) ? value.fields.size === 0 : value === 0 || isZero(value));

function zeroText(field: WireField, options: DifferOptions): string {
  if (field.card === "map") return "{}";
  return field.card === "repeated" ? "[]" : renderValue(options.reader, field, accessor(field, options.reader));
}

function accessor(field: WireField, schema: SchemaView): Value {
  return defaultOf(field, field.type === "enum" ? (schema.enum(field.ref ?? "").values[0]?.[1] ?? 0) : 0);
}

/** A field that nobody set: do both accessors give the same? */
function differUnset(written: WireField, reader: MessageNode, options: DifferOptions): Difference | null {
  const readAs = partner(written, reader, options);
  if (!readAs || !isSingularScalar(written) || !isSingularScalar(readAs)) return null;
  const left = accessor(written, options.writer);
  const seen = reader.fields.get(readAs.number);
  const right = seen?.shape === "one" ? seen.value : accessor(readAs, options.reader);
  if (sameValue(left, right, { options, written, readAs, path: written.name }) === null) return null;
  const say = (schema: SchemaView, field: WireField, value: Value) =>
    `${field.name} is not set and reads as ${renderValue(schema, field, value)}`;
  return {
    outcome: "changed",
    path: written.name,
    wrote: say(options.writer, written, left),
    read: say(options.reader, readAs, right),
  };
}

const isSingularScalar = (field: WireField): boolean => shapeOf(field) === "one" && !isMessageType(field.type);

function differContent(content: Content, raw: Content, sides: Sides, wrote: string): Difference | null {
  const seen = sides.written.type === "bytes" && sides.readAs.type === "string" ? asText(raw) : raw;
  const read = renderField(sides.options.reader, { ...sides.readAs, name: sides.path }, seen);
  const say = (outcome: Difference["outcome"]): Difference => ({ outcome, path: sides.path, wrote, read });
  if (isOtherForm(content, seen, sides)) return sameForm(content, seen, sides) ? null : say("changed");
  if (content.shape === "map" && seen.shape === "map") return differMaps(content.entries, seen.entries, sides, say);
  const left = elements(content, sides.written);
  const right = elements(seen, sides.readAs);
  if (left.length > 1 && seen.shape === "one") return isNode(left[0] ?? 0n) ? say("changed") : say("lost");
  if (left.length !== right.length) return say(left.length > right.length ? "lost" : "changed");
  for (const [index, value] of left.entries()) {
    const found = sameValue(value, right[index] ?? 0n, sides);
    if (found) return found === "differs" ? say("changed") : found;
  }
  return null;
}

/** Bytes read as a string whose encoding nobody checks: what is no UTF-8 becomes the replacement character. */
function asText(content: Content): Content {
  const text = (value: Value): Value => (value instanceof Uint8Array ? asBuffer(value).toString("utf8") : value);
  if (content.shape === "one") return { shape: "one", value: text(content.value) };
  if (content.shape === "list") return { shape: "list", values: content.values.map(text) };
  return { shape: "map", entries: content.entries.map(([key, value]) => [key, text(value)] as const) };
}

/** In JSON, one side holds a well-known type with a form of its own (a Struct, say), the other plain fields. */
function isOtherForm(content: Content, seen: Content, { options }: Sides): boolean {
  const known = (one: Content) => one.shape === "one" && isNode(one.value) && isKnown(one.value.type.name);
  const plainForm = (one: Content) => one.shape !== "one" || (isNode(one.value) && !isKnown(one.value.type.name));
  return options.encoding === "json" && ((known(content) && plainForm(seen)) || (plainForm(content) && known(seen)));
}

/** The types that stand for JSON itself: what is read as one of them is compared by its JSON. */
const JSON_ITSELF = /^google\.protobuf\.(?:Struct|ListValue|Value)$/;

function isOtherNode(written: MessageNode, read: MessageNode, { options }: Sides): boolean {
  const names = [written.type.name, read.type.name];
  return options.encoding === "json" && names[0] !== names[1] && names.some((name) => JSON_ITSELF.test(name));
}

function sameJson(written: Value, read: Value, { options, written: from, readAs }: Sides): "differs" | null {
  const [a, b] = [valueToJson(options.writer, from, written), valueToJson(options.reader, readAs, read)];
  return canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b)) ? null : "differs";
}

/** Do both say the same JSON, whatever they keep it in? */
function sameForm(content: Content, seen: Content, { options, written, readAs }: Sides): boolean {
  const [a, b] = [contentToJson(options.writer, written, content), contentToJson(options.reader, readAs, seen)];
  return canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b));
}

/** The elements of a field; an entry of a map as the message that it is, its halves without presence. */
function elements(content: Content, field: WireField): readonly Value[] {
  if (content.shape === "one") return [content.value];
  if (content.shape === "list") return content.values;
  const type = entryType(field, "implicit");
  return content.entries.map(([key, value]) => {
    const halves: readonly (readonly [number, Value])[] = [
      [1, key],
      [2, value],
    ];
    const set = halves.filter(([, half]) => isNode(half) || !isZero(half));
    return node(
      type,
      set.map(([number, half]) => [number, { shape: "one", value: half }]),
    );
  });
}

function differMaps(
  left: Entries,
  right: Entries,
  sides: Sides,
  say: (outcome: Difference["outcome"]) => Difference,
): Difference | null {
  const seen = new Map(right.map(([key, value]) => [keyText(key), value] as const));
  for (const [key, value] of left) {
    const other = seen.get(keyText(key));
    if (other === undefined) return say(left.length > right.length ? "lost" : "changed");
    const found = sameValue(value, other, sides);
    if (found) return found === "differs" ? say("changed") : found;
  }
  return left.length === right.length ? null : say("changed");
}

/** null: the same. A difference further down is given back as it is. */
function sameValue(written: Value, read: Value, sides: Sides): Difference | "differs" | null {
  if (isNode(written) && isNode(read) && isOtherNode(written, read, sides)) return sameJson(written, read, sides);
  if (isNode(written) && isNode(read)) return differ(written, read, { ...sides.options, watch: [] }, sides.path);
  const { options } = sides;
  if (options.encoding === "json" && isNode(written) !== isNode(read)) return sameText(written, read, sides);
  const [a, b] = [bytesOf(written), bytesOf(read)];
  if (a || b) return a && b && isEqual(a, b) ? null : "differs";
  if (typeof written === "bigint" && typeof read === "bigint" && byEnumName(sides))
    return sameName(written, read, sides) ? null : "differs";
  return sameNumber(written, read) ? null : "differs";
}

/** A message in JSON against what is none: a wrapper is what it holds, other well-known types are their texts. */
function sameText(written: Value, read: Value, sides: Sides): "differs" | null {
  const [a, b] = [unwrap(written), unwrap(read)];
  if (!isNode(a) && !isNode(b)) return sameNumber(a, b) || a === b ? null : "differs";
  const { options, written: from, readAs } = sides;
  return valueToJson(options.writer, from, a) === valueToJson(options.reader, readAs, b) ? null : "differs";
}

function unwrap(value: Value): Value {
  const field = isNode(value) && isWrapper(value.type.name) ? value.type.byNumber.get(1) : undefined;
  if (!isNode(value) || !field || isMessageType(field.type)) return value;
  const content = value.fields.get(1);
  return content?.shape === "one" ? content.value : zeroOf(field.type);
}

const byEnumName = ({ options, written, readAs }: Sides): boolean =>
  written.type === "enum" && readAs.type === "enum" && (options.encoding === "json" || options.by === "name");

/** Enum values that share a name are the same; a number without a name is itself. */
function sameName(left: bigint, right: bigint, { options, written, readAs }: Sides): boolean {
  const names = (schema: SchemaView, field: WireField, number: bigint) =>
    schema
      .enum(field.ref ?? "")
      .values.filter(([, other]) => BigInt(other) === number)
      .map(([name]) => name);
  const [a, b] = [names(options.writer, written, left), names(options.reader, readAs, right)];
  if (a.length === 0 || b.length === 0) return a.length === b.length && left === right;
  return a.some((name) => b.includes(name));
}

function sameNumber(left: Value, right: Value): boolean {
  const [a, b] = [plain(left), plain(right)];
  if (typeof a === "number" && typeof b === "number") return Object.is(a, b);
  if (typeof a === "bigint" && typeof b === "bigint") return a === b;
  const [whole, real] = typeof a === "bigint" ? [a, b] : [b, a];
  return typeof real === "number" && Number.isInteger(real) && typeof whole === "bigint" && BigInt(real) === whole;
}

const plain = (value: Value): Value => (typeof value === "boolean" ? (value ? 1n : 0n) : value);
