import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLanguage, openStrings, type StringLanguage, type Strings } from "../../../src/json-schema/strings/index.ts";

function languageOf(source: string, strings: Strings = openStrings()): StringLanguage {
  const language = strings.ofPattern(source);
  if (!isLanguage(language)) throw new Error(`${source}: ${language.unsupported}`);
  return language;
}

/** Is every text with the first pattern a text with the second? */
function within(a: string, b: string): unknown {
  const strings = openStrings();
  return languageOf(b, strings).contains(languageOf(a, strings));
}

const atom = fc.constantFrom("a", "b", "_", " ", ".", "[ab]", "[^a]", "\\w", "\\W", "\\d", "\\s", "[a-c_]", "é");
const assertion = fc.constantFrom(
  "^",
  "$",
  "\\b",
  "\\B",
  "(?=a)",
  "(?!a)",
  "(?=.*b)",
  "(?!.*b$)",
  "(?<=a)",
  "(?<!\\w)",
);
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}", "*?");

/** Patterns with everything that is modelled: choices, repeats, anchors, lookarounds, in any place. */
const { pattern } = fc.letrec<{ pattern: string; piece: string; group: string }>((tie) => ({
  pattern: fc
    .array(fc.array(tie("piece"), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((alternatives) => alternatives.map((pieces) => pieces.join("")).join("|")),
  piece: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.tuple(atom, quantifier).map(([what, times]) => what + times),
    assertion,
    tie("group"),
  ),
  group: fc
    .tuple(fc.constantFrom("(?:", "(", "(?=", "(?!"), tie("pattern"), quantifier)
    .map(([open, inner, times]) => `${open}${inner})${open === "(?=" || open === "(?!" ? "" : times}`),
}));

const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "_", " ", "1", "é", "😀", "\n"), maxLength: 8 });

describe("a pattern as a language", () => {
  it("holds exactly the texts that the native matcher finds it in", () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 20 }), (source, texts) => {
        const language = openStrings().ofPattern(source);
        if (!isLanguage(language)) return;
        const native = new RegExp(source, "u");
        // V8 also tries assertions between the halves of a surrogate pair, against ECMA 262 (22.2.7.2).
        const fair = /\\b|\\B|\(\?[!=<]/.test(source) ? texts.filter((each) => !each.includes("😀")) : texts;
        for (const each of fair) expect([source, each, language.has(each)]).toEqual([source, each, native.test(each)]);
      }),
      { numRuns: 600 },
    );
  });

  it("gives words that the native matcher finds it in, and for its complement words that it does not", () => {
    fc.assert(
      fc.property(pattern, (source) => {
        const language = openStrings(20_000).ofPattern(source);
        if (!isLanguage(language)) return;
        const native = new RegExp(source, "u");
        for (const word of language.words(5)) expect([source, word, native.test(word)]).toEqual([source, word, true]);
        for (const word of language.not().words(5))
          expect([source, word, native.test(word)]).toEqual([source, word, false]);
        const least = language.shortest();
        if (least === null) expect(language.words(1)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("lies within another only when no text is found by the first and not by the second", () => {
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { maxLength: 12 }), (first, second, texts) => {
        const strings = openStrings(20_000);
        const [a, b] = [strings.ofPattern(first), strings.ofPattern(second)];
        if (!isLanguage(a) || !isLanguage(b)) return;
        const wide = b.or(a);
        expect([first, second, wide.contains(a)]).not.toContain(false);
        const answer = b.contains(a);
        const difference = a.and(b.not());
        if (answer === true) expect([first, second, difference.isEmpty()]).not.toContain(false);
        if (answer === true)
          for (const each of [...texts, ...a.words(4)])
            if (a.has(each) === true) expect([first, second, each, b.has(each)]).toEqual([first, second, each, true]);
        if (answer === false) {
          const word = difference.shortest();
          if (word === "over-budget") return;
          expect(typeof word).toBe("string");
          expect([first, word, new RegExp(first, "u").test(String(word))]).toEqual([first, word, true]);
          expect([second, word, new RegExp(second, "u").test(String(word))]).toEqual([second, word, false]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["^[a-z]{1,254}", "^[a-z]{1,255}", true],
    ["^.{1,4096}$", "^.{0,5000}$", true],
    ["^.{0,5000}$", "^.{1,4096}$", false],
    ["^(?!.*--)[a-z-]+$", "^[a-z]+(-[a-z]+)*$", false],
    ["^[a-z]+(-[a-z]+)*$", "^(?!.*--)[a-z-]+$", true],
    ["^((?!foo)[^])*$", "^(?![^]*foo)", true],
    ["^(?![^]*foo)", "^((?!foo)[^])*$", true],
    ["\\bfoo\\b", "foo", true],
    ["foo", "\\bfoo\\b", false],
    ["(?<!a)b", "b", true],
    ["b", "(?<!a)b", false],
    ["^(?=x$)x$", "^x$", true],
    ["x^", "never", true],
    ["^\\p{L}+$", "^\\p{Letter}*$", true],
    ["^[\\w-.]+$", "^[\\w\\-\\.]*$", true],
  ])("%s within %s: %s", (a, b, expected) => {
    expect(within(a, b)).toBe(expected);
  });

  it.each([
    ["(a)\\1", "a backreference"],
    ["(?<=ab)c", "a lookbehind past one character"],
    ["[", "not a regular expression of ECMA 262"],
    ["\\Aabc\\Z", "valid only without the u flag"],
    ["[[:alpha:]]+", "valid only without the u flag"],
  ])("says why it cannot model %s", (source, reason) => {
    expect(openStrings().ofPattern(source)).toEqual({ unsupported: reason });
  });

  it("refuses patterns that are long or deep beyond use", () => {
    const { ofPattern } = openStrings();
    expect(ofPattern("a".repeat(9000))).toEqual({ unsupported: "a pattern of 9000 characters" });
    const deep = `${"(".repeat(500)}a${")".repeat(500)}`;
    expect(ofPattern(deep)).toEqual({ unsupported: "groups nested more than 120 deep" });
  });

  it("ends within its budget on patterns whose automaton is exponential", () => {
    const strings = openStrings(5000);
    const heavy = languageOf("^(a|b)*a(a|b){40}$", strings);
    expect(heavy.contains(languageOf("^(a|b)*(aa|ab)(a|b){39}$", strings))).toBe("over-budget");
    expect(languageOf("(a*)*b", strings).has("a".repeat(5000))).not.toBe(true);
  });
});
