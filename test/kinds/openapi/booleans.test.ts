import { expect, it } from "vitest";
import { diffTexts, document } from "./fixture.ts";

const TEXT = { type: "string" };
const list = (items: unknown) => ({ type: "array", items });
const always = (consequence: unknown) => Object.fromEntries([["if", true] as const, ["then", consequence] as const]);

/** Two schemas of which one is a boolean somewhere; the second takes less. */
const PAIRS: readonly (readonly [name: string, wide: unknown, narrow: unknown])[] = [
  ["elements that may no longer be", list(TEXT), list(false)],
  ["elements of any kind that become texts", list(true), list(TEXT)],
  ["elements of any kind that may no longer be", list(true), list(false)],
  ["a property of any kind that may no longer be", { properties: { a: true } }, { properties: { a: false } }],
  ["contains", { ...list(TEXT), contains: true }, { ...list(TEXT), contains: { const: "a" } }],
  ["a branch of anyOf", { anyOf: [TEXT, { type: "integer" }] }, { anyOf: [TEXT, false] }],
  ["a branch of allOf", { allOf: [true] }, { allOf: [TEXT] }],
  ["a schema that depends", { dependentSchemas: { a: true } }, { dependentSchemas: { a: false } }],
  ["a condition", always(true), always({ maxLength: 1 })],
  ["names", { propertyNames: true }, { propertyNames: { maxLength: 1 } }],
  ["the whole", true, false],
];

it.each(PAIRS)("a boolean schema: %s", async (_, wide, narrow) => {
  for (const part of ["request", "response"] as const) {
    const findings = await diffTexts(document({ [part]: wide }), document({ [part]: narrow }));
    const hurts = findings.filter(({ level }) => level === "breaking" || level === "undecided");
    const along = part === "request" ? "backward" : "forward";
    expect(new Set(hurts.map(({ direction, witness }) => [direction, witness !== null].join()))).toEqual(
      new Set([`${along},true`]),
    );
  }
});

it("a boolean schema that says the same as an object is no difference", async () => {
  expect(await diffTexts(document({ request: list({}) }), document({ request: list(true) }))).toEqual([]);
  expect(await diffTexts(document({ request: list({ not: {} }) }), document({ request: list(false) }))).toEqual([]);
});
