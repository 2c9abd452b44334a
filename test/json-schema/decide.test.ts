import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/core/json.ts";
import { contains, type Dialect, openSession, type Policy, STRICT, schemaWorld } from "../../src/json-schema/index.ts";

type Row = readonly [name: string, a: unknown, b: unknown, dialect?: Dialect];

/** `if` and `then`. */
const conditional = (test: unknown, result: unknown) =>
  Object.fromEntries([["if", test] as const, ["then", result] as const]);

const CONTAINED: readonly Row[] = [
  ["no boolean is both", { allOf: [{ type: "boolean" }, { enum: [true] }] }, { const: true }],
  ["not a number is not an integer", { not: { type: "number" } }, { not: { type: "integer" } }],
  [
    "an object is in a union property by property",
    { type: "object", required: ["b"], properties: { a: { type: ["integer", "string"] } } },
    { anyOf: [{ properties: { a: { type: "integer" } } }, { properties: { a: { type: "string" } } }] },
  ],
  [
    "a required property that nothing can be",
    { type: "object", required: ["a"], properties: { a: false } },
    { type: "string" },
  ],
  ["multiples within bounds", { type: "integer", minimum: 2, maximum: 4, multipleOf: 3 }, { const: 3 }],
  ["multiples in exact decimals", { multipleOf: 0.01 }, { multipleOf: 0.005 }],
  ["a pattern in a pattern", { type: "string", pattern: "^[ab]{2,4}$" }, { pattern: "^[a-c]+$", maxLength: 4 }],
  ["too few values for unique items", { type: "array", uniqueItems: true, items: { enum: [1, 2] } }, { maxItems: 2 }],
  ["contains and its opposite", { contains: { const: 1 }, minContains: 3, maxContains: 2, type: "array" }, false],
  ["names that must be one of two", { type: "object", propertyNames: { enum: ["a", "b"] } }, { maxProperties: 2 }],
  [
    "if, then, else",
    conditional({ type: "string" }, { maxLength: 3 }),
    { anyOf: [{ not: { type: "string" } }, { maxLength: 5 }] },
  ],
  ["unevaluated names", { allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { maxProperties: 1 }],
  [
    "unevaluated names of the branch that holds",
    {
      anyOf: [
        { required: ["a"], properties: { a: true, b: true } },
        { required: ["c"], properties: { c: true } },
      ],
      unevaluatedProperties: false,
      type: "object",
    },
    { propertyNames: { enum: ["a", "b", "c"] } },
  ],
  [
    "unevaluated items beside contains",
    { type: "array", contains: { type: "integer" }, unevaluatedItems: false },
    { items: { type: "integer" }, minItems: 1 },
  ],
  [
    "siblings of $ref are ignored in draft 7",
    { definitions: { a: { type: "integer" } }, $ref: "#/definitions/a", type: "string" },
    { type: "integer" },
    "draft-07",
  ],
  ["boolean exclusive bounds", { type: "integer", minimum: 1, exclusiveMinimum: true }, { minimum: 2 }, "draft-04"],
  [
    "a loop that is never taken",
    {
      $ref: "#/$defs/d1",
      $defs: {
        d0: { type: "array", contains: { $ref: "#/$defs/d0" } },
        d1: { ...conditional({ $ref: "#/$defs/d0" }, { $ref: "#/$defs/d1" }), else: { type: "string" } },
      },
    },
    { type: "string" },
  ],
  ["a fractional maxLength is rounded down", { type: "string", maxLength: 2.5 }, { maxLength: 2 }],
  [
    "dependentSchemas evaluates nothing of an array",
    { type: "array", dependentSchemas: { b: { unevaluatedItems: {} } }, unevaluatedItems: { type: "string" } },
    { items: { type: "string" } },
  ],
  ["const means nothing in draft 4", { type: "integer" }, { const: 1 }, "draft-04"],
  [
    "nullable lets null in",
    { type: "string", nullable: true },
    { anyOf: [{ type: "string" }, { type: "object", nullable: true }] },
    "openapi-3.0",
  ],
  [
    "nullable with an enum without null does not",
    { type: "string", nullable: true, enum: ["a"] },
    { type: "string" },
    "openapi-3.0",
  ],
  [
    "additionalItems",
    { items: [{ type: "integer" }], additionalItems: false },
    { items: { type: "integer" } },
    "2019-09",
  ],
  [
    "$recursiveRef",
    { $recursiveAnchor: true, type: "object", properties: { a: { $recursiveRef: "#" } }, additionalProperties: false },
    { type: "object" },
    "2019-09",
  ],
];

const NOT_CONTAINED: readonly (readonly [
  name: string,
  a: unknown,
  b: unknown,
  witness: JsonValue,
  dialect?: Dialect,
])[] = [
  ["not an integer may be a fraction", { not: { type: "integer" }, type: "number" }, { not: { type: "number" } }, 0.5],
  ["oneOf that holds twice", { enum: ["red"] }, { oneOf: [{ enum: ["red", "blue"] }, { enum: ["red"] }] }, "red"],
  ["an undeclared property may be anything", { type: "object" }, { properties: { b: { type: "string" } } }, { b: 0 }],
  ["an item past the prefix", {}, { prefixItems: [{}], items: { type: "integer" } }, [0, ""]],
  ["a lone item", { type: "array" }, { minItems: 2 }, []],
  ["a repeated item", { type: "array", items: { type: "integer" } }, { uniqueItems: true }, [0, 0]],
  [
    "one name that must fail in two ways",
    { type: "object", maxProperties: 1 },
    {
      anyOf: [
        { propertyNames: { maxLength: 1 } },
        { propertyNames: { pattern: "^a" } },
        { additionalProperties: { const: 1 } },
      ],
    },
    { ba: 0 },
  ],
  ["a fractional maxLength", { type: "string" }, { maxLength: 0.5 }, "a"],
  ["no multiple of a tenth in doubles", { enum: [0.3] }, { not: { multipleOf: 0.1 } }, 0.3],
  ["a multiple past the doubles", { enum: [1e20] }, { multipleOf: 3 }, 1e20],
  ["far from zero", { type: "integer" }, { maximum: 1e308 }, 1.000000000000001e308],
  ["between small steps", { maximum: 1e308 }, { not: { type: "number", not: { multipleOf: 1e-7 } } }, 5e-8],
  ["a dependent name", { type: "object" }, { dependentRequired: { a: ["b"] } }, { a: 0 }],
  ["a dot is not a line end", { type: "string", minLength: 1 }, { pattern: "." }, "\n"],
  [
    "length counts code points",
    { type: "string", minLength: 1, pattern: "^.$" },
    { type: "string", maxLength: 0 },
    "a",
  ],
  [
    "required is not implied by default",
    { properties: { a: { default: 1 } }, type: "object" },
    { required: ["a"] },
    {},
  ],
];

const side = (schema: unknown, dialect: Dialect = "2020-12") => schemaWorld(schema, dialect);

describe("contained", () => {
  for (const [name, a, b, dialect = "2020-12"] of CONTAINED)
    test(name, async () => {
      expect((await contains(a, b, { dialect })).strict).toMatchObject({ answer: "contained" });
    });
});

describe("not contained, with a witness that two validators confirm", () => {
  for (const [name, a, b, witness, dialect = "2020-12"] of NOT_CONTAINED)
    test(name, async () => {
      const { strict } = await contains(a, b, { dialect });
      expect(strict).toMatchObject({ answer: "not-contained", witness });
    });
});

describe("policies", () => {
  const under = (policy: Partial<Policy>, a: unknown, b: unknown, dialect: Dialect = "openapi-3.0") =>
    openSession().decide(side(a, dialect), side(b, dialect), { ...STRICT, ...policy }).answer;
  const open = { type: "object", properties: { a: { type: "string" } } };

  test("undeclared names are absent, unless the object says what they are", () => {
    const reader = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };
    expect(under({}, open, reader)).toBe("not-contained");
    expect(under({ undeclaredNamesAbsent: true }, open, reader)).toBe("contained");
    expect(under({ undeclaredNamesAbsent: true }, { ...open, additionalProperties: true }, reader)).toBe(
      "not-contained",
    );
    expect(under({ undeclaredNamesAbsent: true }, { type: "object" }, reader)).toBe("not-contained");
  });

  test("names declared by any part of one object count together", () => {
    const parts = { allOf: [open, { properties: { c: { type: "integer" } } }] };
    const reader = { type: "object", properties: { c: { type: "string" } } };
    expect(under({ undeclaredNamesAbsent: true }, parts, reader)).toBe("not-contained");
    expect(under({ undeclaredNamesAbsent: true }, parts, { properties: { d: { type: "string" } } })).toBe("contained");
  });

  test("a reader that ignores unknown properties takes closed objects as open", () => {
    const closed = { ...open, additionalProperties: false };
    const wider = { ...open, properties: { ...open.properties, b: { type: "integer" } }, additionalProperties: false };
    expect(under({}, wider, closed)).toBe("not-contained");
    expect(under({ ignoreUnknownProperties: true }, wider, closed)).toBe("contained");
  });

  test("extensible enums: off, marked, on", () => {
    const [few, many] = [{ enum: ["a"] }, { enum: ["a", "b"] }];
    expect(under({ extensibleEnums: "marked" }, many, few)).toBe("not-contained");
    expect(under({ extensibleEnums: "marked" }, many, { ...few, "x-extensible-enum": true })).toBe("contained");
    expect(under({ extensibleEnums: "on" }, many, few)).toBe("contained");
    expect(under({ extensibleEnums: "on" }, { type: "integer" }, few)).toBe("not-contained");
  });

  test("a request need not carry readOnly properties, a response not writeOnly ones", () => {
    const reader = { required: ["id"], properties: { id: { readOnly: true } } };
    expect(under({ view: "request" }, { type: "object" }, reader)).toBe("contained");
    expect(under({ view: "response" }, { type: "object" }, reader)).toBe("not-contained");
  });

  test("a strict server refuses names that no part of its schema declares", () => {
    const server = { properties: { a: {}, n: { allOf: [{ properties: { b: {} } }, { properties: { c: {} } }] } } };
    const closed = (properties: object) => ({ type: "object", properties, additionalProperties: false });
    const strict = (a: unknown, b: unknown) => under({ strictServer: true }, a, b, "2020-12");
    expect(strict(closed({ a: {}, n: closed({ b: {}, c: {} }) }), server)).toBe("contained");
    expect(strict(closed({ n: closed({ b: {}, d: {} }) }), server)).toBe("not-contained");
    expect(under({}, closed({ n: closed({ b: {}, d: {} }) }), server)).toBe("contained");
    expect(strict(closed({ a: {}, z: {} }), { ...server, additionalProperties: true })).toBe("contained");
    expect(strict(closed({ z: {} }), { type: "object" })).toBe("contained");
    expect(strict({ items: closed({ z: {} }) }, { items: { $ref: "#/$defs/x" }, $defs: { x: server } })).toBe(
      "not-contained",
    );
  });

  test("null is read as absent where nothing requires the member", () => {
    const object = (type: string | readonly string[], ...required: readonly string[]) => ({
      type: "object",
      properties: { a: { type } },
      ...(required.length > 0 && { required }),
    });
    const nullable = ["string", "null"];
    const nulls = (a: unknown, b: unknown) => under({ nullAsAbsent: true }, a, b, "2020-12");
    expect(under({}, object(nullable), object("string"), "2020-12")).toBe("not-contained");
    expect(nulls(object(nullable), object("string"))).toBe("contained");
    expect(nulls(object(nullable, "a"), object("string", "a"))).toBe("not-contained");
    expect(nulls(object(nullable, "a"), object(nullable, "a"))).toBe("contained");
    expect(nulls(object(nullable), { allOf: [{ required: ["a"] }, object("string")] })).toBe("not-contained");
    expect(nulls({ items: object(nullable) }, { items: object("string") })).toBe("contained");
  });

  test("formats assert only when asked", () => {
    expect(under({}, { type: "string" }, { format: "date" })).toBe("contained");
    expect(under({ formats: true }, { type: "string" }, { format: "date" })).toBe("not-contained");
    const template = { type: "string", format: "uri-template" };
    expect(under({ formats: true }, { type: "string" }, { format: "regex" }, "2020-12")).toBe("not-contained");
    expect(under({ formats: true }, { format: "regex" }, { type: "integer" }, "2020-12")).toBe("not-contained");
    expect(under({ formats: true }, template, { not: { const: "{" } }, "2020-12")).toBe("contained");
    expect(under({ formats: true }, { pattern: "^/a/[{]b[}]$" }, template, "2020-12")).toBe("not-contained");
    expect(under({ formats: true }, { type: "string", pattern: "^/a/[{]b[}]$" }, template, "2020-12")).toBe(
      "contained",
    );
    expect(under({ formats: true }, { type: "integer", format: "int32" }, { format: "int64" })).toBe("contained");
  });
});

