import { describe, expect, it } from "vitest";
import { isLanguage, openStrings, type StringLanguage } from "../../../src/json-schema/strings/index.ts";
import { compileWithAjv } from "../../../src/json-schema/validate/ajv.ts";
import { compileWithHyperjump } from "../../../src/json-schema/validate/hyperjump.ts";

const strings = openStrings();

function format(name: string): StringLanguage {
  const language = strings.ofFormat(name);
  if (!isLanguage(language)) throw new Error(language.unsupported);
  return language;
}

const NAMES = [
  "date",
  "time",
  "date-time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uuid",
  "uri",
  "uri-reference",
];
const POINTERS = ["json-pointer", "relative-json-pointer"];

describe("a format as a language", () => {
  it.each([...NAMES, ...POINTERS])("%s: the first words in and out of it are so for both validators", async (name) => {
    const ajv = await compileWithAjv({ format: name }, "2020-12", true);
    const hyperjump = await compileWithHyperjump({ format: name }, "2020-12", true);
    const [inside, outside] = [format(name).words(8), format(name).not().words(8)];
    expect(inside).toHaveLength(8);
    for (const word of inside) expect([word, ajv?.(word), hyperjump(word)]).toEqual([word, true, true]);
    for (const word of outside) expect([word, ajv?.(word), hyperjump(word)]).toEqual([word, false, false]);
  });

  it.each([
    ["date", "2024-02-29", true],
    ["date", "2023-02-29", false],
    ["date", "1900-02-29", false],
    ["date", "2000-02-29", true],
    ["date-time", "2020-01-01T24:00:00Z", false],
    ["duration", "P1Y2M3DT4H5M6S", true],
    ["duration", "P1Y1D", false],
    ["email", '"a b"@example.org', true],
    ["email", ".a@example.org", false],
    ["hostname", "a".repeat(64), false],
    ["hostname", `${"a.".repeat(126)}a`, true],
    ["hostname", `${"a.".repeat(127)}a`, false],
    ["ipv4", "256.0.0.1", false],
    ["ipv6", "::ffff:1.2.3.4", true],
    ["ipv6", "1::2::3", false],
    ["uri", "urn:isbn:0", true],
    ["uri", "//host/path", false],
    ["uri-reference", "//host/path", true],
    ["byte", "aGk=", true],
    ["byte", "aGk", false],
  ])("%s has %s: %s", (name, word, expected) => {
    expect(format(name).has(word)).toBe(expected);
  });

  it.each([
    ["idn-email", "email", true],
    ["email", "idn-email", false],
    ["uri-reference", "uri", true],
    ["uri", "uri-reference", false],
    ["hostname", "hostname", true],
    ["date", "date-time", false],
  ])("%s holds all of %s: %s", (whole, part, expected) => {
    expect(format(whole).contains(format(part))).toBe(expected);
  });

  it("says so where a format has no grammar", () => {
    expect(strings.ofFormat("regex")).toEqual({ unsupported: "format regex" });
    expect(strings.ofFormat("toString")).toEqual({ unsupported: "format toString" });
  });
});

describe("a language", () => {
  it("counts up to a bound", () => {
    const size = (source: string): unknown => {
      const language = strings.ofPattern(source);
      return isLanguage(language) && language.size(10);
    };
    expect([size("^[ab]{2}$"), size("^a?b?$"), size("^a*$"), size("^a^b$")]).toEqual([4, 4, 10, 0]);
    expect(strings.ofWords(["a", "b", "a"]).size(5)).toBe(2);
  });

  it("measures lengths in code points and keeps them symbolic", () => {
    const wide = strings.ofLength(0, 1_000_000_000);
    expect(wide.has("😀")).toBe(true);
    expect(strings.ofLength(2, 2).has("😀😀")).toBe(true);
    expect(wide.contains(strings.ofLength(5, 999_999_999))).toBe(true);
    expect(wide.not().shortest()).toBe("over-budget");
    expect(strings.ofLength(3, 1).isEmpty()).toBe(true);
    expect(strings.all.not().isEmpty()).toBe(true);
  });

  it("keeps the laws of sets", () => {
    const [a, b] = [strings.ofWords(["x", "y", ""]), strings.ofLength(1, 1)];
    expect(a.and(b).key).toBe(b.and(a).key);
    expect(a.not().not().key).toBe(a.key);
    expect(a.and(a.not()).isEmpty()).toBe(true);
    expect(strings.all.contains(a.or(a.not()))).toBe(true);
    expect([a.and(b).words(9), b.and(a.not()).has("z")]).toEqual([["x", "y"], true]);
  });
});
