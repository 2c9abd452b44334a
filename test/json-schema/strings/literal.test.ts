import fc from "fast-check";
import { expect, test } from "vitest";
import { isLanguage, literalOf, meetsLiteral, openStrings } from "../../../src/json-schema/strings/index.ts";

const piece = fc.constantFrom(..."aZ09_/- .*+?|()[]{}^$\\é\n");
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
const plain = fc.array(fc.constantFrom(..."aZ09_/- "), { maxLength: 8 }).map((pieces) => pieces.join(""));

test("a plain text at the beginning is asked for as the engine and the language have it (seed 3)", () => {
  const strings = openStrings();
  const source = fc.oneof(
    text.map((body) => `^${body}`),
    plain.map((body) => `^${body}`),
    plain.map((body) => `^${body}$`),
  );
  let plainly = 0;
  const law = fc.property(source, fc.array(text), text, (pattern, words, more) => {
    const literal = literalOf(pattern);
    if (literal === null) return;
    plainly += 1;
    const language = strings.ofPattern(pattern);
    if (!isLanguage(language)) throw new Error(`${pattern}: ${language.unsupported}`);
    expect(language.shortest()).toBe(literal.text);
    for (const word of [...words, literal.text, literal.text + more, more + literal.text, literal.text.slice(1)]) {
      expect(meetsLiteral(literal, word)).toBe(new RegExp(pattern, "u").test(word));
      expect(language.has(word)).toBe(meetsLiteral(literal, word));
    }
  });
  fc.assert(law, { numRuns: 600, seed: 3 });
  expect(plainly).toBeGreaterThan(300);
});

test.each(["a", "^a|b", "^a.", "^a*", "^(a)", "^[a]", "^\\w", "^a$b", "^a$|b", "^^a", `^${"a".repeat(201)}`])(
  "%s asks for more than a plain text at the beginning, or for less",
  (pattern) => expect(literalOf(pattern)).toBeNull(),
);
