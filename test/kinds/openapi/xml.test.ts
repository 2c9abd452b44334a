import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { canonicalJson, type JsonValue } from "../../../src/core/json.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { readXml, writeXml } from "../../../src/kinds/openapi/proof/xml.ts";
import { parseXml } from "../../../src/kinds/openapi/proof/xml-text.ts";
import { diffTexts, one } from "./fixture.ts";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more }) as JsonValue;
const TEXT = { type: "string" };
const list = (items: object, more: object = {}) => ({ type: "array", items, ...more });

describe("values in XML are written as OpenAPI shows", () => {
  test.each<[string, unknown, JsonValue, string | null, string | null]>([
    ["a property", { a: "x" }, object({ a: TEXT }), "pet", "<pet><a>x</a></pet>"],
    ["another name", { a: "x" }, object({ a: { ...TEXT, xml: { name: "b" } } }), "pet", "<pet><b>x</b></pet>"],
    [
      "a name of its own",
      { a: 1 },
      object({ a: { type: "integer" } }, { xml: { name: "p" } }),
      "pet",
      "<p><a>1</a></p>",
    ],
    [
      "an attribute",
      { id: 1, n: "x" },
      object({ id: { type: "integer", xml: { attribute: true } }, n: TEXT }),
      "pet",
      '<pet id="1"><n>x</n></pet>',
    ],
    [
      "a namespace with its prefix",
      { a: "x" },
      object({ a: { ...TEXT, xml: { namespace: "urn:s", prefix: "s" } } }),
      "pet",
      '<pet><s:a xmlns:s="urn:s">x</s:a></pet>',
    ],
    ["a list", { l: ["x", "y"] }, object({ l: list(TEXT) }), "pet", "<pet><l>x</l><l>y</l></pet>"],
    [
      "a list with a name for its elements",
      { l: ["x"] },
      object({ l: list({ ...TEXT, xml: { name: "i" } }, { xml: { name: "all" } }) }),
      "pet",
      "<pet><i>x</i></pet>",
    ],
    [
      "a wrapped list",
      { l: ["x", "y"] },
      object({ l: list(TEXT, { xml: { wrapped: true } }) }),
      "pet",
      "<pet><l><l>x</l><l>y</l></l></pet>",
    ],
    [
      "an empty wrapped list",
      { l: [] },
      object({ l: list(TEXT, { xml: { wrapped: true } }) }),
      "pet",
      "<pet><l></l></pet>",
    ],
    [
      "a wrapped list with both names",
      { l: ["x"] },
      object({ l: list({ ...TEXT, xml: { name: "i" } }, { xml: { wrapped: true, name: "all" } }) }),
      "pet",
      "<pet><all><i>x</i></all></pet>",
    ],
    [
      "an object in an object",
      { a: { b: "x" } },
      object({ a: object({ b: TEXT }) as object }),
      "pet",
      "<pet><a><b>x</b></a></pet>",
    ],
    ["a list at the top", ["x"], list(TEXT) as JsonValue, "pets", "<pets><pets>x</pets></pets>"],
    [
      "marks that mean something",
      { a: "<&>\"'" },
      object({ a: TEXT }),
      "pet",
      "<pet><a>&lt;&amp;&gt;&quot;'</a></pet>",
    ],
    ["what nobody describes", { b: "x" }, object({}), "pet", "<pet><b>x</b></pet>"],
    ["nothing that gives a name", { a: "x" }, object({ a: TEXT }), null, "<root><a>x</a></root>"],
    ["null", { a: null }, object({ a: TEXT }), "pet", null],
    ["an empty list without a wrapper", { l: [] }, object({ l: list(TEXT) }), "pet", null],
    ["white space at the edges", { a: " x" }, object({ a: TEXT }), "pet", null],
    ["a name that is none", { "a b": "x" }, object({}), "pet", null],
  ])("%s", (_name, value, schema, root, expected) => {
    expect(writeXml(value, schema, root)).toBe(expected);
    if (expected !== null) expect(readXml(expected, schema, root)).toEqual(value);
  });
});

