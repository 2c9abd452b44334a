import { describe, expect, it } from "vitest";
import type { Witness } from "../../../src/core/witness.ts";
import { diffTexts } from "./fixture.ts";

const string = (more: object = {}) => ({ type: "string", ...more });

/** The witness of the only backward break. */
async function witnessOf(before: string, after: string): Promise<Witness> {
  const breaks = (await diffTexts(before, after)).filter(
    ({ direction, level }) => direction === "backward" && level === "breaking",
  );
  expect(breaks.length).toBe(1);
  const witness = breaks[0]?.witness;
  if (!witness) throw new Error("no witness");
  return witness;
}

describe("several media types of one response", () => {
  const text = { type: "string" };
  const response = (content: object, more: object = {}, dog: object = {}) =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: { "/a": { get: { responses: { "200": { description: "d", content, ...more } } } } },
      components: { schemas: { Cat: { type: "object", properties: { k: text, cat: { type: "integer" } } }, Dog: dog } },
    });
  const typed = (type: string, schema: object) => ({ [type]: { schema } });
  const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

  it.each([
    { ...typed("application/x-www-form-urlencoded", text), ...typed("text/plain", text) },
    { ...typed("text/plain", text), ...typed("application/x-www-form-urlencoded", text) },
  ])("a break of a header is shown beside a body that can be written, whichever is named first", async (content) => {
    const headers = (schema: object) => ({ headers: { "X-A": { schema } } });
    const witness = await witnessOf(
      response(content, headers({ ...text, enum: ["a"] })),
      response(content, headers(text)),
    );
    expect(witness.payload).toMatchObject({ headers: { "Content-Type": "text/plain" } });
  });

  const either = typed("*/*", { oneOf: [refTo("Cat"), refTo("Dog")], discriminator: { propertyName: "k" } });
  it.each([
    { ...typed("application/json", refTo("Dog")), ...either },
    { ...either, ...typed("application/json", refTo("Dog")) },
  ])("an edit that two of them meet is shown where it shows, whichever is named first", async (content) => {
    const dog = { type: "object", properties: { k: text, dog: { type: "integer" } } };
    const found = await diffTexts(response(content, {}, dog), response(content));
    const lost = found.filter(({ direction, element }) => direction === "backward" && element.endsWith(".dog"));
    expect(lost.map(({ id, level }) => [id, level])).toEqual([["openapi.response.property-removed", "breaking"]]);
  });

  it("an edit that two of them meet is called the same, whichever is named first", async () => {
    const [one, other] = [
      typed("application/json", { type: "object", properties: { pet: refTo("Dog") } }),
      typed("application/xml", refTo("Dog")),
    ];
    const marks = async (content: object) =>
      (await diffTexts(response(content, {}, text), response(content, {}, { ...text, maxLength: 3 })))
        .map(({ id, element, fingerprint }) => [id, element, fingerprint].join(" "))
        .sort();
    const found = await marks({ ...one, ...other });
    expect(found.length).toBeGreaterThan(0);
    expect(await marks({ ...other, ...one })).toEqual(found);
  });
});

describe("a parameter that must be there and is an object", () => {
  const api = (parameter: object, schema: object) =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: {
        "/a/{p}": {
          post: {
            parameters: [
              { name: "p", in: "path", required: true, schema: string() },
              {
                name: "x",
                required: true,
                schema: { type: "object", properties: { a: string(), b: { type: "integer" } } },
                ...parameter,
              },
            ],
            requestBody: { content: { "application/json": { schema } } },
            responses: { "200": { description: "d" } },
          },
        },
      },
    });

  it.each([{ in: "query", style: "deepObject" }, { in: "query" }, { in: "header" }, { in: "cookie", explode: false }])(
    "has a member in messages, since an empty one has no text: %j",
    async (parameter) => {
      const witness = await witnessOf(api(parameter, string()), api(parameter, string({ maxLength: 3 })));
      const { payload } = witness;
      if (payload.type !== "http-request") throw new Error("no request");
      const shown = [payload.url, payload.headers.x, payload.headers.Cookie].join(" ");
      expect(decodeURIComponent(shown)).toMatch(/x\[[ab]\]=.|[?][ab]=.| [ab]=.|[ab],./);
    },
  );
});

describe("a path with a variable that comes beside a fixed one", () => {
  const api = (paths: Readonly<Record<string, object>>) =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: Object.fromEntries(
        Object.entries(paths).map(([path, schema]) => [
          path,
          {
            get: {
              ...(path.includes("{") && { parameters: [{ name: "p", in: "path", required: true, schema }] }),
              responses: { "200": { description: "d" } },
            },
          },
        ]),
      ),
    });

  it.each([
    ["a text", ["/a/b", "/a/c"], string({ enum: ["b", "c", "d"] }), "/a/d"],
    ["a number", ["/a/1"], { type: "integer", enum: [1, 2] }, "/a/2"],
    ["no other value", ["/a/b"], string({ enum: ["b"] }), undefined],
  ])("is called by a value that only it takes: %s", async (_name, fixed, schema, url) => {
    const old = Object.fromEntries(fixed.map((path) => [path, {}]));
    const [finding, ...more] = await diffTexts(api(old), api({ ...old, "/a/{p}": schema }));
    expect(more).toEqual([]);
    expect([finding?.id, finding?.level]).toEqual(["openapi.operation.added", url ? "breaking" : "undecided"]);
    if (url) expect(finding?.witness?.payload).toMatchObject({ url, meets: 404 });
  });
});

it("a body that nobody reads is shown in a media type that one can be written in, whichever is named first", async () => {
  const never = { "application/json": { schema: { type: "object", required: ["a"], maxProperties: 0 } } };
  const some = { "application/vnd.a+json": { schema: string() } };
  for (const content of [
    { ...never, ...some },
    { ...some, ...never },
  ]) {
    const api = (operation: object) =>
      JSON.stringify({
        openapi: "3.0.3",
        info: { title: "t", version: "1" },
        paths: { "/a": { post: { ...operation, responses: { "200": { description: "d" } } } } },
      });
    const witness = await witnessOf(api({ requestBody: { content } }), api({}));
    expect(witness.payload).toMatchObject({ headers: { "Content-Type": "application/vnd.a+json" } });
  }
});
