import { TallyError } from "../core/errors.ts";
import { isObject, type JsonValue, jsonObject } from "../core/json.ts";
import type { Place } from "../core/place.ts";

/** Marks a number that is kept as it was written: a symbol, so that no document can imitate it. */
const NUMBER = Symbol("number");

/** A number of a JSON text, as written: 1.0 and 1 stay two things, and no digit is lost. */
export interface JsonNumber {
  readonly [NUMBER]: string;
}

/** A JSON value whose numbers keep their text. */
export type JsonTree = null | boolean | string | JsonNumber | readonly JsonTree[] | JsonTreeObject;

/** An object of such values. */
export interface JsonTreeObject {
  readonly [key: string]: JsonTree;
}

/** A parsed text: its tree, and where each of its objects and arrays begins. */
export interface JsonText {
  readonly tree: JsonTree;
  /** The place of an object or array of the tree; the beginning of the text for anything else. */
  placeOf(node: JsonTree | undefined): Place;
}

/** How deep a JSON text may nest: the bound of the Pact Broker, far above any real pact. */
export const MAX_JSON_DEPTH = 50;

const NUMBER_TEXT = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHITE_SPACE = /[ \t\n\r]*/y;
const LITERALS = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;

/** True for a number of a tree. */
export const isJsonNumber = (node: unknown): node is JsonNumber => isObject(node) && NUMBER in node;

/** True for an object of a tree: neither null, nor an array, nor a number. */
export const isJsonObject = (node: unknown): node is JsonTreeObject => isObject(node) && !(NUMBER in node);

/**
 * Reads a JSON text (RFC 8259) keeping the text of its numbers. Of two equal keys the later wins, as in every
 * reader of pacts. `file` names the text in places. Throws E_SYNTAX and E_TOO_DEEP with the place.
 */
export function parseJsonText(text: string, file: string): JsonText {
  const reader: Reader = { text, file, starts: new Map(), lines: null, offset: 0 };
  const tree = readValue(reader, 0);
  if (skip(reader) !== "") fail(reader, `more text after the end, ${shown(reader)}`);
  return { tree, placeOf: (node) => placeAt(reader, reader.starts.get(node) ?? 0) };
}

interface Reader {
  readonly text: string;
  readonly file: string;
  /** Where each object and array begins. */
  readonly starts: Map<unknown, number>;
  /** Where each line begins; made when the first place is asked for. */
  lines: readonly number[] | null;
  offset: number;
}

function readValue(reader: Reader, depth: number): JsonTree {
  const next = skip(reader);
  if (next === '"') return readString(reader);
  if (next !== "{" && next !== "[") return readScalar(reader);
  const start = reader.offset;
  if (depth >= MAX_JSON_DEPTH)
    throw new TallyError("E_TOO_DEEP", `nested deeper than ${MAX_JSON_DEPTH} levels`, {
      place: placeAt(reader, start),
    });
  const container = next === "[" ? readArray(reader, depth + 1) : readObject(reader, depth + 1);
  reader.starts.set(container, start);
  return container;
}

function readArray(reader: Reader, depth: number): JsonTree {
  const items: JsonTree[] = [];
  readMembers(reader, "]", () => void items.push(readValue(reader, depth)));
  return items;
}

function readObject(reader: Reader, depth: number): JsonTree {
  const entries: [string, JsonTree][] = [];
  readMembers(reader, "}", () => {
    if (skip(reader) !== '"') fail(reader, `a key in double quotes expected, found ${shown(reader)}`);
    const key = readString(reader);
    expect(reader, ":");
    entries.push([key, readValue(reader, depth)]);
  });
  return jsonObject(entries);
}

/** The members of an object or array, from its opening bracket to behind its closing one. */
function readMembers(reader: Reader, close: string, member: () => void): void {
  reader.offset += 1;
  if (skip(reader) !== close) {
    member();
    while (skip(reader) !== close) {
      expect(reader, ",");
      member();
    }
  }
  reader.offset += 1;
}

