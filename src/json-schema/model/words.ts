import {
  isLanguage,
  literalOf,
  mayBacktrack,
  meetsLiteral,
  openStrings,
  parsePattern,
  plainlyHasFormat,
  type StringLanguage,
  type Strings,
} from "../strings/index.ts";

/** Questions about single words, and the languages behind them. */
export interface Words {
  readonly strings: Strings;
  /** Does a word match a pattern, as JSON Schema searches (ECMA-262, unanchored)? Null when that is not known. */
  matches(pattern: string, word: string): boolean | null;
  /** Does a word have this format? Null when that is not known; formats that nobody defines ask for nothing. */
  hasFormat(name: string, word: string): boolean | null;
}

/** Answers kept; beyond that all are forgotten. */
const MAX_KEPT = 20_000;

/** Opens the questions about words of one session. */
export function openWords(): Words {
  const strings = openStrings();
  const kept = new Map<string, boolean | null>();
  const remember = (key: string, answer: () => boolean | null): boolean | null => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MAX_KEPT) kept.clear();
    const fresh = answer();
    kept.set(key, fresh);
    return fresh;
  };
  const within = (language: StringLanguage, word: string): boolean | null => {
    const has = language.has(word);
    return has === "over-budget" ? null : has;
  };
  return {
    strings,
    matches(pattern, word) {
      const literal = literalOf(pattern);
      if (literal !== null) return meetsLiteral(literal, word);
      return remember(`p${pattern}\n${word}`, () => {
        const language = strings.ofPattern(pattern);
        return isLanguage(language) ? within(language, word) : runNatively(pattern, word);
      });
    },
    hasFormat: (name, word) =>
      remember(`f${name}\n${word}`, () => {
        const language = strings.ofFormat(name);
        return isLanguage(language) ? within(language, word) : plainlyHasFormat(name, word);
      }),
  };
}

/** A pattern without a language (a backreference, say) is run as it is, unless that might take for ever. */
function runNatively(pattern: string, word: string): boolean | null {
  const parsed = parsePattern(pattern);
  if ("unsupported" in parsed || word.length > 1000 || mayBacktrack(parsed.pattern)) return null;
  return new RegExp(parsed.source, "u").test(word);
}
