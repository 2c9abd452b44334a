import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/core/json.ts";
import { compileWithAjv } from "../../../src/json-schema/validate/ajv.ts";
import { enoughFor } from "../../../src/kinds/openapi/proof/enough.ts";
import { withoutNames } from "../../../src/kinds/openapi/proof/nameless.ts";

async function isValid(schema: JsonValue, value: JsonValue): Promise<boolean> {
  const check = await compileWithAjv(schema, "2020-12", false);
  if (check === null) throw new Error("not judged");
  return check(value);
}

const scalar = fc.constantFrom<JsonValue>(null, true, 1, "a", "b");
const { value, schema } = fc.letrec<{ value: JsonValue; schema: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b"), tie("value"), { maxKeys: 2 }),
  ),
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonValue>({ type: "object" }, { type: ["string", "null"] }, { enum: ["a", 1] }, {}),
    fc.record<JsonValue>(
      {
        type: fc.constantFrom("object", "array"),
        required: fc.subarray(["a", "b"]),
        properties: fc.dictionary(fc.constantFrom("a", "b"), tie("schema"), { maxKeys: 2 }),
        items: tie("schema"),
        anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
        oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
        allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonValue>,
  ),
}));

describe("as much of a schema as a question takes", () => {
  it("allows and refuses the value as the schema does", async () => {
    let lessened = 0;
    await fc.assert(
      fc.asyncProperty(schema, value, async (whole, at) => {
        const says = await isValid(whole, at);
        const less = enoughFor(says ? "allowed" : "refused", whole, at, "2020-12");
        if (JSON.stringify(less) !== JSON.stringify(whole)) lessened += 1;
        expect(await isValid(less, at)).toBe(says);
      }),
      { numRuns: 400 },
    );
    expect(lessened).toBeGreaterThan(20);
  });

  it("never allows what the schema refuses, and never refuses what it allows", async () => {
    await fc.assert(
      fc.asyncProperty(schema, value, fc.constantFrom("allowed", "refused"), async (whole, at, question) => {
        const says = await isValid(enoughFor(question, whole, at, "2020-12"), at);
        if (says === (question === "allowed")) expect(await isValid(whole, at)).toBe(says);
      }),
      { numRuns: 400 },
    );
  });

  const union = {
    anyOf: [
      { type: "object", required: ["a"], properties: { a: { type: "string" } } },
      { type: "object", required: ["b"], properties: { b: { enum: [1, 2] } } },
      { type: "object", required: ["c", "d"] },
    ],
  };

  it("keeps the branch that allows a value", () => {
    expect(enoughFor("allowed", union, { a: "x" }, "2020-12")).toEqual({
      anyOf: [{ type: "object", properties: { a: { type: "string" } } }],
    });
  });

  it("keeps of each branch why it refuses a value", () => {
    expect(enoughFor("refused", union, { b: 3 }, "2020-12")).toEqual({
      anyOf: [
        { allOf: [{ required: ["a"] }] },
        { allOf: [{ properties: { b: { enum: [1, 2] } } }] },
        { allOf: [{ required: ["c"] }] },
      ],
    });
  });

  it("keeps the one member that is refused, however deep", () => {
    const deep = { type: "object", properties: { a: { type: "string" }, b: { type: "array", items: union } } };
    expect(enoughFor("refused", deep, { a: "x", b: [{ a: "x" }, null] }, "2020-12")).toEqual({
      properties: { b: { items: { anyOf: [{ allOf: [{ anyOf: [{ type: "object" }] }] }] } } },
    });
  });

  it("does not ask whether a member is there that is", () => {
    const written = { type: "object", required: ["a", "b"], properties: { a: {}, b: { type: "string" } } };
    const less = { type: "object", properties: { b: { type: "string" } } };
    expect(enoughFor("allowed", written, { a: 1, b: "x" }, "2020-12")).toEqual(less);
  });

  it("leaves out nothing where other keywords look at what was found", () => {
    const closed = { ...union, unevaluatedProperties: false };
    expect(enoughFor("refused", closed, { b: 3 }, "2020-12")).toEqual(closed);
  });
});

describe("a question without names", () => {
  it("is answered as the one with names", async () => {
    await fc.assert(
      fc.asyncProperty(schema, value, async (whole, at) => {
        const asked = withoutNames({ schema: whole, value: at });
        expect(await isValid(asked.schema, asked.value)).toBe(await isValid(whole, at));
      }),
      { numRuns: 300 },
    );
  });

  it("is one for many", () => {
    const ask = (name: string) =>
      withoutNames({
        schema: { required: [name], properties: { [name]: { enum: [{ [name]: 1 }] } } },
        value: { [name]: {} },
      });
    expect(ask("first")).toEqual(ask("second"));
    expect(ask("first").schema).toEqual({ required: ["m0"], properties: { m0: { enum: [{ m0: 1 }] } } });
  });

  it("keeps the names where a pattern speaks of them", () => {
    const asked = { schema: { patternProperties: { "^a": false }, required: ["a"] }, value: { a: 1 } };
    expect(withoutNames(asked)).toEqual(asked);
  });
});
