import {
  create,
  type DescEnum,
  type DescExtension,
  type DescField,
  type DescMessage,
  type FileRegistry,
  type Message,
  ScalarType,
  setExtension,
} from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { AnyField } from "../model.ts";
import { type Lexer, lexer, textOf } from "./text-lexer.ts";

/** Deepest nesting of messages that is read. */
const DEPTH = 100;

type Scalar = string | number | bigint | boolean | Uint8Array;
/** A value as written: a scalar, a message, or an entry of a map. */
type Value = Scalar | ReflectMessage | Entry;

interface Entry {
  readonly key: Scalar;
  readonly value: Scalar | ReflectMessage;
}

/** How a single value is read: a scalar by its type, an enum by its names, a message by its fields. */
type Kind = ScalarType | DescEnum | DescMessage;

/**
 * Reads a message in the text format. Fields that the schema does not know are left out, as are extensions
 * that the registry does not hold.
 * Throws RangeError with the line for what is no such text, and what protobuf-es throws for values out of range.
 * Source: https://protobuf.dev/reference/protobuf/textformat-spec/.
 */
export const parseTextFormat = (text: string, desc: DescMessage, registry?: FileRegistry): Message =>
  readFields(lexer(text), { desc, registry, depth: 0 }, "").message;

interface Scope {
  readonly desc: DescMessage;
  readonly registry: FileRegistry | undefined;
  readonly depth: number;
}

/** The fields up to the closing sign, or to the end of the text where that is empty. */
function readFields(lex: Lexer, scope: Scope, closing: string): ReflectMessage {
  if (scope.depth > DEPTH) throw lex.wrong("messages nest too deeply");
  const found = new Map<AnyField, Value[]>();
  while (lex.peek() !== closing) {
    const [field, values] = readField(lex, scope);
    const known = field && found.get(field);
    if (known) known.push(...values);
    else if (field) found.set(field, [...values]);
    lex.accept(",", ";");
  }
  lex.next();
  const message = reflect(scope.desc, create(scope.desc));
  for (const [field, values] of found) assign(message, field, values);
  return message;
}

const isEntry = (value: Value): value is Entry => typeof value === "object" && "key" in value && "value" in value;

function assign(message: ReflectMessage, field: AnyField, values: readonly Value[]): void {
  const plain = values.filter((value) => !isEntry(value));
  if (field.kind === "extension") {
    const bare = plain.map((value) => (isMessage(value) ? value.message : value));
    setExtension(message.message, field, field.fieldKind === "list" ? bare : bare.at(-1));
  } else if (field.fieldKind === "map") {
    const map = message.get(field);
    for (const { key, value } of values.filter(isEntry)) map.set(key, value);
  } else if (field.fieldKind === "list") {
    const list = message.get(field);
    for (const value of plain) list.add(value);
  } else message.set(field, plain.at(-1));
}

const isMessage = (value: Value): value is ReflectMessage => typeof value === "object" && "message" in value;

/** The field named next, undefined for one that nothing is known about, and the values written for it. */
function readField(lex: Lexer, scope: Scope): readonly [AnyField | undefined, readonly Value[]] {
  const isExtension = lex.accept("[");
  const name = isExtension ? readBracketed(lex) : lex.next();
  const field = isExtension ? extensionOf(scope, name) : fieldOf(scope.desc, name);
  if (!field && !isExtension && !/^\w+$/.test(name)) throw lex.wrong(`${name || "the end"} is no name of a field`);
  const hasColon = lex.accept(":");
  if (!lex.accept("[")) return [field, [readValue(lex, scope, field, hasColon)]];
  const values: Value[] = [];
  while (!lex.accept("]")) {
    values.push(readValue(lex, scope, field, true));
    if (!lex.accept(",") && lex.peek() !== "]") throw lex.wrong("a list does not close");
  }
  return [field, values];
}

/** The name in `[pkg.extension]`, behind its first sign. */
function readBracketed(lex: Lexer): string {
  let name = "";
  while (!lex.accept("]")) {
    if (lex.peek() === "") throw lex.wrong("a bracket does not close");
    name += lex.next();
  }
  return name;
}

function extensionOf({ desc, registry }: Scope, name: string): DescExtension | undefined {
  const found = registry?.getExtension(name);
  return found?.extendee.typeName === desc.typeName ? found : undefined;
}

/** By name; a group by the name of its message too. */
const fieldOf = (desc: DescMessage, name: string): DescField | undefined =>
  desc.fields.find((field) => field.name === name) ??
  desc.fields.find((field) => field.message?.name === name && field.name === name.toLowerCase());

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "<": ">" };

function readValue(lex: Lexer, scope: Scope, field: AnyField | undefined, hasColon: boolean): Value {
  if (!field) return skipValue(lex);
  if (field.fieldKind === "map") return readEntry(lex, scope, field);
  return readSingle(lex, scope, kindOf(field), hasColon);
}

