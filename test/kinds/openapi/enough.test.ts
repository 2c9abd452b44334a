import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/core/json.ts";
import type { Dialect } from "../../../src/json-schema/answer.ts";
import { compileWithAjv } from "../../../src/json-schema/validate/ajv.ts";
import { clean } from "../../../src/json-schema/validate/clean.ts";
import { type Question, questionsFor } from "../../../src/kinds/openapi/proof/enough.ts";
import { withoutNames } from "../../../src/kinds/openapi/proof/nameless.ts";

async function isValid(schema: JsonValue, value: JsonValue, dialect: Dialect = "2020-12"): Promise<boolean> {
  const check = await compileWithAjv(clean(schema, dialect, false), dialect, false);
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
        nullable: fc.constant(true),
        enum: fc.constant(["a", 1, null]),
        required: fc.subarray(["a", "b"], { minLength: 1 }),
        additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
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

const isAnswered = async (question: Question, whole: JsonValue, at: JsonValue, dialect: Dialect): Promise<boolean> => {
  for (const asked of questionsFor({ question, schema: whole, value: at }, dialect)) {
    if ((await isValid(asked.schema, asked.value, dialect)) !== (asked.question === "allowed")) return false;
  }
  return true;
};

const ask = (question: Question, of: JsonValue, at: JsonValue, dialect: Dialect = "2020-12") =>
  questionsFor({ question, schema: of, value: at }, dialect);

describe("the questions that a question comes to", () => {
  it("are not all answered with yes where the whole is answered with no", async () => {
    const dialects = fc.constantFrom<Dialect>("2020-12", "openapi-3.0");
    const questions = fc.constantFrom<Question>("allowed", "refused");
    let yes = 0;
    await fc.assert(
      fc.asyncProperty(schema, value, questions, dialects, async (whole, at, question, dialect) => {
        if (!(await isAnswered(question, whole, at, dialect))) return;
        yes += 1;
        expect(await isValid(whole, at, dialect)).toBe(question === "allowed");
      }),
      { numRuns: 800 },
    );
    expect(yes).toBeGreaterThan(200);
  });

  it("are mostly answered with yes where the whole is", async () => {
    let [whole, parts] = [0, 0];
    await fc.assert(
      fc.asyncProperty(schema, value, async (of, at) => {
        whole += 1;
        if (await isAnswered((await isValid(of, at)) ? "allowed" : "refused", of, at, "2020-12")) parts += 1;
      }),
      { numRuns: 400 },
    );
    expect(parts).toBeGreaterThan(0.9 * whole);
  });

  const union = {
    anyOf: [
      { type: "object", required: ["a"], properties: { a: { type: "string" } } },
      { type: "object", required: ["b"], properties: { b: { enum: [1, 2] } } },
      { type: "object", required: ["c", "d"] },
    ],
  };

  it("are about the branch that allows a value", () => {
    expect(ask("allowed", union, { a: "x" })).toEqual([
      { question: "allowed", schema: { type: "object" }, value: {} },
      { question: "allowed", schema: { type: "string" }, value: "x" },
    ]);
  });

  it("are about why each branch refuses a value", () => {
    expect(ask("refused", union, { b: 3 })).toEqual([
      { question: "refused", schema: { required: ["a"] }, value: {} },
      { question: "refused", schema: { enum: [1, 2] }, value: 3 },
      { question: "refused", schema: { required: ["c"] }, value: {} },
    ]);
  });

  it("are about the one member that is refused, however deep", () => {
    const deep = { type: "object", properties: { a: { type: "string" }, b: { type: "array", items: union } } };
    expect(ask("refused", deep, { a: "x", b: [{ a: "x" }, null] })).toEqual([
      { question: "refused", schema: { type: "object" }, value: null },
      { question: "refused", schema: { type: "object" }, value: null },
      { question: "refused", schema: { type: "object" }, value: null },
    ]);
  });

  it("are about both branches of oneOf that hold", () => {
    const both = { oneOf: [{ minLength: 1 }, { maxLength: 3 }, { type: "object" }] };
    expect(ask("refused", both, "ab")).toEqual([
      { question: "allowed", schema: { minLength: 1 }, value: "ab" },
      { question: "allowed", schema: { maxLength: 3 }, value: "ab" },
    ]);
  });

  it("are about the branches of oneOf that do not hold, too", () => {
    const one = { oneOf: [{ type: "string" }, { type: "object" }] };
    expect(ask("allowed", one, "ab")).toEqual([
      { question: "allowed", schema: { type: "string" }, value: "ab" },
      { question: "refused", schema: { type: "object" }, value: "ab" },
    ]);
  });

  it("are not about whether a member is there that is", () => {
    const written = { type: "object", required: ["a", "b"], properties: { a: {}, b: { type: "string" } } };
    expect(ask("allowed", written, { a: 1, b: "x" })).toEqual([
      { question: "allowed", schema: { type: "object" }, value: {} },
      { question: "allowed", schema: { type: "string" }, value: "x" },
    ]);
  });

  it("are about members that a closed object does not know, and patterns may know them", () => {
    const closed = { properties: { a: {} }, additionalProperties: false };
    expect(ask("allowed", closed, { a: 1 })).toEqual([]);
    expect(ask("refused", closed, { a: 1, b: 2 })).toEqual([
      { question: "refused", schema: { additionalProperties: false }, value: { b: 2 } },
    ]);
    const patterned = { ...closed, patternProperties: { "^b": {} } };
    expect(ask("allowed", patterned, { a: 1, b: 2 })).toEqual([
      { question: "allowed", schema: patterned, value: { a: 1, b: 2 } },
    ]);
    expect(ask("refused", patterned, { b: 2 })).toEqual([{ question: "refused", schema: patterned, value: { b: 2 } }]);
  });

  it("are the question itself where other keywords look at what was found", () => {
    const closed = { ...union, unevaluatedProperties: false };
    expect(ask("refused", closed, { b: 3 })).toEqual([{ question: "refused", schema: closed, value: { b: 3 } }]);
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
    const named = (name: string) =>
      withoutNames({
        schema: { required: [name], properties: { [name]: { enum: [{ [name]: 1 }] } } },
        value: { [name]: {} },
      });
    expect(named("first")).toEqual(named("second"));
    expect(named("first").schema).toEqual({ required: ["m0"], properties: { m0: { enum: [{ m0: 1 }] } } });
  });

  it("keeps the names where a pattern speaks of them", () => {
    const asked = { schema: { patternProperties: { "^a": false }, required: ["a"] }, value: { a: 1 } };
    expect(withoutNames(asked)).toEqual(asked);
  });
});
