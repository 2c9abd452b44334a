import { describe, expect, it } from "vitest";
import { diffTexts, document } from "./fixture.ts";

/** Pairs whose answer is known by reasoning about values, where tools that compare keywords go wrong. */
type Case = readonly [name: string, before: unknown, after: unknown, version?: string];

const text = (more: object = {}) => ({ type: "string", ...more });
const integer = (more: object = {}) => ({ type: "integer", ...more });
const list = (more: object = {}) => ({ type: "array", items: { type: "string" }, ...more });
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

const CONSEQUENCE = "then";

/** What must hold where `a` is there. */
const conditional = (consequence: object) =>
  Object.fromEntries([
    ["if", { required: ["a"] }],
    [CONSEQUENCE, consequence],
  ]);

const SAFE_REQUESTS: readonly Case[] = [
  [
    "an enum as oneOf of the same two enums",
    text({ enum: ["a", "b"] }),
    { oneOf: [text({ enum: ["a"] }), text({ enum: ["b"] })] },
  ],
  ["a schema wrapped in allOf", object({ a: text() }), { allOf: [object({ a: text() })] }],
  [
    "required moved between branches of allOf",
    { allOf: [object({ a: text() }, { required: ["a"] }), object({ b: text() })] },
    { allOf: [object({ a: text() }), object({ b: text() }, { required: ["a"] })] },
  ],
  ["anyOf of types as a list of types", { anyOf: [text(), integer()] }, { type: ["string", "integer"] }],
  ["const as enum", text({ const: "x" }), text({ enum: ["x"] })],
  ["a branch that another contains removed", { anyOf: [integer(), integer({ minimum: 5 })] }, { anyOf: [integer()] }],
  ["a change inside an unsatisfiable schema", integer({ minimum: 5, maximum: 3 }), integer({ minimum: 6, maximum: 3 })],
  ["maxLength beside a short enum", text({ enum: ["a", "bb"] }), text({ enum: ["a", "bb"], maxLength: 10 })],
  ["minimum 0 as an exclusive minimum of -1", integer({ minimum: 0 }), integer({ exclusiveMinimum: -1 })],
  ["a pattern widened", text({ pattern: "^[a-z]+$" }), text({ pattern: "^[a-z]*$" })],
  [
    "both branches of anyOf widened",
    { anyOf: [integer({ maximum: 5 }), text({ maxLength: 5 })] },
    { anyOf: [integer({ maximum: 9 }), text({ maxLength: 9 })] },
  ],
  [
    "a readOnly property required",
    object({ id: text({ readOnly: true }) }),
    object({ id: text({ readOnly: true }) }, { required: ["id"] }),
  ],
  ["an upper bound raised", integer({ maximum: 5 }), integer({ maximum: 6 })],
  ["an integer read as a number", integer(), { type: "number" }],
  ["a schema behind double negation", text({ maxLength: 3 }), { not: { not: text({ maxLength: 3 }) } }],
];

const BROKEN_REQUESTS: readonly Case[] = [
  ["a pattern narrowed", text({ pattern: "^[a-z]*$" }), text({ pattern: "^[a-z]+$" })],
  ["a maximum on a free integer", integer(), integer({ maximum: 5 })],
  [
    "a property of a closed object removed",
    object({ a: text(), b: text() }, { additionalProperties: false }),
    object({ a: text() }, { additionalProperties: false }),
  ],
  [
    "a required property of a closed object removed",
    object({ a: text() }, { additionalProperties: false, required: ["a"] }),
    object({}, { additionalProperties: false }),
  ],
  ["an object closed", object({ a: text() }), object({ a: text() }, { additionalProperties: false })],
  [
    "additionalProperties narrowed",
    { type: "object", additionalProperties: true },
    { type: "object", additionalProperties: text() },
  ],
  ["not added", text(), text({ not: { enum: ["a"] } })],
  ["a schema under not widened", { not: text({ maxLength: 2 }) }, { not: text({ maxLength: 4 }) }],
  [
    "required added inside allOf",
    { allOf: [object({ a: text() })] },
    { allOf: [object({ a: text() }, { required: ["a"] })] },
  ],
  ["required added inside then", object({}, conditional({})), object({}, conditional({ required: ["b"] }))],
  [
    "oneOf with an overlapping branch more",
    { oneOf: [object({ a: text() })] },
    { oneOf: [object({ a: text() }), object({ b: text() })] },
  ],
  ["uniqueItems", list(), list({ uniqueItems: true })],
  ["maxItems set", list(), list({ maxItems: 5 })],
  ["maxItems lowered", list({ maxItems: 5 }), list({ maxItems: 3 })],
  ["minProperties", { type: "object" }, { type: "object", minProperties: 1 }],
  ["maxProperties", { type: "object" }, { type: "object", maxProperties: 1 }],
  ["multipleOf set", integer(), integer({ multipleOf: 2 })],
  ["multipleOf raised", integer({ multipleOf: 2 }), integer({ multipleOf: 4 })],
  ["a type changed", text(), integer()],
  ["a format asked for", text(), text({ format: "uuid" })],
  ["a property newly required", object({ a: text() }), object({ a: text() }, { required: ["a"] })],
  [
    "required inside oneOf",
    { oneOf: [object({ a: text() })] },
    { oneOf: [object({ a: text() }, { required: ["a"] })] },
  ],
  ["a branch of anyOf gone", { anyOf: [text(), integer()] }, { anyOf: [text()] }],
  ["dependentRequired", { type: "object" }, { type: "object", dependentRequired: { a: ["b"] } }],
  ["an enum value gone", text({ enum: ["a", "b"] }), text({ enum: ["a"] })],
  ["null as the only value", {}, { const: null }],
  ["null as the only value of a property", object({ a: {} }), object({ a: { const: null } })],
  ["false as the only value", {}, { const: false }],
];

