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
const MAX_KEPT = 100_000;

/** What is known of a pattern: the text that it stands for if it has no special characters, and answers by word. */
interface Pattern {
  readonly literal: ReturnType<typeof literalOf>;
  readonly answers: Map<string, boolean | null>;
}

/** Opens the questions about words of one session. */
export function openWords(): Words {
  const strings = openStrings();
  const patterns = new Map<string, Pattern>();
  const formats = new Map<string, Map<string, boolean | null>>();
  let kept = 0;
  const remember = (
    answers: Map<string, boolean | null>,
    word: string,
    answer: () => boolean | null,
  ): boolean | null => {
    const known = answers.get(word);
    if (known !== undefined) return known;
    kept += 1;
    if (kept > MAX_KEPT) {
      for (const pattern of patterns.values()) pattern.answers.clear();
      for (const format of formats.values()) format.clear();
      kept = 1;
    }
    const fresh = answer();
    answers.set(word, fresh);
    return fresh;
  };
  const within = (language: StringLanguage, word: string): boolean | null => {
    const has = language.has(word);
    return has === "over-budget" ? null : has;
  };
  const patternOf = (source: string): Pattern => {
    const known = patterns.get(source);
    if (known !== undefined) return known;
    const pattern: Pattern = { literal: literalOf(source), answers: new Map() };
    patterns.set(source, pattern);
    return pattern;
  };
  return {
    strings,
    matches(source, word) {
      const { literal, answers } = patternOf(source);
      if (literal !== null) return meetsLiteral(literal, word);
      return remember(answers, word, () => {
        const language = strings.ofPattern(source);
        return isLanguage(language) ? within(language, word) : runNatively(source, word);
      });
    },
    hasFormat(name, word) {
      const answers = formats.get(name) ?? new Map<string, boolean | null>();
      formats.set(name, answers);
      return remember(answers, word, () => {
        const language = strings.ofFormat(name);
        return isLanguage(language) ? within(language, word) : plainlyHasFormat(name, word);
      });
    },
  };
}

/** A pattern without a language (a backreference, say) is run as it is, unless that might take for ever. */
function runNatively(pattern: string, word: string): boolean | null {
  const parsed = parsePattern(pattern);
  if ("unsupported" in parsed || word.length > 1000 || mayBacktrack(parsed.pattern)) return null;
  return new RegExp(parsed.source, "u").test(word);
}
