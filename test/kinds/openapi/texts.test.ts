import { describe, expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { diffTexts } from "./fixture.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const boolean = { type: "boolean" };
const letters = { type: "string", enum: ["a", "b"] };
const list = (items: object, more: object = {}) => ({ type: "array", items, ...more });

const query = (schema: object, more: object = {}) => ({ name: "x", in: "query", schema, ...more });
const header = (schema: object, more: object = {}) => ({ name: "x", in: "header", schema, ...more });
const path = (schema: object, more: object = {}) => ({ name: "x", in: "path", required: true, schema, ...more });
const json = (schema: object) => ({ name: "x", in: "query", content: { "application/json": { schema } } });

const api = (parameter: { readonly in: string } & object): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      [parameter.in === "path" ? "/a/{x}" : "/a"]: {
        get: { parameters: [parameter], responses: { "200": { description: "d" } } },
      },
    },
  });

const worst = (findings: readonly Finding[], along: Direction): string => {
  const levels = findings.filter(({ direction }) => direction === along).map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each === level)) ?? "compatible";
};

type Parameter = ReturnType<typeof query> | ReturnType<typeof json>;
type Row = readonly [name: string, before: Parameter, after: Parameter, backward: string, forward: string];

const OK = "compatible";
const BREAKS = "breaking";

/** What callers write is a text: the types of both sides are compared by the texts that they allow. */
const TEXTS: readonly Row[] = [
  ["a text as a list", query(text), query(list(text)), OK, BREAKS],
  ["an integer as a list of integers", query(integer), query(list(integer)), OK, BREAKS],
  ["an integer as a list of texts", query(integer), query(list(text)), OK, BREAKS],
  ["a text as a list of integers", query(text), query(list(integer)), BREAKS, BREAKS],
  ["an enum as a list of it", query(letters), query(list(letters)), OK, BREAKS],
  ["a boolean as a list", query(boolean), query(list(boolean)), OK, BREAKS],
  ["a list of one as a text", query(list(text, { maxItems: 1 })), query(text), OK, OK],
  ["a text as a list of two", query(text), query(list(text, { minItems: 2 })), BREAKS, BREAKS],
  ["a text as a list in one text", query(text), query(list(text), { explode: false }), BREAKS, BREAKS],
  ["an integer as a list in one text", query(integer), query(list(integer), { explode: false }), OK, BREAKS],
  [
    "an integer as a list between pipes",
    query(integer),
    query(list(integer), { style: "pipeDelimited", explode: false }),
    OK,
    BREAKS,
  ],
  ["an integer as a list in a header", header(integer), header(list(integer)), OK, BREAKS],
  ["an integer as a list in a path", path(integer), path(list(integer)), OK, BREAKS],
  ["a boolean as the texts of booleans", query(boolean), query({ enum: ["true", "false"] }), OK, OK],
  [
    "integers as their texts",
    query({ type: "integer", enum: [1, 2] }),
    query({ type: "string", enum: ["1", "2"] }),
    OK,
    OK,
  ],
  ["integers as digits with a sign", query(integer), query({ type: "string", pattern: "^-?[0-9]+$" }), OK, BREAKS],
  ["integers as digits", query(integer), query({ type: "string", pattern: "^[0-9]+$" }), BREAKS, BREAKS],
  ["integers as short texts", query(integer), query({ type: "string", maxLength: 3 }), BREAKS, BREAKS],
  [
    "few integers as short texts",
    query({ type: "integer", minimum: 0, maximum: 99 }),
    query({ type: "string", maxLength: 2 }),
    OK,
    BREAKS,
  ],
  ["a text as a text or a list", query(text), query({ anyOf: [text, list(text)] }), OK, BREAKS],
  ["a list of integers as a list of texts", query(list(integer)), query(list(text)), OK, BREAKS],
  ["JSON in quotes as it is", json(text), query(text), BREAKS, BREAKS],
  ["JSON without quotes as it is", json(integer), query(integer), OK, OK],
  ["a label as it is", path(text, { style: "label" }), path(text), BREAKS, BREAKS],
  ["a scalar that is exploded", path(text, { explode: true }), path(text), OK, OK],
  [
    "a list that repeats its name",
    query(list(text), { style: "spaceDelimited", explode: true }),
    query(list(text)),
    OK,
    OK,
  ],
  ["a list in a path that is exploded", path(list(text), { explode: true }), path(list(text)), OK, OK],
];

describe("parameters as texts", () => {
  it.each(TEXTS)("%s", async (_, before, after, backward, forward) => {
    const findings = await diffTexts(api(before), api(after));
    expect([worst(findings, "backward"), worst(findings, "forward")]).toEqual([backward, forward]);
  });

  it("show a list that is read as one text by two of its elements", async () => {
    const findings = await diffTexts(api(query(list(text))), api(query(text)));
    const [found] = findings.filter(({ direction }) => direction === "backward");
    expect(found?.witness?.payload).toMatchObject({ url: expect.stringMatching(/^\/a\?x=[^&]*&x=/) });
  });
});
