import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts, document } from "./fixture.ts";

type Schema = Readonly<Record<string, unknown>>;

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** Documents of one request, before and after. */
const texts = (sides: readonly [Schema, Schema], schemas: Schema = {}) =>
  sides.map((request) => JSON.stringify({ ...JSON.parse(document({ request })), components: { schemas } }));

/** Backward breaks, each with what replaying its witness from the JSON of a report alone says. */
async function replayed(
  findings: readonly Finding[],
): Promise<readonly (readonly [Finding["level"], boolean | null])[]> {
  const alone = async ({ witness }: Finding) => {
    if (witness === null) return null;
    return (await openapi.replay(JSON.parse(JSON.stringify(witness)))).reproduced;
  };
  const backward = findings.filter(({ direction, level }) => direction === "backward" && level !== "safe");
  return Promise.all(backward.map(async (finding) => [finding.level, await alone(finding)] as const));
}

/** An object with a member whose list shrinks, and another one. */
const shrinking = (other: Schema): readonly [Schema, Schema] => {
  const side = (list: readonly string[]) => ({
    type: "object",
    required: ["a", "b"],
    properties: { a: { type: "string", enum: list }, b: other },
  });
  return [side(["x", "y"]), side(["x"])];
};

describe("schemas that validators judge in part only", () => {
  it.each<readonly [string, Schema, Schema]>([
    ["a branch", { anyOf: [{ type: "boolean" }, ref("Loop")] }, { Loop: { allOf: [{ type: "string" }, ref("Loop")] } }],
    ["a nested branch", { oneOf: [{ type: "boolean" }, { allOf: [ref("Loop")] }] }, { Loop: { anyOf: [ref("Loop")] } }],
    ["a negation", { anyOf: [{ type: "boolean" }, ref("Loop")] }, { Loop: { type: "string", not: ref("Loop") } }],
  ])(
    "a break beside %s that leads to itself is said only where the report alone shows it",
    async (_, other, schemas) => {
      const [before = "", after = ""] = texts(shrinking(other), schemas);
      const found = await replayed(await diffTexts(before, after));
      expect(found.length).toBe(1);
      for (const [level, shows] of found) expect(shows).toBe(level === "breaking" ? true : null);
    },
  );

  it("a branch that leads to itself and is ruled out at a glance hides no break", async () => {
    const closed = { type: "object", properties: {}, unevaluatedProperties: false };
    const schemas = { Loop: { oneOf: [closed, { allOf: [{ type: "integer" }, ref("Loop")] }] } };
    const [before = "", after = ""] = texts([{ oneOf: [closed, {}] }, ref("Loop")], schemas);
    expect(await replayed(await diffTexts(before, after))).toContainEqual(["breaking", true]);
  });

  it("a break beside `contains` apart from `unevaluatedItems` is not said on the word of one validator", async () => {
    const other = { type: "array", minItems: 1, allOf: [{ contains: { type: "string" } }], unevaluatedItems: false };
    const [before = "", after = ""] = texts(shrinking(other));
    expect(await replayed(await diffTexts(before, after))).toEqual([["undecided", null]]);
  });

  it("of thousands of listed values those at hand are kept, so that validators take the schema", async () => {
    const list = Array.from({ length: 30_000 }, (_, index) => `value number ${index}`);
    const [before = "", after = ""] = texts(shrinking({ type: "string", enum: list }));
    expect(await replayed(await diffTexts(before, after))).toEqual([["breaking", true]]);
    const grown = { type: "object", properties: { a: { type: "string", enum: [...list, "more"] } } };
    const sides = [grown, { ...grown, properties: { a: { type: "string", enum: list } } }] as const;
    const [longer = "", shorter = ""] = texts(sides);
    const findings = await diffTexts(longer, shorter);
    expect(await replayed(findings)).toEqual([["breaking", true]]);
    expect(JSON.stringify(findings.find(({ level }) => level === "breaking")).length).toBeLessThan(5_000);
  });
});

it("refuses a long chain of references, and says what it is, before a report is written", async () => {
  const links = Array.from({ length: 120 }, (_, index) => [`C${index}`, ref(`C${index + 1}`)] as const);
  const schemas = { ...Object.fromEntries(links), C120: { type: "string" } };
  const [text = ""] = texts([ref("C0"), ref("C0")], schemas);
  await expect(diffTexts(text, text.replace('"string"', '"integer"'))).rejects.toThrow(/more than 100 references/);
});
