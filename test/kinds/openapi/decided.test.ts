import { expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { diffTexts, document } from "./fixture.ts";

type Json = Readonly<Record<string, unknown>>;

const TEXT = { type: "string" };
const schemas = {
  Cat: { type: "object", properties: { k: TEXT, m: TEXT }, required: ["k"] },
  Dog: { type: "object", properties: { k: TEXT, b: TEXT }, required: ["k"] },
  Fox: { type: "object", properties: { k: TEXT, f: TEXT }, required: ["k"] },
};
const union = (...names: readonly string[]): Json => ({
  oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
  discriminator: { propertyName: "k" },
});

const api = (operation: Json): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: { "/a": { post: { responses: { "200": { description: "OK" } }, ...operation } } },
    components: { schemas },
  });
const at = (path: string, operation: Json, item: Json = {}, holder = "paths"): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    [holder]: { [path]: { ...item, post: { responses: { "200": { description: "OK" } }, ...operation } } },
    components: { securitySchemes: { k: { type: "apiKey", in: "header", name: "X-Key" } } },
  });
const LIST = { in: "formData", name: "b", type: "array", items: TEXT };
const segment = (name: string, schema: Json): Json => ({ name, in: "path", required: true, schema });
const query = (schema: Json, more: Json = {}): string =>
  api({ parameters: [{ name: "q", in: "query", schema, ...more }] });

const worst = (findings: readonly Finding[], along: Direction): string => {
  const levels = findings.filter(({ direction, surface }) => direction === along && surface !== "source");
  return (
    ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each.level === level)) ?? "compatible"
  );
};

const PATTERN = { type: "string", pattern: "^[a-z]+$" };

