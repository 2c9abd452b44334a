import { describe, expect, test } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { buildApi } from "../../../src/kinds/openapi/build.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { loadDocuments } from "../../../src/kinds/openapi/load.ts";
import { diffTexts, one } from "./fixture.ts";

const HEAD = 'openapi: 3.0.3\ninfo: {title: t, version: "1"}\n';
const document = (operation: string, components: string): string =>
  `${HEAD}paths:\n  /a:\n    post: {${operation}}\ncomponents: {${components}}\n`;

const LOOP = "A: {$ref: '#/components/x/A'}";

describe("what building an operation refuses is refused by loading, though its parts wait", () => {
  test.each([
    ["a body", "requestBody: {$ref: '#/components/requestBodies/A'}", "requestBodies"],
    ["a response", "responses: {'200': {$ref: '#/components/responses/A'}}", "responses"],
    ["a header", "responses: {'200': {description: d, headers: {h: {$ref: '#/components/headers/A'}}}}", "headers"],
    ["a parameter", "parameters: [{$ref: '#/components/parameters/A'}]", "parameters"],
  ])("%s that leads to itself", async (_name, operation, holder) => {
    const text = document(operation, `${holder}: {${LOOP.replace("/x/", `/${holder}/`)}}`);
    await expect(openapi.load(one(text), DEFAULT_LOAD)).rejects.toMatchObject({ code: "E_REFERENCE" });
  });
});

test("parts behind references are found when they are asked for, and kept", async () => {
  const text = document(
    "parameters: [{$ref: '#/components/parameters/P'}], responses: {'200': {$ref: '#/components/responses/R'}}",
    "parameters: {P: {name: q, in: query}}, responses: {R: {description: d, headers: {h: {schema: {}}}, content: {a/b: {}}}}",
  );
  const [operation] = buildApi(await loadDocuments(one(text), DEFAULT_LOAD)).operations;
  expect(operation?.isNodeAll).toBe(true);
  expect(operation?.parameters.map(({ key }) => key)).toEqual(["query q"]);
  expect(operation?.answers.map(({ headers, contents }) => [headers.length, contents[0]?.type])).toEqual([[1, "a/b"]]);
  expect(operation?.answers).toBe(operation?.answers);
});

const xml = (name: string): string =>
  document(
    "responses: {'200': {$ref: '#/components/responses/R'}}",
    `responses: {R: {description: d, content: {Application/XML: {schema: {$ref: '#/components/schemas/${name}'}}}}}, ` +
      `schemas: {${name}: {type: object}}`,
  );

test("the name of a component counts where it names an XML document, and only there", async () => {
  expect(await diffTexts(xml("A"), xml("B"))).not.toEqual([]);
  expect(await diffTexts(xml("A").replace("XML", "JSON"), xml("B").replace("XML", "JSON"))).toEqual([]);
});

test("the order of media types and statuses says nothing", async () => {
  const of = (responses: readonly string[]): string => document(`responses: {${responses.join(", ")}}`, "");
  const [a, b] = ["'200': {description: d, content: {a/b: {}, c/d: {}}}", "'404': {description: d}"] as const;
  const turned = a.replace("a/b: {}, c/d: {}", "c/d: {}, a/b: {}");
  expect(await diffTexts(of([a, b]), of([b, turned]))).toEqual([]);
});

const offered = (types: readonly string[], property: string): string =>
  document(
    `responses: {'200': {description: d, content: {${types.map((type) => `${type}: {schema: {$ref: '#/components/schemas/A'}}`).join(", ")}}}}`,
    `schemas: {A: {type: object, required: [p], properties: {p: ${property}}}}`,
  );

test("what two schemas differ in is said once of an operation, whatever the number of its media types", async () => {
  const [few, many] = await Promise.all(
    [["application/json"], ["application/json", "application/yaml", "application/cbor"]].map((types) =>
      diffTexts(offered(types, "{type: string}"), offered(types, "{type: integer}")),
    ),
  );
  expect(few?.map(({ id, level }) => [id, level])).toContainEqual(["openapi.response.type-changed", "breaking"]);
  expect(many?.map(({ id, level }) => [id, level])).toEqual(few?.map(({ id, level }) => [id, level]));
});