function readString(reader: Reader): string {
  const { text, offset: start } = reader;
  let end = start + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === "\\" ? 2 : 1;
  if (end >= text.length) return fail(reader, "a string does not end");
  try {
    const value: string = JSON.parse(text.slice(start, end + 1));
    reader.offset = end + 1;
    return value;
  } catch {
    return fail(reader, "a string holds a control character or an unknown escape");
  }
}

function readScalar(reader: Reader): JsonTree {
  const number = match(reader, NUMBER_TEXT);
  if (number !== "") return { [NUMBER]: number };
  const literal = LITERALS.find(([word]) => reader.text.startsWith(word, reader.offset));
  if (!literal) return fail(reader, `a value expected, found ${shown(reader)}`);
  reader.offset += literal[0].length;
  return literal[1];
}

function match(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.offset;
  const found = pattern.exec(reader.text)?.[0] ?? "";
  reader.offset += found.length;
  return found;
}

/** Passes white space; the next character, empty at the end. */
function skip(reader: Reader): string {
  const next = reader.text.charAt(reader.offset);
  if (next > " ") return next;
  match(reader, WHITE_SPACE);
  return reader.text.charAt(reader.offset);
}

function expect(reader: Reader, character: string): void {
  if (skip(reader) !== character) fail(reader, `'${character}' expected, found ${shown(reader)}`);
  reader.offset += 1;
}

function fail(reader: Reader, what: string): never {
  throw new TallyError("E_SYNTAX", `not JSON: ${what}`, { place: placeAt(reader, reader.offset) });
}

const shown = (reader: Reader): string =>
  reader.offset >= reader.text.length ? "the end of the text" : JSON.stringify(reader.text.charAt(reader.offset));

function placeAt(reader: Reader, offset: number): Place {
  reader.lines ??= lineStarts(reader.text);
  const { file, lines } = reader;
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const column = offset - (lines[low] ?? 0) + 1;
  return { file, line: low + 1, column, endLine: low + 1, endColumn: column + 1 };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}

/** The plain value of a tree; numbers become doubles. */
export function plainJson(node: JsonTree): JsonValue {
  if (isJsonNumber(node)) return Number(node[NUMBER]);
  if (Array.isArray(node)) return node.map(plainJson);
  if (isJsonObject(node)) return jsonObject(Object.entries(node).map(([key, value]) => [key, plainJson(value)]));
  return node as JsonValue;
}

/** The text of a tree, without white space, every number as it was written and the keys in their order. */
export function writeJson(node: JsonTree): string {
  return write(node, Object.keys, (text) => text);
}

/**
 * The text of a tree that equal meanings share: keys sorted by code unit, numbers as the verifier reads them
 * (serde_json: integers of 64 bits exactly, everything else as a double; 1 and 1.0 differ, 1.0 and 1.00 do not).
 */
export function canonicalText(node: JsonTree): string {
  return write(node, (object) => Object.keys(object).sort(), canonicalNumber);
}

function write(
  node: JsonTree,
  keysOf: (object: JsonTreeObject) => readonly string[],
  number: (text: string) => string,
): string {
  if (isJsonNumber(node)) return number(node[NUMBER]);
  if (Array.isArray(node)) return `[${node.map((item) => write(item, keysOf, number)).join(",")}]`;
  if (!isJsonObject(node)) return JSON.stringify(node);
  const members = keysOf(node).flatMap((key) => {
    const value = node[key];
    return value === undefined ? [] : [`${JSON.stringify(key)}:${write(value, keysOf, number)}`];
  });
  return `{${members.join(",")}}`;
}

function canonicalNumber(text: string): string {
  if (/^-?\d+$/.test(text) && text !== "-0" && text.length <= 20) {
    const integer = BigInt(text);
    if (integer >= -(2n ** 63n) && integer < 2n ** 64n) return String(integer);
  }
  return `${Number(text)}d`;
}
