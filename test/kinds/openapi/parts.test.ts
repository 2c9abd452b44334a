import { describe, expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts } from "./fixture.ts";

type Json = Readonly<Record<string, unknown>>;

const TEXT = { type: "string" };
const api = (content: Json | null, version = "3.1.0"): string =>
  JSON.stringify({
    openapi: version,
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          ...(content && { requestBody: { required: true, content } }),
          responses: { "200": { description: "d" } },
        },
      },
    },
  });

const worst = (findings: readonly Finding[], along: Direction): string => {
  const levels = findings.filter(({ direction }) => direction === along).map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((each) => levels.some((level) => level === each)) ?? "compatible";
};
async function both(before: string, after: string): Promise<readonly string[]> {
  const findings = await diffTexts(before, after);
  for (const { witness } of findings) {
    if (witness) expect((await openapi.replay(JSON.parse(JSON.stringify(witness)))).reproduced).toBe(true);
  }
  return [worst(findings, "backward"), worst(findings, "forward")];
}

describe("lists in parts are written as their encoding says", () => {
  const styled = (items: Json, encoding: Json | null, version?: string) => {
    const schema = { type: "object", properties: { l: { type: "array", items } } };
    return api({ "multipart/form-data": { schema, ...(encoding && { encoding: { l: encoding } }) } }, version);
  };
  const repeated = { style: "form", explode: true };
  const joined = { style: "form", explode: false };
  const piped = { style: "pipeDelimited", explode: false };

  it.each<[string, Json, Json | null, Json | null, string]>([
    ["part by part, or in one", TEXT, repeated, joined, "breaking"],
    ["numbers in one part, or by default", { type: "integer" }, joined, null, "breaking"],
    ["with another delimiter", TEXT, piped, joined, "breaking"],
    ["part by part, said or not", TEXT, repeated, null, "compatible"],
  ])("%s", async (_name, items, before, after, said) => {
    expect(await both(styled(items, before), styled(items, after))).toEqual([said, said]);
    expect(await both(styled(items, before, "3.0.3"), styled(items, after, "3.0.3"))).toEqual([
      "compatible", // styles of parts count from OpenAPI 3.1 on
      "compatible",
    ]);
  });

  it("and read so", async () => {
    const findings = await diffTexts(styled(TEXT, joined), styled({ type: "integer" }, joined));
    expect(worst(findings, "backward")).toBe("breaking");
  });
});

describe("headers of parts are held to their schemas", () => {
  const headed = (headers: Json) =>
    api({
      "multipart/form-data": {
        schema: { type: "object", properties: { f: { type: "string", format: "binary" } } },
        encoding: { f: { headers } },
      },
    });
  const one = (schema: Json) => headed({ "X-A": { schema } });

  it.each<[string, Json, Json, string, string]>([
    ["a value less", { enum: ["a", "b"] }, { enum: ["a"] }, "breaking", "compatible"],
    ["shorter texts", TEXT, { type: "string", maxLength: 3 }, "breaking", "compatible"],
    ["numbers, which are texts", { type: "integer" }, TEXT, "compatible", "breaking"],
    ["the same in other words", { enum: ["a"] }, { type: "string", enum: ["a"] }, "compatible", "compatible"],
  ])("%s", async (_name, before, after, backward, forward) => {
    expect(await both(one(before), one(after))).toEqual([backward, forward]);
  });

  it("and shown in the part", async () => {
    const [found] = (await diffTexts(one({ enum: ["a", "b"] }), one({ enum: ["a"] }))).flatMap(({ witness }) =>
      witness && "body" in witness.payload ? [witness.payload.body] : [],
    );
    expect(found).toMatch(/name="f"; filename="f"\r\nContent-Type: application\/octet-stream\r\nx-a: b\r\n\r\n/);
  });
});

describe("a body in parts that is no object", () => {
  it.each<[string, Json]>([
    ["a text", TEXT],
    ["a list", { type: "array", items: TEXT }],
    ["bytes", { type: "string", format: "binary" }],
    ["anything", {}],
  ])("%s is missed where it is no longer read", async (_name, schema) => {
    const mixed = { "multipart/mixed": { schema } };
    const json = { "application/json": { schema: {} } };
    expect((await both(api(mixed), api(null)))[0]).toBe("breaking");
    expect((await both(api({ ...mixed, ...json }), api(json)))[0]).toBe("breaking");
  });
});
