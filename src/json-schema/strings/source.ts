import { type AST, RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";

/** A regular expression that was read, with its source in a form that is valid under the `u` flag. */
export interface ParsedPattern {
  readonly pattern: AST.Pattern;
  readonly source: string;
}

/** Why a regular expression or a format cannot be modelled. */
export interface Unsupported {
  readonly unsupported: string;
}

/** Longer patterns are refused: nobody writes them by hand, and every later step is proportional to them. */
const MAX_SOURCE = 8192;
const MAX_NESTING = 120;

/** The patterns read last are kept: one is read by whoever decides, and again by whoever asks validators about it. */
const MAX_KEPT = 200;
const kept = new Map<string, ParsedPattern | Unsupported>();

const parser = new RegExpParser({ ecmaVersion: 2024 });
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;

/**
 * Reads a pattern as JSON Schema means it (ECMA 262 with the `u` flag). One that is valid only without the flag is
 * rewritten where that is mere spelling, as `\_` or `[\w-.]`; where its author may have meant another language's
 * escape (`\A`, `\Z`, `[[:alpha:]]`) it is unsupported.
 */
export function parsePattern(source: string): ParsedPattern | Unsupported {
  if (source.length > MAX_SOURCE) return { unsupported: `a pattern of ${source.length} characters` };
  if (nesting(source) > MAX_NESTING) return { unsupported: `groups nested more than ${MAX_NESTING} deep` };
  const known = kept.get(source);
  if (known) return known;
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  const parsed = parse(source);
  kept.set(source, parsed);
  return parsed;
}

function parse(source: string): ParsedPattern | Unsupported {
  const strict = tryParse(source, true);
  if (strict) return { pattern: strict, source };
  const lenient = tryParse(source, false);
  if (!lenient) return { unsupported: "not a regular expression of ECMA 262" };
  const rewritten = source.includes("[[:") ? null : withoutLenientSpelling(source, lenient);
  const pattern = rewritten === null ? null : tryParse(rewritten, true);
  if (rewritten === null || pattern === null) return { unsupported: "valid only without the u flag" };
  return { pattern, source: rewritten };
}

function tryParse(source: string, unicode: boolean): AST.Pattern | null {
  try {
    return parser.parsePattern(source, 0, source.length, { unicode });
  } catch {
    return null;
  }
}

function nesting(source: string): number {
  let [depth, deepest] = [0, 0];
  for (const char of source) {
    if (char === "(") deepest = Math.max(deepest, ++depth);
    else if (char === ")") depth -= 1;
  }
  return deepest;
}

/** Spells each character as the `u` flag wants it; null where an escape is a letter without meaning. */
function withoutLenientSpelling(source: string, pattern: AST.Pattern): string | null {
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  let ambiguous = false;
  visitRegExpAST(pattern, {
    onCharacterEnter(node) {
      const inClass = node.parent.type === "CharacterClass" || node.parent.type === "CharacterClassRange";
      const text = spell(node, inClass);
      if (text === null) ambiguous = true;
      else edits.push({ start: node.start, end: node.end, text });
    },
    onBackreferenceEnter() {
      ambiguous = true;
    },
  });
  if (ambiguous) return null;
  let [text, at] = ["", 0];
  for (const edit of edits) {
    text += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.slice(at);
}

function spell(node: AST.Character, inClass: boolean): string | null {
  const char = String.fromCodePoint(node.value);
  const escaped = /^\\(.)/su.exec(node.raw)?.[1];
  if (escaped !== undefined && /[nrtfvcxu]/.test(escaped) && node.raw !== `\\${char}`) return node.raw;
  if (escaped !== undefined && /[a-zA-Z]/.test(escaped)) return null;
  if (SYNTAX.test(char) || (inClass && char === "-")) return `\\${char}`;
  return escaped !== undefined && /\d/.test(escaped) ? `\\u{${node.value.toString(16)}}` : char;
}

/**
 * Could a backtracking matcher take exponential time? True where a repeated group holds a choice or another
 * repeat; such a pattern is not run natively on long texts.
 */
export function mayBacktrack(pattern: AST.Pattern): boolean {
  let [risky, repeats] = [false, 0];
  visitRegExpAST(pattern, {
    onQuantifierEnter(node) {
      if (node.max < 2) return;
      repeats += 1;
      const inner = node.element;
      if (inner.type === "Group" || inner.type === "CapturingGroup") risky ||= hasChoice(inner);
    },
  });
  return risky || repeats > 5;
}

function hasChoice(group: AST.Group | AST.CapturingGroup): boolean {
  let found = group.alternatives.length > 1;
  visitRegExpAST(group, {
    onQuantifierEnter(node) {
      found ||= node.min !== node.max;
    },
    onGroupEnter(node) {
      found ||= node.alternatives.length > 1;
    },
    onCapturingGroupEnter(node) {
      found ||= node.alternatives.length > 1;
    },
  });
  return found;
}
