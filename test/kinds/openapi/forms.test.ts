import { expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts } from "./fixture.ts";

type Json = Readonly<Record<string, unknown>>;

const MEDIA = ["application/x-www-form-urlencoded", "multipart/form-data"];
const TEXT = { type: "string" };
const INTEGER = { type: "integer" };
const EMPTY = { type: "string", enum: [""] };
const list = (items: Json): Json => ({ type: "array", items });

const api = (media: string, field: Json): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          requestBody: {
            required: true,
            content: { [media]: { schema: { type: "object", properties: { f: field } } } },
          },
          responses: { "200": { description: "d" } },
        },
      },
    },
  });

const worst = (findings: readonly Finding[], along: Direction): string => {
  const levels = findings.filter(({ direction }) => direction === along).map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((each) => levels.some((level) => level === each)) ?? "compatible";
};

/** Name, what a field was and is, and what is said backward and forward. */
const FIELDS: readonly (readonly [name: string, before: Json, after: Json, backward: string, forward: string])[] = [
  ["one text is a list of one", TEXT, list(TEXT), "compatible", "breaking"],
  ["a text is no list of numbers", TEXT, list(INTEGER), "breaking", "breaking"],
  ["numbers in a list are texts", list(INTEGER), list(TEXT), "compatible", "breaking"],
  ["a list is no number", list(INTEGER), INTEGER, "breaking", "compatible"],
  ["a number is a text, as long as it is", INTEGER, { type: "string", maxLength: 3 }, "breaking", "breaking"],
  ["a number or nothing is one of the two", { anyOf: [INTEGER, EMPTY] }, INTEGER, "breaking", "compatible"],
  ["a list or nothing", { anyOf: [list(TEXT), EMPTY] }, { anyOf: [INTEGER, EMPTY] }, "breaking", "breaking"],
  ["of null nothing is written", { type: "string", nullable: true }, TEXT, "compatible", "compatible"],
  ["an object is no text", { type: "object", properties: { x: TEXT } }, TEXT, "breaking", "breaking"],
  ["an object is no list", list(TEXT), { type: "object", properties: { x: TEXT } }, "breaking", "breaking"],
  ["values that a list may have", list({ enum: ["a", "b"] }), list({ enum: ["a"] }), "breaking", "compatible"],
];

it.each(FIELDS.flatMap((row) => MEDIA.map((media) => [media, ...row] as const)))(
  "%s: %s",
  async (media, _name, before, after, backward, forward) => {
    const findings = await diffTexts(api(media, before), api(media, after));
    expect([worst(findings, "backward"), worst(findings, "forward")]).toEqual([backward, forward]);
    for (const { witness } of findings) {
      if (witness) expect((await openapi.replay(JSON.parse(JSON.stringify(witness)))).reproduced).toBe(true);
    }
  },
);
