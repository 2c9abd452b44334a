import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadJson } from "../../src/core/json.ts";

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
