import { describe, expect, test, vi } from "vitest";
import { contains, type Dialect, openSession, schemaWorld } from "../../src/json-schema/index.ts";

const nested = (depth: number, wrap: (inner: unknown) => unknown, core: unknown): unknown => {
  let schema = core;
  for (let level = 0; level < depth; level += 1) schema = wrap(schema);
  return schema;
};

const numbered = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const items = (inner: unknown) => ({ type: "array", items: inner });
const tagged = (index: number) => ({
  type: "object",
  properties: { kind: { const: `k${index}` }, value: { type: "integer" } },
  required: ["kind"],
});

const untagged = (index: number) => ({
  type: "object",
  properties: { [`p${index}`]: { type: "integer" } },
  required: [`p${index}`],
});
const referring = (count: number, branch: (index: number) => unknown) => ({
  oneOf: numbered(count, (index) => ({ $ref: `#/$defs/S${index}` })),
  $defs: Object.fromEntries(numbered(count, (index) => [`S${index}`, branch(index)])),
});
const wide = (type: string, count = 3_000) =>
  Object.fromEntries(numbered(count, (index) => [`p${index}`, { type, minimum: index }]));

interface Hostile {
  readonly name: string;
  readonly a: unknown;
  readonly b: unknown;
  readonly dialect?: Dialect;
  /** Answers that would not be wrong. */
  readonly allowed: readonly ("contained" | "not-contained" | "undecided")[];
}

const MUTUAL = {
  $ref: "#/$defs/p",
  $defs: {
    p: { type: "object", properties: { q: { $ref: "#/$defs/q" } }, required: ["q"] },
    q: { type: "object", properties: { p: { $ref: "#/$defs/p" } }, required: ["p"] },
  },
};

const tree = (leaf: unknown) => ({
  $ref: "#/$defs/node",
  $defs: {
    node: {
      type: "object",
      properties: { value: leaf, left: { $ref: "#/$defs/node" }, right: { $ref: "#/$defs/node" } },
      additionalProperties: false,
    },
  },
});

/** Few schemas, and an only document of 2 to the power of so many texts. */
const doubling = (levels: number) => ({
  $ref: "#/$defs/d0",
  $defs: Object.fromEntries([
    ...numbered(levels, (index) => {
      const next = { $ref: `#/$defs/d${index + 1}` };
      return [`d${index}`, { type: "object", properties: { l: next, r: next }, required: ["l", "r"] }];
    }),
    [`d${levels}`, { type: "string" }],
  ]),
});

/** A chain of definitions, each made of a reference to the next. */
const inPlace = (levels: number, wrap: (next: { readonly $ref: string }, index: number) => unknown, leaf: unknown) => ({
  $ref: "#/$defs/c0",
  $defs: Object.fromEntries([
    ...numbered(levels, (index) => [`c${index}`, wrap({ $ref: `#/$defs/c${index + 1}` }, index)]),
    [`c${levels}`, leaf],
  ]),
});

/** Two ways on each level that lead to the same next one: 2 to the power of the levels, unless it is remembered. */
const IN_PLACE: Readonly<Record<string, (next: { readonly $ref: string }, index: number) => unknown>> = {
  oneOf: (next, i) => ({
    oneOf: [{ allOf: [next, { required: [`a${i}`] }] }, { allOf: [next, { required: [`b${i}`] }] }],
  }),
  anyOf: (next, i) => ({
    anyOf: [{ allOf: [next, { required: [`a${i}`] }] }, { allOf: [next, { required: [`b${i}`] }] }],
  }),
  allOf: (next, i) => ({
    allOf: [{ anyOf: [next, { required: [`a${i}`] }] }, { anyOf: [next, { required: [`b${i}`] }] }],
  }),
  not: (next, i) => ({
    not: { anyOf: [{ not: { anyOf: [next, { required: [`a${i}`] }] } }, { not: { oneOf: [next, { const: i }] } }] },
  }),
  if: (next, i) =>
    Object.fromEntries([
      ["if", next] as const,
      ["then", { required: [`a${i}`] }] as const,
      ["else", { allOf: [next, { required: [`b${i}`] }] }] as const,
    ]),
  dependentSchemas: (next, i) => ({
    dependentSchemas: { [`a${i}`]: { allOf: [next, { maxProperties: 99 }] }, [`b${i}`]: next },
    minProperties: 1,
    anyOf: [next, { required: [`c${i}`] }],
  }),
  unevaluatedProperties: (next, i) => ({
    oneOf: [
      { ...next, required: [`a${i}`], properties: { [`a${i}`]: true } },
      { ...next, required: [`b${i}`], properties: { [`b${i}`]: true } },
    ],
    unevaluatedProperties: false,
  }),
};

