import type { JsonValue } from "../../../src/core/json.ts";

/** Numbers at the edges of what the generator speaks of. */
export const NUMBERS: readonly number[] = [
  ...[0, -0, 1, -1, 2, 3, 4, 5, 6, 7, 10, 12, -2, -3, 0.5, 1.5, 2.5, -0.5, -1.5, 0.1, 0.2, 0.3, 0.01, 1.13, 0.07],
  ...[1e-7, 3e-7, 1e20, 1e21, 3e20, -1e20, 1e308, -1e308, 5e-324, 1e-300, 2 ** 31, 2 ** 31 - 1, -(2 ** 31)],
  ...[2 ** 53, 2 ** 53 - 1, 0.30000000000000004, 19.99, 4.35, 100, 99.9],
];

/** Texts that patterns, lengths and formats tell apart. */
export const TEXTS: readonly string[] = [
  ...["", "a", "b", "c", "ab", "ba", "aa", "aab", "abc", "abab", "A", "Z", "0", "1", "12", "a1", "1a", "_", "-", "."],
  ...[" ", "\n", "a\n", "\na", "a\nb", "\r", "\u2028", "\u00a0", "\ufeff", "\t", "\0", "é", "İ", "ß", "中", "٣"],
  ...["\u{1F600}", "\u{1F600}a", "\u{1F600}\u{1F600}", "\ud83d", "\ude00", "a\ud83d", "K", "ſ", "aaaa", "aaaaa"],
  ...["foo", "foobar", "bar", "x-a", "x-", "id", "toString", "__proto__", "2020-02-29", "a.b", "a-b", "AB", "aB"],
];

const SCALARS: readonly JsonValue[] = [null, true, false, 0, 1, 2, 1.5, -1, "", "a", "b", "ab"];

function* tuples(values: readonly JsonValue[], length: number): Generator<readonly JsonValue[]> {
  if (length === 0) yield [];
  else for (const rest of tuples(values, length - 1)) for (const value of values) yield [value, ...rest];
}

const ITEMS: readonly JsonValue[] = [0, 1, "a", true, null];

/** Small arrays over few items, with twins, near-twins and nested ones. */
export const ARRAYS: readonly JsonValue[] = [
  ...[0, 1, 2].flatMap((length) => [...tuples(ITEMS, length)]),
  ...tuples([0, "a", true], 3),
  ...[
    [1, true],
    [0, false],
    [[1], [true]],
    [{ a: 1 }, { a: 1 }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [1, 1.5],
    [[]],
  ],
  ...[[{}], [[], []], [0, 1, 2, 3], ["a", "b", "a", "b", "a"], [1, 2, 3, 4, 5], [1.5], ["b"], ["ab", 1], [-1, 0.5]],
];

const NAMES = ["a", "b", "ab", "foo"] as const;

/** Small objects over few names and values. */
export const OBJECTS: readonly JsonValue[] = (() => {
  const found: JsonValue[] = [{}];
  const maybe: readonly (JsonValue | undefined)[] = [undefined, 0, 1, "a", null];
  for (const a of maybe)
    for (const b of maybe)
      for (const ab of [undefined, 1, "a"])
        for (const foo of [undefined, 1, "a"])
          found.push(
            Object.fromEntries(
              Object.entries({ a, b, ab, foo }).filter(([, value]) => value !== undefined),
            ) as JsonValue,
          );
  for (const name of ["", "zz", "bar", "x-a", "ba", "c", "toString", "1", "\n"])
    for (const value of [1, "a", {}] as const) found.push({ [name]: value }, { a: 1, [name]: value });
  for (const name of NAMES)
    found.push({ [name]: {} }, { [name]: [] }, { [name]: { a: 1 } }, { [name]: { a: { a: 1 } } });
  found.push({ a: { a: { a: {} } } }, { a: { b: 1 } }, { b: { a: "a" } }, { a: 1.5 }, { a: 2, b: -1 }, { a: true });
  found.push({ a: [1], b: ["a"] }, { c: 1, d: 1, e: 1 }, { aa: 1, bb: 1 });
  return found;
})();

/** Every document that pairs are judged by. */
export const UNIVERSE: readonly JsonValue[] = [...SCALARS, ...NUMBERS, ...TEXTS, ...ARRAYS, ...OBJECTS];
