import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  ceilTo,
  compare,
  equal,
  floorTo,
  fraction,
  gcd,
  integer,
  isMultiple,
  lcm,
  type Rational,
  rationalOf,
  rationalOfText,
  subtract,
  toNumber,
  toText,
} from "../../src/json-schema/decimal.ts";

const of = (text: string): Rational => rationalOfText(text)!;
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const step = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom(1, 2, 5, 10, 100, 3))
  .map(([n, d]) => fraction(BigInt(n), BigInt(d)));
const value = fc.tuple(fc.integer(), fc.constantFrom(1, 7, 10, 1000)).map(([n, d]) => fraction(BigInt(n), BigInt(d)));

describe("exact decimals", () => {
  it("reads what a number spells, not the nearest double", () => {
    expect(of("0.1")).toEqual({ num: 1n, den: 10n });
    expect(rationalOf(0.1)).toEqual({ num: 1n, den: 10n });
    expect(of("-1.50e2")).toEqual(integer(-150));
    expect(of("12345678901234567890")).toEqual(integer(12345678901234567890n));
    expect(isMultiple(of("1.13"), of("0.01"))).toBe(true);
    expect(isMultiple(of("0.3"), of("0.1"))).toBe(true);
    expect(isMultiple(of("0.35"), of("0.1"))).toBe(false);
  });

  it("refuses what is no JSON number or would not fit in memory", () => {
    for (const text of ["", "1.", "Infinity", "0x1", "1e99999", "1e9999999", " 1"])
      expect(rationalOfText(text)).toBeNull();
    expect(rationalOf(Number.NaN)).toBeNull();
  });

  it("gives a double only when it survives writing and reading", () => {
    expect(toNumber(of("0.1"))).toBe(0.1);
    expect(toNumber(of("12345678901234567890.5"))).toBeNull();
    expect(toNumber(fraction(1n, 3n))).toBeNull();
    expect(toText(fraction(-1n, 8n))).toBe("-0.125");
    expect(toNumber(of("1e400"))).toBeNull();
  });

  it("keeps every double through a round trip", () => {
    fc.assert(fc.property(finite, (double) => toNumber(rationalOf(double)!) === (double === 0 ? 0 : double)));
  });

  it("keeps the laws of multiples", () => {
    fc.assert(
      fc.property(value, step, step, (a, s, t) => {
        const [low, high] = [floorTo(a, s), ceilTo(a, s)];
        return (
          isMultiple(low, s) &&
          isMultiple(high, s) &&
          compare(low, a) <= 0 &&
          compare(high, a) >= 0 &&
          compare(subtract(a, low), s) < 0 &&
          isMultiple(lcm(s, t), s) &&
          isMultiple(lcm(s, t), t) &&
          isMultiple(s, gcd(s, t)) &&
          isMultiple(t, gcd(s, t)) &&
          equal(add(low, subtract(a, low)), a)
        );
      }),
    );
  });
});
