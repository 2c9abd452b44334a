import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFacts } from "../../src/commands/read-facts.ts";
import { TallyError } from "../../src/core/errors.ts";
import { canIDeploy } from "../../src/gate/index.ts";
import { findVerdictFormat } from "../../src/report/verdict-formats.ts";
import { estate, finding } from "../gate/estate.ts";

const FACTS = estate({
  ask: ["orders@2"],
  live: ["orders@1", "web@7"],
  blank: ["web@7"],
  interfaces: [
    { of: "orders@1", content: "old" },
    { of: "orders@2", content: "new" },
  ],
  copies: [{ of: "web@7 -> orders", content: "old", operations: ["GET /orders"] }],
  pacts: [{ of: "web@7 -> orders", by: ["1"], refusedBy: ["2"] }],
  comparisons: [{ before: "old", after: "new", findings: [finding({ fingerprint: "0123456789abcdef" })] }],
  acceptances: [{ application: "orders", fingerprint: "0123456789abcdef" }],
  floor: { directions: ["forward"] },
  ignore: ["nobody"],
});
const read = (value: unknown) => readFacts(Buffer.from(JSON.stringify(value) ?? ""), "facts.json");

/** Every place inside a JSON value. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))];
}

/** The value with something else at one place, or nothing at all there. */
function changed(value: unknown, path: readonly string[], into: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null) return into;
  if (Array.isArray(value)) {
    const inner = value.map((item, at) => (String(at) === key ? changed(item, rest, into) : item));
    return inner.filter((item) => item !== undefined);
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const next = name === key ? changed(item, rest, into) : item;
      return next === undefined ? [] : [[name, next]];
    }),
  );
}

describe("facts from a file", () => {
  it("are what was written", () => {
    expect(read(FACTS)).toEqual(FACTS);
    expect(canIDeploy(read(FACTS))).toEqual(canIDeploy(FACTS));
  });
  it("are decided or refused, whatever is changed in them", () => {
    const places = placesOf(FACTS);
    const other = fc.oneof(
      fc.constant(undefined),
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("orders", "1", "__proto__", -1),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), other, (path, into) => {
        try {
          const verdict = canIDeploy(read(changed(FACTS, path, into)));
          expect(["yes", "no", "unknown"]).toContain(verdict.verdict);
          expect(findVerdictFormat("text").render({ verdict, colour: false })).toContain(verdict.verdict.toUpperCase());
        } catch (error) {
          if (!(error instanceof TallyError)) throw error;
          refused += 1;
        }
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