it("reads any outermost name where nothing gives one, but not another namespace", () => {
  expect(readXml("<b><a>x</a></b>", object({ a: TEXT }), null)).toEqual({ a: "x" });
  expect(readXml("<b><b>x</b></b>", list(TEXT) as JsonValue, null)).toEqual(["x"]);
  const spaced = object({ a: TEXT }, { xml: { namespace: "urn:x" } });
  expect(readXml('<b xmlns="urn:y"><a>x</a></b>', spaced, null)).toBeUndefined();
  expect(readXml("<b><a>x</a></b>", object({ a: TEXT }), "c")).toBeUndefined();
});

it("what is written is read as the same value", () => {
  const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string());
  const schemaOf = (value: unknown, xml: object): object => {
    if (Array.isArray(value)) return { ...list(schemaOf(value[0] ?? "", {})), xml };
    if (typeof value === "object" && value !== null)
      return {
        ...(object(
          Object.fromEntries(Object.entries(value).map(([key, each]) => [key, schemaOf(each, {})])),
        ) as object),
        xml,
      };
    return { type: typeof value === "number" ? "integer" : typeof value, xml };
  };
  const xml = fc.record(
    { name: fc.constantFrom("n", "m"), wrapped: fc.boolean(), attribute: fc.boolean() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom("a", "b", "n"),
        fc.oneof(leaf, fc.array(fc.integer()), fc.dictionary(fc.constantFrom("c", "d"), leaf)),
      ),
      xml,
      (value, said) => {
        const schema = object(
          Object.fromEntries(Object.entries(value).map(([key, each]) => [key, schemaOf(each, said)])),
        );
        const text = writeXml(value, schema, "root");
        if (text !== null) expect(canonicalJson(readXml(text, schema, "root"))).toBe(canonicalJson(value));
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  "",
  "text",
  "<a>",
  "<a></b>",
  "<a/><b/>",
  "<a x=1/>",
  '<a x="1" x="2"/>',
  "<p:a/>",
  "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
  "<?xml version='1.0'?><a/>",
  "<a><!-- x --></a>",
  "<a>".repeat(5000) + "</a>".repeat(5000),
])("what is no such document is none: %#", (text) => {
  expect(parseXml(text)).toBeNull();
});

const api = (schema: object, components: object = {}) =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": { get: { responses: { "200": { description: "d", content: { "application/xml": { schema } } } } } },
    },
    components: { schemas: components },
  });
const backward = async (before: string, after: string) =>
  (await diffTexts(before, after))
    .filter(({ direction }) => direction === "backward")
    .map(({ id, level, witness }) => [id, level, witness && "body" in witness.payload ? witness.payload.body : null]);
const pet = (a: object, more: object = { xml: { name: "pet" } }) => object({ a }, more) as object;

