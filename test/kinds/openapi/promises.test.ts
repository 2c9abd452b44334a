import { describe, expect, it } from "vitest";
import type { CompareOptions } from "../../../src/core/kind.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts, loadBoth, one } from "./fixture.ts";

const document = (operation: object, path = "/a") =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { [path]: { get: { responses: { "200": { description: "d" } }, ...operation } } },
  });

const parameter = (more: object) => ({ parameters: [{ name: "q", in: "query", schema: { type: "string" }, ...more }] });

/** `breaking parameter.removed`: what is found backward, without the name of the kind. */
async function found(before: object, after: object, path?: string): Promise<readonly string[]> {
  const findings = await diffTexts(document(before, path), document(after, path));
  return findings
    .filter(({ direction }) => direction === "backward")
    .map(({ level, id }) => `${level} ${id.replace("openapi.", "")}`);
}

describe("a parameter that is removed", () => {
  it.each([
    ["without a word", {}, "risky"],
    ["after it was deprecated", { deprecated: true }, "risky"],
    ["after its sunset date", { deprecated: true, "x-sunset": "2025-12-31" }, "risky"],
    ["on its sunset date", { deprecated: true, "x-sunset": "2026-01-01" }, "risky"],
    ["before its sunset date", { deprecated: true, "x-sunset": "2026-01-02" }, "breaking"],
    ["with a date that nobody can read", { deprecated: true, "x-sunset": "soon" }, "breaking"],
  ])("%s", async (_name, more, level) => {
    expect(await found(parameter(more), {})).toEqual([`${level} parameter.removed`]);
  });

  it("breaks its promise where no date is given to judge by", async () => {
    const pair = await loadBoth(
      one(document(parameter({ deprecated: true, "x-sunset": "2020-01-01" }))),
      one(document({})),
    );
    const findings = await openapi.compare(pair.before, pair.after, { tolerances: [] });
    expect(findings.map(({ id, level }) => [id, level])).toContainEqual(["openapi.parameter.removed", "breaking"]);
  });
});

describe("promises that cannot be read", () => {
  const level = (value?: unknown) => (value === undefined ? {} : { "x-stability-level": value });

  it.each([
    ["ga", "stable", "safe"],
    ["ga", "alpha", "breaking"],
    [undefined, "ga", "breaking"],
    ["alpha", 1, "breaking"],
  ])("stability %s, then %s", async (before, after, expected) => {
    expect(await found(level(before), level(after))).toEqual([`${expected} operation.stability-unreadable`]);
  });

  it("say nothing where they stay", async () => expect(await found(level("ga"), level("ga"))).toEqual([]));
});

describe("an operation whose stability is marked", () => {
  const level = (value?: string) => (value === undefined ? {} : { "x-stability-level": value });
  const wide = { parameters: [{ name: "q", in: "query", schema: { type: "string" } }] };
  const narrow = { parameters: [{ name: "q", in: "query", schema: { type: "string", maxLength: 3 } }] };
  const compare = async (before: object, after: object, options: Partial<CompareOptions> = {}) => {
    const pair = await loadBoth(one(document(before)), one(document(after)));
    const { tolerances } = DEFAULT_IN_FORCE;
    const findings = await openapi.compare(pair.before, pair.after, { tolerances, ...options });
    const ids = ["openapi.parameter.max-length-added", "openapi.parameter.max-length-removed"];
    return findings.filter(({ id }) => ids.includes(id)).map((each) => [each.direction, each.level, each.tolerance]);
  };

  it.each([
    [undefined, "breaking"],
    ["stable", "breaking"],
    ["beta", "breaking"],
    ["alpha", "risky"],
    ["draft", "risky"],
  ])("%s may change so: %s", async (name, worst) => {
    const tolerance = worst === "risky" ? "unstable-operations" : undefined;
    expect(await compare({ ...wide, ...level(name) }, { ...narrow, ...level(name) })).toEqual([
      ["backward", worst, tolerance],
    ]);
    expect(await compare({ ...narrow, ...level(name) }, { ...wide, ...level(name) })).toEqual([
      ["forward", worst, tolerance],
    ]);
  });

  it("is held to what the callers who break were promised", async () => {
    expect(await compare({ ...wide, ...level("alpha") }, narrow)).toEqual([
      ["backward", "risky", "unstable-operations"],
    ]);
    expect(await compare(wide, { ...narrow, ...level("alpha") })).toEqual([["backward", "breaking", undefined]]);
    expect(await found({}, level("alpha"))).toEqual(["breaking operation.stability-lowered"]);
    expect(await found(level("alpha"), level("draft"))).toEqual(["risky operation.stability-lowered"]);
  });

  it("is asked from which level on it counts, and whether at all", async () => {
    const [before, after] = [level("alpha"), level("beta")].map((each) => [
      { ...wide, ...each },
      { ...narrow, ...each },
    ]);
    const worst = async (sides: readonly object[] = [], options: Partial<CompareOptions>) =>
      (await compare(sides[0] ?? {}, sides[1] ?? {}, options))[0]?.[1];
    expect(await worst(before, { stableFrom: "alpha" })).toBe("breaking");
    expect(await worst(after, { stableFrom: "stable" })).toBe("risky");
    expect(await worst(before, { tolerances: [] })).toBe("breaking");
  });

  it("does not loosen a schema that a stable operation shares", async () => {
    const api = (schema: object) =>
      JSON.stringify({
        openapi: "3.1.0",
        info: { title: "t", version: "1" },
        paths: Object.fromEntries(
          ["/a", "/b"].map((path, index) => [
            path,
            {
              post: {
                ...(index === 0 && level("alpha")),
                requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/S" } } } },
                responses: { "200": { description: "d" } },
              },
            },
          ]),
        ),
        components: { schemas: { S: schema } },
      });
    const findings = await diffTexts(api({ type: "string" }), api({ type: "string", maxLength: 3 }));
    expect(findings.map(({ level: each, operations }) => [each, operations])).toEqual([
      ["breaking", ["POST /a", "POST /b"]],
    ]);
  });

  it("passes its promise on to its callbacks", async () => {
    const called = (schema: object, more: object) => ({
      callbacks: {
        c: {
          "{$request.query.url}": {
            post: {
              requestBody: { content: { "application/json": { schema } } },
              responses: { "200": { description: "d" } },
            },
          },
        },
      },
      ...more,
    });
    const levels = (more: object) => found(called({ enum: ["a"] }, more), called({ enum: ["a", "b"] }, more));
    expect(await levels({})).toEqual(["breaking request.enum-grown"]);
    expect(await levels(level("alpha"))).toEqual(["risky request.enum-grown"]);
  });
});

