import { describe, expect, test } from "vitest";
import { diffTexts } from "./fixture.ts";

const FORM = "application/x-www-form-urlencoded";
const PARTS = "multipart/form-data";
const SCHEMA = {
  type: "object",
  properties: {
    file: { type: "string", format: "binary" },
    note: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
    owner: { type: "object", properties: { name: { type: "string" } } },
  },
};
const api = (media: string, encoding: object | undefined, schema: object = SCHEMA) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          requestBody: { required: true, content: { [media]: { schema, ...(encoding && { encoding }) } } },
          responses: { "200": { description: "d" } },
        },
      },
    },
  });
const compare = async (media: string, before: object | undefined, after: object | undefined) =>
  (await diffTexts(api(media, before), api(media, after))).map(({ direction, level, id, witness }) => ({
    said: `${direction} ${level} ${id}`,
    body: witness && "body" in witness.payload ? witness.payload.body : null,
  }));
const BACKWARD = "backward breaking openapi.request.encoding-changed";
const FORWARD = "forward breaking openapi.request.encoding-changed";

describe("parts of a body are compared by what they may be", () => {
  test.each<[string, object | undefined, object | undefined, readonly string[]]>([
    ["the default, said", undefined, { file: { contentType: "application/octet-stream" } }, []],
    ["a type that was not sent before", undefined, { file: { contentType: "image/png" } }, [BACKWARD]],
    [
      "one more type",
      { file: { contentType: "image/png" } },
      { file: { contentType: "image/png, image/jpeg" } },
      [FORWARD],
    ],
    ["a range for a type", { file: { contentType: "image/png" } }, { file: { contentType: "image/*" } }, [FORWARD]],
    ["a type for a range", { file: { contentType: "image/*" } }, { file: { contentType: "image/png" } }, [BACKWARD]],
    ["types in another order", { file: { contentType: "a/b, c/d" } }, { file: { contentType: "C/D,a/b" } }, []],
    [
      "no more types",
      { file: { contentType: "image/png" } },
      undefined,
      ["forward breaking openapi.request.encoding-changed"],
    ],
    ["an object as another format", undefined, { owner: { contentType: "application/xml" } }, [BACKWARD]],
    ["a header that must be there", undefined, { file: { headers: { "X-A": { required: true } } } }, [BACKWARD]],
    ["a header that may be there", undefined, { file: { headers: { "X-A": {} } } }, []],
    [
      "a header in another case",
      { file: { headers: { "x-a": { required: true } } } },
      { file: { headers: { "X-A": { required: true } } } },
      [],
    ],
    ["a style that changes no text", undefined, { note: { style: "form", explode: true } }, []],
    ["a property that the schema does not have", undefined, { other: { contentType: "image/png" } }, []],
  ])("%s", async (_name, before, after, expected) => {
    expect((await compare(PARTS, before, after)).map(({ said }) => said)).toEqual(expected);
  });

  test("a part that is refused stands in the witness with its media type", async () => {
    const [found] = await compare(
      PARTS,
      { file: { contentType: "image/jpeg, image/png" } },
      { file: { contentType: "image/png" } },
    );
    expect(found?.body).toContain('name="file"\r\nContent-Type: image/jpeg\r\n');
  });
});

describe("fields of a form are compared by how they are written", () => {
  test.each<[string, object | undefined, object | undefined, number]>([
    ["the default, said", undefined, { tags: { style: "form", explode: true } }, 0],
    ["reserved characters", undefined, { note: { allowReserved: true } }, 0],
    ["a scalar, exploded or not", undefined, { note: { explode: false } }, 0],
    ["lists as one text", undefined, { tags: { explode: false } }, 2],
    [
      "lists by another delimiter",
      { tags: { explode: false } },
      { tags: { style: "pipeDelimited", explode: false } },
      2,
    ],
    ["objects in brackets", undefined, { owner: { style: "deepObject", explode: true } }, 2],
  ])("%s", async (_name, before, after, count) => {
    const found = await compare(FORM, before, after);
    expect(found.map(({ said }) => said)).toEqual([BACKWARD, FORWARD].slice(0, count));
  });

  test("the witness is read as another value", async () => {
    const found = await compare(FORM, undefined, { tags: { explode: false } });
    expect(found.map(({ body }) => body?.match(/tags=/g)?.length)).toEqual([2, 1]);
  });
});

describe("fields of a branch are fields of the body", () => {
  test.each(["allOf", "anyOf", "oneOf"])("%s", async (keyword) => {
    const schema = { [keyword]: [SCHEMA] };
    const compared = async (media: string, before: object, after: object) =>
      (await diffTexts(api(media, before, schema), api(media, after, schema))).map(
        ({ direction, level, id }) => `${direction} ${level} ${id}`,
      );
    expect(
      await compared(PARTS, { file: { contentType: "image/png" } }, { file: { contentType: "image/gif" } }),
    ).toEqual([BACKWARD, FORWARD]);
    expect(
      await compared(FORM, { tags: { explode: false } }, { tags: { style: "spaceDelimited", explode: false } }),
    ).toEqual([BACKWARD, FORWARD]);
  });
});

describe("fields are texts on the wire", () => {
  const body = (media: string, schema: object) =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: {
        "/a": {
          post: {
            requestBody: {
              content: { [media]: { schema: { type: "object", xml: { name: "r" }, properties: { n: schema } } } },
            },
            responses: {},
          },
        },
      },
    });
  test.each([FORM, PARTS, "application/xml"])(
    "a number may become a text in %s, not the other way round",
    async (media) => {
      const [number, text] = [body(media, { type: "integer" }), body(media, { type: "string" })];
      const said = async (before: string, after: string) =>
        (await diffTexts(before, after)).map(({ direction, level }) => `${direction} ${level}`);
      expect(await said(number, text)).toEqual(["forward breaking"]);
      expect(await said(text, number)).toEqual(["backward breaking"]);
      const json = (schema: object) => body("application/json", schema);
      expect(await said(json({ type: "integer" }), json({ type: "string" }))).toEqual([
        "backward breaking",
        "forward breaking",
      ]);
    },
  );
  test("a property that an empty form lacks is still asked for", async () => {
    const asked = body(FORM, { type: "integer" }).replace('"properties"', '"required":["n"],"properties"');
    const found = await diffTexts(body(FORM, { type: "integer" }), asked);
    expect(found.map(({ id, level }) => [id, level])).toEqual([["openapi.request.property-required", "breaking"]]);
  });
});

describe("query parameters", () => {
  const query = (more: object, schema: object = { type: "string" }) =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: { "/a": { get: { parameters: [{ name: "q", in: "query", schema, ...more }], responses: {} } } },
    });
  test("reserved characters are decoded to the same, encoded or not", async () => {
    expect(await diffTexts(query({}), query({ allowReserved: true }))).toEqual([]);
    expect(await diffTexts(query({ allowReserved: true }), query({}))).toEqual([]);
  });
  test("an empty value is open only where the reader may not take it", async () => {
    const levels = async (schema: object) =>
      (await diffTexts(query({ allowEmptyValue: true }, schema), query({}, schema))).map(({ direction, level }) => [
        direction,
        level,
      ]);
    expect(await levels({ type: "string" })).toEqual([]);
    expect(await levels({ type: "integer" })).toEqual([["backward", "undecided"]]);
  });
});
