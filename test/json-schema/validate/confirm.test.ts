import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/core/json.ts";
import type { Dialect } from "../../../src/json-schema/answer.ts";
import { confirm } from "../../../src/json-schema/validate/index.ts";

type Row = readonly [dialect: Dialect, a: unknown, b: unknown, witness: JsonValue];

const ask = ([dialect, a, b, witness]: Row, formats = false) => confirm({ dialect, formats, a, b, witness });

const text = (value: string): JsonValue => JSON.parse(value);

/** Each of these was seen to go wrong in one of the validators when it is asked without care. */
const DELICATE: readonly Row[] = [
  ["draft-07", { $ref: "#/definitions/a", minimum: 5, definitions: { a: { type: "integer" } } }, { minimum: 5 }, 1],
  ["2020-12", {}, { type: "array", prefixItems: [{}], contains: { type: "string" } }, []],
  ["2020-12", {}, { contains: { const: 1 }, unevaluatedItems: false }, [1, 2]],
  ["2020-12", { contains: { const: 1 }, unevaluatedItems: { type: "string" } }, { maxItems: 1 }, [1, "x"]],
  ["draft-07", {}, { required: ["toString"] }, {}],
  ["draft-07", {}, { required: [""] }, { name: "" }],
  ["draft-07", { multipleOf: 0.01 }, { type: "string" }, 1.13],
  ["draft-04", { const: 1 }, { enum: [1] }, 2],
  ["draft-04", text('{"if":{"type":"string"},"then":{"maxLength":1}}'), { type: "integer" }, "long"],
  ["2020-12", {}, { enum: [] }, null],
  ["2020-12", { enum: [1, 1.0, 2] }, { const: 1 }, 2],
  [
    "2020-12",
    { properties: { a: { $ref: "#" } }, additionalProperties: false },
    { not: { required: ["a"] } },
    { a: {} },
  ],
  ["2020-12", { $id: "file:///x/y.json", $ref: "#/$defs/a", $defs: { a: { type: "string" } } }, { maxLength: 0 }, "a"],
  ["draft-07", { $id: "http://x.test/s", type: "string" }, { $id: "http://x.test/s", maxLength: 0 }, "a"],
  ["2020-12", text('{"properties":{"__proto__":{"type":"number"}}}'), { maxProperties: 0 }, text('{"__proto__":1}')],
  ["2020-12", { const: { toString: { length: 1 } } }, { maxProperties: 0 }, { toString: { length: 1 } }],
  ["2020-12", { const: { $ref: "#/nowhere" } }, { type: "string" }, { $ref: "#/nowhere" }],
  ["2020-12", { pattern: "^[\\w-.]+$" }, { maxLength: 1 }, "a.b"],
  ["2020-12", { pattern: "^.{1}$" }, { minLength: 2 }, "😀"],
  ["openapi-3.0", { type: "string", nullable: true, example: "x" }, { type: "string" }, null],
  ["openapi-3.0", { minimum: 1, exclusiveMinimum: false }, { minimum: 1, exclusiveMinimum: true }, 1],
  ["openapi-3.1", { type: ["string", "null"], discriminator: { propertyName: "kind" } }, { type: "string" }, null],
];

const ASSERTED: readonly Row[] = [
  ["draft-04", {}, { format: "date" }, "2021-02-29"],
  ["2020-12", { format: "date" }, { maxLength: 3 }, "2020-02-29"],
  ["draft-07", {}, { format: "uuid" }, "x"],
  ["openapi-3.0", { type: "integer" }, { format: "int32" }, 2147483648],
  ["2020-12", { format: "email" }, { pattern: "^a" }, "b@c.d"],
];

describe("two validators", () => {
  it.each(DELICATE)("agree: %s %j and not %j has %j", async (...row) => {
    expect(await ask(row)).toMatchObject({ verdict: "confirmed" });
  });

  it.each(ASSERTED)("agree on an asserted format: %s %j and not %j has %j", async (...row) => {
    expect(await ask(row, true)).toMatchObject({ verdict: "confirmed" });
  });

  it("read a format as an annotation otherwise", async () => {
    expect(await ask(["draft-07", {}, { format: "date" }, "x"])).toMatchObject({ verdict: "refused" });
  });

  it("refuse what is no counterexample", async () => {
    expect(await ask(["2020-12", { type: "string" }, { type: "string" }, "x"])).toMatchObject({ verdict: "refused" });
    expect(await ask(["2020-12", { type: "string" }, { type: "object" }, 1])).toMatchObject({ verdict: "refused" });
  });

  it("never fetch what a reference names", async () => {
    const answer = await ask(["2020-12", { $ref: "https://example.com/schema" }, { type: "string" }, 1]);
    expect(answer.verdict).toBe("split");
    expect(answer.hyperjump).toMatchObject({ error: expect.stringContaining("Unable to load") });
  });

  it("are not run on a pattern that backtracks without end", async () => {
    const witness = `${"a".repeat(60)}!`;
    const start = performance.now();
    const answer = await ask(["2020-12", { maxLength: 100 }, { pattern: "^(a|a)*(a|a)*$" }, witness]);
    expect(answer.verdict).toBe("confirmed");
    expect(performance.now() - start).toBeLessThan(5000);
    expect(await ask(["2020-12", {}, { pattern: "^(a|\\1)*(b*)*$" }, witness])).toMatchObject({ verdict: "split" });
  });

  it("answer hostile input with a reason", async () => {
    let deep: JsonValue = {};
    for (let level = 0; level < 20_000; level++) deep = { not: deep };
    expect(await ask(["2020-12", deep, {}, 1])).toMatchObject({ verdict: "split" });
    expect(await ask(["2020-12", { allOf: [{ $ref: "#" }] }, {}, 1])).toMatchObject({ verdict: "split" });
    expect(await ask(["2020-12", { enum: Array.from({ length: 60_000 }, (_, i) => `v${i}`) }, {}, 1])).toMatchObject({
      verdict: "split",
      ajv: { error: expect.stringContaining("characters") },
    });
  });

  it("are split where only one of them can judge", async () => {
    const apart = { allOf: [{ contains: { const: 1 } }], unevaluatedItems: false };
    const answer = await ask(["2020-12", apart, { maxItems: 0 }, [1]]);
    expect(answer).toMatchObject({ verdict: "split", hyperjump: { a: true, b: false } });
  });
});

it.each<[Dialect, string]>([
  ["draft-04", "http://json-schema.org/draft-04/schema#"],
  ["draft-07", "http://json-schema.org/draft-07/schema#"],
  ["2019-09", "https://json-schema.org/draft/2019-09/schema"],
  ["2020-12", "https://json-schema.org/draft/2020-12/schema"],
])("knows the published meta-schema of %s, whatever was asked before", async (dialect, $ref) => {
  expect((await ask([dialect, { type: "object" }, { required: ["x"] }, {}])).verdict).toBe("confirmed");
  expect((await ask([dialect, {}, { $ref }, { type: 12 }])).verdict).toBe("confirmed");
});
