import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/core/json.ts";
import { bundleSource } from "../../../src/core/source.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts } from "./fixture.ts";

/** An operation that answers with the first of a chain of components; the last one is `end`. */
function chain(length: number, link: (next: JsonValue) => JsonValue, end: JsonValue) {
  const components = Array.from({ length }, (_, index) => [
    `C${index}`,
    link({ $ref: `#/components/schemas/C${index + 1}` }),
  ]);
  const text = JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        get: {
          responses: {
            200: {
              description: "",
              content: { "application/json": { schema: { $ref: "#/components/schemas/C0" } } },
            },
          },
        },
      },
    },
    components: { schemas: { ...Object.fromEntries(components), [`C${length}`]: end } },
  });
  const bytes = new TextEncoder().encode(text);
  return bundleSource({ kind: "openapi", entry: "api.json", files: [{ path: "api.json", bytes }] }, "api.json");
}

const load = { importRoots: [], allowRemote: false };

it.each<[string, (next: JsonValue) => JsonValue, number]>([
  ["parts of parts", (next) => ({ allOf: [next] }), 70],
  ["members of members", (next) => ({ type: "object", required: ["a"], properties: { a: next } }), 45],
])("a schema too deep to be trimmed, of %s, is kept whole and shows the break", async (_, link, length) => {
  const sides = [["x"], ["x", "y"]].map((list) => chain(length, link, { type: "string", enum: list }));
  const [before, after] = await Promise.all(sides.map((side) => openapi.load(side, load)));
  if (before === undefined || after === undefined) throw new Error("two sides were loaded");
  const [finding] = await openapi.compare(before, after, { tolerances: [] });
  expect(finding).toMatchObject({ id: "openapi.response.enum-grown", level: "breaking" });
  const alone = JSON.parse(JSON.stringify(finding?.witness));
  expect(JSON.stringify(alone.context.after)).toContain("definitions");
  expect((await openapi.replay(alone)).reproduced).toBe(true);
});

describe("a schema that holds itself", () => {
  const api = (tree: object, schema: object = { $ref: "#/components/schemas/Tree" }) =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: {
        "/a": {
          post: {
            requestBody: { content: { "application/json": { schema } } },
            responses: { "200": { description: "d" } },
          },
        },
      },
      components: { schemas: { Tree: tree } },
    });
  const again = { $ref: "#/components/schemas/Tree" };
  const tree = (below: object, more: object = {}) => ({ type: "object", properties: { below, ...more } });

  it("is the same where a level of it is written out", async () => {
    expect(await diffTexts(api(tree(again)), api(tree(tree(again))))).toEqual([]);
    const two = tree(tree(again));
    expect(await diffTexts(api(tree(tree(tree(again)))), api(two))).toEqual([]);
    expect(await diffTexts(api(two), api(two, tree(again)))).toEqual([]);
    expect(await diffTexts(api(two, tree(again)), api(two))).toEqual([]);
  });

  it("is another where what is written out differs", async () => {
    const found = await diffTexts(api(tree(again)), api(tree(tree(again, { size: { type: "integer" } }))));
    expect(found.filter(({ direction }) => direction === "backward").map(({ level }) => level)).not.toEqual([]);
  });
});
