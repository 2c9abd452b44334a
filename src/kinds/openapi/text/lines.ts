import type { Place } from "../../../core/place.ts";

/** Offsets of a stretch of text, the end exclusive, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Turns offsets of one text into places: lines and columns count from 1. The line starts are found once, lazily. */
export function placer(file: string, text: string): (span: Span) => Place {
  let starts: readonly number[] | null = null;
  const position = (offset: number): { readonly line: number; readonly column: number } => {
    starts ??= lineStarts(text);
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return ({ start, end }) => {
    const [from, to] = [position(start), position(Math.max(start, end))];
    return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
