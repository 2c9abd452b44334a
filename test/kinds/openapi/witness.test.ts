import { describe, expect, it } from "vitest";
import type { Witness } from "../../../src/core/witness.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { matchPath } from "../../../src/kinds/openapi/proof/http.ts";
import { diffTexts, document } from "./fixture.ts";

const string = (more: object = {}) => ({ type: "string", ...more });

/** The witness of the only backward break. */
async function witnessOf(before: string, after: string): Promise<Witness> {
  const found = (await diffTexts(before, after)).filter(
    ({ direction, level }) => direction === "backward" && level === "breaking",
  );
  expect(found.length).toBe(1);
  const witness = found[0]?.witness;
  if (!witness) throw new Error("no witness");
  return structuredClone(witness);
}

const REQUEST = (schema: object) =>
  document({ request: { type: "object", required: ["name"], properties: { name: schema } } });

describe("a witness", () => {
  it("is a whole message with an example-like value, small, and stands alone", async () => {
    const witness = await witnessOf(
      REQUEST(string({ format: "uri", example: "https://pets.example/1" })),
      REQUEST(string({ format: "uri", maxLength: 5, example: "https://pets.example/1" })),
    );
    expect(witness.payload).toEqual({
      type: "http-request",
      method: "POST",
      url: "/things",
      headers: { "Content-Type": "application/json" },
      body: '{"name":"https://pets.example/1"}',
    });
    expect([witness.producer, witness.reader, witness.outcome]).toEqual(["before", "after", "rejected"]);
    const replay = await openapi.replay(JSON.parse(JSON.stringify(witness)));
    expect(replay.reproduced).toBe(true);
    expect(replay.views.map(({ reader }) => reader)).toEqual(["before side", "ajv", "@hyperjump/json-schema"]);
  });

  it.each([
    ["/größe 😀/{a}", "/gr%C3%B6%C3%9Fe%20%F0%9F%98%80/aaaaa"],
    ["/gr%C3%B6sse/{ü}", "/gr%C3%B6sse/aaaaa"],
  ])("has a URL that can be sent, where a path is written plainly: %s", async (path, url) => {
    const name = path.slice(path.indexOf("{") + 1, -1);
    const api = (maxLength: number) =>
      JSON.stringify({
        openapi: "3.0.3",
        info: { title: "t", version: "1" },
        paths: {
          [path]: {
            get: {
              parameters: [{ name, in: "path", required: true, schema: string({ maxLength }) }],
              responses: { "200": { description: "d" } },
            },
          },
        },
      });
    const witness = await witnessOf(api(5), api(4));
    expect(witness.payload).toMatchObject({ url });
    expect((await openapi.replay(JSON.parse(JSON.stringify(witness)))).reproduced).toBe(true);
    const gone = await witnessOf(api(5), api(5).replace(path.slice(1, 4), "xyz"));
    expect(gone.payload).toMatchObject({ meets: 404 });
  });

  it("does not reproduce once its body is one that the reading side takes", async () => {
    const witness = await witnessOf(REQUEST(string()), REQUEST(string({ maxLength: 3 })));
    const tamed = { ...witness, payload: { ...witness.payload, body: '{"name":"abc"}' } } as Witness;
    expect((await openapi.replay(tamed)).reproduced).toBe(false);
  });

  it("does not reproduce once its body is one that the writing side may not send", async () => {
    const witness = await witnessOf(REQUEST(string()), REQUEST(string({ maxLength: 3 })));
    const forged = { ...witness, payload: { ...witness.payload, body: "{}" } } as Witness;
    expect((await openapi.replay(forged)).reproduced).toBe(false);
  });

  it("does not reproduce, and does not throw, when its context is damaged", async () => {
    const witness = await witnessOf(REQUEST(string()), REQUEST(string({ maxLength: 3 })));
    const contexts = [
      null,
      {},
      { claim: {}, before: {}, after: {} },
      { claim: { type: "refused" }, before: { body: 1 }, after: { parameters: 7 } },
    ];
    for (const context of contexts) {
      const damaged = { ...witness, context } as unknown as Witness;
      expect((await openapi.replay(damaged)).reproduced, JSON.stringify(context)).toBe(false);
    }
  });

  it("carries the parts of the schemas that its value touches, and no others", async () => {
    const wide = (maxLength: number) =>
      document({
        response: {
          type: "object",
          properties: Object.fromEntries(
            Array.from({ length: 500 }, (_, index) => [
              `p${index}`,
              string({ maxLength: index === 7 ? maxLength : 9, title: "wide" }),
            ]),
          ),
        },
      });
    const witness = await witnessOf(wide(3), wide(4));
    expect(JSON.stringify(witness).length).toBeLessThan(1_000);
  });
});

