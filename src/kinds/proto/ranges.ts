/** Numbers from `start` to `end`, both included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The ranges sorted, with those that touch or overlap made one. */
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

/** What of the old ranges the new ones no longer cover. */
export function uncovered(old: readonly Range[], next: readonly Range[]): readonly Range[] {
  const cover = mergeRanges(next);
  let at = 0; // both are sorted: what lies below one range lies below all that follow
  return mergeRanges(old).flatMap((range) => {
    const gaps: Range[] = [];
    let { start } = range;
    for (; at < cover.length; at += 1) {
      const { start: from, end: to } = cover[at] as Range; // below the length
      if (from > range.end) break;
      if (to < start) continue;
      if (from > start) gaps.push({ start, end: from - 1 });
      start = to + 1;
      if (to > range.end) break;
    }
    return start <= range.end ? [...gaps, { start, end: range.end }] : gaps;
  });
}

/** `7`, or `7 to 12`. */
export const describeRange = ({ start, end }: Range): string => (start === end ? String(start) : `${start} to ${end}`);
