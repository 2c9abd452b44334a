import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/core/json.ts";
import {
  decodePairs,
  decodeText,
  encodePairs,
  encodeText,
  isWritable,
  type Written,
} from "../../../src/kinds/openapi/proof/codec.ts";
import { readForm, writeForm } from "../../../src/kinds/openapi/proof/form.ts";
import { readMultipart, writeMultipart } from "../../../src/kinds/openapi/proof/multipart.ts";

const written = (place: Written["in"], style: string, explode: boolean): Written => ({
  name: "color",
  in: place,
  serialization: { style, explode, allowReserved: false, allowEmptyValue: false, media: null },
});

const SHAPES = {
  string: { types: ["string"], below: [] },
  list: { types: ["array"], below: ["string"] },
  object: { types: ["object"], below: ["string", "integer"] },
} as const;

const LIST = ["blue", "black", "brown"];
const OBJECT = { R: 100, G: 200 };

describe("the table of styles in the specification (OpenAPI 3.1, 4.8.12.4)", () => {
  it.each([
    ["matrix", false, ";color=blue,black,brown", ";color=R,100,G,200"],
    ["matrix", true, ";color=blue;color=black;color=brown", ";R=100;G=200"],
    ["label", false, ".blue,black,brown", ".R,100,G,200"],
    ["label", true, ".blue.black.brown", ".R=100.G=200"],
    ["simple", false, "blue,black,brown", "R,100,G,200"],
    ["simple", true, "blue,black,brown", "R=100,G=200"],
  ])("%s in a path, explode %s", (style, explode, list, object) => {
    const parameter = written("path", style, explode);
    expect(encodeText(LIST, parameter)).toBe(list);
    expect(encodeText(OBJECT, parameter)).toBe(object);
    expect(decodeText(list, parameter, SHAPES.list)).toContainEqual(LIST);
    expect(decodeText(object, parameter, SHAPES.object)).toContainEqual(OBJECT);
  });

  it.each([
    ["form", false, [["color", "blue,black,brown"]], [["color", "R,100,G,200"]]],
    [
      "form",
      true,
      [
        ["color", "blue"],
        ["color", "black"],
        ["color", "brown"],
      ],
      [
        ["R", "100"],
        ["G", "200"],
      ],
    ],
    ["spaceDelimited", false, [["color", "blue black brown"]], [["color", "R 100 G 200"]]],
    ["pipeDelimited", false, [["color", "blue|black|brown"]], [["color", "R|100|G|200"]]],
  ] as const)("%s in a query, explode %s", (style, explode, list, object) => {
    const parameter = written("query", style, explode);
    expect(encodePairs(LIST, parameter)).toEqual(list);
    expect(encodePairs(OBJECT, parameter)).toEqual(object);
    expect(decodePairs(list, parameter, SHAPES.list)).toContainEqual(LIST);
    expect(decodePairs(object, parameter, SHAPES.object)).toContainEqual(OBJECT);
  });

  it("deepObject in a query", () => {
    const parameter = written("query", "deepObject", true);
    expect(encodePairs(OBJECT, parameter)).toEqual([
      ["color[R]", "100"],
      ["color[G]", "200"],
    ]);
    expect(decodePairs(encodePairs(OBJECT, parameter), parameter, SHAPES.object)).toContainEqual(OBJECT);
  });
});

