import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { diffTexts } from "./fixture.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const thing = { type: "object", properties: { x: text }, required: ["x"] };

const DONE = { "200": { description: "d" } };
const content = (schema: object, ...media: readonly string[]) =>
  Object.fromEntries(media.map((type) => [type, { schema }]));

const api = (operation: object, components: object = {}): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: { "/a": { post: { responses: DONE, ...operation } } },
    components,
  });

const body = (schema: object, ...media: readonly string[]) =>
  api({ requestBody: { required: true, content: content(schema, ...media) } });
const answer = (schema: object, ...media: readonly string[]) =>
  api({ responses: { "200": { description: "d", content: content(schema, ...media) } } });
const links = (all: object) => api({ responses: { "200": { description: "d", links: all } } });
const callback = (expression: string) =>
  api({
    callbacks: {
      done: {
        [expression]: { post: { requestBody: { content: content(thing, "application/json") }, responses: DONE } },
      },
    },
  });
const secured = (scheme: object) => api({ security: [{ s: [] }] }, { securitySchemes: { s: scheme } });
const parameter = (more: object) => api({ parameters: [{ name: "q", in: "query", ...more }] });

const swagger = (operation: object, more: object = {}): string =>
  JSON.stringify({
    swagger: "2.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { post: { responses: { "200": { description: "d", schema: text } }, ...operation } } },
    ...more,
  });

const worst = (findings: readonly Finding[]): string => {
  const levels = findings.filter(({ direction }) => direction === "backward").map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each === level)) ?? "compatible";
};

const [OK, RISK, BREAKS] = ["compatible", "risky", "breaking"];
const key = (name: string) => ({ type: "apiKey", in: "header", name });

const marked = (...parts: readonly object[]) =>
  body({ type: "object", required: ["id"], properties: { id: { allOf: parts } } }, "application/json");
const closed = { type: "object", additionalProperties: false };
const upload = (more: object, others: object = {}) =>
  body({ type: "object", properties: { f: text, ...others }, ...more }, "multipart/form-data");
const atMostOne = (items: object, more: object) =>
  parameter({ schema: { type: "array", maxItems: 1, items }, ...more });
const [SPLIT, PIPES] = [{ explode: false }, { style: "pipeDelimited", explode: false }];

