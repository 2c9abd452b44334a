import type { Span } from "./lines.ts";
import type { Found, Wanted } from "./wanted.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/**
 * The spans of the wanted pointers in a text that JSON.parse has accepted. One pass; whatever is not wanted is
 * skipped without building anything.
 */
export function jsonSpans(text: string, wanted: Wanted): Found {
  const found: Found = new Map();
  const start = skipSpace(text, 0);
  const end = visit(text, start, wanted, found);
  found.set(wanted.pointer, { start, end });
  return found;
}

/** Walks the value that starts at `at` and returns the offset after it. */
function visit(text: string, at: number, wanted: Wanted, found: Found): number {
  const first = text.charCodeAt(at);
  if (wanted.below.size === 0 || (first !== OPEN_BRACE && first !== OPEN_BRACKET)) return skipValue(text, at);
  const keyed = first === OPEN_BRACE;
  let here = skipSpace(text, at + 1);
  for (let index = 0; here < text.length; index += 1) {
    const code = text.charCodeAt(here);
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) return here + 1;
    here = member(text, here, keyed ? null : index, wanted, found);
    here = skipSpace(text, here);
    if (text.charCodeAt(here) === COMMA) here = skipSpace(text, here + 1);
  }
  return here;
}

/** One member of an object (index null) or element of an array; returns the offset after it. */
function member(text: string, at: number, index: number | null, wanted: Wanted, found: Found): number {
  let value = at;
  let key = String(index);
  if (index === null) {
    const keyEnd = skipString(text, at);
    key = keyText(text, { start: at, end: keyEnd });
    value = skipSpace(text, keyEnd);
    if (text.charCodeAt(value) === COLON) value = skipSpace(text, value + 1);
  }
  const next = wanted.below.get(key);
  if (!next) return skipValue(text, value);
  const end = visit(text, value, next, found);
  found.set(next.pointer, { start: at, end });
  return end;
}

function keyText(text: string, span: Span): string {
  const raw = text.slice(span.start + 1, span.end - 1);
  return raw.includes("\\") ? String(JSON.parse(text.slice(span.start, span.end))) : raw;
}

function skipSpace(text: string, at: number): number {
  let here = at;
  while (here < text.length && text.charCodeAt(here) <= 32) here += 1;
  return here;
}

/** The offset after the string that starts at `at`. */
function skipString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

/** The offset after the value that starts at `at`. */
function skipValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === QUOTE) return skipString(text, at);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return skipPlain(text, at);
  let depth = 0;
  for (let here = at; here < text.length; here += 1) {
    IDLE.lastIndex = here;
    IDLE.test(text);
    here = IDLE.lastIndex;
    const code = text.charCodeAt(here);
    if (code === QUOTE) here = skipString(text, here) - 1;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return here + 1;
    }
  }
  return text.length;
}

/**
 * What opens and closes nothing, and a few strings without escapes: so much of a text goes by before it is worth
 * compiling a loop over its characters. Never many: each string takes room until the match ends.
 */
const IDLE = /[^"{}[\]]*(?:"[^"\\]*"[^"{}[\]]*){0,8}/y;

function skipPlain(text: string, at: number): number {
  let here = at;
  for (; here < text.length; here += 1) {
    const code = text.charCodeAt(here);
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || code <= 32) break;
  }
  return here;
}
