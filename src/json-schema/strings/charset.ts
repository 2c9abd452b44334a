/** A set of code points: `[low, high, low, high, ...]`, inclusive, ascending, neither touching nor overlapping. */
export type Charset = readonly number[];

/** The greatest code point. */
export const LAST = 0x10ffff;

/** Every code point; lone surrogates too, for JSON can carry them. */
export const EVERY: Charset = [0, LAST];

/** `\w`, and what `\b` looks for (ECMA-262, WordCharacters). */
export const WORD: Charset = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

/** `\d`. */
export const DIGITS: Charset = [0x30, 0x39];

/** `\s` (ECMA-262, WhiteSpace and LineTerminator). */
export const SPACES: Charset = [
  ...[0x9, 0xd, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a],
  ...[0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff],
];

/** `.`: everything but the ends of lines (ECMA-262, LineTerminator). */
export const ANY: Charset = [0, 0x9, 0xb, 0xc, 0xe, 0x2027, 0x202a, LAST];

/** The code points outside the set. */
export function complement(set: Charset): Charset {
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    const [low, high] = [set[i] ?? 0, set[i + 1] ?? 0];
    if (low > next) out.push(next, low - 1);
    next = high + 1;
  }
  if (next <= LAST) out.push(next, LAST);
  return out;
}

/** The code points in either set; the ranges of each may come in any order, and overlap. */
export function union(a: Charset, b: Charset): Charset {
  const ranges: [number, number][] = [];
  for (const set of [a, b]) for (let i = 0; i < set.length; i += 2) ranges.push([set[i] ?? 0, set[i + 1] ?? 0]);
  ranges.sort((x, y) => x[0] - y[0]);
  const out: number[] = [];
  for (const [low, high] of ranges) {
    const end = out.at(-1);
    if (end !== undefined && low <= end + 1) out[out.length - 1] = Math.max(end, high);
    else out.push(low, high);
  }
  return out;
}

/** The code points in both sets. */
export function intersect(a: Charset, b: Charset): Charset {
  const out: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const low = Math.max(a[i] ?? 0, b[j] ?? 0);
    const [highA, highB] = [a[i + 1] ?? 0, b[j + 1] ?? 0];
    if (low <= Math.min(highA, highB)) out.push(low, Math.min(highA, highB));
    if (highA < highB) i += 2;
    else j += 2;
  }
  return out;
}

/** The code points of `a` that are not in `b`. */
export const without = (a: Charset, b: Charset): Charset => intersect(a, complement(b));

/** What a person would rather read, first: letters, digits, other ASCII, other letters; surrogates come last. */
const READABLE: readonly (readonly [number, number])[] = [
  [0x61, 0x7a],
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x2d, 0x2e],
  [0x5f, 0x5f],
  [0x23, 0x2c],
  [0x2f, 0x2f],
  [0x3a, 0x40],
  [0x21, 0x21],
  [0x5b, 0x5b],
  [0x5d, 0x5e],
  [0x7b, 0x7e],
  [0x60, 0x60],
  [0x20, 0x20],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x0a, 0x0a],
  [0x09, 0x09],
  [0x0d, 0x0d],
  [0xc0, 0x24f],
  [0x391, 0x3c9],
  [0x410, 0x44f],
  [0x4e00, 0x9fff],
  [0x100, 0xd7ff],
  [0x1f300, 0x1f64f],
  [0xe000, 0xfffd],
  [0x10000, LAST],
  [0xa0, 0xff],
  [0x0, 0xff],
  [0xd800, 0xdfff],
  [0xfffe, 0xffff],
];

/** Up to `count` code points of the set, the most readable first. */
export function readableChars(set: Charset, count: number): readonly number[] {
  const chosen: number[] = [];
  for (const range of READABLE) {
    const part = intersect(set, range);
    for (let i = 0; i < part.length; i += 2)
      for (let char = part[i] ?? 0; char <= (part[i + 1] ?? -1); char++) {
        if (!chosen.includes(char)) chosen.push(char);
        if (chosen.length >= count) return chosen;
      }
  }
  return chosen;
}

/** How readable the best character of a set is: 0 is best. */
export function preference(set: Charset): number {
  const at = READABLE.findIndex(([low, high]) => overlaps(set, low, high));
  return at < 0 ? READABLE.length : at;
}

function overlaps(set: Charset, low: number, high: number): boolean {
  let [left, right] = [0, set.length / 2 - 1];
  while (left <= right) {
    const middle = (left + right) >> 1;
    if ((set[2 * middle] ?? 0) > high) right = middle - 1;
    else if ((set[2 * middle + 1] ?? 0) < low) left = middle + 1;
    else return true;
  }
  return false;
}
