import { describe, expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diff, diffTexts, memory, one } from "./fixture.ts";

/** Every kind of part that a document can share, each reached by a reference only. */
const PARTS = {
  parameters: { P: { name: "limit", in: "query", schema: { type: "integer", maximum: 10 } } },
  requestBodies: {
    B: { required: true, content: { "application/json": { schema: { type: "string", maxLength: 8 } } } },
  },
  responses: { R: { description: "d", content: { "application/json": { schema: { type: "string", minLength: 2 } } } } },
  headers: { H: { required: true, schema: { type: "string", enum: ["a"] } } },
  callbacks: {
    C: {
      "{$request.body#/url}": {
        post: {
          requestBody: { content: { "application/json": { schema: { type: "object", minProperties: 1 } } } },
          responses: { "200": { description: "d" } },
        },
      },
    },
  },
  links: { L: { operationId: "other" } },
  pathItems: { I: { get: { responses: { "204": { description: "d" } } } } },
};

/** What is changed in each part: the text as it stands, and another one. */
const EDITS: Readonly<Record<keyof typeof PARTS, readonly [string, string]>> = {
  parameters: ['"maximum":10', '"maximum":9'],
  requestBodies: ['"maxLength":8', '"maxLength":7'],
  responses: ['"minLength":2', '"minLength":1'],
  headers: ['"enum":["a"]', '"enum":["a","b"]'],
  callbacks: ['"minProperties":1', '"minProperties":2'],
  links: ['"operationId":"other"', '"operationId":"another"'],
  pathItems: ['"204"', '"205"'],
};

const ref = (part: string, name: string, where: string) => ({ $ref: `${where}#/components/${part}/${name}` });

/** A document that only refers to the parts, which stand in the file `where`, or in itself. */
const using = (where: string) => ({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/a": {
      post: {
        parameters: [ref("parameters", "P", where)],
        requestBody: ref("requestBodies", "B", where),
        responses: {
          "200": ref("responses", "R", where),
          "201": {
            description: "d",
            headers: { "X-H": ref("headers", "H", where) },
            links: { l: ref("links", "L", where) },
          },
        },
        callbacks: { c: ref("callbacks", "C", where) },
      },
    },
    "/b": ref("pathItems", "I", where),
  },
});

const whole = JSON.stringify({ ...using(""), components: PARTS });
const split = (parts: string) =>
  memory({ "api.json": JSON.stringify(using("parts.json")), "parts.json": parts }, "api.json");
const parts = JSON.stringify({ components: PARTS });
const identity = async (source: Parameters<typeof openapi.load>[0]) =>
  (await openapi.load(source, DEFAULT_LOAD)).identity;

describe("a part that is shared", () => {
  it.each(Object.entries(EDITS))("%s: an edit is seen, whoever refers to it", async (_part, [from, to]) => {
    const edited = whole.replace(from, to);
    expect(edited).not.toBe(whole);
    expect(await diff(one(whole), one(edited))).not.toEqual([]);
    expect(await diff(one(edited), one(whole))).not.toEqual([]);
    expect(await identity(one(edited))).not.toBe(await identity(one(whole)));
  });

  it.each(Object.entries(EDITS))("%s: an edit in another file is seen", async (_part, [from, to]) => {
    const edited = parts.replace(from, to);
    expect(await diff(split(parts), split(edited))).not.toEqual([]);
    expect(await identity(split(edited))).not.toBe(await identity(split(parts)));
  });

  it("means the same in one file and in two", async () => {
    expect(await diff(one(whole), split(parts))).toEqual([]);
    expect(await diff(split(parts), one(whole))).toEqual([]);
    expect(await identity(split(parts))).toBe(await identity(one(whole)));
  });
});

it("says of each operation what concerns it, though another one is hurt more by the same edit", async () => {
  const union = { oneOf: [{ $ref: "#/components/schemas/a" }, { $ref: "#/components/schemas/b" }] };
  const selected = { ...union, discriminator: { propertyName: "a" } };
  const post = (schema: object) => ({
    post: { requestBody: { required: true, content: { "application/json": { schema } } }, responses: {} },
  });
  const api = (properties: object, paths: Readonly<Record<string, object>>) =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths,
      components: {
        schemas: {
          a: { type: "object", properties, required: ["a"] },
          b: { type: "object", properties: {}, required: ["a", "b"], minProperties: 1 },
        },
      },
    });
  const told = async (paths: Readonly<Record<string, object>>) => {
    const findings = await diffTexts(api({}, paths), api({ a: { type: "string", maxLength: 1 } }, paths));
    return findings
      .filter(({ operation, operations = [], direction }) => {
        return direction === "backward" && [operation, ...operations].includes("POST /selected");
      })
      .map(({ id, level, tolerance }) => [id, level, tolerance]);
  };
  const alone = await told({ "/selected": post(selected) });
  expect(alone).toContainEqual(["openapi.request.property-added", "risky", "discriminator-selects"]);
  expect(await told({ "/selected": post(selected), "/plain": post(union) })).toEqual(alone);
});
