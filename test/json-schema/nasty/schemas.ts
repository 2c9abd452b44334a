import fc from "fast-check";
import type { Dialect } from "../../../src/json-schema/index.ts";
import { isPlain, RELATIONS } from "./relations.ts";
import { unions } from "./unions.ts";

/** A schema as plain data. */
export type Schema = unknown;

/** A pair of schemas of one dialect. */
export interface Pair {
  readonly dialect: Dialect;
  readonly a: Schema;
  readonly b: Schema;
}

type Entry = readonly [keyword: string, value: unknown];
type Entries = fc.Arbitrary<Entry>;

const key = (keyword: string, value: fc.Arbitrary<unknown>): Entries => value.map((drawn) => [keyword, drawn] as const);
const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const number = oneOf(0, 1, 2, 3, 5, -1, 0.5, 1.5, 2.5, -0.5, 0.1, 0.3, 1e20, 1e308, -1e308, 5e-324, 1e-7, 10, 4.35);
const step = oneOf(1, 2, 3, 0.1, 0.01, 0.3, 1.5, 0.5, 2.5, 1e-7, 1e20, 1.0, 5, 6, 1e-300, 1e300);
const count = oneOf(0, 1, 2, 3, 1.0, 2.5);
const scalar = oneOf<unknown>(null, true, false, 0, 1, 1.0, 2, 1.5, -0, -1, "", "a", "b", "ab", 1e20, 0.3);
const pattern = oneOf(
  ...["a", "^a", "b$", "^a$", "^[ab]*$", "^.?$", "^.{2}$", "^\\d+$", "\\d", "\\D", "^\\w+$", "\\W", "^\\s*$", "\\S"],
  ...[
    "^(?!a)",
    "^(?=a)",
    "(?<=a)b",
    "(?<!a)b",
    "^(?!.*b).*$",
    "^\\p{L}+$",
    "^\\P{Ll}",
    "\\bfoo\\b",
    "^[^a]$",
    "^\\S+$",
  ],
  ...["^\\u{1F600}$", "^[\\u{1F600}-\\u{1F64F}]", "^\\ud83d", "a{2,3}", "^a{2,}$", "^(a|ab)(c|bcd)?$", "", "^$", "$"],
  ...[
    "^(?:a|b)+$",
    "[\\s\\S]",
    "^[\\w-]+$",
    "^[A-Z]",
    "^x-",
    "^foo",
    "o{2}",
    "^.*$",
    "^.+$",
    "^[\\d\\D]$",
    "a|^b",
    "\\Ba",
  ],
  ...["^(a)\\1$", "^a$|^b$", "(?:^a|b)$", "^(?=.*a)(?=.*b)", "[^\\n]", "\\n", "^\\.", "^.$"],
);
const name = oneOf("a", "b", "ab", "foo", "toString");
const namePattern = oneOf("^a", "b", ".", "^[ab]+$", "b$", "^(?!a)", "^foo", "^x-", "o", "^.{1}$");

const dictionary = (names: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>, maxKeys = 2): fc.Arbitrary<unknown> =>
  fc.dictionary(names, value, { minKeys: 1, maxKeys, noNullPrototype: true });
const list = (value: fc.Arbitrary<unknown>, maxLength = 3): fc.Arbitrary<unknown> =>
  fc.array(value, { minLength: 1, maxLength });

const TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"] as const;
const isOld = (dialect: Dialect): boolean => dialect === "draft-04" || dialect === "openapi-3.0";
const isOpenApi30 = (dialect: Dialect): boolean => dialect === "openapi-3.0";
const is2020 = (dialect: Dialect): boolean => dialect === "2020-12" || dialect === "openapi-3.1";
const hasUnevaluated = (dialect: Dialect): boolean => is2020(dialect) || dialect === "2019-09";

const typeOf = (dialect: Dialect): Entries =>
  key(
    "type",
    isOpenApi30(dialect)
      ? oneOf(...TYPES.slice(1))
      : fc.oneof(oneOf(...TYPES), fc.uniqueArray(oneOf(...TYPES), { minLength: 1, maxLength: 3 })),
  );

