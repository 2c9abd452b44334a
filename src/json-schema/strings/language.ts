import { after, createDerive } from "./derive.ts";
import { createExplorer } from "./explore.ts";
import { type FormatMeaning, meaningOfFormat } from "./format.ts";
import { BudgetSpent, createMeter } from "./meter.ts";
import { termOfPattern } from "./pattern.ts";
import { parsePattern, type Unsupported } from "./source.ts";
import { createTerms, type Term } from "./term.ts";
import { isPlainlyWithin } from "./within.ts";

/** The answer of a question that cost more than its budget. */
export type OverBudget = "over-budget";

/**
 * A regular language over code points, immutable. Two languages of one `Strings` with the same `key` are equal;
 * equal languages may have different keys. Values of different `Strings` must not be mixed.
 */
export interface StringLanguage {
  readonly key: number;
  /** No text in it is shorter, in code points; not always reached. */
  readonly minLength: number;
  /** No text in it is longer, in code points; not always reached. */
  readonly maxLength: number;
  and(other: StringLanguage): StringLanguage;
  or(other: StringLanguage): StringLanguage;
  not(): StringLanguage;
  isEmpty(): boolean | OverBudget;
  /** Is every text of `other` in this language? */
  contains(other: StringLanguage): boolean | OverBudget;
  has(text: string): boolean | OverBudget;
  /** A shortest text, in readable characters where there is a choice; null when the language is empty. */
  shortest(): string | null | OverBudget;
  /** Up to `count` distinct texts, shortest first; fewer when there are no more or the budget ends. */
  words(count: number): readonly string[];
  /** How many texts it holds, counted up to `bound`. */
  size(bound: number): number | OverBudget;
}

/** Makes languages that share one store and one count of steps. */
export interface Strings {
  /** Every text. */
  readonly all: StringLanguage;
  readonly none: StringLanguage;
  /** The texts in which a pattern is found (ECMA 262 with the `u` flag, not anchored). */
  ofPattern(source: string): StringLanguage | Unsupported;
  /** The texts of a format of JSON Schema or OpenAPI; formats about numbers and unknown ones are unsupported. */
  ofFormat(name: string): StringLanguage | Unsupported;
  ofWords(words: Iterable<string>): StringLanguage;
  /** The texts of `min` to `max` code points. */
  ofLength(min: number, max: number): StringLanguage;
  /** Steps spent so far on all questions. */
  steps(): number;
}

/** Steps that one question may take; a step is about one comparison of two character ranges. */
const QUESTION_BUDGET = 150_000;

/** Is this a language, and not the reason why there is none? */
export const isLanguage = (value: StringLanguage | Unsupported): value is StringLanguage => !("unsupported" in value);