const DETAILS: readonly (readonly [name: string, before: string, after: string, there: string, back: string])[] = [
  ["a callback to another address", callback("{$request.body#/url}"), callback("{$request.query.url}"), BREAKS, BREAKS],
  ["a link more", links({}), links({ next: { operationId: "next" } }), OK, RISK],
  ["a link otherwise", links({ next: { operationId: "a" } }), links({ next: { operationId: "b" } }), RISK, RISK],
  ["the case of a header that holds a key", secured(key("X-Key")), secured(key("x-key")), OK, OK],
  [
    "the case of an HTTP scheme",
    secured({ type: "http", scheme: "bearer" }),
    secured({ type: "http", scheme: "Bearer" }),
    OK,
    OK,
  ],
  [
    "a default of a parameter that was always sent",
    parameter({ required: true, schema: integer }),
    parameter({ schema: { ...integer, default: 5 } }),
    OK,
    BREAKS,
  ],
  [
    "what an operation of Swagger produces",
    swagger({ produces: ["application/json", "text/plain"] }),
    swagger({ produces: ["application/json"] }),
    BREAKS,
    RISK,
  ],
  [
    "what a document of Swagger produces",
    swagger({}, { produces: ["application/json", "text/plain"] }),
    swagger({}, { produces: ["application/json"] }),
    BREAKS,
    RISK,
  ],
  [
    "what a document of Swagger produces, said by the operation",
    swagger({}, { produces: ["text/plain"] }),
    swagger({ produces: ["text/plain"] }),
    OK,
    OK,
  ],
  [
    "default in the place of a success",
    answer(thing, "application/json"),
    api({ responses: { default: DONE[200] } }),
    BREAKS,
    RISK,
  ],
  ["a range of media types in a request", body(thing, "application/*"), body(thing, "application/json"), BREAKS, OK],
  [
    "a range of media types in a response",
    answer(thing, "application/json"),
    answer(thing, "application/*"),
    BREAKS,
    OK,
  ],
  ["a number as text in a request", body(integer, "text/plain"), body(text, "text/plain"), OK, BREAKS],
  ["a number as text in a response", answer(integer, "text/plain"), answer(text, "text/plain"), BREAKS, OK],
  [
    "XML as a text that is no longer taken",
    body(text, "application/json", "application/xml"),
    body(text, "application/json"),
    BREAKS,
    OK,
  ],
  ["a mark of a required property, in a branch", marked(text, { readOnly: true }), marked(text), BREAKS, OK],
  [
    "a property that no request should carry, of a body that is closed",
    body({ ...closed, properties: { id: { ...text, readOnly: true }, x: text } }, "application/json"),
    body({ ...closed, properties: { x: text } }, "application/json"),
    RISK,
    OK,
  ],
  ["the only part of a body comes to be required", upload({}), upload({ required: ["f"] }), RISK, OK],
  ["the same of a body that is closed", upload(closed), upload({ ...closed, required: ["f"] }), OK, OK],
  ["the same beside another part", upload({}, { x: text }), upload({ required: ["f"] }, { x: text }), BREAKS, OK],
  ["a list of one number, split or not", atMostOne(integer, {}), atMostOne(integer, SPLIT), OK, OK],
  [
    "a list of one listed text, split or not",
    atMostOne({ enum: ["a", "b"] }, {}),
    atMostOne({ enum: ["a", "b"] }, PIPES),
    OK,
    OK,
  ],
  ["a list of one text, split or not", atMostOne(text, {}), atMostOne(text, SPLIT), "undecided", OK],
  [
    "a list of one text without the delimiter",
    atMostOne({ ...text, pattern: "^[^|]*$" }, {}),
    atMostOne({ ...text, pattern: "^[^|]*$" }, PIPES),
    OK,
    OK,
  ],
  [
    "a default that moves into the only branch",
    parameter({ schema: { ...text, default: "a" } }),
    parameter({ schema: { oneOf: [{ ...text, default: "a" }] } }),
    OK,
    OK,
  ],
  [
    "a default that moves into one of two branches",
    parameter({ schema: { ...text, default: "a" } }),
    parameter({ schema: { anyOf: [{ ...text, default: "a" }, text] } }),
    BREAKS,
    RISK,
  ],
];

describe("details", () => {
  it.each(DETAILS)("%s", async (_, before, after, there, back) => {
    expect([worst(await diffTexts(before, after)), worst(await diffTexts(after, before))]).toEqual([there, back]);
  });
});

it("edits that read alike in different operations have fingerprints of their own", async () => {
  const held = (name: string) => ({
    requestBody: { content: content(named(name), "application/json") },
    responses: DONE,
  });
  const named = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const document = (x: object, y: object): string =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: {
        "/a": { post: held("X"), put: held("X") },
        "/b": { post: held("Y"), put: held("Y") },
      },
      components: { schemas: { X: x, Y: y } },
    });
  const without = { type: "object", properties: { x: text } };
  const found = await diffTexts(
    document({ ...without, properties: { x: text, y: text } }, { ...without, properties: { x: text, y: text } }),
    document(without, without),
  );
  const told = found.filter(({ direction }) => direction === "backward");
  expect(told.map(({ operations }) => operations)).toEqual([
    ["POST /a", "PUT /a"],
    ["POST /b", "PUT /b"],
  ]);
  expect(new Set(told.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  const one = await diffTexts(
    document({ ...without, properties: { x: text, y: text } }, without),
    document(without, without),
  );
  expect(told.map(({ fingerprint }) => fingerprint)).toContain(one[0]?.fingerprint);
});

it("credentials that are refused have fingerprints of their own", async () => {
  const securitySchemes = { x: key("X"), y: key("Y"), z: key("Z") };
  const secured = (...names: readonly string[]) =>
    api({ security: names.map((name) => ({ [name]: [] })) }, { securitySchemes });
  const found = await diffTexts(secured("x", "y"), secured("z"));
  const told = found.filter(({ id }) => id === "openapi.security.tightened");
  expect(told.map(({ message }) => message.slice(-1)).sort()).toEqual(["x", "y"]);
  expect(new Set(told.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});