const listed: readonly Entries[] = [
  key("enum", fc.array(scalar, { minLength: 1, maxLength: 4 })),
  key("const", fc.oneof(scalar, oneOf<unknown>([], {}, [1], [true], { a: 1 }, { a: 1.0, b: [] }))),
];

const numbers = (dialect: Dialect): readonly Entries[] => [
  key("type", oneOf("number", "integer")),
  key("minimum", number),
  key("maximum", number),
  key("multipleOf", step),
  key("exclusiveMinimum", isOld(dialect) ? fc.boolean() : number),
  key("exclusiveMaximum", isOld(dialect) ? fc.boolean() : number),
  key("enum", fc.array(number, { minLength: 1, maxLength: 4 })),
];

const strings: readonly Entries[] = [
  key("type", oneOf("string")),
  key("pattern", pattern),
  key("pattern", pattern),
  key("minLength", count),
  key("maxLength", count),
];

const arrays = (dialect: Dialect, schema: fc.Arbitrary<Schema>): readonly Entries[] => [
  key("type", oneOf("array")),
  key("items", schema),
  ...(is2020(dialect) ? [key("prefixItems", list(schema, 2))] : []),
  ...(is2020(dialect) || isOpenApi30(dialect) ? [] : [key("items", list(schema, 2)), key("additionalItems", schema)]),
  key("minItems", count),
  key("maxItems", count),
  key("uniqueItems", fc.boolean()),
  key("contains", schema),
  key("minContains", count),
  key("maxContains", count),
];

const objects = (dialect: Dialect, schema: fc.Arbitrary<Schema>): readonly Entries[] => [
  key("type", oneOf("object")),
  key("properties", dictionary(name, schema)),
  key("patternProperties", dictionary(namePattern, schema)),
  key("additionalProperties", schema),
  key("required", fc.uniqueArray(name, { minLength: 1, maxLength: 2 })),
  key("minProperties", count),
  key("maxProperties", count),
  key(
    "propertyNames",
    fc.oneof(
      schema,
      dictionary(oneOf("pattern"), namePattern),
      oneOf<unknown>({ enum: ["a", "b"] }, { maxLength: 1 }, { not: { const: "a" } }),
    ),
  ),
  // From 2019-09 on, `dependencies` is read by some and ignored by others.
  ...(hasUnevaluated(dialect)
    ? []
    : [
        key(
          "dependencies",
          dictionary(name, fc.oneof(schema, fc.uniqueArray(name, { minLength: 1, maxLength: 2 })), 1),
        ),
      ]),
  key("dependentRequired", dictionary(name, fc.uniqueArray(name, { minLength: 1, maxLength: 2 }), 1)),
  key("dependentSchemas", dictionary(name, schema, 1)),
];

const logic = (schema: fc.Arbitrary<Schema>): readonly Entries[] => [
  key("allOf", list(schema)),
  key("anyOf", list(schema)),
  key("oneOf", list(schema)),
  key("not", schema),
  ...["if", "then", "else"].map((keyword) => key(keyword, schema)),
];

const unevaluated = (schema: fc.Arbitrary<Schema>): readonly Entries[] => [
  key("unevaluatedProperties", fc.oneof(oneOf<Schema>(false, { type: "string" }), schema)),
  key("unevaluatedItems", fc.oneof(oneOf<Schema>(false, { type: "string" }), schema)),
];

/** References to the two definitions that every schema carries, with a sibling now and then. */
const reference = (dialect: Dialect): Entries =>
  key(
    "$ref",
    oneOf("x", "y").map((target) => `#/${hasUnevaluated(dialect) ? "$defs" : "definitions"}/${target}`),
  );

/** Objects made of drawn keywords; a later one of the same name wins. */
const made = (entries: readonly Entries[], maxLength: number): fc.Arbitrary<Schema> =>
  fc.array(fc.oneof(...entries), { minLength: 1, maxLength }).map((drawn) => Object.fromEntries(drawn));

/** What schemas of a family are made of. */
export const FAMILIES = [
  "numbers",
  "strings",
  "arrays",
  "objects",
  "unevaluated",
  "references",
  "unions",
  "mixed",
] as const;

/** A family of keywords. */
export type Family = (typeof FAMILIES)[number];

