import { parseEvents } from "js-yaml";
import { describe, expect, it, test } from "vitest";
import { originsIn } from "../../../src/kinds/openapi/text/aliases.ts";
import { parseFile } from "../../../src/kinds/openapi/text/parse.ts";
import { diffTexts } from "./fixture.ts";

const api = (most: number): string => `
openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /b:
    get: &get
      parameters: [{ name: q, in: query, schema: { type: string, maxLength: ${most} } }]
      responses: &answers
        "200":
          description: d
          content: &content { application/json: { schema: { type: object, properties: { n: { maxLength: ${most} } } } } }
  /a:
    get: *get
    put: { <<: *get, responses: { "200": { description: d } }, requestBody: { content: *content } }
  /c:
    get: { responses: *answers }
`;

describe("what aliases of YAML repeat", () => {
  it("is one edit, where it is written, with all its operations", async () => {
    const found = await diffTexts(api(9), api(7));
    expect(
      found.map(({ id, direction, operations, operation, after }) => [
        id,
        direction,
        operations ?? operation,
        after?.line,
      ]),
    ).toEqual([
      ["openapi.parameter.max-length-decreased", "backward", ["GET /a", "GET /b", "PUT /a"], 7],
      ["openapi.request.max-length-decreased", "backward", "PUT /a", 11],
      ["openapi.response.max-length-decreased", "forward", ["GET /a", "GET /b", "GET /c"], 11],
    ]);
  });

  it("says nothing where it stays, and where aliases are written out", async () => {
    const { value } = parseFile("api.yaml", Buffer.from(api(9)));
    expect(await diffTexts(api(9), JSON.stringify(value))).toEqual([]);
    expect(await diffTexts(JSON.stringify(value), api(9))).toEqual([]);
  });
});

test.each([
  ["a: &x { b: [1, { c: 2 }] }\nd: *x\n", { "/d": "/a", "/d/b/1/c": "/a/b/1/c", "/a/b": "/a/b", "/none/x": "/none/x" }],
  ["a: { b: 1 }\nd: { b: 1 }\n", { "/d/b": "/d/b" }],
  ["a: &x { e: { f: 1 } }\nd: { <<: *x, g~h/i: *x }\n", { "/d": "/d", "/d/e/f": "/a/e/f", "/d/g~0h~1i/e": "/a/e" }],
  ["a: &x { toString: { constructor: 1 } }\nd: *x\n", { "/d/toString/constructor": "/a/toString/constructor" }],
])("places go back to where a value is written: %s", (text, places) => {
  const origin = originsIn(parseFile("api.yaml", Buffer.from(text)).value, parseEvents(text, {}));
  for (const [place, written] of Object.entries(places)) expect(origin(place)).toBe(written);
});
