import { expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { diffTexts } from "./fixture.ts";

type Json = Readonly<Record<string, unknown>>;

const TEXT = { type: "string" };
const schemas = {
  Cat: { type: "object", properties: { k: TEXT, m: TEXT }, required: ["k"] },
  Dog: { type: "object", properties: { k: TEXT, b: TEXT }, required: ["k"] },
  Fox: { type: "object", properties: { k: TEXT, f: TEXT }, required: ["k"] },
};
const union = (...names: readonly string[]): Json => ({
  oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
  discriminator: { propertyName: "k" },
});

const api = (operation: Json): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: { "/a": { post: { responses: { "200": { description: "OK" } }, ...operation } } },
    components: { schemas },
  });
const query = (schema: Json, more: Json = {}): string =>
  api({ parameters: [{ name: "q", in: "query", schema, ...more }] });

const worst = (findings: readonly Finding[], along: Direction): string => {
  const levels = findings.filter(({ direction, surface }) => direction === along && surface !== "source");
  return (
    ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each.level === level)) ?? "compatible"
  );
};

const PATTERN = { type: "string", pattern: "^[a-z]+$" };

/** Name, both versions, and the worst that is said backward and forward. */
const PAIRS: readonly (readonly [name: string, before: string, after: string, backward: string, forward: string])[] = [
  [
    "a text that is no list or object to who names none",
    query(PATTERN),
    query({ not: PATTERN }),
    "breaking",
    "breaking",
  ],
  [
    "the same in one text",
    query(PATTERN, { explode: false }),
    query({ not: PATTERN }, { explode: false }),
    "breaking",
    "breaking",
  ],
  [
    "a branch less that a discriminator selects",
    query(union("Cat", "Dog", "Fox")),
    query(union("Cat", "Dog")),
    "breaking",
    "risky",
  ],
  [
    "the same in brackets",
    query(union("Cat", "Dog", "Fox"), { style: "deepObject", explode: true }),
    query(union("Cat", "Dog"), { style: "deepObject", explode: true }),
    "breaking",
    "risky",
  ],
];

it.each(PAIRS)("%s is decided", async (_, before, after, backward, forward) => {
  const findings = await diffTexts(before, after);
  expect([worst(findings, "backward"), worst(findings, "forward")]).toEqual([backward, forward]);
});
