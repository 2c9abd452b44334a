import { describe, expect, it } from "vitest";
import { replayWitness } from "../../../src/kinds/openapi/replay.ts";
import { diffTexts } from "./fixture.ts";

const MEDIA = ["application/json", "multipart/form-data", "application/x-www-form-urlencoded"];

/** An upload and a download, whose schemas hold `bytes`, and `data` that looks like a schema. */
function api(version: "3.0.3" | "3.1.0", bytes: object): string {
  const data = { contentEncoding: "base64", contentMediaType: "application/octet-stream" };
  const schema = { type: "object", required: ["file"], properties: { file: bytes, kind: { enum: [data] } } };
  const content = Object.fromEntries(MEDIA.map((type) => [type, { schema, example: data }]));
  const answer = { description: "done", content: { "application/json": { schema } } };
  const operation = { requestBody: { required: true, content }, responses: { "200": answer } };
  return JSON.stringify({
    openapi: version,
    info: { title: "t", version: "1" },
    paths: { "/files": { put: operation } },
  });
}

const text = (more: object = {}): object => ({ type: "string", ...more });

describe("bytes in the words of another version", () => {
  it.each([
    [{ format: "byte" }, { contentEncoding: "base64" }],
    [{ format: "binary" }, { contentMediaType: "application/octet-stream" }],
    [{ format: "binary" }, { type: undefined, contentMediaType: "image/png" }],
    [
      { format: "byte", maxLength: 8 },
      { contentEncoding: "base64", maxLength: 8 },
    ],
  ])("%j is %j", async (before, after) => {
    expect(await diffTexts(api("3.0.3", text(before)), api("3.1.0", text(after)))).toEqual([]);
    expect(await diffTexts(api("3.1.0", text(after)), api("3.0.3", text(before)))).toEqual([]);
  });

  it.each([{}, { schema: {} }])("%j is a body of bytes", async (media) => {
    const upload = (version: string, content: object): string => {
      const bytes = { "application/octet-stream": content };
      const operation = { requestBody: { content: bytes }, responses: { "200": { description: "d", content: bytes } } };
      return JSON.stringify({
        openapi: version,
        info: { title: "t", version: "1" },
        paths: { "/f": { put: operation } },
      });
    };
    const [old, next] = [upload("3.0.3", { schema: text({ format: "binary" }) }), upload("3.1.0", media)];
    expect(await diffTexts(old, next)).toEqual([]);
    expect(await diffTexts(next, old)).toEqual([]);
  });

  it("are a break where only one side says so, with a witness that a report alone shows", async () => {
    const findings = await diffTexts(api("3.0.3", text()), api("3.1.0", text({ contentEncoding: "base64" })));
    const broken = findings.filter(({ level, direction }) => level === "breaking" && direction === "backward");
    expect(broken.map(({ id }) => id)).toContain("openapi.request.format-added");
    for (const { witness } of broken)
      expect(await replayWitness(JSON.parse(JSON.stringify(witness)))).toMatchObject({ reproduced: true });
  });

  it("keep the words of their version between two of that version", async () => {
    const findings = await diffTexts(api("3.1.0", text()), api("3.1.0", text({ contentEncoding: "base64" })));
    expect(new Set(findings.map(({ id }) => id.replace(/^.*\./, "")))).toEqual(new Set(["content-encoding-added"]));
  });
});