/** Those of them in which two levels ask for two properties, or for what cannot be. */
const CONTAINED: readonly string[] = ["oneOf", "anyOf", "if", "unevaluatedProperties"];

const patterned = (patterns: number, type: string) => ({
  type: "object",
  properties: Object.fromEntries(numbered(500, (index) => [`p${index}`, { type: "string" }])),
  patternProperties: Object.fromEntries(
    numbered(patterns, (index) => [`^x${index}_[a-z]+$`, { type: index === 3 ? type : "integer" }]),
  ),
});

const cases: readonly Hostile[] = [
  {
    name: "150 nested arrays",
    a: nested(150, items, { type: "integer" }),
    b: nested(150, items, { type: "number" }),
    allowed: ["contained"],
  },
  {
    name: "5,000 nested arrays",
    a: nested(5000, items, {}),
    b: nested(5000, items, false),
    allowed: ["undecided", "not-contained"],
  },
  {
    name: "3,000 nested negations",
    a: nested(3000, (inner) => ({ not: inner }), {}),
    b: {},
    allowed: ["contained", "undecided"],
  },
  {
    name: "3,000 nested allOf",
    a: nested(3000, (inner) => ({ allOf: [inner] }), {}),
    b: true,
    allowed: ["contained", "undecided"],
  },
  {
    name: "oneOf of 10,000 tagged branches against itself, one changed",
    a: { oneOf: numbered(10_000, tagged) },
    b: { oneOf: numbered(10_000, (index) => tagged(index === 7 ? 70_000 : index)) },
    allowed: ["not-contained"],
  },
  {
    name: "oneOf of 10,000 tagged references, in the reverse order",
    a: referring(10_000, tagged),
    b: { ...referring(10_000, tagged), oneOf: [...referring(10_000, tagged).oneOf].reverse() },
    allowed: ["contained"],
  },
  {
    name: "oneOf of 10,000 tagged branches, each widened",
    a: { oneOf: numbered(10_000, tagged) },
    b: { oneOf: numbered(10_000, (index) => ({ required: ["kind"], properties: { kind: { const: `k${index}` } } })) },
    allowed: ["contained"],
  },
  {
    name: "oneOf of 5,000 references to branches without tags, in the reverse order",
    a: referring(5_000, untagged),
    b: { ...referring(5_000, untagged), oneOf: [...referring(5_000, untagged).oneOf].reverse() },
    allowed: ["contained"],
  },
  {
    name: "oneOf of 16 overlapping branches, one changed",
    a: { oneOf: numbered(16, untagged) },
    b: { oneOf: numbered(16, (index) => (index === 3 ? { ...untagged(3), minProperties: 2 } : untagged(index))) },
    allowed: ["not-contained"],
  },
  {
    name: "3,000 properties, each widened",
    a: { type: "object", properties: wide("integer") },
    b: { properties: wide("number"), required: [] },
    allowed: ["contained"],
  },
  {
    name: "1,000 required properties, each narrowed",
    a: { type: "object", properties: wide("number", 1_000), required: Object.keys(wide("number", 1_000)) },
    b: { properties: wide("integer", 1_000) },
    allowed: ["not-contained"],
  },
  {
    name: "oneOf of 10,000 constants against their enum",
    a: { oneOf: numbered(10_000, (index) => ({ const: index })) },
    b: { enum: numbered(10_000, (index) => index) },
    allowed: ["contained", "undecided"],
  },
  {
    name: "anyOf of 10,000 texts against string",
    a: { anyOf: numbered(10_000, (index) => ({ const: `t${index}` })) },
    b: { type: "string" },
    allowed: ["contained"],
  },
  {
    name: "20 unions of two, all overlapping",
    a: { allOf: numbered(20, (index) => ({ anyOf: [{ required: [`a${index}`] }, { required: [`b${index}`] }] })) },
    b: { minProperties: 20 },
    allowed: ["contained", "undecided"],
  },
  { name: "mutual recursion without an end is empty", a: MUTUAL, b: false, allowed: ["contained"] },
  {
    name: "a tree of integers in a tree of numbers",
    a: tree({ type: "integer" }),
    b: tree({ type: "number" }),
    allowed: ["contained"],
  },
  {
    name: "a tree of numbers in a tree of integers",
    a: tree({ type: "number" }),
    b: tree({ type: "integer" }),
    allowed: ["not-contained"],
  },
  {
    name: "lists of items that nothing defines, and that say the same of different schemas",
    a: { items: [{ $ref: "#/$defs/x" }], $defs: { x: { type: "string" } } },
    b: { items: [{ $ref: "#/$defs/x" }], $defs: { x: { type: "integer" } } },
    allowed: ["undecided"],
  },
  {
    name: "a name too long to be judged by a pattern with a backreference",
    a: { type: "object", required: ["b".repeat(1001)], maxProperties: 1 },
    b: { propertyNames: { pattern: "^(a)\\1$" } },
    allowed: ["undecided"],
  },
  { name: "a reference to itself", a: { $ref: "#" }, b: { type: "string" }, allowed: ["undecided"] },
  {
    name: "a ring of references",
    a: { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } },
    b: false,
    allowed: ["undecided"],
  },
  {
    name: "allOf that contains itself",
    a: { $defs: { a: { allOf: [{ $ref: "#/$defs/a" }, { type: "string" }] } }, $ref: "#/$defs/a" },
    b: { type: "integer" },
    allowed: ["undecided", "contained"],
  },
  {
    name: "not itself",
    a: { $defs: { a: { not: { $ref: "#/$defs/a" } } }, $ref: "#/$defs/a" },
    b: { type: "integer" },
    allowed: ["undecided"],
  },
  { name: "a reference to nowhere", a: { $ref: "#/$defs/none" }, b: { type: "string" }, allowed: ["undecided"] },
  {
    name: "a remote reference",
    a: { $ref: "https://example.com/schema.json" },
    b: { type: "string" },
    allowed: ["undecided"],
  },
  {
    name: "a pattern that backtracks for ever",
    a: { type: "string", pattern: "^(a+)+$" },
    b: { pattern: "^(a|a)*b$" },
    allowed: ["not-contained", "undecided"],
  },
  {
    name: "a pattern of huge repeats",
    a: { type: "string", pattern: "^((a{1,900}){1,900}){1,900}$" },
    b: { pattern: "^(b{1,900}){1,900}$" },
    allowed: ["not-contained", "undecided"],
  },
  {
    name: "a broken pattern",
    a: { type: "string", pattern: "(" },
    b: { pattern: "^a" },
    allowed: ["undecided", "not-contained"],
  },
  {
    name: "a backreference",
    a: { type: "string", pattern: "^(.)\\1$" },
    b: { type: "string", pattern: "^(.)\\1$", minLength: 1 },
    allowed: ["undecided", "contained"],
  },
  { name: "huge bounds", a: { type: "array", minItems: 1e15 }, b: { minItems: 1e16 }, allowed: ["undecided"] },
  { name: "huge lengths", a: { type: "string", minLength: 1e9 }, b: { maxLength: 5 }, allowed: ["undecided"] },
  {
    name: "huge numbers",
    a: { type: "number", minimum: 1e308 },
    b: { maximum: -1e308 },
    allowed: ["not-contained", "undecided"],
  },
  {
    name: "tiny steps",
    a: { type: "number", multipleOf: 1e-300, minimum: 0, maximum: 1 },
    b: { multipleOf: 1e-299 },
    allowed: ["not-contained", "undecided"],
  },
  {
    name: "steps that share nothing",
    a: { type: "integer", multipleOf: 1_000_003 },
    b: { not: { multipleOf: 999_983 } },
    allowed: ["not-contained"],
  },
  {
    name: "many unique items",
    a: { type: "array", uniqueItems: true, minItems: 1500, items: { type: "integer" } },
    b: false,
    allowed: ["not-contained", "undecided"],
  },
  {
    name: "more unique items than values",
    a: { type: "array", uniqueItems: true, minItems: 30, items: { type: "integer", minimum: 1, maximum: 29 } },
    b: false,
    allowed: ["contained"],
  },
  {
    name: "12 overlapping patterns of names",
    a: {
      type: "object",
      patternProperties: Object.fromEntries(numbered(12, (index) => [`${index}`, { minimum: index }])),
    },
    b: { additionalProperties: { type: "string" } },
    allowed: ["not-contained", "undecided"],
  },
  {
    name: "ids used twice",
    a: { $defs: { a: { $id: "x", type: "string" }, b: { $id: "x", type: "integer" } }, $ref: "x" },
    b: { type: "string" },
    allowed: ["contained", "undecided", "not-contained"],
  },
  {
    name: "prototype names",
    a: {
      type: "object",
      required: ["__proto__"],
      properties: JSON.parse('{"__proto__":{"type":"integer"}}') as unknown,
    },
    b: { required: ["toString"] },
    allowed: ["not-contained"],
  },
  {
    name: "prototype names, contained",
    a: { type: "object", required: ["constructor", "__proto__"] },
    b: { required: ["__proto__"], minProperties: 2 },
    allowed: ["contained"],
  },
  { name: "not a schema", a: 42, b: "text", allowed: ["undecided"] },
  {
    name: "keywords of the wrong kind",
    a: { type: "object", properties: [], required: "a", enum: {}, allOf: {}, minLength: "2" },
    b: { type: "object" },
    allowed: ["contained", "undecided"],
  },
  { name: "a bound in quotes", a: { type: "integer" }, b: { minimum: "3" }, allowed: ["undecided"] },
  { name: "a bound in quotes, of other values", a: { type: "string" }, b: { minimum: "3" }, allowed: ["contained"] },
  { name: "a required property as a text", a: { type: "object" }, b: { required: "x" }, allowed: ["undecided"] },
  {
    name: "an exclusive bound as of draft 4",
    a: { type: "integer", minimum: 3 },
    b: { type: "integer", minimum: 3, exclusiveMinimum: true },
    allowed: ["undecided"],
  },
  {
    name: "an exclusive bound as of draft 6, in draft 4",
    a: { type: "integer" },
    b: { type: "integer", exclusiveMinimum: 3 },
    dialect: "draft-04",
    allowed: ["undecided"],
  },
  {
    name: "the same malformed keyword on both sides",
    a: { type: "object", required: "x" },
    b: { required: "x" },
    allowed: ["contained"],
  },
  ...Object.entries(IN_PLACE).map(
    ([keyword, wrap]): Hostile => ({
      name: `branches that double on 60 levels, in place, through ${keyword}`,
      a: inPlace(60, wrap, { type: "object" }),
      b: inPlace(60, wrap, { type: "object", minProperties: 2 }),
      allowed: ["undecided", CONTAINED.includes(keyword) ? "contained" : "not-contained"],
    }),
  ),
  {
    name: "a chain of 1,000 references through allOf, which validators have no room for",
    a: inPlace(1_000, (next, index) => ({ allOf: [next, { maximum: index + 10 }] }), { type: "number" }),
    b: inPlace(1_000, (next, index) => ({ allOf: [next, { maximum: index + 10 }] }), { type: "integer" }),
    allowed: ["undecided", "not-contained"],
  },
  {
    name: "a chain of 300 references through oneOf",
    a: inPlace(300, (next, index) => ({ oneOf: [next, { const: `t${index}` }] }), { type: "integer" }),
    b: inPlace(300, (next, index) => ({ oneOf: [next, { const: `t${index}` }] }), { type: "number" }),
    allowed: ["undecided", "contained"],
  },
  {
    name: "200 patterns of names and 500 properties, one widened",
    a: patterned(200, "number"),
    b: patterned(200, "integer"),
    allowed: ["undecided", "not-contained"],
  },
  {
    name: "an enum of 50,000 values, one of them another",
    a: { enum: numbered(50_000, (index) => `v${index}`) },
    b: { enum: numbered(50_000, (index) => (index === 7 ? "x" : `v${index}`)) },
    allowed: ["not-contained"],
  },
  {
    name: "an enum of 60,000 values in a pattern",
    a: { enum: numbered(60_000, (index) => `v${index}`) },
    b: { type: "string", pattern: "^v[0-9]+$", maxLength: 6 },
    allowed: ["contained"],
  },
  { name: "objects that double on 60 levels", a: doubling(60), b: { type: "array" }, allowed: ["undecided"] },
  { name: "objects that double on 5 levels", a: doubling(5), b: { type: "array" }, allowed: ["not-contained"] },
  {
    name: "many long texts",
    a: { type: "array", minItems: 2000, items: { type: "string", minLength: 9000 } },
    b: { type: "string" },
    allowed: ["undecided"],
  },
  { name: "an unknown type", a: { type: "file" }, b: { type: "string" }, allowed: ["undecided"] },
];

