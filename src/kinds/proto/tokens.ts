import { asBuffer } from "../../core/bytes.ts";

const [NEWLINE, SPACE, SLASH, STAR, BACKSLASH] = [10, 32, 47, 42, 92];
const [DOUBLE, SINGLE, SEMICOLON, OPEN, CLOSE] = [34, 39, 59, 123, 125];

/** Can stand in a name or a number: letters, digits, `_`, and the `.`, `+` and `-` in them. */
const WORD = new Uint8Array(256).map((_, byte) => (/[\w.+-]/.test(String.fromCharCode(byte)) ? 1 : 0));

/** What some editors begin a text with; compilers pass it over. */
const BYTE_ORDER_MARK = Buffer.from("\ufeff");

/** A .proto text without comments and white space: the same for two texts only if their tokens are the same. */
export interface Bare {
  /** The tokens, one behind the other, with one blank between two words. */
  readonly bytes: Buffer;
  /** Where the statements at the top of the text end, as offsets in `bytes`. */
  readonly ends: readonly number[];
}

/**
 * Strips a text down to its tokens. Byte by byte and without a string made: thousands of files are looked at so.
 * Null for a text whose braces or strings do not close: no compiler takes it.
 */
export function bareOf(text: Uint8Array): Bare | null {
  const source = asBuffer(text);
  const out = Buffer.allocUnsafe(source.length);
  const ends: number[] = [];
  let [size, depth, at] = [0, 0, startsWithMark(source) ? BYTE_ORDER_MARK.length : 0];
  let isApart = false;
  while (at < source.length) {
    const byte = source[at] as number; // within the length
    if (byte <= SPACE) {
      isApart = true;
      at += 1;
      continue;
    }
    if (byte === SLASH) {
      const end = endOfComment(source, at);
      if (end > 0) {
        isApart = true;
        at = end;
        continue;
      }
    }
    if (isApart && WORD[byte] === 1 && size > 0 && WORD[out[size - 1] as number] === 1) out[size++] = SPACE;
    isApart = false;
    if (byte === DOUBLE || byte === SINGLE) {
      const end = endOfString(source, at);
      if (end < 0) return null;
      while (at < end) out[size++] = source[at++] as number;
      continue;
    }
    out[size++] = byte;
    at += 1;
    if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) depth -= 1;
    if (depth === 0 && (byte === SEMICOLON || byte === CLOSE)) ends.push(size);
  }
  return depth === 0 && (ends.at(-1) ?? 0) === size ? { bytes: out.subarray(0, size), ends } : null;
}

const startsWithMark = (source: Buffer): boolean => source.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);

/** Where the comment that may begin at a slash ends; 0 where none begins there. */
function endOfComment(source: Buffer, start: number): number {
  const next = source[start + 1];
  if (next !== SLASH && next !== STAR) return 0;
  const end = next === SLASH ? source.indexOf(NEWLINE, start + 2) : source.indexOf("*/", start + 2, "latin1");
  if (end < 0) return source.length;
  return next === SLASH ? end : end + 2;
}

/** Behind the closing quote; -1 where the string does not end on its line. */
function endOfString(source: Buffer, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at += 1) {
    const byte = source[at];
    if (byte === quote) return at + 1;
    if (byte === NEWLINE) return -1;
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}
