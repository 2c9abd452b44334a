import { isObject } from "../../core/json.ts";
import type { Place } from "../../core/place.ts";
import { inexactNumber } from "../../json-schema/index.ts";
import type { Api } from "./model.ts";
import type { Node } from "./node.ts";
import { join } from "./pointer.ts";
import type { ParsedFile } from "./text/parse.ts";

/** A number at the edge of what a double can hold. */
export interface LongNumber {
  readonly node: Node;
  /** As it is written. */
  readonly text: string;
  /** Is it read as another number? */
  readonly inexact: boolean;
}

/** Any such number is at least this long. */
const LONG = /\d{16}|\d\.\d{14}|\d[eE][+-]?\d{2}/;

const ANNOTATIONS: ReadonlySet<string> = new Set(["example", "examples", "description", "summary", "title"]);

const found = new WeakMap<Api, readonly LongNumber[]>();

/**
 * The long numbers of a document, in document order. Some were read as another number (9007199254740993 as ...992):
 * two that look alike once read may differ, so they are compared as written. Examples do not count.
 */
export function longNumbers(api: Api): readonly LongNumber[] {
  const known = found.get(api);
  if (known) return known;
  const numbers = [...api.documents.files.values()].flatMap((file) => (LONG.test(file.text) ? inFile(file) : []));
  found.set(api, numbers);
  return numbers;
}

function inFile(file: ParsedFile): readonly LongNumber[] {
  const suspects = new Map<string, number>();
  const way: (string | number)[] = [];
  const step = (value: unknown, key: string | number): void => {
    if (typeof value !== "number" && (typeof value !== "object" || value === null)) return;
    way.push(key);
    visit(value);
    way.pop();
  };
  const visit = (value: unknown): void => {
    if (typeof value === "number") {
      if (isSuspect(value)) suspects.set(join("", ...way), value);
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) step(value[index], index);
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) if (!ANNOTATIONS.has(key)) step(value[key], key);
    }
  };
  visit(file.value);
  const places = suspects.size === 0 ? new Map<string, Place>() : file.places(suspects.keys());
  const lines = suspects.size === 0 ? [] : file.text.split("\n");
  return [...suspects].flatMap(([pointer, value]) => {
    const place = places.get(pointer);
    const text = place ? written(lines, place) : "";
    return [{ node: { value, file: file.path, pointer }, text, inexact: inexactNumber(text) !== null }];
  });
}

const isSuspect = (value: number): boolean =>
  !(Number.isInteger(value) && Math.abs(value) < SHORT) &&
  ((Number.isInteger(value) && !Number.isSafeInteger(value)) || String(value).replace(/\D/g, "").length >= 15);

/** Integers below have fewer than 15 digits. */
const SHORT = 1e14;

/** The source at a place; of a key and its value the value. */
function written(lines: readonly string[], place: Place): string {
  const line = lines[place.line - 1] ?? "";
  const end = place.endLine === place.line ? place.endColumn - 1 : line.length;
  return line.slice(place.column - 1, end).replace(/^("(?:[^"\\]|\\.)*"|[^:\s]+)\s*:\s*/, "");
}
