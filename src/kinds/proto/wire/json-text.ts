import { MAX_DEPTH, WireError } from "./cursor.ts";

/** A JSON value as written: numbers keep their text, objects keep every entry, repeated keys too. */
export type Json =
  | { readonly is: "null" }
  | { readonly is: "boolean"; readonly value: boolean }
  | { readonly is: "number"; readonly text: string }
  | { readonly is: "string"; readonly value: string }
  | { readonly is: "array"; readonly items: readonly Json[] }
  | { readonly is: "object"; readonly entries: readonly (readonly [key: string, value: Json])[] };

interface Scanner {
  readonly text: string;
  position: number;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SPACE = /[ \t\n\r]*/y;

/** Parses strictly by RFC 8259, at most 100 levels deep. Throws WireError. */
export function parseJson(text: string): Json {
  const scanner: Scanner = { text, position: 0 };
  const value = parseValue(scanner, 0);
  match(scanner, SPACE);
  if (scanner.position < text.length) throw bad(scanner);
  return value;
}

const bad = ({ position }: Scanner) => new WireError(`no JSON from character ${position} on`, "");

function match(scanner: Scanner, pattern: RegExp): string | null {
  pattern.lastIndex = scanner.position;
  const found = pattern.exec(scanner.text);
  if (!found) return null;
  scanner.position = pattern.lastIndex;
  return found[0];
}

function accept(scanner: Scanner, token: string): boolean {
  match(scanner, SPACE);
  if (!scanner.text.startsWith(token, scanner.position)) return false;
  scanner.position += token.length;
  return true;
}

function parseValue(scanner: Scanner, depth: number): Json {
  if (depth > MAX_DEPTH) throw new WireError(`more than ${MAX_DEPTH} levels of nesting`, "");
  if (accept(scanner, "{")) return { is: "object", entries: parseList(scanner, "}", () => parseEntry(scanner, depth)) };
  if (accept(scanner, "["))
    return { is: "array", items: parseList(scanner, "]", () => parseValue(scanner, depth + 1)) };
  if (accept(scanner, "null")) return { is: "null" };
  if (accept(scanner, "true")) return { is: "boolean", value: true };
  if (accept(scanner, "false")) return { is: "boolean", value: false };
  const number = match(scanner, NUMBER);
  return number === null ? { is: "string", value: parseString(scanner) } : { is: "number", text: number };
}

function parseString(scanner: Scanner): string {
  match(scanner, SPACE);
  const found = match(scanner, STRING);
  if (found === null) throw bad(scanner);
  try {
    return String(JSON.parse(found)); // escapes and control characters are judged there
  } catch {
    throw bad(scanner);
  }
}

function parseEntry(scanner: Scanner, depth: number): readonly [string, Json] {
  const key = parseString(scanner);
  if (!accept(scanner, ":")) throw bad(scanner);
  return [key, parseValue(scanner, depth + 1)];
}

function parseList<T>(scanner: Scanner, end: string, parse: () => T): T[] {
  const found: T[] = [];
  if (accept(scanner, end)) return found;
  do found.push(parse());
  while (accept(scanner, ","));
  if (!accept(scanner, end)) throw bad(scanner);
  return found;
}