describe("comparing what is XML", () => {
  it("shows a change of values with a document", async () => {
    const grown = (values: string[]) => api(pet({ ...TEXT, enum: values }));
    expect(await backward(grown(["x"]), grown(["x", "y"]))).toEqual([
      ["openapi.response.enum-grown", "breaking", "<pet><a>y</a></pet>"],
    ]);
  });
  it("shows a change of names, namespaces and places with a document that is read as something else", async () => {
    for (const xml of [{ name: "b" }, { attribute: true }, { namespace: "urn:x" }]) {
      const [found, ...others] = await backward(api(pet(TEXT)), api(pet({ ...TEXT, xml })));
      expect([found?.slice(0, 2), others]).toEqual([["openapi.response.xml-changed", "breaking"], []]);
    }
    const lists = (xml: object) => api(pet(list(TEXT, { xml })));
    expect((await backward(lists({}), lists({ wrapped: true }))).map(([id, level]) => [id, level])).toEqual([
      ["openapi.response.xml-changed", "breaking"],
    ]);
  });
  it.each<[string, object, object]>([
    ["the name that it has anyway", {}, { name: "a" }],
    ["another prefix", { namespace: "urn:x", prefix: "p" }, { namespace: "urn:x", prefix: "q" }],
    ["attribute: false", {}, { attribute: false }],
  ])("says nothing about %s", async (_name, before, after) => {
    expect(await diffTexts(api(pet({ ...TEXT, xml: before })), api(pet({ ...TEXT, xml: after })))).toEqual([]);
  });
  it("says nothing where values travel as JSON", async () => {
    const json = (xml: object) => api(pet({ ...TEXT, xml })).replace("application/xml", "application/json");
    expect(await diffTexts(json({}), json({ name: "b" }))).toEqual([]);
  });
  it("writes any outermost element where nothing names it", async () => {
    const inline = (xml: object) => api(pet({ ...TEXT, xml }, {}));
    expect((await backward(inline({}), inline({ name: "b" }))).map(([id, level]) => [id, level])).toEqual([
      ["openapi.response.xml-changed", "breaking"],
    ]);
    expect(await backward(api(pet({ ...TEXT, enum: ["x"] }, {})), api(pet({ ...TEXT, enum: ["x", "y"] }, {})))).toEqual(
      [["openapi.response.enum-grown", "breaking", "<root><a>y</a></root>"]],
    );
    const named = api({ $ref: "#/components/schemas/Pet" }, { Pet: pet(TEXT, {}) });
    for (const [old, next] of [
      [named, inline({})],
      [inline({}), named],
    ] as const)
      expect((await backward(old, next)).map(([id, level]) => [id, level])).toEqual([
        ["openapi.response.xml-changed", "undecided"],
      ]);
  });
  it("leaves open what a list is without a wrapper outermost, and where names come from", async () => {
    const wrapped = { xml: { name: "r", wrapped: true } };
    const open = [["openapi.response.xml-changed", "undecided", null]];
    expect(await backward(api(list(TEXT, wrapped)), api(list(TEXT, { xml: { name: "r" } })))).toEqual(open);
    const others = (more: object) =>
      api({ type: "object", xml: { name: "r" }, additionalProperties: list(TEXT, more) });
    expect(await backward(others(wrapped), others({}))).toEqual(open);
    const first = (name: string) =>
      api(object({ a: { type: "array", prefixItems: [{ xml: { name } }], ...wrapped } }) as object).replace(
        "3.0.3",
        "3.1.0",
      );
    expect(await backward(first("b"), first("c"))).toEqual(open);
  });
  it("shows a media type that is no longer taken with a body of it", async () => {
    const takes = (types: string[]) =>
      api({}).replace(
        '"get":{',
        `"post":{"requestBody":{"content":{${types.map((type) => `"${type}":{"schema":{"type":"string"}}`).join()}}},`,
      );
    const found = await backward(takes(["application/json", "application/xml"]), takes(["application/json"]));
    expect(found).toEqual([["openapi.request.media-type-removed", "breaking", "<root></root>"]]);
  });
  it("sees that a component with another name names the outermost element", async () => {
    const named = (name: string, more: object = {}) =>
      api({ $ref: `#/components/schemas/${name}` }, { [name]: object({ a: TEXT }, more) });
    expect((await backward(named("Pet"), named("Cat"))).map(([id, level]) => [id, level])).toEqual([
      ["openapi.response.xml-changed", "breaking"],
    ]);
    expect(await diffTexts(named("Pet", { xml: { name: "p" } }), named("Cat", { xml: { name: "p" } }))).toEqual([]);
    const identity = async (text: string) => (await openapi.load(one(text), DEFAULT_LOAD)).identity;
    expect(await identity(named("Pet"))).not.toBe(await identity(named("Cat")));
    const own = { xml: { name: "p" } };
    expect(await identity(named("Pet", own))).toBe(await identity(named("Cat", own)));
  });
});
