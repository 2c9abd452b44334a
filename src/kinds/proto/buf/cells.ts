const TAB = 4;
const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

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

const NO_CELL = /^[\p{Cc}\p{Cf}\p{M}\p{Zl}\p{Zp}]/u;
const EMOJI = /^\p{Extended_Pictographic}/u;
const WIDE_EMOJI = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator})/u;

function cellsOfCluster(cluster: string): number {
  if (NO_CELL.test(cluster)) return 0;
  if (EMOJI.test(cluster) && cluster.includes("\ufe0e")) return 1;
  if (WIDE_EMOJI.test(cluster) || (EMOJI.test(cluster) && cluster.includes("\ufe0f"))) return 2;
  const code = cluster.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/**
 * How many cells of a terminal the first UTF-16 code units of a line take, as buf counts columns: a tab reaches to
 * the next multiple of 4, wide letters and emoji take two cells, combining marks none.
 */
export function cellsBefore(line: string, units: number): number {
  let cells = 0;
  for (const { segment } of clusters.segment(line.slice(0, units)))
    cells += segment === "\t" ? TAB - (cells % TAB) : cellsOfCluster(segment);
  return cells;
}