/** A fresh store of languages with a budget for each question asked of them. */
export function openStrings(budget: number = QUESTION_BUDGET): Strings {
  const terms = createTerms();
  const meter = createMeter(budget);
  const derive = createDerive(terms, meter);
  const explorer = createExplorer(derive, meter);
  const languages = new Map<Term, StringLanguage>();
  const insides = new WeakMap<StringLanguage, Inside>();
  const patterns = new Map<string, StringLanguage | Unsupported>();
  const formats = new Map<string, StringLanguage | Unsupported>();

  const ask = <T>(question: () => T): T | OverBudget => {
    meter.reset();
    try {
      return question();
    } catch (error) {
      if (error instanceof BudgetSpent) return "over-budget";
      throw error;
    }
  };

  const inside = (language: StringLanguage): Inside => {
    const found = insides.get(language);
    if (!found) throw new TypeError("a language of another store");
    return found;
  };

  const has = (term: Term, text: string): boolean => {
    let rest: Term | undefined = term;
    for (const char of text) {
      if (!rest || rest.kind === "none") return false;
      const derivative = derive(rest);
      meter.spend(1);
      rest = after(derivative, char.codePointAt(0) ?? 0);
    }
    return rest?.nullable ?? false;
  };

  /** Part by part, so that what is plain for a part is not multiplied out with the rest. */
  const contains = (part: Term, whole: Term): boolean => {
    if (isPlainlyWithin(part, whole)) return true;
    if (part.kind === "or") return part.terms.every((each) => contains(each, whole));
    if (whole.kind === "and") return whole.terms.every((each) => contains(part, each));
    return explorer.isEmpty(terms.and([part, terms.not(whole)]));
  };

  /** The texts that every reader takes come first, then the rest. */
  const words = ({ term, clear }: Inside, count: number): readonly string[] => {
    const first = clear === term ? [] : answered(ask(() => explorer.words(clear, count)));
    if (first.length >= count) return first;
    const others = answered(ask(() => explorer.words(term, count)));
    return [...new Set([...first, ...others])].slice(0, count);
  };

  const shortest = ({ term, clear }: Inside): string | null | OverBudget => {
    const text = clear === term ? null : ask(() => explorer.shortest(clear));
    return text === null || text === "over-budget" ? ask(() => explorer.shortest(term)) : text;
  };

  const wrap = (self: Inside): StringLanguage => {
    const { term, clear, refused } = self;
    const known = refused === null ? languages.get(term) : undefined;
    if (known) return known;
    const language: StringLanguage = {
      key: term.id,
      minLength: term.min,
      maxLength: term.max,
      and: (other) => wrap(join(self, inside(other), terms.and, terms.or)),
      or: (other) => wrap(join(self, inside(other), terms.or, terms.and)),
      not: () =>
        wrap(refused === null ? exact(terms.not(term)) : { term: terms.not(term), clear: refused, refused: clear }),
      isEmpty: () => ask(() => explorer.isEmpty(term)),
      contains: (other) => ask(() => contains(inside(other).term, term)),
      has: (text) => ask(() => has(term, text)),
      shortest: () => shortest(self),
      words: (count) => words(self, count),
      size: (bound) => ask(() => explorer.words(term, bound).length),
    };
    insides.set(language, self);
    if (refused === null) languages.set(term, language);
    return language;
  };

  type Operator = (parts: readonly Term[]) => Term;
  const join = (a: Inside, b: Inside, operator: Operator, dual: Operator): Inside => {
    const term = operator([a.term, b.term]);
    if (a.refused === null && b.refused === null) return exact(term);
    const refusedOf = (part: Inside): Term => part.refused ?? terms.not(part.term);
    return { term, clear: operator([a.clear, b.clear]), refused: dual([refusedOf(a), refusedOf(b)]) };
  };

  const readPattern = (source: string): StringLanguage | Unsupported => {
    const parsed = parsePattern(source);
    const term = "unsupported" in parsed ? parsed : termOfPattern(terms, parsed);
    return "unsupported" in term ? term : wrap(exact(term));
  };

  const readFormat = ({ pattern, clear, loose }: FormatMeaning): StringLanguage | Unsupported => {
    const [whole, narrow, wide] = [pattern, clear ?? pattern, loose ?? pattern].map(readPattern);
    if (!whole || !narrow || !wide || !isLanguage(whole) || !isLanguage(narrow) || !isLanguage(wide))
      return { unsupported: `the pattern ${pattern}` };
    const { term } = inside(whole);
    if (narrow === whole && wide === whole) return whole;
    return wrap({
      term,
      clear: terms.and([term, inside(narrow).term]),
      refused: terms.not(terms.or([term, inside(wide).term])),
    });
  };

  return {
    all: wrap(exact(terms.all)),
    none: wrap(exact(terms.none)),
    ofPattern: (source) => remember(patterns, source, () => readPattern(source)),
    ofFormat(name) {
      return remember(formats, name, () => {
        const meaning = meaningOfFormat(name);
        return meaning ? readFormat(meaning) : { unsupported: `format ${name}` };
      });
    },
    ofWords: (list) => wrap(exact(terms.or([...list].map((word) => wordTerm(word))))),
    ofLength: (min, max) => wrap(exact(terms.window(Math.max(min, 0), max))),
    steps: meter.total,
  };

  function wordTerm(word: string): Term {
    const chars = Array.from(word, (char) => char.codePointAt(0) ?? 0);
    return chars.reduceRight((rest: Term, char) => terms.cat(terms.set([char, char]), rest), terms.empty);
  }
}

/** A language from inside: its term, and what known readers agree on where they read a format apart. */
interface Inside {
  readonly term: Term;
  /** The part of it that every known reader accepts. */
  readonly clear: Term;
  /** What every known reader refuses; null where that is simply the complement. */
  readonly refused: Term | null;
}

const exact = (term: Term): Inside => ({ term, clear: term, refused: null });

const answered = (words: readonly string[] | OverBudget): readonly string[] => (words === "over-budget" ? [] : words);

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
