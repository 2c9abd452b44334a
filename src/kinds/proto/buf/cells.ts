const TAB = 4;
const ASCII = /^[\x20-\x7e\t]*$/;

let segmenter: Intl.Segmenter | null = null;

/** What a reader sees as one letter each. The segmenter is made when it is first needed: that takes tens of milliseconds. */
function* clustersOf(text: string): Iterable<string> {
  if (ASCII.test(text)) {
    yield* text;
    return;
  }
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/**
 * The first and last code points of what is two cells wide (Unicode Standard Annex 11: W and F), emoji apart.
 * Source: EastAsianWidth.txt, ranges that touch joined across unassigned code points.
 */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x2fffd],
  [0x30000, 0x3fffd],
];

/** Format characters that stand before others and are seen (Unicode Standard Annex 29: Prepend). */
const PREPENDED = /^[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]/;
const NO_CELL = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Zl}\p{Zp}\p{Emoji_Modifier}]/u;
const PAIRED = /^\p{Regional_Indicator}/u;
const EMOJI = /^\p{Extended_Pictographic}/u;
const WIDE_EMOJI = /^\p{Emoji_Presentation}/u;
const LEADING_JAMO = /^[\u1100-\u115f\ua960-\ua97c]/;
const LONG: Readonly<Record<string, number>> = { "\u2e3a": 3, "\u2e3b": 4 };

function cellsOfLetter(letter: string): number {
  if (NO_CELL.test(letter) && !PREPENDED.test(letter)) return 0;
  if (PAIRED.test(letter)) return 2;
  if (EMOJI.test(letter)) return WIDE_EMOJI.test(letter) ? 2 : 1;
  const code = letter.codePointAt(0) ?? 0;
  return LONG[letter] ?? (WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1);
}

/** Flags, emoji and syllables of Hangul are as wide as their first letter, other clusters as all letters together. */
function cellsOfCluster(cluster: string): number {
  const letters = [...cluster];
  const first = letters[0] ?? "";
  if (EMOJI.test(first) && cluster.includes("\ufe0e")) return 1;
  if (EMOJI.test(first) && cluster.includes("\ufe0f")) return 2;
  if (EMOJI.test(first) || PAIRED.test(first) || LEADING_JAMO.test(first)) return cellsOfLetter(first);
  return letters.reduce((cells, letter) => cells + cellsOfLetter(letter), 0);
}

/**
 * How many cells of a terminal the first UTF-16 code units of a line take, as buf counts columns: a tab reaches to
 * the next multiple of 4, wide letters and emoji take two cells, combining marks none.
 */
export function cellsBefore(line: string, units: number): number {
  let cells = 0;
  for (const cluster of clustersOf(line.slice(0, units))) cells += cellsAt(cluster, cells);
  return cells;
}

const cellsAt = (cluster: string, cells: number): number =>
  cluster === "\t" ? TAB - (cells % TAB) : cellsOfCluster(cluster);

/** The other way round: how many UTF-16 code units of a line stand before a column that buf counted from 0. */
export function unitsBeforeCell(line: string, column: number): number {
  let [cells, units] = [0, 0];
  for (const cluster of clustersOf(line)) {
    if (cells >= column) break;
    cells += cellsAt(cluster, cells);
    units += cluster.length;
  }
  return units;
}