const BROKEN_RESPONSES: readonly Case[] = [
  ["maximum removed", integer({ maximum: 5 }), integer()],
  ["minimum removed", integer({ minimum: 5 }), integer()],
  ["maxItems raised", list({ maxItems: 3 }), list({ maxItems: 5 })],
  ["enum removed", text({ enum: ["a"] }), text()],
  ["null no longer the only value", { const: null }, {}],
  ["null no longer the only value of a property", object({ a: { const: null } }), object({ a: {} })],
  ["false no longer the only value", { const: false }, {}],
  ["pattern removed", text({ pattern: "^a$" }), text()],
  ["pattern changed", text({ pattern: "^a+$" }), text({ pattern: "^b+$" })],
  ["not removed", text({ not: { enum: ["a"] } }), text()],
  ["multipleOf removed", integer({ multipleOf: 2 }), integer()],
  ["uniqueItems removed", list({ uniqueItems: true }), list()],
  ["an enum value added", text({ enum: ["a"] }), text({ enum: ["a", "b"] })],
  ["maxLength removed", text({ maxLength: 3 }), text()],
  ["int32 as int64", integer({ format: "int32" }), integer({ format: "int64" })],
  ["a required property gone", object({ a: text() }, { required: ["a"] }), object({})],
  ["null allowed", text(), { type: ["string", "null"] }],
];

const RISKY: readonly (readonly [string, "request" | "response", unknown, unknown])[] = [
  [
    "a typed optional property added to an open request",
    "request",
    object({ a: text() }),
    object({ a: text(), b: text() }),
  ],
  [
    "a property of an open request no longer described",
    "request",
    object({ a: text(), b: text() }),
    object({ a: text() }),
  ],
  ["an optional response property gone", "response", object({ a: text(), b: text() }), object({ a: text() })],
  [
    "a closed response opened",
    "response",
    object({ a: text() }, { additionalProperties: false }),
    object({ a: text() }),
  ],
];

const levels = async (position: "request" | "response", before: unknown, after: unknown) =>
  (await diffTexts(document({ [position]: before }), document({ [position]: after })))
    .filter(({ direction }) => direction === "backward")
    .map(({ level }) => level);

describe("requests that stay safe", () => {
  it.each(SAFE_REQUESTS)("%s", async (_name, before, after) => {
    const found = await levels("request", before, after);
    expect(found.filter((level) => level === "breaking" || level === "undecided")).toEqual([]);
  });
});

describe("requests that break", () => {
  it.each(BROKEN_REQUESTS)("%s", async (_name, before, after) => {
    const findings = await diffTexts(document({ request: before }), document({ request: after }));
    const breaks = findings.filter(({ level, direction }) => level === "breaking" && direction === "backward");
    expect(breaks.length).toBeGreaterThan(0);
    expect(breaks.every(({ witness }) => witness?.payload.type === "http-request")).toBe(true);
  });
});

describe("responses that break", () => {
  it.each(BROKEN_RESPONSES)("%s", async (_name, before, after) => {
    const findings = await diffTexts(document({ response: before }), document({ response: after }));
    const breaks = findings.filter(({ level, direction }) => level === "breaking" && direction === "backward");
    expect(breaks.length).toBeGreaterThan(0);
    expect(breaks.every(({ witness }) => witness?.payload.type === "http-response")).toBe(true);
  });
});

