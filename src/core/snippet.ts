import type { Place } from "./place.ts";

const LINES = 3;
const CHARACTERS = 200;

/** Characters that are shown before a place in a long line. */
const LEAD = 20;

/** True where a place is too long to be shown: its snippet is its beginning. */
export const isCut = ({ line, endLine, column, endColumn }: Place): boolean =>
  endLine - line >= LINES || (endLine === line && endColumn - column > CHARACTERS);

/**
 * Reads the lines of a place: all of them if they are at most 3, else the first. Of a line with more than 200 characters
 * the part around the place. Where each line of a text begins is found once, so that many places in one large file stay
 * cheap. Null where the text is not at hand.
 */
export function snippetReader(textOf: (file: string) => string | null): (place: Place) => string | null {
  const files = new Map<string, { readonly text: string; readonly starts: readonly number[] } | null>();
  const open = (file: string) => {
    const text = textOf(file);
    return text === null ? null : { text, starts: lineStarts(text) };
  };
  return (place) => {
    const known = files.get(place.file);
    const file = known === undefined ? open(place.file) : known;
    files.set(place.file, file);
    if (file === null || place.line > file.starts.length) return null;
    const last = isCut(place) ? place.line : Math.min(place.endLine, file.starts.length);
    const lines: string[] = [];
    for (let line = place.line; line <= last; line += 1) {
      const start = file.starts[line - 1] ?? 0;
      const end = (file.starts[line] ?? file.text.length + 1) - 1;
      lines.push(line === place.line ? around(file.text, start, end, place) : partOf(file.text, start, start, end));
    }
    return lines.join("\n") + (isCut(place) && !lines[0]?.endsWith("…") ? " …" : "");
  };
}

/** The first line of a place; of a long one the part that the place begins in. */
function around(text: string, start: number, end: number, { column, line, endLine, endColumn }: Place): string {
  if (end - start <= CHARACTERS) return text.slice(start, end).trimEnd();
  const stop = endLine === line ? Math.min(end, start + endColumn - 1 + LEAD) : end;
  return partOf(text, start, Math.max(start, start + column - 1 - LEAD), stop, end);
}

/** A part of a line, with marks where something is left out. */
function partOf(text: string, start: number, from: number, to: number, end = to): string {
  const stop = Math.min(to, from + CHARACTERS);
  return `${from > start ? "…" : ""}${text.slice(from, stop).trimEnd()}${stop < end ? "…" : ""}`;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
