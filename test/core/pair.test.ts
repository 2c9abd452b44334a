import fc from "fast-check";
import { expect, test } from "vitest";
import { oncePer } from "../../src/core/once.ts";
import { pair } from "../../src/core/pair.ts";

const items = fc.array(fc.record({ key: fc.constantFrom("a", "b", "c", "__proto__", 1), value: fc.nat() }));

test("every key is added, removed or kept once, by its last item, and swapping the sides swaps them", () => {
  fc.assert(
    fc.property(items, items, (before, after) => {
      const { added, removed, kept } = pair(before, after, ({ key }) => key);
      const keys = [...added, ...removed, ...kept.map(([old]) => old)].map(({ key }) => key);
      expect(keys.toSorted()).toEqual([...new Set([...before, ...after].map(({ key }) => key))].toSorted());
      for (const item of added) expect(before.some(({ key }) => key === item.key)).toBe(false);
      for (const item of removed) expect(after.some(({ key }) => key === item.key)).toBe(false);
      for (const [old, next] of kept) {
        expect(old).toBe(before.findLast(({ key }) => key === old.key));
        expect(next).toBe(after.findLast(({ key }) => key === old.key));
      }
      const back = pair(after, before, ({ key }) => key);
      expect([back.added, back.removed]).toEqual([removed, added]);
    }),
  );
});

test("what is made of an object is made once, be it nothing", () => {
  const made: object[] = [];
  const of = oncePer((key: object) => {
    made.push(key);
    return undefined;
  });
  const [one, other] = [{}, {}];
  for (const key of [one, other, one, other]) expect(of(key)).toBe(undefined);
  expect(made).toEqual([one, other]);
});
