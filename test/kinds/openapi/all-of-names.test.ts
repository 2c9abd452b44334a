import { expect, it } from "vitest";
import { diffTexts } from "./fixture.ts";

const object = (...names: string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});
const P = { $ref: "#/components/schemas/P" };
const content = (schema: object) => ({ content: { "application/json": { schema } } });
const document = (schema: object) =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": { post: { requestBody: content(schema), responses: { "200": { description: "d", ...content(schema) } } } },
    },
    components: { schemas: { P: { allOf: [object("a"), object("q")] } } },
  });

/** The properties that are said to be gone, or new, in the direction, each with the message it belongs to. */
async function names(before: object, after: object, change: "removed" | "added") {
  const findings = await diffTexts(document(before), document(after));
  return findings
    .filter(
      ({ direction, id }) =>
        direction === (change === "removed" ? "backward" : "forward") && id.endsWith(`property-${change}`),
    )
    .map(({ id, element, level }) => `${level} ${id.split(".")[1]} ${element.split(".").at(-1)}`)
    .sort();
}

const gone = (...names: string[]) =>
  ["request", "response"].flatMap((message) => names.map((name) => `risky ${message} ${name}`));

it.each([
  ["a branch", { allOf: [object("a"), object("b")] }, { allOf: [object("a")] }, gone("b")],
  ["a branch that is referred to, with all that it holds", { allOf: [P, object("b")] }, object("b"), gone("a", "q")],
  ["a branch where the other side has none", { allOf: [object("a"), object("b")] }, object("a"), gone("b")],
  ["a branch of what a branch holds", { allOf: [{ allOf: [object("a"), object("b")] }] }, object("a"), gone("b")],
])("a property that goes with %s of allOf is said to be gone", async (_name, before, after, expected) => {
  expect(await names(before, after, "removed")).toEqual(expected);
});

it.each([
  ["inlined", { allOf: [P, object("b")] }, object("a", "b", "q")],
  ["extracted", object("a", "b", "q"), { allOf: [object("b"), P] }],
  ["moved to another branch", { allOf: [object("a"), object("b")] }, { allOf: [object("b", "a")] }],
  ["wrapped once more", { allOf: [P] }, { allOf: [{ allOf: [object("q"), object("a")] }] }],
])("one that is %s is not", async (_name, before, after) => {
  expect(await names(before, after, "removed")).toEqual([]);
  expect(await names(after, before, "removed")).toEqual([]);
});
