import { describe, expect, it } from "vitest";
import {
  ANY,
  type Charset,
  complement,
  DIGITS,
  LAST,
  SPACES,
  union,
  WORD,
} from "../../../src/json-schema/strings/charset.ts";

/** The code points that a native class matches, as ranges. */
function native(source: string): Charset {
  const matcher = new RegExp(`^${source}$`, "u");
  const found: number[] = [];
  for (let char = 0; char <= LAST; char += 1) {
    if (!matcher.test(String.fromCodePoint(char))) continue;
    if (found.at(-1) === char - 1) found[found.length - 1] = char;
    else found.push(char, char);
  }
  return found;
}

describe("a named set of characters", () => {
  it.each([
    [".", ANY],
    ["\\d", DIGITS],
    ["\\s", SPACES],
    ["\\w", WORD],
    ["[^\\s\\w]", complement(union(SPACES, WORD))],
  ] as const)("%s is what the native matcher takes it for", (source, set) => {
    expect(set).toEqual(native(source));
  });
});

describe("a union", () => {
  it("takes ranges in any order", () => {
    expect(union([9, 9, 3, 5, 4, 8], [1, 1])).toEqual([1, 1, 3, 9]);
  });
});
