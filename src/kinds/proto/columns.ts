import { isAscii } from "node:buffer";
import { asBuffer } from "../../core/bytes.ts";
import { oncePer } from "../../core/once.ts";
import type { Place } from "../../core/place.ts";

const TAB = 8;

/** The lines of a text, cut once per text. */
export const linesOf = oncePer((text: Uint8Array): readonly string[] => asBuffer(text).toString("utf8").split("\n"));

/**
 * How many UTF-16 code units of a line stand before a column as protoc counts it from 0: bytes of UTF-8, a tab
 * reaching to the next multiple of 8 (protobuf, io/tokenizer.cc, `Tokenizer::NextChar`).
 */
export function unitsBefore(line: string, column: number): number {
  let at = 0;
  let units = 0;
  for (const letter of line) {
    if (at >= column) break;
    at += letter === "\t" ? TAB - (at % TAB) : Buffer.byteLength(letter);
    units += letter.length;
  }
  return units;
}

/** Is all of a text ASCII without tabs? Most are. */
const isPlain = oncePer((text: Uint8Array) => isAscii(text) && !text.includes(9));

const PLAIN = /^[\x20-\x7e\r]*$/;

/**
 * A place with its columns in another unit: `count` gets a line and how much of it stands before a column, in the unit
 * at hand, and answers in the new one. Lines of ASCII without tabs count the same in every unit.
 */
export function convertColumns(place: Place, text: Uint8Array, count: (line: string, before: number) => number): Place {
  if (isPlain(text)) return place;
  const lines = linesOf(text);
  const convert = (number: number, column: number): number => {
    const line = lines[number - 1] ?? "";
    return PLAIN.test(line) ? column : count(line, column - 1) + 1;
  };
  return { ...place, column: convert(place.line, place.column), endColumn: convert(place.endLine, place.endColumn) };
}
