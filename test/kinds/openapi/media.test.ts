import { describe, expect, it } from "vitest";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { bestMatch, covers, distinctTypes, meetingType, normalizeType } from "../../../src/kinds/openapi/media.ts";
import { diffTexts } from "./fixture.ts";

const schema = { type: "object", properties: { a: { type: "string" } } };

const text = { type: "string" };

const api = (media: string, body: unknown = schema) =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          requestBody: { required: true, content: { [media]: { schema: body } } },
          responses: { "200": { description: "done", content: { [media]: { schema: body } } } },
        },
      },
    },
  });

describe("media types", () => {
  it.each([
    ["application/json", "application/json; charset=utf-8"],
    ["application/json", 'Application/JSON;Charset="UTF-8"'],
    ["application/problem+json", "application/problem+json;charset=us-ascii"],
    ["text/plain", "text/plain; charset=UTF-8"],
    ["multipart/form-data", "multipart/form-data; boundary=abc"],
    ["application/json; profile=p; version=2", 'application/json;version="2" ; profile=p'],
  ])("%s and %s are one", async (before, after) => {
    expect(normalizeType(after)).toBe(before);
    expect(await diffTexts(api(before), api(after))).toEqual([]);
  });

  it.each([
    ["application/json; version=1", "application/json; version=2"],
    ["text/plain", "text/plain; charset=iso-8859-1"],
    ['application/json; profile="a b"', "application/json; profile=ab"],
  ])("%s and %s are not", async (before, after) => {
    expect(normalizeType(before)).not.toBe(normalizeType(after));
    expect((await diffTexts(api(before, text), api(after, text))).map(({ level }) => level)).toContain("breaking");
  });

  it("takes more parameters than a reader names, in any order, and no fewer", () => {
    expect(covers("application/json; version=1", "application/json; profile=p; version=1")).toBe(true);
    expect(covers("application/json", "application/json; version=1")).toBe(true);
    expect(covers("application/json; version=1", "application/json")).toBe(false);
  });

  it("holds a range against each type in it that the other side describes apart", async () => {
    const narrow = { type: "object", required: ["b"] };
    const withJson = (more: Record<string, unknown>) => {
      const made = JSON.parse(api("application/*"));
      const { requestBody, responses } = made.paths["/a"].post;
      Object.assign(requestBody.content, more);
      Object.assign(responses["200"].content, more);
      return JSON.stringify(made);
    };
    const json = withJson({ "application/json": { schema: narrow } });
    const broken = async (before: string, after: string) =>
      (await diffTexts(before, after))
        .filter(({ level }) => level === "breaking")
        .map(({ id, direction }) => `${direction} ${id}`);
    expect(await broken(api("application/*"), json)).toContain("backward openapi.request.property-required");
    expect(await broken(api("application/*"), json)).toContain("forward openapi.response.property-required");
    expect(await broken(json, api("application/*"))).toContain("backward openapi.response.property-optional");
    expect(await broken(json, api("application/*"))).toContain("forward openapi.request.property-optional");
    expect(await diffTexts(api("application/*"), withJson({ "application/json": { schema } }))).toEqual([]);
  });

  it("keeps two spellings of one type apart where a document has both", async () => {
    const both = JSON.parse(api("application/json"));
    const { content } = both.paths["/a"].post.requestBody;
    content["application/json; charset=utf-8"] = { schema: { type: "integer" } };
    expect(await diffTexts(JSON.stringify(both), JSON.stringify(both))).toEqual([]);
  });
});

describe("bodies in parts", () => {
  const required = { ...schema, properties: { ...schema.properties, f: { type: "string" } }, required: ["f"] };

  it("show a new required part by a body that has another one", async () => {
    const findings = await diffTexts(api("multipart/form-data"), api("multipart/form-data", required));
    const found = findings.find(({ id }) => id === "openapi.request.required-property-added");
    const payload = found?.witness?.payload;
    expect(found?.level).toBe("breaking");
    expect(payload?.type === "http-request" && payload.body).toContain('name="a"');
  });

  it("break nothing where no body without the part can be written", async () => {
    const closed = { type: "object", properties: {}, additionalProperties: false };
    const open = { ...closed, properties: { f: { type: "string" } }, required: ["f"] };
    const findings = await diffTexts(api("multipart/form-data", closed), api("multipart/form-data", open));
    const found = findings.filter(({ id }) => id.startsWith("openapi.request."));
    expect(new Set(found.map(({ level, direction }) => `${level} ${direction}`))).toEqual(
      new Set(["breaking forward"]),
    );
  });
});

