import fc from "fast-check";
import { expect, test } from "vitest";
import { openSession, schemaWorld } from "../../src/json-schema/index.ts";
import { compileWithHyperjump } from "../../src/json-schema/validate/hyperjump.ts";
import { schemas, smallDocuments } from "./schemas.ts";

const seed = Number(process.env.TALLY_SEED ?? 7);

test(`our own judgement of values agrees with a validator (seed ${seed})`, { timeout: 120_000 }, async () => {
  for (const schema of fc.sample(schemas, { numRuns: 120, seed })) {
    const check = await compileWithHyperjump(
      schema === true ? {} : schema === false ? { not: {} } : schema,
      "2020-12",
      false,
    );
    const session = openSession();
    const side = schemaWorld(schema, "2020-12");
    for (const value of smallDocuments)
      expect(session.accepts(side, "reader", value), JSON.stringify([schema, value])).toBe(check?.(value));
  }
});

test(`what many keywords ask for together is what each of them asks for (seed ${seed})`, () => {
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
  const values = fc.constantFrom(0, 1.5, "", "ab", null, true, [], [1], {}, { p0: "" });
  const members = fc.dictionary(fc.constantFrom(...names, "other"), values, { maxKeys: 6 });
  const parts = fc.array(fc.constantFrom(...PARTS), { minLength: 20, maxLength: 20 });
  const asked = fc.subarray(names, { maxLength: 2 });
  const law = fc.property(parts, asked, fc.oneof(members, values), (schemas, required, value) => {
    const properties = Object.fromEntries(names.map((name, index) => [name, schemas[index] ?? {}]));
    const single = names.map((name) => ({ properties: { [name]: properties[name] } }));
    const rest = { required, minProperties: 1, propertyNames: { maxLength: 4 } };
    const session = openSession();
    const judge = (schema: unknown) => session.accepts(schemaWorld(schema, "2020-12"), "reader", value);
    const each = [...single, rest].map(judge);
    const together = each.includes(false) ? false : each.includes(null) ? null : true;
    expect(judge({ properties, ...rest })).toBe(together);
    expect(judge({ not: { properties, ...rest } })).toBe(together === null ? null : !together);
  });
  fc.assert(law, { numRuns: 300, seed });
});

/** One of these is not modelled: a backreference that may take for ever. */
const PARTS = [
  ...[{ type: "string" }, { type: "number" }, { minimum: 1 }, { maxLength: 1 }, { minItems: 1 }, { enum: ["ab", 0] }],
  ...[{ required: ["p0"] }, { anyOf: [{ type: "null" }, { maxProperties: 0 }] }, { not: { type: "string" } }, {}],
  { pattern: "^(a|aa)+\\1$" },
];

test("references that lead to references for ever so long are not known, and what is near is", () => {
  const part = (index: number): object => ({
    allOf: [{ $ref: `#/$defs/S${index + 1}` }, { properties: { [`p${index}`]: { type: "string" } } }],
  });
  const judge = (length: number, value: Record<string, string | number>) => {
    const parts = Array.from({ length }, (_, index) => [`S${index}`, part(index)] as const);
    const last = { properties: { last: { type: "string" } } };
    const schema = { $ref: "#/$defs/S0", $defs: Object.fromEntries([...parts, [`S${length}`, last]]) };
    return openSession({ lazy: true }).accepts(schemaWorld(schema, "2020-12"), "reader", value);
  };
  expect([judge(300, { last: "" }), judge(300, { last: 0 })]).toEqual([true, false]);
  expect([judge(1_200, { last: "" }), judge(1_200, { last: 0 })]).toEqual([null, null]);
  expect(judge(1_200, { p0: 0 })).toBe(false);
});

test("branches that share what they refer to are judged once each, not once more on every level", () => {
  const levels = 40;
  const link = (index: number) => {
    const next = { $ref: `#/$defs/S${index + 1}` };
    return [`S${index}`, { oneOf: [{ allOf: [next, { required: [`a${index}`] }] }, { allOf: [next] }] }] as const;
  };
  const links = Object.fromEntries(Array.from({ length: levels }, (_, index) => link(index)));
  const schema = { $ref: "#/$defs/S0", $defs: { ...links, [`S${levels}`]: { type: "object" } } };
  const session = openSession({ lazy: true });
  const side = schemaWorld(schema, "2020-12");
  expect(session.accepts(side, "reader", {})).toBe(true);
  expect(session.store.visits).toBeLessThan(20_000);
  expect(session.accepts(side, "reader", { a39: 1 })).toBe(false);
  expect(session.accepts(side, "reader", [])).toBe(false);
  expect(session.store.found.size).toBe(0);
});

test("what nests too deep to be judged is not known", () => {
  const links = Array.from({ length: 20_000 }, (_, i) => [`c${i}`, { $ref: `#/$defs/c${i + 1}`, maximum: i }] as const);
  const $defs = { ...Object.fromEntries(links), c20000: { type: "integer" } };
  const side = schemaWorld({ $ref: "#/$defs/c0", $defs }, "2020-12");
  expect(openSession({ lazy: true }).accepts(side, "reader", -1)).toBe(null);
});
