import { describe, expect, it } from "vitest";
import { diffTexts } from "./fixture.ts";

const [text, integer] = [{ type: "string" }, { type: "integer" }];
type Json = Readonly<Record<string, unknown>>;

const api = (...parameters: readonly Json[]): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { parameters, responses: { "200": { description: "d" } } } } },
  });
const query = (name: string, schema: Json, more: Json = {}): Json => ({ name, in: "query", schema, ...more });
const whole = (properties: Json, more: Json = {}, parameter: Json = {}): Json =>
  query("f", { type: "object", properties, ...more }, parameter);
const deep = { style: "deepObject", explode: true };

const said = async (before: string, after: string): Promise<readonly string[]> =>
  (await diffTexts(before, after)).map(({ id, level, direction, element }) =>
    [id.replace("openapi.", ""), level, direction, element].join(" "),
  );

describe("an exploded object and its members as parameters", () => {
  it.each<readonly [what: string, folded: string, plain: string]>([
    ["of one", api(whole({ a: text })), api(query("a", text))],
    ["of several", api(whole({ a: text, b: integer })), api(query("a", text), query("b", integer))],
    [
      "that are asked for",
      api(whole({ a: text, b: integer }, { required: ["a"] }, { required: true })),
      api(query("a", text, { required: true }), query("b", integer)),
    ],
    ["in brackets", api(whole({ a: text }, {}, deep)), api(query("f[a]", text))],
  ])("are the same: %s", async (_, folded, plain) => {
    expect(await said(folded, plain)).toEqual([]);
    expect(await said(plain, folded)).toEqual([]);
  });

  it("are held against each other", async () => {
    const [folded, plain] = [api(whole({ a: integer })), api(query("a", { type: "integer", maximum: 3 }))];
    expect(await said(folded, plain)).toEqual(["parameter.maximum-added breaking backward parameter.query.a"]);
    expect(await said(plain, folded)).toEqual(["parameter.maximum-removed breaking forward parameter.query.a"]);
    const [finding] = await diffTexts(folded, plain);
    expect(finding?.witness?.payload).toMatchObject({ url: "/a?a=4" });
  });

  it("part where a member is gone", async () => {
    expect(await said(api(whole({ a: text, b: text })), api(query("a", text)))).toEqual([
      "parameter.removed risky backward parameter.query.b",
    ]);
  });

  it.each<readonly [why: string, folded: Json, open: boolean]>([
    ["no member is one of them", whole({ z: text }), false],
    ["it is one text", whole({ a: text }, {}, { explode: false }), false],
    ["it is in brackets", whole({ a: text }, {}, deep), false],
    ["members are lists", whole({ a: { type: "array", items: text } }), true],
    ["members are asked for where it comes", whole({ a: text, b: text }, { required: ["b"] }), true],
    ["it says more", whole({ a: text }, { minProperties: 1 }), true],
  ])("are not compared by members where %s", async (_, folded, open) => {
    const found = await said(api(folded), api(query("a", text)));
    expect(found).toContain("parameter.removed risky backward parameter.query.f");
    expect(found.includes("document.unjudged undecided backward parameter.query.f schema")).toBe(open);
  });
});
