import { describe, expect, test } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts, memory, one } from "./fixture.ts";

const document = (schema: object, schemas: object) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a": { get: { responses: { "200": { description: "d", content: { "application/json": { schema } } } } } },
    },
    components: { schemas },
  });
const most = (maximum: number) => ({ type: "integer", maximum });
const list = {
  $id: "https://x.test/list",
  type: "array",
  items: { $dynamicRef: "#T" },
  $defs: { d: { $dynamicAnchor: "T" } },
};

/** Each document has one bound, reached through a name that a schema gives itself. */
const DOCUMENTS: readonly (readonly [string, (maximum: number) => string])[] = [
  ["$anchor", (n) => document({ $ref: "#foo" }, { A: { $anchor: "foo", ...most(n) } })],
  [
    "$dynamicAnchor, by a plain reference",
    (n) => document({ $ref: "#foo" }, { A: { $dynamicAnchor: "foo", ...most(n) } }),
  ],
  ["$id", (n) => document({ $ref: "https://x.test/a" }, { A: { $id: "https://x.test/a", ...most(n) } })],
  [
    "$id with an empty fragment",
    (n) => document({ $ref: "https://x.test/a" }, { A: { $id: "https://x.test/a#", ...most(n) } }),
  ],
  ["a relative $id", (n) => document({ $ref: "a.json" }, { A: { $id: "a.json", ...most(n) } })],
  [
    "$id with an anchor",
    (n) =>
      document(
        { $ref: "https://x.test/a#b" },
        { A: { $id: "https://x.test/a", $defs: { B: { $anchor: "b", ...most(n) } } } },
      ),
  ],
  [
    "$id with a pointer",
    (n) => document({ $ref: "https://x.test/a#/$defs/B" }, { A: { $id: "https://x.test/a", $defs: { B: most(n) } } }),
  ],
  [
    "a pointer inside of a schema with an $id",
    (n) =>
      document(
        { $ref: "#/components/schemas/A" },
        { A: { $id: "https://x.test/a", $ref: "#/$defs/B", $defs: { B: most(n) } } },
      ),
  ],
  [
    "one anchor in two schemas with an $id",
    (n) =>
      document(
        { $ref: "https://x.test/b#t" },
        {
          A: { $id: "https://x.test/a", $defs: { T: { $anchor: "t", type: "string" } } },
          B: { $id: "https://x.test/b", $defs: { T: { $anchor: "t", ...most(n) } } },
        },
      ),
  ],
  [
    "$dynamicRef",
    (n) =>
      document(
        { type: "object", properties: { c: { $dynamicRef: "#node" } } },
        { A: { $dynamicAnchor: "node", ...most(n) } },
      ),
  ],
  [
    "$dynamicRef in a tree",
    (n) =>
      document(
        { $ref: "#/components/schemas/Tree" },
        {
          Tree: {
            $dynamicAnchor: "node",
            type: "object",
            properties: { value: most(n), kids: { type: "array", items: { $dynamicRef: "#node" } } },
          },
        },
      ),
  ],
];

describe("schemas are found by the names that they give themselves", () => {
  test.each(DOCUMENTS)("%s", async (_name, make) => {
    const found = await diffTexts(make(5), make(9));
    expect(found.map(({ level, direction }) => [level, direction])).toEqual([["breaking", "backward"]]);
    const identity = async (text: string) => (await openapi.load(one(text), DEFAULT_LOAD)).identity;
    expect(await identity(make(5))).not.toBe(await identity(make(9)));
    const spaced = JSON.stringify(JSON.parse(make(5)), null, 2);
    expect(await identity(spaced)).toBe(await identity(make(5)));
    expect(await diffTexts(make(5), spaced)).toEqual([]);
  });

  test("a dynamic reference that several schemas answer to is never called compatible when one of them changes", async () => {
    const make = (n: number) =>
      document(
        { $ref: "https://x.test/ints" },
        {
          List: list,
          Ints: {
            $id: "https://x.test/ints",
            $ref: "https://x.test/list",
            $defs: { i: { $dynamicAnchor: "T", ...most(n) } },
          },
        },
      );
    const found = await diffTexts(make(5), make(9));
    expect(found.filter(({ direction }) => direction === "backward").map(({ level }) => level)).not.toEqual([]);
    expect(await diffTexts(make(5), JSON.stringify(JSON.parse(make(5)), null, 2))).toEqual([]);
  });

  test("what nothing is called by is refused with its place", async () => {
    for (const ref of ["#nowhere", "https://x.test/other", "other.json"]) {
      const load = openapi.load(one(document({ $ref: ref }, { A: { $id: "https://x.test/a" } })), DEFAULT_LOAD);
      await expect(load).rejects.toMatchObject({
        code: expect.stringMatching(/^E_(REFERENCE|REMOTE)$/),
        place: { line: 1 },
      });
    }
    const dynamic = openapi.load(one(document({ $dynamicRef: "#nowhere" }, {})), DEFAULT_LOAD);
    await expect(dynamic).rejects.toMatchObject({ code: "E_REFERENCE" });
  });

  test("a file wins over a schema that calls itself so", async () => {
    const api = (n: number) => document({ $ref: "a.json" }, { A: { $id: "a.json", ...most(n) } });
    const both = (n: number) => memory({ "api.json": api(1), "a.json": JSON.stringify(most(n)) }, "api.json");
    const loaded = await openapi.load(both(5), DEFAULT_LOAD);
    expect((await loaded.bundle()).files.map(({ path }) => path)).toEqual(["api.json"]);
  });
});
