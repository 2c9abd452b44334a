import fc from "fast-check";
import { expect, test } from "vitest";
import { TallyError } from "../../src/core/errors.ts";
import { canonicalJson } from "../../src/core/json.ts";
import { canonicalText, parseJsonText, plainJson, writeJson } from "../../src/pact/json-text.ts";

const tree = (text: string) => parseJsonText(text, "a.json").tree;

const failure = (text: string): TallyError => {
  try {
    parseJsonText(text, "a.json");
  } catch (error) {
    if (error instanceof TallyError) return error;
    throw error;
  }
  throw new Error(`${text} was read`);
};

test("reads what JSON.parse reads, and to the same value", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(plainJson(tree(text))).toEqual(JSON.parse(text));
    }),
  );
});

test("refuses what JSON.parse refuses", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "a",
    "1",
    "-",
    ".",
    "e",
    "0",
    "\\",
    "null",
    " ",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      const accepted = (read: () => unknown): boolean => {
        try {
          read();
          return true;
        } catch {
          return false;
        }
      };
      expect(accepted(() => tree(text))).toBe(accepted(() => JSON.parse(text)));
    }),
    { numRuns: 2000 },
  );
});

test("writes numbers as they were written", () => {
  const text = '{"b":1.0,"a":[1,1e2,12345678901234567890,-0.10]}';
  expect(writeJson(tree(text))).toBe(text);
});

test("equal meanings have equal canonical texts, other numbers do not", () => {
  expect(canonicalText(tree('{"b": 1.50, "a": 2e0}'))).toBe(canonicalText(tree('{"a":2.0,"b":1.5}')));
  expect(canonicalText(tree("1"))).not.toBe(canonicalText(tree("1.0")));
  expect(canonicalText(tree("9007199254740993"))).not.toBe(canonicalText(tree("9007199254740992")));
  expect(canonicalText(tree("12345678901234567890123"))).toBe(canonicalText(tree("1.2345678901234568e+22")));
});

test("the canonical text of integers and texts is the canonical JSON of everything else here", () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), tie("list"), tie("map")),
    list: fc.array(tie("any"), { maxLength: 4 }),
    map: fc.dictionary(fc.string(), tie("any"), { maxKeys: 4 }),
  })).any;
  fc.assert(
    fc.property(value, (sample) => {
      expect(canonicalText(tree(JSON.stringify(sample)))).toBe(canonicalJson(sample));
    }),
  );
});

test("a key named __proto__ is an ordinary key", () => {
  expect(writeJson(tree('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
});

test.each([
  ["", 1, 1, "a value expected, found the end of the text"],
  ['{"a":1,}', 1, 8, 'a key in double quotes expected, found "}"'],
  ['{\n  "a" 1}', 2, 7, "':' expected, found \"1\""],
  ["[1\n2]", 2, 1, "',' expected, found \"2\""],
  ["[01]", 1, 3, "',' expected, found \"1\""],
  ['"a', 1, 1, "a string does not end"],
  ['["\t"]', 1, 2, "a string holds a control character or an unknown escape"],
  ["{} {}", 1, 4, 'more text after the end, "{"'],
])("says where %j is wrong", (text, line, column, message) => {
  const error = failure(text);
  expect(error.code).toBe("E_SYNTAX");
  expect(error.message).toBe(`not JSON: ${message}`);
  expect(error.place).toMatchObject({ file: "a.json", line, column });
});

test("nesting ends at 50 levels, however deep the text goes", () => {
  expect(() => tree("[".repeat(50) + "]".repeat(50))).not.toThrow();
  const error = failure("[".repeat(100_000));
  expect(error.code).toBe("E_TOO_DEEP");
  expect(error.place).toMatchObject({ line: 1, column: 51 });
});
