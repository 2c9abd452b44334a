import fc from "fast-check";
import type { Dialect } from "../../../src/json-schema/index.ts";
import type { Schema } from "./schemas.ts";

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Unions of objects that one property tells apart, mostly: a branch may lack the type, the tag or its being required. */
export function unions(dialect: Dialect): fc.Arbitrary<Schema> {
  const value = oneOf<unknown>(0, 1, "a", null);
  const values = fc.uniqueArray(value, { minLength: 1, maxLength: 2 }).map((list) => ({ enum: list }));
  const tag = ["draft-04", "openapi-3.0"].includes(dialect)
    ? values
    : fc.oneof(
        values,
        value.map((drawn) => ({ const: drawn })),
      );
  const member = oneOf<Schema>(
    { type: "integer" },
    { type: "number" },
    { type: "string" },
    { minimum: 1 },
    {},
    { not: {} },
  );
  const branch = fc
    .record({
      typed: fc.integer({ min: 0, max: 5 }),
      a: fc.oneof({ weight: 5, arbitrary: tag }, { weight: 1, arbitrary: member }),
      b: fc.option(member, { nil: undefined }),
      required: oneOf(["a"], ["a"], ["a", "b"], ["b"], []),
      closed: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ typed, a, b, required, closed }) => ({
      ...(typed > 0 && { type: "object" }),
      properties: { a, ...(b !== undefined && { b }) },
      ...(required.length > 0 && { required }),
      ...(closed === 0 && { additionalProperties: false }),
    }));
  const scalarBranch = oneOf<Schema>(
    { type: "string" },
    { type: "null" },
    { enum: [1, "a"] },
    {},
    { type: ["array", "null"] },
  );
  return fc
    .tuple(
      oneOf("anyOf", "oneOf", "oneOf"),
      fc.array(fc.oneof({ weight: 8, arbitrary: branch }, { weight: 1, arbitrary: scalarBranch }), {
        minLength: 2,
        maxLength: 7,
      }),
    )
    .map(([keyword, branches]) => ({ [keyword]: branches }));
}
