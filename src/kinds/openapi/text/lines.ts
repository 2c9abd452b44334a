import type { Place } from "../../../core/place.ts";

/** Offsets of a stretch of text, the end exclusive, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A line and a column, both counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** The places of spans of one text. One pass over its lines, as far as the last of them; none is kept. */
export function placesOf(file: string, text: string, spans: Iterable<readonly [string, Span]>): Map<string, Place> {
  const all = [...spans].map(([name, { start, end }]) => ({ name, start, end: Math.max(start, end) }));
  const positions = positionsOf(
    text,
    all.flatMap(({ start, end }) => [start, end]),
  );
  const places = new Map<string, Place>();
  for (const { name, start, end } of all) {
    const [from, to] = [positions.get(start), positions.get(end)];
    if (from && to) places.set(name, { file, ...from, endLine: to.line, endColumn: to.column });
  }
  return places;
}

/** The place of one offset, which begins and ends there. */
export const pointAt = (file: string, text: string, at: number): Place =>
  pointOf(file, positionsOf(text, [at]).get(at) ?? { line: 1, column: 1 });

/** A place that begins and ends at a position. */
export const pointOf = (file: string, { line, column }: Position): Place => ({
  file,
  line,
  column,
  endLine: line,
  endColumn: column,
});

function positionsOf(text: string, offsets: readonly number[]): ReadonlyMap<number, Position> {
  const positions = new Map<number, Position>();
  let [line, start, next] = [1, 0, text.indexOf("\n")];
  for (const offset of Float64Array.from(offsets).sort()) {
    while (next !== -1 && next < offset) {
      line += 1;
      start = next + 1;
      next = text.indexOf("\n", start);
    }
    positions.set(offset, { line, column: offset - start + 1 });
  }
  return positions;
}