function schemaOf(dialect: Dialect, family: Exclude<Family, "unions">): fc.Arbitrary<Schema> {
  const leaves: readonly Schema[] = isOld(dialect) ? [{}, { not: {} }] : [true, false, {}, { not: {} }];
  return fc.letrec<{ schema: Schema }>((tie) => {
    const schema = tie("schema");
    const leaf = fc.oneof(
      { weight: 1, arbitrary: oneOf(...leaves) },
      {
        weight: 2,
        arbitrary: made([typeOf(dialect), ...(isOpenApi30(dialect) ? [key("nullable", fc.boolean())] : [])], 2),
      },
      { weight: 2, arbitrary: made(listed, 1) },
      { weight: 2, arbitrary: made(numbers(dialect), 3) },
      { weight: 2, arbitrary: made(strings, 3) },
    );
    const own: Readonly<Record<Exclude<Family, "unions">, readonly Entries[]>> = {
      numbers: numbers(dialect),
      strings: [...strings, ...strings, listed[0] ?? key("enum", oneOf(["a"]))],
      arrays: arrays(dialect, schema),
      objects: objects(dialect, schema),
      unevaluated: [
        ...[...unevaluated(schema), ...unevaluated(schema)].flatMap((each) => [each, each]),
        ...arrays(dialect, schema),
        ...objects(dialect, schema),
        ...logic(schema),
      ],
      references: [
        reference(dialect),
        reference(dialect),
        reference(dialect),
        ...objects(dialect, schema),
        ...arrays(dialect, schema),
        ...logic(schema),
      ],
      mixed: [
        typeOf(dialect),
        ...listed,
        ...numbers(dialect),
        ...strings,
        ...arrays(dialect, schema),
        ...objects(dialect, schema),
        ...(isOpenApi30(dialect) ? [key("nullable", fc.boolean())] : []),
      ],
    };
    return {
      schema: fc.oneof(
        { depthSize: "small", maxDepth: 3 },
        { weight: 3, arbitrary: family === "numbers" || family === "strings" ? made(own[family], 3) : leaf },
        { weight: 5, arbitrary: made(own[family], 4) },
        { weight: 2, arbitrary: made(logic(schema), family === "unevaluated" ? 3 : 1) },
      ),
    };
  }).schema;
}

const IN_PLACE = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"];

/** The definitions that a schema refers to without a step into the value. */
function inPlace(schema: Schema): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(inPlace);
  if (!isPlain(schema)) return [];
  const own = typeof schema.$ref === "string" ? [schema.$ref.at(-1) ?? ""] : [];
  return [
    ...own,
    ...IN_PLACE.flatMap((keyword) => {
      const held = schema[keyword];
      return keyword.startsWith("depend") && isPlain(held) ? Object.values(held).flatMap(inPlace) : inPlace(held);
    }),
  ];
}

/** Definitions that lead back to themselves within one value have no meaning, and validators run for ever on them. */
const grounded = (x: Schema, y: Schema): Readonly<Record<string, Schema>> => ({
  x: inPlace(x).includes("x") ? { properties: { a: x } } : x,
  y: inPlace(y).length > 0 ? { items: y } : y,
});

const holding = (dialect: Dialect, schema: Schema, x: Schema, y: Schema): Schema =>
  isPlain(schema)
    ? {
        ...(hasUnevaluated(dialect) ? schema : { allOf: [schema] }),
        [hasUnevaluated(dialect) ? "$defs" : "definitions"]: grounded(x, y),
      }
    : schema;

/** Pairs of small schemas of one dialect that press every keyword of a family against the others. */
export function nastyPairs(dialect: Dialect, family: Family): fc.Arbitrary<Pair> {
  const schema = family === "unions" ? unions(dialect) : schemaOf(dialect, family);
  return fc
    .record({ a: schema, x: schema, d: schema, e: schema, relation: fc.nat(RELATIONS.length - 1), roll: fc.nat(5) })
    .map(({ a, x, d, e, relation, roll }) => {
      const [left, right] = RELATIONS[relation]?.(a, x, roll) ?? [a, x];
      return family === "references"
        ? { dialect, a: holding(dialect, left, d, e), b: holding(dialect, right, d, e) }
        : { dialect, a: left, b: right };
    });
}
