import { groupBy } from "../../core/group.ts";
import type { Place } from "../../core/place.ts";
import { inexactNumber } from "../../json-schema/index.ts";
import type { Api } from "./model.ts";
import type { Node } from "./node.ts";
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

const ANNOTATIONS: ReadonlySet<string | number> = new Set(["example", "examples", "description", "summary", "title"]);

const found = new WeakMap<Api, readonly LongNumber[]>();

/**
 * The long numbers of a document, in document order. Some were read as another number (9007199254740993 as ...992):
 * two that look alike once read may differ, so they are compared as written. Examples do not count.
 */
export function longNumbers(api: Api): readonly LongNumber[] {
  const known = found.get(api);
  if (known) return known;
  const edges = groupBy(api.edges, ({ file }) => file);
  const numbers = [...api.documents.files.values()].flatMap((file) => {
    const nodes = edges.get(file.path) ?? [];
    return nodes.length > 0 && LONG.test(file.text) ? inFile(file, nodes) : [];
  });
  found.set(api, numbers);
  return numbers;
}

function inFile(file: ParsedFile, nodes: readonly Node[]): readonly LongNumber[] {
  const places = file.places(nodes.map(({ pointer }) => pointer));
  const lines = file.text.split("\n");
  return nodes.map((node) => {
    const place = places.get(node.pointer);
    const text = place ? written(lines, place) : "";
    return { node, text, inexact: inexactNumber(text) !== null };
  });
}

/** Is it a number at the edge of what a double can hold? */
export const isEdge = (value: number): boolean =>
  !(Number.isInteger(value) && Math.abs(value) < SHORT) &&
  ((Number.isInteger(value) && !Number.isSafeInteger(value)) || String(value).replace(/\D/g, "").length >= 15);

/** Integers below have fewer than 15 digits. */
const SHORT = 1e14;

/** Does what stands there count? Examples and texts for people do not. */
export const isCounted = (path: readonly (string | number)[]): boolean => !path.some((key) => ANNOTATIONS.has(key));

/** The source at a place; of a key and its value the value. */
function written(lines: readonly string[], place: Place): string {
  const line = lines[place.line - 1] ?? "";
  const end = place.endLine === place.line ? place.endColumn - 1 : line.length;
  return line.slice(place.column - 1, end).replace(/^("(?:[^"\\]|\\.)*"|[^:\s]+)\s*:\s*/, "");
}