describe("hostile schemas end with an answer or with `undecided`", () => {
  test.each(cases)("$name", async ({ a, b, dialect = "2020-12", allowed }) => {
    const { strict } = await contains(a, b, { dialect });
    expect(allowed).toContain(strict.answer);
    expect(strict.steps).toBeLessThanOrEqual(60_000);
  });

  test("a budget of a few steps gives undecided, and the session still answers", () => {
    const session = openSession({ budget: 1 });
    const side = (schema: unknown) => schemaWorld(schema, "2020-12");
    const hard = session.decide(side(tree({ type: "integer" })), side(tree({ type: "number" })));
    expect(hard).toMatchObject({ answer: "undecided", reason: { code: "budget" } });
    const easy = session.decide(side({ type: "integer" }), side({ type: "string" }));
    expect(easy).toMatchObject({ answer: "not-contained", witness: 0 });
  });

  test.each(["allOf", "anyOf"])("a chain of references through %s is walked once, not once from each link", (union) => {
    const chain = (links: number, type: string) => ({
      $ref: "#/$defs/c0",
      $defs: Object.fromEntries([
        ...numbered(links, (index) => [`c${index}`, { [union]: [{ $ref: `#/$defs/c${index + 1}` }, limit(index)] }]),
        [`c${links}`, { type }],
      ]),
    });
    const limit = (index: number) => (union === "allOf" ? { maximum: index } : { const: index + 0.5 });
    const reads = (links: number): number => {
      const session = openSession({ lazy: true });
      const read = vi.spyOn(session.store, "node");
      session.node(schemaWorld(chain(links, "integer"), "2020-12"), "writer");
      session.store.follow(session.node(schemaWorld(chain(links, "integer"), "2020-12"), "writer"));
      for (const [lit] of [...session.store.nodes.entries()]) session.store.follow(lit * 2);
      return read.mock.calls.length;
    };
    // Twice the chain is twice the work, and a little more for what is shared.
    expect(reads(800)).toBeLessThan(reads(400) * 2.2);
  });

  test("hard questions from many places take the steps of a few", () => {
    const chain = (type: string) => inPlace(120, (next, i) => ({ oneOf: [next, { const: `t${i}` }] }), { type });
    const [a, b] = [schemaWorld(chain("integer"), "2020-12"), schemaWorld(chain("number"), "2020-12")];
    const session = openSession({ lazy: true });
    const at = (root: typeof a, index: number) => {
      const located = root.world.resolve(`#/$defs/c${index}`, root.located.base);
      if (located === null) throw new Error(`no c${index}`);
      return { world: root.world, located };
    };
    const decisions = numbered(80, (index) => session.decide(at(a, index), at(b, index)));
    const open = decisions.filter(({ answer }) => answer === "undecided");
    expect(open.length).toBeGreaterThan(20);
    expect(decisions.reduce((sum, { steps }) => sum + steps, 0)).toBeLessThan(400_000);
    // What is easy is decided all the same, and what is judged is judged.
    expect(session.decide(at(a, 118), at(b, 118)).answer).toBe("contained");
    expect(session.decide(at(b, 120), at(a, 120))).toMatchObject({ answer: "not-contained", witness: 0.5 });
    expect(session.accepts(at(a, 0), "reader", "t80")).toBe(true);
  });

  test("a circle of references is cut once, and a chain that leads into it is not", () => {
    const ring = numbered(300, (index) => [
      `r${index}`,
      { anyOf: [{ $ref: `#/$defs/r${(index + 1) % 300}` }, { const: index }] },
    ]);
    const $defs = { ...Object.fromEntries(ring), start: { allOf: [{ $ref: "#/$defs/r0" }, { type: "integer" }] } };
    const session = openSession({ lazy: true });
    const side = (schema: unknown) => schemaWorld(schema, "2020-12");
    const start = side({ $ref: "#/$defs/start", $defs });
    // Whatever the circle means, its constants are in it, and so is nothing but integers behind the chain.
    expect(session.decide(start, side({ type: "number" })).answer).toBe("contained");
    expect(session.decide(side({ const: 7 }), start).answer).toBe("contained");
    expect(session.decide(side({ const: 300 }), start).answer).toBe("undecided");
  });
});