describe("a path parameter", () => {
  const withParameter = (schema: object): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "T", version: "1" },
      paths: {
        "/pets/{id}": {
          get: {
            parameters: [{ name: "id", in: "path", required: true, schema }],
            responses: { 200: { description: "ok" } },
          },
        },
      },
    });

  it.each([
    ["a type", { type: "integer" }],
    ["a shortest length", string({ minLength: 3 })],
    ["a pattern", string({ pattern: "^[0-9]+$" })],
  ])("that gets %s is shown by a call with some text in its place", async (_, schema) => {
    const { payload } = await witnessOf(withParameter(string()), withParameter(schema));
    expect(payload).toMatchObject({ type: "http-request", url: expect.stringMatching(/^\/pets\/[^/]+$/) });
  });
});

describe("a reference that only leads back to itself", () => {
  const REF = "#/components/schemas/A";
  const selfish = (schema: unknown, a: unknown): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "T", version: "1" },
      paths: {
        "/a": { get: { responses: { 200: { description: "ok", content: { "application/json": { schema } } } } } },
      },
      components: { schemas: { A: a } },
    });

  it.each([
    ["at once", { $ref: REF }],
    ["through allOf", { allOf: [{ $ref: REF }] }],
  ])("%s, ends, and is neither a break nor compatible", async (_, a) => {
    for (const sides of [
      [selfish({ $ref: REF }, a), selfish(string(), a)],
      [selfish(string(), a), selfish({ $ref: REF }, a)],
    ] as const) {
      const levels = (await diffTexts(...sides)).map(({ level }) => level);
      expect(new Set(levels)).toEqual(new Set(["undecided"]));
    }
  });
});

describe("path templates", () => {
  it.each([
    ["/pets/{id}", "/pets/7", { id: "7" }],
    ["/pets/{id}", "/pets/", null],
    ["/pets/{id}", "/pets/a/b", null],
    ["/a/{x}.{y}", "/a/one.two.three", { x: "one", y: "two.three" }],
    ["/a/{x}:run", "/a/b%20c:run", { x: "b c" }],
    ["/a/{x}:run", "/a/:run", null],
    ["/plain", "/plain", {}],
  ])("%s against %s", (template, path, expected) => {
    const found = matchPath(template, path);
    expect(found && Object.fromEntries(found)).toEqual(expected);
  });

  it("with many names against a long path take no time", () => {
    const template = `/${"{a}".repeat(30)}x`;
    expect(matchPath(template, `/${"a".repeat(20_000)}`)).toBeNull();
  });
});

