import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { diffTexts } from "./fixture.ts";

const A = { type: "object", properties: { x: { type: "string" } }, required: ["x"] };
const B = { type: "object", properties: { x: { type: "integer" } }, required: ["x"] };
const MORE = { type: "object", properties: { x: { type: "string" }, y: { type: "integer" } }, required: ["x", "y"] };
const HEADER = { "X-Total": { required: true, schema: { type: "integer" } } };

const answer = (schema: object | null = null, media = "application/json", headers: object = {}) => ({
  description: "d",
  headers,
  ...(schema && { content: { [media]: { schema } } }),
});

const api = (responses: object): string =>
  JSON.stringify({ openapi: "3.0.3", info: { title: "t", version: "1" }, paths: { "/a": { get: { responses } } } });

const worst = (findings: readonly Finding[]): string => {
  const levels = findings.filter(({ direction }) => direction === "backward").map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each === level)) ?? "compatible";
};

/** What the operation answered before, what it may answer beside that now, and what it means for callers. */
const NEW: readonly (readonly [name: string, before: object, added: object, verdict: string])[] = [
  ["a status with the same body", { 200: answer(A) }, { 202: answer(A) }, "risky"],
  ["a status without a body where none was promised", { 200: answer() }, { 202: answer() }, "risky"],
  ["a status with a body where none was promised", { 200: answer() }, { 201: answer(A) }, "risky"],
  ["a status without the promised body", { 200: answer(A) }, { 204: answer() }, "breaking"],
  ["a status with another body", { 200: answer(A) }, { 202: answer(B) }, "breaking"],
  ["a status with a body that has more", { 200: answer(A) }, { 202: answer(MORE) }, "risky"],
  ["a status with another media type", { 200: answer(A) }, { 202: answer(A, "text/plain") }, "breaking"],
  ["a status with text", { 200: answer(A) }, { 202: answer({ type: "string" }, "text/plain") }, "breaking"],
  [
    "a status without the promised header",
    { 200: answer(A, "application/json", HEADER) },
    { 202: answer(A) },
    "breaking",
  ],
  ["a status beside one that is not x00", { 201: answer(A) }, { 202: answer(A) }, "risky"],
  ["an empty status beside one that is not x00", { 201: answer(A) }, { 202: answer() }, "breaking"],
  ["a range with the same body", { 200: answer(A) }, { "2XX": answer(A) }, "risky"],
  ["a redirection", { 200: answer(A) }, { 302: answer() }, "breaking"],
  ["what only a condition asks for", { 200: answer(A) }, { 304: answer() }, "risky"],
  ["what only a range asks for", { 200: answer(A) }, { 206: answer() }, "risky"],
  ["a status of a known range", { "2XX": answer(A) }, { 202: answer(A) }, "compatible"],
  ["a status of a known range with another body", { "2XX": answer(A) }, { 202: answer(B) }, "breaking"],
  ["a status that default speaks of", { 200: answer(A), default: answer(B) }, { 404: answer(B) }, "compatible"],
  ["a status that breaks default", { 200: answer(A), default: answer(B) }, { 404: answer(A) }, "breaking"],
  ["the first error", { 200: answer(A) }, { 404: answer(B) }, "risky"],
  ["an error like 400", { 200: answer(A), 400: answer(B) }, { 404: answer(B) }, "risky"],
  ["an error unlike 400", { 200: answer(A), 400: answer(B) }, { 404: answer(A) }, "breaking"],
  ["an error of another class", { 200: answer(A), 400: answer(B) }, { 503: answer(A) }, "risky"],
  ["default where no other status was promised", { 200: answer(A), 400: answer(B) }, { default: answer(A) }, "risky"],
];

describe("a status that callers do not know (RFC 9110, 15)", () => {
  it.each(NEW)("%s", async (_, before, added, verdict) => {
    expect(worst(await diffTexts(api(before), api({ ...before, ...added })))).toBe(verdict);
  });

  it("breaks where no success is left that callers know", async () => {
    expect(worst(await diffTexts(api({ 200: answer(A) }), api({ 201: answer(A) })))).toBe("breaking");
  });

  it("names the status that it is read as", async () => {
    const findings = await diffTexts(api({ 200: answer(A) }), api({ 200: answer(A), 202: answer(B) }));
    const [found] = findings.filter(({ direction }) => direction === "backward");
    expect(found?.message).toBe("GET /a may now answer 202: read as 200, its content does not fit");
    expect(found?.witness?.payload).toMatchObject({ status: 202, body: '{"x":0}' });
  });
});
