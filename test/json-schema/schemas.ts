import fc from "fast-check";
import type { JsonValue } from "../../src/core/json.ts";

/** A JSON Schema of 2020-12, as plain data. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

const names = ["a", "b", "id"] as const;
const name = fc.constantFrom<string>(...names);
const scalar = fc.constantFrom<JsonValue>(null, true, false, 0, 1, 2, 3, 1.5, -1, "", "a", "ab", "b");
const small = fc.integer({ min: 0, max: 3 });

/** Values near the constants that the schemas below use. */
export const documents: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true, maxDepth: 3 },
    scalar,
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** All small documents over a few values: whatever a schema can tell apart in little space is told apart by these. */
export const smallDocuments: readonly JsonValue[] = (() => {
  const few: readonly JsonValue[] = [null, 1, "a", 0.5, "b"];
  const maybe: readonly (JsonValue | undefined)[] = [undefined, ...few];
  const found: JsonValue[] = [null, true, false, -1, 0, 1, 1.5, 2, 3, "", "a", "ab", "b", [], {}, [[]], [{}]];
  for (const x of few) {
    found.push(
      [x],
      [1, 2, 3, x],
      [x, x, x, x, x],
      { a: { a: x } },
      { a: [x] },
      { zz: x },
      { zz: x, yy: 1 },
      { c: x },
      { c: x, d: 1 },
      { aa: x },
      { bb: x },
      { "": x },
      { abc: x, bcd: 1 },
    );
    found.push([[x]], [{ a: x }], { ab: x, a: 1 }, { ba: x, id: 2 });
    for (const y of few) found.push([x, y], ...few.map((z) => [x, y, z]));
  }
  for (const a of maybe)
    for (const b of maybe)
      for (const id of maybe)
        found.push(
          Object.fromEntries(Object.entries({ a, b, id }).filter(([, value]) => value !== undefined)) as JsonValue,
        );
  return found;
})();

/** Keeps the keywords that were drawn: each is present or absent. */
const keywords = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Schema> =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });

const kinds = fc.oneof(
  fc.constantFrom("null", "boolean", "integer", "number", "string", "array", "object"),
  fc.uniqueArray(fc.constantFrom("null", "integer", "string", "array", "object"), { minLength: 1, maxLength: 3 }),
);

const build = (leaves: readonly Schema[]): fc.Arbitrary<Schema> =>
  fc.letrec<{ schema: Schema }>((tie) => {
    const schema = tie("schema");
    const list = fc.array(schema, { minLength: 1, maxLength: 3 });
    return {
      schema: fc.oneof(
        { depthSize: "small", withCrossShrink: true, maxDepth: 3 },
        {
          weight: 1 + leaves.length,
          arbitrary: fc.constantFrom<Schema>(
            true,
            false,
            {},
            { type: "string" },
            { type: "integer" },
            { type: "object" },
            ...leaves,
          ),
        },
        keywords({ type: kinds }),
        keywords({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }),
        keywords({ const: documents }),
        keywords({
          type: fc.constantFrom("integer", "number"),
          minimum: fc.integer({ min: -2, max: 3 }),
          maximum: fc.integer({ min: -1, max: 4 }),
          exclusiveMinimum: fc.constantFrom(0, 1.5),
          multipleOf: fc.constantFrom(1, 2, 3, 0.5),
        }),
        keywords({
          type: fc.constant("string"),
          minLength: small,
          maxLength: small,
          pattern: fc.constantFrom("^a", "b$", "^[ab]*$", "^.?$"),
        }),
        {
          weight: 5,
          arbitrary: keywords({
            type: fc.constant("object"),
            properties: fc.dictionary(name, schema, { maxKeys: 3, noNullPrototype: true }),
            required: fc.uniqueArray(name, { maxLength: 2 }),
            additionalProperties: schema,
            minProperties: small,
            maxProperties: small,
          }),
        },
        keywords({
          properties: fc.dictionary(name, schema, { maxKeys: 2, noNullPrototype: true }),
          patternProperties: fc.dictionary(fc.constantFrom("^a", "b", "."), schema, {
            maxKeys: 2,
            noNullPrototype: true,
          }),
          propertyNames: schema,
          dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
            maxKeys: 1,
            noNullPrototype: true,
          }),
          dependentSchemas: fc.dictionary(name, schema, { maxKeys: 1, noNullPrototype: true }),
        }),
        {
          weight: 3,
          arbitrary: keywords({
            type: fc.constant("array"),
            items: schema,
            prefixItems: fc.array(schema, { minLength: 1, maxLength: 2 }),
            minItems: small,
            maxItems: small,
            uniqueItems: fc.boolean(),
          }),
        },
        keywords({ contains: schema, minContains: small, maxContains: small, items: schema }),
        keywords({
          propertyNames: fc.oneof(
            keywords({ minLength: small, maxLength: small, pattern: fc.constantFrom("^a", "b$") }),
            keywords({ enum: fc.uniqueArray(name, { minLength: 1 }) }),
            keywords({ not: keywords({ enum: fc.uniqueArray(name, { minLength: 1 }) }) }),
          ),
          additionalProperties: schema,
          minProperties: small,
          maxProperties: fc.constantFrom(1, 2),
        }),
        keywords({ allOf: list }),
        { weight: 3, arbitrary: keywords({ anyOf: list }) },
        { weight: 3, arbitrary: keywords({ oneOf: list }) },
        keywords({ not: schema }),
        keywords(Object.fromEntries(["if", "then", "else"].map((keyword) => [keyword, schema]))),
        keywords({
          properties: fc.dictionary(name, schema, { maxKeys: 2, noNullPrototype: true }),
          anyOf: list,
          unevaluatedProperties: schema,
        }),
      ),
    };
  }).schema;

/** Random schemas, weighted to the shapes of API descriptions: objects of typed members, enums, ranges, unions. */
export const schemas: fc.Arbitrary<Schema> = build([]);

const definition = build([{ $ref: "#/$defs/x" }, { $ref: "#/$defs/y" }]);

/** Schemas whose two definitions refer to each other and to themselves. */
export const recursiveSchemas: fc.Arbitrary<Exclude<Schema, boolean>> = fc
  .tuple(definition, definition, definition)
  .map(([root, x, y]) => ({ allOf: [root], $defs: { x, y } }));