describe("what people read of members", () => {
  const closed = (properties: object, more: object = {}) =>
    document({ request: { type: "object", properties, additionalProperties: false, ...more } });

  it("has a name for each that the reading side does not describe", async () => {
    const [finding] = await diffTexts(document({ request: { type: "object" } }), closed({}));
    expect(finding?.witness?.payload).toMatchObject({ body: '{"other":0}' });
    const open = document({ request: { type: "object", properties: { other: {} } } });
    const [taken] = await diffTexts(open, closed({ other: {} }));
    expect(taken?.witness?.payload).toMatchObject({ body: '{"":0}' });
  });

  it("tells a union that gained or lost a branch from one that came or went", async () => {
    const union = (...oneOf: readonly object[]) => document({ response: { oneOf } });
    const [few, more] = [union(string(), { type: "integer" }), union(string(), { type: "integer" }, { type: "array" })];
    const said = async (before: string, after: string) =>
      (await diffTexts(before, after)).map(({ message }) => message);
    const start = "in the response 200 of POST /things, the body";
    expect(await said(few, more)).toEqual([`${start} now has oneOf with this branch`]);
    expect(await said(more, few)).toEqual([`${start} no longer has oneOf with this branch`]);
    expect(await said(document({ response: {} }), few)).toEqual([`${start} now has oneOf`]);
  });

  it("tells one whose name is empty from the whole", async () => {
    const findings = await diffTexts(closed({ "": {} }), closed({ "": {} }, { required: [""] }));
    expect(findings.map(({ message }) => message)).toEqual(['in the request body of POST /things, "" is now required']);
    const retyped = await diffTexts(closed({ "": { type: "string" } }), closed({ "": { type: "integer" } }));
    expect(retyped[0]?.message).toBe(
      'in the request body of POST /things, the type of "" changes from string to integer',
    );
  });
});

describe("what shows a break of a parameter", () => {
  const parameter = (where: string, schema: object, more: object = {}): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: {
        [where === "path" ? "/a/{x}/b" : "/a"]: {
          get: {
            parameters: [{ name: "x", in: where, required: where === "path", schema, ...more }],
            responses: { "200": { description: "d" } },
          },
        },
      },
    });
  const texts = (...values: readonly string[]) => string({ enum: values });
  const list = (more: object = {}) => ({ type: "array", items: { type: "integer" }, ...more });
  const sent = async (before: string, after: string) => {
    const [finding] = await diffTexts(before, after);
    return finding?.witness?.payload;
  };

  it.each([
    ["simple", true, "/a/0,0/b"],
    ["label", true, "/a/.0.0/b"],
    ["label", false, "/a/.0,0/b"],
    ["matrix", true, "/a/;x=0;x=0/b"],
    ["matrix", false, "/a/;x=0,0/b"],
  ])("stands in a path as style %s, explode %s, writes it", async (style, explode, url) => {
    const [old, next] = [list(), list({ maxItems: 1 })].map((schema) => parameter("path", schema, { style, explode }));
    expect(await sent(old ?? "", next ?? "")).toMatchObject({ url });
  });

  it("stands in a query with delimiters as they are, and with those of its values encoded", async () => {
    const [old, next] = [{}, { maxItems: 1 }].map((more) =>
      parameter("query", { type: "array", items: texts("a&b"), ...more }, { explode: false }),
    );
    expect(await sent(old ?? "", next ?? "")).toMatchObject({ url: "/a?x=a%26b,a%26b" });
  });

  it("is not empty where something else shows it", async () => {
    expect(await sent(parameter("query", string()), parameter("query", { type: "integer" }))).toMatchObject({
      url: "/a?x=a",
    });
    expect(await sent(parameter("query", string()), parameter("query", string({ minLength: 1 })))).toMatchObject({
      url: "/a?x=",
    });
  });

  it.each<readonly [where: string, gone: string]>([
    ["header", "a\nb"],
    ["header", " a"],
    ["header", "a\t"],
    ["path", "."],
    ["path", ".."],
  ])("is no %s that cannot travel: %j", async (where, gone) => {
    expect(await diffTexts(parameter(where, texts("a", gone)), parameter(where, texts("a")))).toEqual([]);
    expect(await diffTexts(parameter(where, texts("a", gone, "b")), parameter(where, texts("a")))).not.toEqual([]);
  });

  it("takes the examples of its schema", async () => {
    const two = (more: object): string =>
      JSON.stringify({
        openapi: "3.1.0",
        info: { title: "t", version: "1" },
        paths: {
          "/a": {
            get: {
              parameters: [
                { name: "n", in: "query", required: true, schema: string({ examples: ["Ada"] }) },
                { name: "x", in: "query", schema: { type: "integer" }, ...more },
              ],
              responses: { "200": { description: "d" } },
            },
          },
        },
      });
    expect(await sent(two({}), two({ required: true }))).toMatchObject({ url: "/a?n=Ada" });
  });
});