describe("a media type that is no longer taken", () => {
  const takes = (types: readonly string[], body: unknown) =>
    api("application/json", body).replace(
      /"requestBody":.*?"responses"/,
      `"requestBody":${JSON.stringify({ content: Object.fromEntries(types.map((type) => [type, { schema: body }])) })},"responses"`,
    );
  it.each<[string, unknown, string]>([
    ["application/octet-stream", text, ""],
    ["application/octet-stream", {}, ""],
    ["application/octet-stream", schema, ""], // how an object is written there, nothing says
    ["application/xml", {}, "<root></root>"],
    ["text/csv", { type: "array", items: text }, ""],
    ["application/x-www-form-urlencoded", schema, ""],
  ])("%s of %j is shown by a call with it", async (type, body, sent) => {
    const findings = await diffTexts(takes(["application/json", type], body), takes(["application/json"], body));
    const found = findings.filter(({ id }) => id === "openapi.request.media-type-removed");
    expect(found).toMatchObject([
      {
        level: "breaking",
        direction: "backward",
        witness: { payload: { headers: { "Content-Type": type }, body: sent } },
      },
    ]);
  });
});

describe("types of vendors that say nothing of their syntax", () => {
  const answer = (schema: object, media = "application/vnd.acme.object") =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: { "/a": { get: { responses: { "200": { description: "d", content: { [media]: { schema } } } } } } },
    });
  const object = (type: string) => ({ type: "object", required: ["x"], properties: { x: { type } } });
  const shown = async (before: object, after: object, media?: string) =>
    (await diffTexts(answer(before, media), answer(after, media)))
      .filter(({ direction }) => direction === "backward")
      .map(({ level, witness }) => [level, witness && "body" in witness.payload ? witness.payload.body : null]);

  it("are shown as JSON where they hold objects or lists, and as they are where they hold texts", async () => {
    expect(await shown(object("string"), object("integer"))).toEqual([["breaking", '{"x":0}']]);
    const list = (type: string) => ({ type: "array", items: { type } });
    expect(await shown(list("integer"), list("string"))).toEqual([["breaking", '[""]']]);
    const bytes = { type: "string", format: "binary", maxLength: 1 };
    expect(await shown(bytes, { ...bytes, maxLength: 2 }, "application/vnd.ms-excel")).toEqual([["breaking", "aa"]]);
  });
});

describe("media types beside each other", () => {
  const bodies = (content: Record<string, unknown>) => {
    const schemas = Object.fromEntries(Object.entries(content).map(([media, body]) => [media, { schema: body }]));
    const made = JSON.parse(api("text/plain"));
    made.paths["/a"].post.requestBody.content = schemas;
    made.paths["/a"].post.responses["200"].content = schemas;
    return JSON.stringify(made);
  };
  const list = { type: "array", items: text };

  it("keep names of their own, whichever comes first", () => {
    const [plain, long] = ["application/json", "application/json; charset=utf-8"];
    expect(distinctTypes([plain, long])).toEqual([plain, long]);
    expect(distinctTypes([long, plain])).toEqual([long, plain]);
    expect(distinctTypes([long])).toEqual([plain]);
    expect(bestMatch([long, plain], plain)).toBe(plain);
    expect(bestMatch([plain, long], long)).toBe(long);
  });

  it("meet in a type that nothing more specific takes away from either", () => {
    const json = { type: "*/*", types: ["*/*", "application/json"] };
    expect(meetingType(json, { type: "*/*", types: ["*/*"] })).toBe("text/plain");
    expect(meetingType({ type: "*/*", types: ["*/*"] }, { type: "*/*", types: ["*/*"] })).toBe("application/json");
  });

  it.each<readonly [string, Record<string, unknown>, Record<string, unknown>]>([
    ["a range beside one of its types", { "*/*": list }, { "*/*": schema, "application/json": { type: "integer" } }],
    [
      "a range beside another type",
      { "*/*": text, "application/json": list },
      { "*/*": schema, "application/json": text },
    ],
    [
      "one type with and without a charset",
      { "application/json; charset=utf-8": list, "application/json": text },
      { "application/json; charset=utf-8": schema, "application/json": text },
    ],
    [
      "one type that gets a twin with a charset",
      { "application/json": list },
      { "application/json; charset=utf-8": schema, "application/json": list },
    ],
  ])("show each break by a message that the report alone shows: %s", async (_, before, after) => {
    for (const [old, next] of [
      [before, after],
      [after, before],
    ] as const) {
      const found = await diffTexts(bodies(old), bodies(next));
      expect(found.map(({ level }) => level)).toContain("breaking");
      for (const { witness, message } of found) {
        if (witness === null) continue;
        expect((await openapi.replay(JSON.parse(JSON.stringify(witness)))).reproduced, message).toBe(true);
      }
    }
  });
});
