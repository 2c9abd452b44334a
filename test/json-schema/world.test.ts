import { describe, expect, test } from "vitest";
import { contains, type Dialect, dialectOf, inexactNumber, schemaWorld } from "../../src/json-schema/index.ts";

const target = (schema: unknown, ref: string, dialect: Dialect = "2020-12") => {
  const { world, located } = schemaWorld(schema, dialect);
  return world.resolve(ref, located.base)?.value;
};

describe("references within one schema", () => {
  const schema = {
    $id: "https://example.com/root",
    $defs: {
      "a/b": { type: "string" },
      "c~d %": { type: "integer" },
      named: { $anchor: "here", type: "null" },
      nested: { $id: "nested/", $defs: { deep: { $anchor: "deep", type: "array" } } },
      data: { const: { $id: "https://example.com/not-a-schema" } },
    },
  };

  test.each([
    ["#", schema],
    ["#/$defs/a~1b", { type: "string" }],
    ["#/$defs/c~0d%20%25", { type: "integer" }],
    ["#here", { $anchor: "here", type: "null" }],
    ["nested/", schema.$defs.nested],
    ["https://example.com/nested/#deep", { $anchor: "deep", type: "array" }],
    ["nested/#/$defs/deep", { $anchor: "deep", type: "array" }],
  ])("%s", (ref, expected) => {
    expect(target(schema, ref)).toEqual(expected);
  });

  test.each([
    "#/$defs/none",
    "#nowhere",
    "other",
    "https://example.com/not-a-schema",
    "#/$defs/%E0%A4%A",
    "#/__proto__",
  ])("%s leads nowhere", (ref) => expect(target(schema, ref)).toBeUndefined());

  test("draft 4 names schemas by `id`, and what stands beside $ref names nothing", () => {
    const old = { definitions: { a: { id: "#a", type: "string" }, b: { $ref: "#a", id: "http://example.com/b" } } };
    expect(target(old, "#a", "draft-04")).toEqual(old.definitions.a);
    expect(target(old, "http://example.com/b", "draft-04")).toBeUndefined();
  });
});

describe("the dialect's own meta-schema", () => {
  const uris: readonly (readonly [Dialect, string])[] = [
    ["draft-04", "http://json-schema.org/draft-04/schema#"],
    ["draft-06", "http://json-schema.org/draft-06/schema#"],
    ["draft-07", "http://json-schema.org/draft-07/schema#"],
    ["2019-09", "https://json-schema.org/draft/2019-09/schema"],
    ["2020-12", "https://json-schema.org/draft/2020-12/schema"],
  ];

  test.each(uris)("%s", async (dialect, $ref) => {
    const valid = { enum: [{ minLength: 1 }, { properties: { a: { type: "string" } } }] };
    expect((await contains(valid, { $ref }, { dialect })).strict.answer).toBe("contained");
    const { strict } = await contains({ enum: [{ minLength: -1 }] }, { $ref }, { dialect });
    expect(strict.answer).not.toBe("contained");
  });
});

test("$schema names the dialect", () => {
  expect(dialectOf({ $schema: "http://json-schema.org/draft-07/schema#" })).toBe("draft-07");
  expect(dialectOf({ $schema: "https://example.com/mine" })).toBeNull();
  expect(dialectOf(true)).toBeNull();
});

test.each([
  ['{"a": 1.10, "b": 1e3, "c": "9007199254740993"}', null],
  ['{"a": 9007199254740993}', "9007199254740993"],
  ["[0.1000000000000000000001]", "0.1000000000000000000001"],
  ["[1e400]", "1e400"],
  ["[100000000000000000000]", null],
  ['{"\\"9007199254740993": 1}', null],
])("numbers that a double cannot hold are found: %s", (text, expected) => {
  expect(inexactNumber(text)).toBe(expected);
});