const kindOf = (field: AnyField): Kind => field.message ?? field.enum ?? field.scalar ?? ScalarType.STRING;

function readSingle(lex: Lexer, scope: Scope, kind: Kind, hasColon: boolean): Scalar | ReflectMessage {
  if (typeof kind === "object" && kind.kind === "message") {
    const closing = CLOSING[lex.next()];
    if (closing === undefined) throw lex.wrong(`a message ${kind.typeName} is missing`);
    return readFields(lex, { ...scope, desc: kind, depth: scope.depth + 1 }, closing);
  }
  if (!hasColon) throw lex.wrong("a colon is missing");
  return readScalar(lex, kind);
}

/** `{ key: ... value: ... }`; what is left out is the zero of its type. */
function readEntry(lex: Lexer, scope: Scope, map: AnyField & { readonly fieldKind: "map" }): Entry {
  const closing = CLOSING[lex.next()];
  if (closing === undefined) throw lex.wrong(`an entry of ${map.name} is missing`);
  const kind = map.message ?? map.enum ?? map.scalar;
  let key = zeroOf(map.mapKey);
  let value: Scalar | ReflectMessage = map.message ? reflect(map.message, create(map.message)) : zeroOf(kind as Kind);
  while (!lex.accept(closing)) {
    const part = lex.next();
    const hasColon = lex.accept(":");
    if (part === "key") key = readScalar(lex, map.mapKey);
    else if (part === "value") value = readSingle(lex, scope, kind as Kind, hasColon);
    else throw lex.wrong(`an entry of a map has no ${part}`);
    lex.accept(",", ";");
  }
  return { key, value };
}

const LONG: readonly Kind[] = [
  ...[ScalarType.INT64, ScalarType.UINT64, ScalarType.SINT64, ScalarType.FIXED64, ScalarType.SFIXED64],
];

function zeroOf(kind: Kind): Scalar {
  if (kind === ScalarType.STRING) return "";
  if (kind === ScalarType.BYTES) return new Uint8Array();
  if (kind === ScalarType.BOOL) return false;
  return LONG.includes(kind) ? 0n : 0;
}

const QUOTED = /^["']/;

function readScalar(lex: Lexer, kind: ScalarType | DescEnum): Scalar {
  const sign = lex.accept("-") ? "-" : "";
  const token = lex.next();
  if (QUOTED.test(token)) {
    const parts = [textOf(token, lex)];
    while (QUOTED.test(lex.peek())) parts.push(textOf(lex.next(), lex));
    const bytes = Buffer.concat(parts);
    if (kind === ScalarType.BYTES) return new Uint8Array(bytes);
    if (kind === ScalarType.STRING) return bytes.toString("utf8");
    throw lex.wrong(`${token} is no number, no truth and no name`);
  }
  const value = typeof kind === "object" ? numberOf(kind, `${sign}${token}`) : wordOf(kind, sign, token);
  if (value === undefined) throw lex.wrong(`${token === "" ? "the end" : `${sign}${token}`} is no value here`);
  return value;
}

const numberOf = (desc: DescEnum, word: string): number | undefined =>
  /^-?\d+$/.test(word) ? Number(word) : desc.values.find(({ name }) => name === word)?.number;

const TRUTHS: Readonly<Record<string, boolean>> = {
  ...{ true: true, True: true, t: true, "1": true },
  ...{ false: false, False: false, f: false, "0": false },
};
const FLOATS: Readonly<Record<string, number>> = {
  ...{ inf: Number.POSITIVE_INFINITY, infinity: Number.POSITIVE_INFINITY, nan: Number.NaN },
};

/** A number or a word for a scalar; undefined where it is none of that type. */
function wordOf(type: ScalarType, sign: string, word: string): Scalar | undefined {
  if (type === ScalarType.BOOL) return TRUTHS[word];
  if (type === ScalarType.DOUBLE || type === ScalarType.FLOAT) {
    const value = FLOATS[word.toLowerCase()] ?? (/^[\d.]/.test(word) ? Number(word.replace(/[fF]$/, "")) : undefined);
    return value !== undefined && sign === "-" ? -value : value;
  }
  if (!/^(?:0[xX][\da-fA-F]+|\d+)$/.test(word)) return undefined;
  const whole = BigInt(/^0[0-7]+$/.test(word) ? `0o${word}` : word);
  const signed = sign === "-" ? -whole : whole;
  return LONG.includes(type) ? signed : Number(signed);
}

/** Passes over a value that nothing is known about; what stands for it is not used. */
function skipValue(lex: Lexer): Scalar {
  const open: string[] = [];
  lex.accept("-");
  do {
    const token = lex.next();
    if (token === "") throw lex.wrong("a value does not end");
    const end = CLOSING[token];
    if (end !== undefined) open.push(end);
    else if (token === open.at(-1)) open.pop();
    if (open.length > DEPTH) throw lex.wrong("messages nest too deeply");
  } while (open.length > 0 || QUOTED.test(lex.peek()));
  return "";
}
