import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, spreadJson } from "../../src/core/json.ts";

test("what is spread over lines is the same value, and spread whole it is what JSON.stringify indents", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(5), (value, levels) => {
      const known = JSON.stringify(value); // without -0
      expect(JSON.stringify(JSON.parse(spreadJson(value, levels)))).toBe(known);
      expect(spreadJson(value, Number.POSITIVE_INFINITY)).toBe(JSON.stringify(value, null, 2));
      expect(spreadJson(value, 0)).toBe(known);
    }),
  );
});

test("members without a value are left out, and what is below the levels stands on one line", () => {
  const value = { tool: { name: "t" }, gone: undefined, findings: [{ id: "a", at: [1, 2] }, { id: "b" }], notices: [] };
  expect(spreadJson(value, 2)).toBe(
    [
      "{",
      '  "tool": {',
      '    "name": "t"',
      "  },",
      '  "findings": [',
      '    {"id":"a","at":[1,2]},',
      '    {"id":"b"}',
      "  ],",
      '  "notices": []',
      "}",
    ].join("\n"),
  );
});

test("the canonical text is the same value, whatever the order of its members", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, held]) => [key, shuffled(held)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value))); // without -0
    }),
  );
});

test("the canonical text leaves out members without a value, and tells numbers apart that JSON has not", () => {
  expect(canonicalJson({ b: 1, a: { d: undefined, c: [undefined, ""] } })).toBe('{"a":{"c":[null,""]},"b":1}');
  expect(canonicalJson([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null])).toBe(
    "[0e999,1e999,-1e999,null]",
  );
});
