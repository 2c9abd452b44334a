import type { Place } from "./place.ts";

const LINES = 3;
const CHARACTERS = 200;

/**
 * Reads the first lines of a place (at most 3, at most 200 characters each). Where each line of a text begins is
 * found once, so that many places in one large file stay cheap. Null where the text is not at hand.
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
    const last = Math.min(place.endLine, place.line + LINES - 1, file.starts.length);
    const lines: string[] = [];
    for (let line = place.line; line <= last; line += 1) {
      const start = file.starts[line - 1] ?? 0;
      const end = Math.min(file.starts[line] ?? file.text.length + 1, start + CHARACTERS + 1) - 1;
      lines.push(file.text.slice(start, end).trimEnd());
    }
    return lines.join("\n");
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