/** Name, both versions, and the worst that is said backward and forward. */
const PAIRS: readonly (readonly [name: string, before: string, after: string, backward: string, forward: string])[] = [
  [
    "a text that is no list or object to who names none",
    query(PATTERN),
    query({ not: PATTERN }),
    "breaking",
    "breaking",
  ],
  [
    "the same in one text",
    query(PATTERN, { explode: false }),
    query({ not: PATTERN }, { explode: false }),
    "breaking",
    "breaking",
  ],
  [
    "a branch less that a discriminator selects",
    query(union("Cat", "Dog", "Fox")),
    query(union("Cat", "Dog")),
    "breaking",
    "risky",
  ],
  [
    "the same in brackets",
    query(union("Cat", "Dog", "Fox"), { style: "deepObject", explode: true }),
    query(union("Cat", "Dog"), { style: "deepObject", explode: true }),
    "breaking",
    "risky",
  ],
  [
    "what leaving out means, in a branch",
    query({ allOf: [{ type: "string", default: "a" }] }),
    query({ allOf: [{ type: "string", default: "b" }] }),
    "breaking",
    "breaking",
  ],
  [
    "what leaving out means, beside a reference",
    query({ $ref: "#/components/schemas/Cat", default: "a" }).replace("3.0.3", "3.1.0"),
    query({ $ref: "#/components/schemas/Cat", default: "b" }).replace("3.0.3", "3.1.0"),
    "breaking",
    "breaking",
  ],
  [
    "what few readers of the older version see beside a reference",
    query({ $ref: "#/components/schemas/Cat", default: "a" }),
    query({ $ref: "#/components/schemas/Cat", default: "b" }),
    "risky",
    "risky",
  ],
  ["what leaving out means, null or nothing", query({ default: null }), query({}), "breaking", "risky"],
  [
    "names that change places in a path, and nothing else",
    at("/a/{x}/b/{y}", { parameters: [segment("x", { type: "integer" }), segment("y", TEXT)] }),
    at("/a/{y}/b/{x}", { parameters: [segment("x", { type: "integer" }), segment("y", TEXT)] }),
    "breaking",
    "breaking",
  ],
  ["another name in a path", at("/a/{x}", {}), at("/a/{y}", {}), "compatible", "compatible"],
  ["a key of a path that no rule covers", at("/a", {}, { k: 1 }), at("/a", {}, { k: 2 }), "undecided", "undecided"],
  [
    "a key of a header that no rule covers",
    at("/a", { responses: { "200": { description: "OK", headers: { A: { schema: TEXT, k: 1 } } } } }),
    at("/a", { responses: { "200": { description: "OK", headers: { A: { schema: TEXT, k: 2 } } } } }),
    "undecided",
    "undecided",
  ],
  [
    "whom the receiver of a webhook lets in",
    at("/a", {}, {}, "webhooks").replace('"post":{', '"post":{"security":[{"k":[]}],'),
    at("/a", {}, {}, "webhooks"),
    "undecided",
    "undecided",
  ],
  [
    "null that is let in by agreement only",
    query({ type: "string", "x-nullable": true }),
    query({ type: "string" }),
    "risky",
    "compatible",
  ],
  ["a format that nobody defines", query(TEXT), query({ ...TEXT, format: "decimal" }), "risky", "compatible"],
  ["another one", query({ ...TEXT, format: "money" }), query({ ...TEXT, format: "decimal" }), "risky", "risky"],
  ["formats that ask for nothing", query({ format: "float" }), query({ format: "double" }), "compatible", "compatible"],
  ...["application/x-www-form-urlencoded", "multipart/form-data"].map((media) => {
    const form = (collectionFormat: string): string =>
      JSON.stringify({
        swagger: "2.0",
        info: { title: "t", version: "1" },
        paths: { "/a": { post: { consumes: [media], parameters: [{ ...LIST, collectionFormat }], responses: {} } } },
      });
    return [`how Swagger writes a list in ${media}`, form("csv"), form("multi"), "breaking", "breaking"] as const;
  }),
  [
    "what a pattern took from the schema of the other names",
    document({ request: { type: "object", patternProperties: { "^x": {} }, additionalProperties: { maximum: 5 } } }),
    document({ request: { type: "object", additionalProperties: { maximum: 6 } } }),
    "breaking",
    "breaking",
  ],
  [
    "what a place in front took from the schema of the elements",
    document({ request: { type: "array", prefixItems: [{}], items: { maximum: 5 } } }),
    document({ request: { type: "array", items: { maximum: 6 } } }),
    "breaking",
    "breaking",
  ],
  ...[
    (text: Json) => ({ prefixItems: [text] }),
    (text: Json) => ({ patternProperties: { "^x": text } }),
    (text: Json) => ({ if: { items: text }, else: false }),
    (text: Json) => ({ dependentSchemas: { a: text } }),
  ].map((around) => {
    const encoded = (contentEncoding: string) => document({ request: around({ type: "string", contentEncoding }) });
    const name = `what texts stand for, in ${Object.keys(around({}))[0]}`;
    return [name, encoded("base64"), encoded("base16"), "breaking", "breaking"] as const;
  }),
  ...[{ type: "string", nullable: true }, { const: "x" }, { patternProperties: { "^x": TEXT } }].map((schema) => {
    const parts = { request: { type: "object", properties: { a: schema } } };
    const name = `the same text in a newer version, ${Object.keys(schema).at(-1)} meaning something else there`;
    return [name, document(parts, "3.0.3"), document(parts, "3.1.0"), "breaking", "compatible"] as const;
  }),
];

it.each(PAIRS)("%s is decided", async (_, before, after, backward, forward) => {
  const findings = await diffTexts(before, after);
  expect([worst(findings, "backward"), worst(findings, "forward")]).toEqual([backward, forward]);
});

it("says of each schema that a newer version no longer reads its nullable", async () => {
  const parts = { request: { type: "object", properties: { a: { type: "string", nullable: true }, b: TEXT } } };
  const findings = await diffTexts(document(parts, "3.0.3"), document(parts, "3.1.0"));
  const broken = findings.filter(({ level }) => level === "breaking");
  expect(broken.map(({ id, element }) => `${id} ${element}`)).toEqual(["openapi.request.null-refused request.body.a"]);
});

it("tells what differs in each of thousands of schemas", async () => {
  const properties = (value: number) =>
    Object.fromEntries(Array.from({ length: 3_100 }, (_, index) => [`p${index}`, { type: "integer", default: value }]));
  const last = (contentEncoding: string) => ({
    type: "object",
    properties: { z: { type: "string", contentEncoding } },
  });
  const request = (value: number, text: string) => ({
    type: "object",
    properties: { ...properties(value), last: last(text) },
  });
  const findings = await diffTexts(
    document({ request: request(1, "base64") }),
    document({ request: request(2, "base16") }),
  );
  expect(worst(findings, "backward")).toBe("breaking");
  expect(findings.filter(({ direction, level }) => direction === "forward" && level === "risky")).toHaveLength(3_100);
});
