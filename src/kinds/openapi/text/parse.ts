import { CORE_SCHEMA, constructFromEvents, type Event, mergeTag, parseEvents, YAMLException } from "js-yaml";
import { TallyError } from "../../../core/errors.ts";
import type { Place } from "../../../core/place.ts";
import { originsIn } from "./aliases.ts";
import { jsonSpans } from "./json-spans.ts";
import { placesOf, pointAt, pointOf } from "./lines.ts";
import { wantedTree } from "./wanted.ts";
import { yamlSpans } from "./yaml-spans.ts";

/** Files from this size on are refused, in bytes. */
export const SIZE_LIMIT = 50_000_000;

/** Nesting beyond this is refused: no interface description comes near it. */
export const DEPTH_LIMIT = 200;

/** One file, parsed. */
export interface ParsedFile {
  /** Path relative to the source's root. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly value: unknown;
  /** Could this word of ASCII be a key somewhere? Where the text writes ASCII with escapes, any could. */
  mayHold(word: string): boolean;
  /** Where a value was written that an alias of YAML repeats, by JSON Pointers; any other stands where it stands. */
  origin(pointer: string): string;
  /** Finds where the values at these JSON Pointers stand; one pass over the text for all of them. */
  places(pointers: Iterable<string>): Map<string, Place>;
}

/** Parses JSON or YAML, whatever the name says. Throws E_EMPTY, E_TOO_LARGE, E_UNREADABLE, E_SYNTAX, E_TOO_DEEP. */
export function parseFile(path: string, bytes: Uint8Array): ParsedFile {
  if (bytes.length >= SIZE_LIMIT) {
    throw new TallyError("E_TOO_LARGE", `${path} has ${bytes.length} bytes; the limit is ${SIZE_LIMIT}`);
  }
  const text = decode(path, bytes);
  if (text.trim() === "") throw new TallyError("E_EMPTY", `${path} is empty`);
  return /^\s*[{[]/.test(text.slice(0, 4096)) ? parseJson(path, bytes, text) : parseYaml(path, bytes, text);
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.slice(0, 65536).includes("\u0000")) return text;
  } catch {
    // answered below: whatever is wrong with it, it is no text
  }
  throw new TallyError("E_UNREADABLE", `${path} is not a text file in UTF-8`);
}

function parseJson(path: string, bytes: Uint8Array, text: string): ParsedFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!path.endsWith(".json")) return parseYaml(path, bytes, text);
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const at = position === undefined ? text.trimEnd().length : Number(position);
    throw new TallyError("E_SYNTAX", `not valid JSON: ${jsonTrouble(message)}`, { place: pointAt(path, text, at) });
  }
  return {
    path,
    bytes,
    text,
    value,
    mayHold: wordsIn(text, "\\u00", /\\u00[2-7]/),
    origin: (pointer) => pointer,
    places: (pointers) => placesOf(path, text, jsonSpans(text, wantedTree(pointers))),
  };
}

/**
 * `escapes`: how the language of the text writes characters of ASCII that it need not escape, or a word on two lines;
 * `start`: what each of these holds, which is found sooner.
 */
function wordsIn(text: string, start: string, escapes: RegExp): ParsedFile["mayHold"] {
  const known = new Map<string, boolean>();
  let hasEscapes: boolean | null = null;
  return (word) => {
    const held = known.get(word) ?? text.includes(word);
    known.set(word, held);
    if (held) return true;
    hasEscapes ??= text.includes(start) && escapes.test(text);
    return hasEscapes;
  };
}

/** V8 quotes the text around the error; the place says that better. */
const jsonTrouble = (message: string): string =>
  message.startsWith("Unexpected end") || message.startsWith("Unterminated")
    ? "it ends too early"
    : (message.split(/,? (?:\.\.\.)?"|\bin JSON\b|\bat position\b/)[0] ?? message).trim().toLowerCase();

function parseYaml(path: string, bytes: Uint8Array, text: string): ParsedFile {
  let events: readonly Event[];
  let documents: readonly unknown[];
  try {
    const parsed = parseEvents(text, { maxDepth: DEPTH_LIMIT });
    documents = constructFromEvents(parsed, { source: text, schema: CORE_SCHEMA.withTags(mergeTag) });
    events = parsed;
  } catch (error) {
    throw yamlError(path, text, error);
  }
  if (documents.length > 1)
    throw new TallyError("E_SYNTAX", `${path} holds ${documents.length} YAML documents, not one`);
  const value = documents[0];
  if (value === undefined || value === null) throw new TallyError("E_EMPTY", `${path} holds nothing`);
  return {
    path,
    bytes,
    text,
    value,
    mayHold: wordsIn(text, "\\", /\\(?:x|u00|U000000)[2-7]|\w\\\r?\n\s*\w/),
    origin: originsIn(value, events),
    places: (pointers) => placesOf(path, text, yamlSpans(text, events, wantedTree(pointers))),
  };
}

function yamlError(path: string, text: string, error: unknown): TallyError {
  if (!(error instanceof YAMLException)) {
    return new TallyError(
      "E_SYNTAX",
      `${path} cannot be read as YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
  const mark = error.mark;
  const place = mark
    ? pointOf(path, { line: mark.line + 1, column: mark.column + 1 })
    : pointAt(path, text, text.length);
  if (error.reason.includes("maxDepth")) {
    return new TallyError("E_TOO_DEEP", `nested more than ${DEPTH_LIMIT} levels deep`, { place });
  }
  if (/merge/i.test(error.reason) && /max/i.test(error.reason)) {
    return new TallyError("E_TOO_LARGE", "merge keys (<<) expand to too much", { place });
  }
  return new TallyError("E_SYNTAX", `not valid YAML: ${error.reason}`, { place });
}

/** The place of a pointer, or of the nearest thing above it that the text really has. */
export function nearest(pointer: string, found: ReadonlyMap<string, Place>): Place | null {
  for (let here = pointer; ; here = here.slice(0, here.lastIndexOf("/"))) {
    const place = found.get(here);
    if (place || here === "") return place ?? null;
  }
}
