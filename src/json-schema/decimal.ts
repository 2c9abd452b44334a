/**
 * An exact rational number in lowest terms; `den` is positive. JSON numbers are read as the decimal they spell
 * (0.1 is one tenth, not the nearest double), so that multiples are decided without rounding.
 */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

/** Exponents beyond this are refused: such a number would take unbounded memory to write out. */
const MAX_EXPONENT = 4000;

const NUMBER_TEXT = /^(-?)(\d{1,5000})(?:\.(\d{1,5000}))?(?:[eE]([+-]?\d{1,6}))?$/;

/** Zero. */
export const ZERO: Rational = { num: 0n, den: 1n };

/** One. */
export const ONE: Rational = { num: 1n, den: 1n };

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function gcdBig(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The quotient of two integers in lowest terms. `den` must not be zero: a zero gives a RangeError. */
export function fraction(num: bigint, den: bigint): Rational {
  if (den === 1n) return { num, den };
  if (den === 0n) throw new RangeError("a rational with denominator zero");
  const common = gcdBig(num, den) * (den < 0n ? -1n : 1n);
  return { num: num / common, den: den / common };
}

/** An integer as a rational. */
export const integer = (value: bigint | number): Rational => ({ num: BigInt(value), den: 1n });

/** The rational that a JSON number text spells (RFC 8259, 6), or null when it is not one or its exponent is past 4000. */
export function rationalOfText(text: string): Rational | null {
  const match = NUMBER_TEXT.exec(text);
  if (!match) return null;
  const [, sign, whole = "0", digits = "", power = "0"] = match;
  const exponent = Number(power) - digits.length;
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const unsigned = BigInt(whole + digits);
  const num = sign === "-" ? -unsigned : unsigned;
  return exponent >= 0 ? { num: num * 10n ** BigInt(exponent), den: 1n } : fraction(num, 10n ** BigInt(-exponent));
}

/** The rational that a double spells when written as JSON; null for NaN and the infinities. */
export function rationalOf(value: number): Rational | null {
  if (Number.isSafeInteger(value)) return { num: BigInt(value), den: 1n };
  return rationalOfText(String(value));
}

/** The double that is written and read back as exactly this rational, or null when there is none. */
export function toNumber(value: Rational): number | null {
  const text = toText(value);
  if (text === null) return null;
  const double = Number(text);
  const back = Number.isFinite(double) ? rationalOf(double) : null;
  return back !== null && equal(back, value) ? double : null;
}

/** The plain decimal text, without exponent, of a rational; null when its expansion does not end. */
export function toText(value: Rational): string | null {
  let [rest, places] = [value.den, 0];
  const factors = { two: 0, five: 0 };
  for (; rest % 2n === 0n; rest /= 2n) factors.two += 1;
  for (; rest % 5n === 0n; rest /= 5n) factors.five += 1;
  if (rest !== 1n) return null;
  places = Math.max(factors.two, factors.five);
  const scaled = (abs(value.num) * 10n ** BigInt(places)) / value.den;
  const digits = scaled.toString().padStart(places + 1, "0");
  const cut = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return value.num < 0n ? `-${text}` : text;
}

/** True when both are the same number. */
export const equal = (a: Rational, b: Rational): boolean => a.num === b.num && a.den === b.den;

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const [left, right] = [a.num * b.den, b.num * a.den];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** a + b. */
export const add = (a: Rational, b: Rational): Rational => fraction(a.num * b.den + b.num * a.den, a.den * b.den);

/** a - b. */
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));

/** -a. */
export const negate = (a: Rational): Rational => ({ num: -a.num, den: a.den });

/** a * b. */
export const multiply = (a: Rational, b: Rational): Rational => fraction(a.num * b.num, a.den * b.den);

/** a / b; `b` must not be zero. */
export const divide = (a: Rational, b: Rational): Rational => fraction(a.num * b.den, a.den * b.num);

/** True when `a` is a whole multiple of `step`, which is positive. */
export const isMultiple = (a: Rational, step: Rational): boolean => (a.num * step.den) % (a.den * step.num) === 0n;

/** The least positive number that both positive steps divide. */
export const lcm = (a: Rational, b: Rational): Rational =>
  fraction((a.num * b.num) / gcdBig(a.num, b.num), gcdBig(a.den, b.den));

/** The greatest number that divides both positive steps a whole number of times. */
export const gcd = (a: Rational, b: Rational): Rational =>
  fraction(gcdBig(a.num * b.den, b.num * a.den), a.den * b.den);

/** The greatest multiple of the positive `step` that is not above `a`. */
export function floorTo(a: Rational, step: Rational): Rational {
  const [top, bottom] = [a.num * step.den, a.den * step.num];
  const quotient = top / bottom;
  const whole = top < 0n && quotient * bottom !== top ? quotient - 1n : quotient;
  return multiply(integer(whole), step);
}

/** The least multiple of the positive `step` that is not below `a`. */
export const ceilTo = (a: Rational, step: Rational): Rational => negate(floorTo(negate(a), step));
