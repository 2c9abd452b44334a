import fc from "fast-check";
import { expect, test } from "vitest";
import { type Range, uncovered } from "../../../src/kinds/proto/ranges.ts";

const ranges = fc.array(
  fc.tuple(fc.nat(30), fc.nat(6)).map(([start, more]): Range => ({ start, end: start + more })),
  { maxLength: 6 },
);
const numbers = (list: readonly Range[]): readonly number[] =>
  Array.from({ length: 40 }, (_, number) => number).filter((number) =>
    list.some(({ start, end }) => start <= number && number <= end),
  );

test("what is no longer covered: the numbers of the old ranges that are in no new one, in whole ranges", () => {
  fc.assert(
    fc.property(ranges, ranges, (old, next) => {
      const kept = new Set(numbers(next));
      const left = uncovered(old, next);
      expect(numbers(left)).toEqual(numbers(old).filter((number) => !kept.has(number)));
      for (const [index, { start }] of left.entries()) expect(start).toBeGreaterThan(left[index - 1]?.end ?? -1);
    }),
    { numRuns: 2_000 },
  );
});