describe("what is written is read", () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const styles = fc.constantFrom(["form", true], ["form", false], ["spaceDelimited", false], ["pipeDelimited", false]);

  it("lists in a query", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), styles, (value, [style, explode]) => {
        const parameter = written("query", String(style), explode === true);
        fc.pre(isWritable(value, parameter));
        const read = decodePairs(encodePairs(value, parameter), parameter, SHAPES.list).map(canonicalJson);
        expect(read).toContain(canonicalJson(value));
      }),
    );
  });

  it("objects in a path", () => {
    const style = fc.constantFrom("simple", "label", "matrix");
    const object = fc.dictionary(word, fc.oneof(word, fc.integer()), { minKeys: 1, maxKeys: 4 });
    fc.assert(
      fc.property(object, style, fc.boolean(), (value, name, explode) => {
        const parameter = written("path", name, explode);
        const read = decodeText(encodeText(value, parameter), parameter, SHAPES.object).map(canonicalJson);
        expect(read).toContain(canonicalJson(value));
      }),
    );
  });

  it("a text that looks like a number stays a text where a text is asked for", () => {
    const parameter = written("query", "form", true);
    expect(decodePairs([["color", "007"]], parameter, SHAPES.string)).toEqual(["007"]);
    expect(decodePairs([["color", "7"]], parameter, { types: ["integer", "string"], below: [] })).toEqual([7, "7"]);
  });

  it("null, empty lists and nested values have no form", () => {
    const parameter = written("query", "form", true);
    for (const value of [null, [], {}, [[1]], { a: { b: 1 } }, undefined])
      expect(isWritable(value, parameter)).toBe(false);
  });
});

describe("forms", () => {
  const schema = {
    type: "object",
    properties: {
      name: { type: "string" },
      age: { type: "integer" },
      tags: { type: "array", items: { type: "string" } },
      owner: {
        type: "object",
        properties: { login: { type: "string" }, ids: { type: "array", items: { type: "integer" } } },
      },
    },
  };

  it("write what is in them as people know it", () => {
    const value = { name: "a b", age: 3, tags: ["x", "y"], owner: { login: "me", ids: [1, 2] } };
    const brackets = writeForm(value, schema, ["owner"]);
    expect(decodeURIComponent(brackets ?? "")).toBe(
      "name=a b&age=3&tags=x&tags=y&owner[login]=me&owner[ids][0]=1&owner[ids][1]=2",
    );
    expect(readForm(brackets ?? "", schema, ["owner"])).toEqual(value);
    expect(decodeURIComponent(writeForm(value, schema, []) ?? "")).toContain('owner={"login":"me","ids":[1,2]}');
  });

  it("refuse what would be read as something else", () => {
    for (const value of [7, null, { name: null }, { tags: [] }, { tags: [[1]] }])
      expect(writeForm(value, schema, [])).toBeNull();
  });

  it("leave it to their reader whether digits are a number where both are asked for", () => {
    const either = { type: "object", properties: { a: { type: ["string", "integer"] } } };
    expect([writeForm({ a: 7 }, either, []), writeForm({ a: "7" }, either, [])]).toEqual(["a=7", "a=7"]);
    expect([readForm("a=7", either, []), readForm("a=7", either, [], {}, true)]).toEqual([{ a: "7" }, { a: 7 }]);
  });

  it("are read as they were written", () => {
    const word = fc.stringMatching(/^[a-z +&=%]{1,6}$/);
    const owner = fc.record({ login: word, ids: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }) });
    const value = fc.record(
      { name: word, age: fc.integer(), tags: fc.array(word, { minLength: 1, maxLength: 3 }), owner },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, fc.boolean(), (each, deep) => {
        const fields = deep ? ["owner"] : [];
        const body = writeForm(each, schema, fields);
        expect(body).not.toBeNull();
        expect(readForm(body ?? "", schema, fields)).toEqual(each);
      }),
    );
  });
});

describe("bodies in parts", () => {
  const schema = {
    type: "object",
    properties: {
      note: { type: "string" },
      size: { type: "integer" },
      tags: { type: "array", items: { type: "integer" } },
      meta: { type: "object", properties: { a: { type: "string" } } },
    },
  };

  it("are read as they were written", () => {
    const value = { note: "two\r\nlines", size: 3, tags: [1, 2], meta: { a: "b" } };
    const body = writeMultipart(value, schema);
    expect(body).toContain('name="note"');
    expect(readMultipart(body ?? "", schema)).toEqual(value);
  });

  it("refuse what would be read as something else, and what is no such body", () => {
    for (const value of [{}, 7, { note: 7 }, { tags: [] }]) expect(writeMultipart(value, schema)).toBeNull();
    for (const body of ["", "hello", "--part-of-the-witness\r\nx--part-of-the-witness--"]) {
      expect(readMultipart(body, schema)).toBeUndefined();
    }
  });
});