test("contains keeps both answers, each no with a confirmed witness, and the policy", async () => {
  const [a, b] = [
    { required: ["id"] },
    { type: "object", required: ["id", "made"], properties: { made: { readOnly: true } } },
  ];
  const policy: Policy = { ...STRICT, view: "request" };
  const same = await contains({ ...a, type: "object" }, b, { dialect: "openapi-3.0", policy });
  expect(same).toMatchObject({ policy, strict: { answer: "not-contained" }, underPolicy: { answer: "contained" } });
  const worse = await contains({ type: "object" }, b, { dialect: "openapi-3.0", policy });
  expect(worse.underPolicy).toMatchObject({ answer: "not-contained", witness: {} });
});

describe("the gap", () => {
  const gap = (a: unknown, b: unknown) => {
    const decision = openSession().decide(side(a), side(b));
    return decision.answer === "not-contained" ? decision.gap : decision;
  };

  test("names the keyword, the pointer into the witness and both schemas", () => {
    const make = (leaf: unknown) => ({
      type: "object",
      required: ["list"],
      properties: { list: { type: "array", minItems: 1, items: { $ref: "#/$defs/leaf" } } },
      $defs: { leaf },
    });
    const found = gap(make({ enum: ["a", "b"] }), make({ enum: ["a"] }));
    expect(found).toMatchObject({ instance: "/list/0", keyword: "enum", a: { schema: { enum: ["a", "b"] } } });
  });

  test("names a missing property and one that may not stand", () => {
    expect(gap({ type: "object" }, { required: ["id"] })).toMatchObject({ keyword: "required", property: "id" });
    const closed = { properties: { a: true }, additionalProperties: false };
    expect(gap({ properties: { b: true }, required: ["b"] }, closed)).toMatchObject({
      keyword: "additionalProperties",
      property: "b",
      instance: "",
    });
  });

  test("goes into the branch of a union that was meant", () => {
    const branch = (kind: string, id: unknown) => ({
      type: "object",
      required: ["kind", "id"],
      properties: { kind: { const: kind }, id },
    });
    const union = (id: unknown) => ({ oneOf: [branch("x", true), branch("y", id)] });
    expect(gap(union({ type: "number" }), union({ type: "integer" }))).toMatchObject({
      instance: "/id",
      keyword: "type",
      b: { pointer: "/oneOf/1/properties/id" },
    });
  });
});

