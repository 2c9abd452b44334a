import type { Range } from "../ranges.ts";

/** What of a range is covered by none of the others (merged). */
export function uncovered(range: Range, merged: readonly Range[]): readonly Range[] {
  const missing: Range[] = [];
  let next = range.start;
  for (const other of merged) {
    if (other.end < next || other.start > range.end) continue;
    if (other.start > next) missing.push({ start: next, end: other.start - 1 });
    next = Math.max(next, other.end + 1);
  }
  if (next <= range.end) missing.push({ start: next, end: range.end });
  return missing;
}

/** `[5]`, `[1,3]`, `[4,max]`. */
export function showRange({ start, end }: Range, max: number): string {
  const last = end === max ? "max" : String(end);
  return start === end ? `[${last}]` : `[${start},${last}]`;
}
