import { describe, expect, it } from "vitest";
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
