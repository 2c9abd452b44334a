/** Texts in double quotes with commas between, as buf lists names. */
export const quoted = (texts: readonly string[]): string => texts.map(quote).join(", ");

const ESCAPED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** A text in double quotes as Go writes it (strconv.Quote): what cannot be printed is escaped by its code. */
export const quote = (text: string): string =>
  `"${[...text].map((letter) => ESCAPED[letter] ?? codeOf(letter)).join("")}"`;

function codeOf(letter: string): string {
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(letter)) return letter;
  const code = letter.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
