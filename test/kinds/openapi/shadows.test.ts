import { describe, expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { diffTexts } from "./fixture.ts";

const parameter = (name: string, schema: object = { type: "string" }, more: object = {}) => ({
  name,
  in: "path",
  required: true,
  schema,
  ...more,
});

const operation = (body: object, ...parameters: readonly object[]) => ({
  parameters,
  responses: { "200": { description: "d", content: { "application/json": { schema: body } } } },
});

const api = (paths: Readonly<Record<string, object>>): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: Object.fromEntries(Object.entries(paths).map(([path, get]) => [path, { get }])),
  });

const worst = (findings: readonly Finding[], along: Direction): string => {
  const levels = findings.filter(({ direction }) => direction === along).map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each === level)) ?? "compatible";
};

const TEXT = { type: "object", properties: { x: { type: "string" } }, required: ["x"] };
const NUMBER = { type: "object", properties: { x: { type: "integer" } }, required: ["x"] };
const query = { name: "q", in: "query", required: true, schema: { type: "string" } };

/** Special and general operation, with what their removal or coming means to callers of the special and of the general one. */
const SHADOWS: readonly (readonly [
  name: string,
  special: readonly [string, object],
  general: readonly [string, object],
  forSpecial: string,
  forGeneral: string,
])[] = [
  ["of the same shape", ["/a/me", operation(TEXT)], ["/a/{id}", operation(TEXT, parameter("id"))], "risky", "risky"],
  [
    "that answers otherwise",
    ["/a/me", operation(TEXT)],
    ["/a/{id}", operation(NUMBER, parameter("id"))],
    "breaking",
    "risky",
  ],
  [
    "that needs more",
    ["/a/me", operation(TEXT)],
    ["/a/{id}", operation(TEXT, parameter("id"), query)],
    "breaking",
    "risky",
  ],
  [
    "whose parameter refuses the path",
    ["/a/me", operation(TEXT)],
    ["/a/{id}", operation(TEXT, parameter("id", { type: "integer" }))],
    "breaking",
    "compatible",
  ],
  [
    "whose parameter takes the path as a number",
    ["/a/5", operation(TEXT)],
    ["/a/{id}", operation(TEXT, parameter("id", { type: "integer" }))],
    "risky",
    "risky",
  ],
  [
    "with a second parameter that both have",
    ["/a/me/{x}", operation(TEXT, parameter("x"))],
    ["/a/{id}/{y}", operation(TEXT, parameter("id"), parameter("y"))],
    "risky",
    "risky",
  ],
  [
    "with a second parameter that is narrower",
    ["/a/me/{x}", operation(TEXT, parameter("x"))],
    ["/a/{id}/{y}", operation(TEXT, parameter("id"), parameter("y", { type: "integer" }))],
    "breaking",
    "risky",
  ],
  [
    "with a parameter inside of a segment",
    ["/a/me.json", operation(TEXT)],
    ["/a/{id}.json", operation(TEXT, parameter("id", { enum: ["you", "them"] }))],
    "breaking",
    "compatible",
  ],
];

describe("a path that another one covers", () => {
  it.each(SHADOWS)("%s", async (_, [path, special], [template, general], forSpecial, forGeneral) => {
    const [both, rest] = [api({ [path]: special, [template]: general }), api({ [template]: general })];
    const [gone, come] = [await diffTexts(both, rest), await diffTexts(rest, both)];
    expect([worst(gone, "backward"), worst(gone, "forward")]).toEqual([forSpecial, forGeneral]);
    expect([worst(come, "forward"), worst(come, "backward")]).toEqual([forSpecial, forGeneral]);
  });

  it("is shown by a call that the other operation refuses", async () => {
    const [, special, general] = SHADOWS[3] ?? [];
    if (special === undefined || general === undefined) throw new Error("no such pair");
    const both = api({ [special[0]]: special[1], [general[0]]: general[1] });
    const [found] = await diffTexts(both, api({ [general[0]]: general[1] }));
    expect(found?.witness?.payload).toMatchObject({ method: "GET", url: "/a/me" });
    expect(found?.message).toContain("it takes no such path parameter id");
  });

  it.each([
    ["/a/{x}", "/a/{x}-{y}"],
    ["/a/{x}.json", "/a/{x}-{y}.json"],
    ["/a/{x}-{y}", "/a/{x}-to-{y}"],
    ["/a/{x}", "/a/{x}{y}"],
    ["/a/-{x}", "/a/{x}-{y}"],
  ])("%s is not covered by %s", async (path, template) => {
    const names = (text: string) => [...text.matchAll(/\{(.)\}/g)].map(([, name = ""]) => parameter(name));
    const [special, general] = [path, template].map((each) => operation(TEXT, ...names(each)));
    const rest = { [template]: general ?? {} };
    const found = await diffTexts(api({ [path]: special ?? {}, ...rest }), api(rest));
    expect(found.map(({ id, level }) => `${level} ${id}`)).toContain("breaking openapi.operation.removed");
    expect(found.find(({ id }) => id.endsWith("removed"))?.witness?.payload).toMatchObject({ meets: 404 });
  });

  it.each([
    ["/a/{x}-{y}", "/a/{x}"],
    ["/a/b-c-d", "/a/{x}-{y}"],
    ["/a/{x}-to-{y}", "/a/{x}-{y}"],
    ["/a/b{x}.json", "/a/{y}.json"],
  ])("%s is covered by %s", async (path, template) => {
    const names = (text: string) => [...text.matchAll(/\{(.)\}/g)].map(([, name = ""]) => parameter(name));
    const [special, general] = [path, template].map((each) => operation(TEXT, ...names(each)));
    const rest = { [template]: general ?? {} };
    const found = await diffTexts(api({ [path]: special ?? {}, ...rest }), api(rest));
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(["openapi.operation.unshadows"]));
  });
});