describe("a path parameter that only one side describes", () => {
  const typed = (type: string) => ({ parameters: [{ name: "id", in: "path", required: true, schema: { type } }] });

  it("took any text before", async () => {
    expect(await found({}, typed("string"), "/a/{id}")).toEqual([]);
    expect(await found(typed("string"), {}, "/a/{id}")).toEqual([]);
  });

  it("is narrowed by another type", async () => {
    expect(await found({}, typed("integer"), "/a/{id}")).toEqual(["breaking parameter.type-changed"]);
  });
});

describe("properties that a message should not carry", () => {
  const body = (schema: object) => ({
    requestBody: { required: true, content: { "application/json": { schema } } },
  });
  const answer = (schema: object) => ({
    responses: { "200": { description: "d", content: { "application/json": { schema } } } },
  });
  const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
  const listed = (values: readonly string[], more: object = {}) => ({ type: "string", enum: values, ...more });

  it("readOnly in a request: a risk", async () => {
    const id = (values: readonly string[]) => body(object({ id: listed(values, { readOnly: true }) }));
    expect(await found(id(["a", "b"]), id(["a"]))).toEqual(["risky request.enum-shrunk"]);
  });

  it.each([
    ["readOnly: no part of requests", body, { readOnly: true }],
    ["writeOnly: no part of responses", answer, { writeOnly: true }],
  ])("says beside the property why it is only a risk: %s", async (why, around, mark) => {
    const id = (values: readonly string[]) => document(around(object({ id: listed(values, mark) })));
    const findings = [...(await diffTexts(id(["a"]), id(["a", "b"]))), ...(await diffTexts(id(["a", "b"]), id(["a"])))];
    const messages = findings.filter(({ level }) => level === "risky").map(({ message }) => message);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).toContain(` id (${why}) `);
  });

  it("writeOnly in a response: a risk", async () => {
    const key = (values: readonly string[]) => answer(object({ key: listed(values, { writeOnly: true }) }));
    expect(await found(key(["a"]), key(["a", "b"]))).toEqual(["risky response.enum-grown"]);
  });

  it("readOnly beside something that breaks: the break stays", async () => {
    const both = (values: readonly string[]) =>
      body(object({ id: listed(values, { readOnly: true }), name: listed(values) }));
    expect(await found(both(["a", "b"]), both(["a"]))).toEqual([
      "risky request.enum-shrunk",
      "breaking request.enum-shrunk",
    ]);
  });

  it("readOnly in one place and not in another, by one shared schema: the break stays", async () => {
    const shared = (values: readonly string[]) => {
      const inner = object({ kind: listed(values) });
      const schema = object({
        a: { readOnly: true, allOf: [{ $ref: "#/components/schemas/S" }] },
        b: { $ref: "#/components/schemas/S" },
      });
      return JSON.stringify({ ...JSON.parse(document(body(schema))), components: { schemas: { S: inner } } });
    };
    const findings = await diffTexts(shared(["a", "b"]), shared(["a"]));
    expect(findings.filter(({ direction }) => direction === "backward").map(({ level }) => level)).toContain(
      "breaking",
    );
  });

  it("readOnly in a response is carried: growth breaks", async () => {
    const id = (values: readonly string[]) => answer(object({ id: listed(values, { readOnly: true }) }));
    expect(await found(id(["a"]), id(["a", "b"]))).toEqual(["breaking response.enum-grown"]);
  });
});
