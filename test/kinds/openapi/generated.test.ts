import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { decodePairs, encodePairs, isWritable } from "../../../src/kinds/openapi/proof/codec.ts";
import { shapeOf } from "../../../src/kinds/openapi/proof/shape.ts";
import { document, loadBoth, one } from "./fixture.ts";
import { edited, edits, flatSchemas, mixed, randomFrom, type Schema, schemas, valueFor } from "./generated.ts";

/** Pairs of documents for each law; a nightly run asks for more: TALLY_API_PAIRS=20000. The seed is printed on failure. */
const PAIRS = Number(process.env.TALLY_API_PAIRS ?? 250);

/** Messages tried for each pair. */
const MESSAGES = 40;

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const valid = (schema: unknown): ((value: unknown) => boolean) => {
  const check = ajv.compile(schema as object);
  return (value) => check(value) === true;
};

/** The levels of what is found backward, read strictly: no tolerance forgives anything. */
async function judged(before: string, after: string): Promise<ReadonlySet<string>> {
  const pair = await loadBoth(one(before), one(after));
  const findings = await openapi.compare(pair.before, pair.after, { tolerances: [] });
  return new Set(findings.filter(({ direction }) => direction === "backward").map(({ level }) => level));
}

/** What is compatible strictly; a risk that no validator sees (a name no longer described, a default) may stand beside it. */
const isCompatible = (levels: ReadonlySet<string>): boolean => !levels.has("breaking") && !levels.has("undecided");

interface Count {
  compatible: number;
  broken: number;
  open: number;
  messages: number;
}

const newCount = (): Count => ({ compatible: 0, broken: 0, open: 0, messages: 0 });

function note(count: Count, levels: ReadonlySet<string>): void {
  if (isCompatible(levels)) count.compatible += 1;
  else if (levels.has("breaking")) count.broken += 1;
  else count.open += 1;
}

/** Pairs of schemas, one made of the other by some edits; and a seed for messages. */
const pairs = (base: fc.Arbitrary<Schema>) =>
  fc.tuple(base, fc.array(edits, { minLength: 1, maxLength: 3 }), fc.nat(0x7fffffff)).map(([old, changes, seed]) => ({
    old,
    next: edited(old, changes),
    seed,
  }));

describe("generated pairs of documents", () => {
  it.each(["request", "response"] as const)(
    "what is written under one %s schema is taken by the other where nothing breaks",
    async (place) => {
      const count = newCount();
      const law = fc.asyncProperty(pairs(schemas), async ({ old, next, seed }) => {
        const levels = await judged(document({ [place]: old }), document({ [place]: next }));
        note(count, levels);
        if (!isCompatible(levels)) return;
        const [writer, reader] = place === "request" ? [old, next] : [next, old];
        const [mayWrite, takes, random] = [valid(writer), valid(reader), randomFrom(seed)];
        for (let index = 0; index < MESSAGES; index += 1) {
          const value = valueFor(writer, random);
          if (!mayWrite(value)) continue;
          count.messages += 1;
          expect(takes(value), JSON.stringify({ writer, reader, value })).toBe(true);
        }
      });
      await fc.assert(law, { numRuns: PAIRS });
      expect(count.compatible * 10).toBeGreaterThan(PAIRS);
      expect(count.broken * 10).toBeGreaterThan(PAIRS);
      expect(count.messages).toBeGreaterThan(PAIRS * 2);
      expect(count.open * 20).toBeLessThan(PAIRS);
    },
    240_000,
  );

  it("what a query carries under the old schema is taken by the new one where nothing breaks", async () => {
    const count = newCount();
    const serialization = { style: "form", explode: true, allowReserved: false, allowEmptyValue: false, media: null };
    const parameter = { name: "q", in: "query" as const, serialization };
    const text = (schema: Schema) =>
      JSON.stringify({
        openapi: "3.1.0",
        info: { title: "t", version: "1" },
        paths: { "/a": { get: { parameters: [{ name: "q", in: "query", schema }], responses: {} } } },
      });
    const law = fc.asyncProperty(pairs(flatSchemas), async ({ old, next, seed }) => {
      const levels = await judged(text(old), text(next));
      note(count, levels);
      if (!isCompatible(levels)) return;
      const [mayWrite, takes, random] = [valid(old), valid(next), randomFrom(seed)];
      for (let index = 0; index < MESSAGES; index += 1) {
        const value = valueFor(old, random);
        if (!mayWrite(value) || !isWritable(value, parameter)) continue;
        count.messages += 1;
        const readings = decodePairs(encodePairs(value, parameter), parameter, shapeOf(next));
        expect(mixed(readings).some(takes), JSON.stringify({ old, next, value, readings })).toBe(true);
      }
    });
    await fc.assert(law, { numRuns: PAIRS });
    expect(count.compatible * 10).toBeGreaterThan(PAIRS);
    expect(count.broken * 10).toBeGreaterThan(PAIRS);
    expect(count.messages).toBeGreaterThan(PAIRS);
  }, 240_000);
});