describe("sessions", () => {
  test("equal schemas of different documents are one node", () => {
    const session = openSession();
    const make = () => ({ type: "object", properties: { a: { enum: [1, 2] } }, description: Math.random() });
    expect(session.node(side(make()), "writer")).toBe(session.node(side(make()), "reader"));
  });

  test("one object read in two worlds is two schemas", () => {
    const session = openSession();
    const schema = { $ref: "#/definitions/a", type: "string", definitions: { a: {} } };
    const [old, recent] = [side(schema, "draft-07"), side(schema, "2019-09")];
    expect(session.decide(old, side(true)).answer).toBe("contained");
    expect(session.decide(old, recent)).toMatchObject({ answer: "not-contained", witness: null });
    expect(session.decide(recent, old).answer).toBe("contained");
  });

  test("what was learned is kept: asked again, it takes no steps", () => {
    const session = openSession();
    const [a, b] = [side({ type: "string", pattern: "^a+$" }), side({ type: "string", pattern: "^[ab]+$" })];
    expect(session.decide(a, b).steps).toBeGreaterThan(0);
    expect(session.decide(a, b)).toMatchObject({ answer: "contained", steps: 0 });
  });

  test("witnesses that are excluded are not given again", () => {
    const session = openSession();
    const [a, b] = [side({ type: "integer", minimum: 0, maximum: 2 }), side(false)];
    const found: JsonValue[] = [];
    for (let count = 0; count < 3; count += 1) {
      const decision = session.decide(a, b, STRICT, found);
      if (decision.answer === "not-contained") found.push(decision.witness);
    }
    expect(found.toSorted()).toEqual([0, 1, 2]);
    expect(session.decide(a, b, STRICT, found).answer).toBe("contained");
  });
});

test("no validator is loaded before a witness needs one", () => {
  const sources = readdirSync("src/json-schema", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const eager = /^(?:import|export)(?! type)[^"]*"(?:ajv|@hyperjump)/m;
  expect(sources.length).toBeGreaterThan(40);
  expect(sources.filter((name) => eager.test(readFileSync(`src/json-schema/${name}`, "utf8")))).toEqual([]);
});