describe("what a tolerance or a habit decides", () => {
  it.each(RISKY)("%s is risky", async (_name, position, before, after) => {
    expect(await levels(position, before, after)).toEqual(["risky"]);
  });
});

/** Documents of one operation with the given parts. */
const api = (operation: object, more: object = {}): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: { "/things": { post: { responses: { "200": { description: "done" } }, ...operation } } },
    ...more,
  });
const json = (schema: object) => ({ "application/json": { schema } });
const parameter = (more: object) => ({ parameters: [{ name: "q", in: "query", ...more }] });

describe("parts that are no schemas", () => {
  const backward = async (before: string, after: string) =>
    (await diffTexts(before, after)).filter(({ direction }) => direction === "backward");

  it("a media type that became a range is safe in a request", async () => {
    const after = api({ requestBody: { content: { "application/*": { schema: { type: "string" } } } } });
    expect(await backward(api({ requestBody: { content: json({ type: "string" }) } }), after)).toEqual([]);
  });

  it("renaming a component or a path parameter changes nothing", async () => {
    const doc = (name: string, id: string) =>
      JSON.stringify({
        openapi: "3.0.3",
        info: { title: "t", version: "1" },
        paths: {
          [`/things/{${id}}`]: {
            get: {
              parameters: [{ name: id, in: "path", required: true, schema: { type: "string" } }],
              responses: { "200": { description: "d", content: json({ $ref: `#/components/schemas/${name}` }) } },
            },
          },
        },
        components: {
          schemas: { [name]: { type: "object", properties: { next: { $ref: `#/components/schemas/${name}` } } } },
        },
      });
    expect(await diffTexts(doc("Thing", "id"), doc("Item", "key"))).toEqual([]);
  });

  it("a style that splits a list otherwise breaks", async () => {
    const schema = { type: "array", items: { type: "string" } };
    const found = await backward(
      api(parameter({ schema, explode: false })),
      api(parameter({ schema, explode: false, style: "pipeDelimited" })),
    );
    expect(found.map(({ id, level, witness }) => [id, level, witness?.outcome])).toEqual([
      ["openapi.parameter.serialization-changed", "breaking", "changed"],
    ]);
  });

  it("a narrowed content schema of a parameter breaks", async () => {
    const found = await backward(
      api(parameter({ content: json({ type: "object", properties: { a: { type: "string" } } }) })),
      api(parameter({ content: json({ type: "object", properties: { a: { type: "integer" } } }) })),
    );
    expect(found.map(({ level }) => level)).toEqual(["breaking"]);
  });

  it("a branch of allOf narrowed in a parameter breaks", async () => {
    const found = await backward(
      api(parameter({ schema: { allOf: [{ type: "integer" }, { maximum: 9 }] } })),
      api(parameter({ schema: { allOf: [{ type: "integer" }, { maximum: 5 }] } })),
    );
    expect(found.map(({ level }) => level)).toEqual(["breaking"]);
  });

  it("a text that became any text is safe in a parameter, because the wire has texts only", async () => {
    const found = await diffTexts(
      api(parameter({ schema: { type: "integer" } })),
      api(parameter({ schema: { type: "string" } })),
    );
    expect(found.filter(({ direction }) => direction === "backward")).toEqual([]);
    expect(found.map(({ direction, level }) => [direction, level])).toEqual([["forward", "breaking"]]);
  });

  it("security added breaks, with the status that the caller meets", async () => {
    const components = { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } };
    const [finding] = await backward(api({}, { components }), api({ security: [{ key: [] }] }, { components }));
    expect(finding?.level).toBe("breaking");
    expect(finding?.witness?.payload).toMatchObject({ type: "http-request", meets: 401 });
  });

  it("a value added to the enum of a response header breaks", async () => {
    const answer = (values: readonly string[]) =>
      api({
        responses: { "200": { description: "d", headers: { "X-Mode": { schema: { type: "string", enum: values } } } } },
      });
    const found = await backward(answer(["a"]), answer(["a", "b"]));
    expect(found.map(({ id, level }) => [id, level])).toEqual([["openapi.header.enum-grown", "breaking"]]);
  });

  it("a body with three broken properties gives three findings", async () => {
    const schema = (type: string) => object({ a: { type }, b: { type }, c: object({ d: { type } }) });
    const found = await backward(
      api({ requestBody: { content: json(schema("string")) } }),
      api({ requestBody: { content: json(schema("integer")) } }),
    );
    expect(found.map(({ element, level }) => [element, level])).toEqual([
      ["request.body.a", "breaking"],
      ["request.body.b", "breaking"],
      ["request.body.c.d", "breaking"],
    ]);
  });
});
