/** Numbers from start to end, both counted in. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges in order, those that touch joined. */
export function mergeRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && range.start <= last.end + 1)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return merged;
}

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
