import type { JsonValue } from "../../core/json.ts";
import {
  add,
  ceilTo,
  compare,
  divide,
  floorTo,
  fraction,
  integer,
  isMultiple,
  lcm,
  multiply,
  negate,
  ONE,
  type Rational,
  rationalOf,
  subtract,
  toNumber,
  ZERO,
} from "../decimal.ts";
import { isNegated, KIND, type Lit, type Mask } from "../model/node.ts";
import { EMPTY, found, type Outcome, type Solver, unknown } from "./outcome.ts";

/** Numbers that some atoms leave: an interval, a lattice of multiples, and what is cut out of it. */
interface Domain {
  low: { readonly at: Rational; readonly strict: boolean } | null;
  high: { readonly at: Rational; readonly strict: boolean } | null;
  /** Every number is a multiple of this; null: any. */
  step: Rational | null;
  /** No number is a multiple of any of these. */
  readonly holes: Rational[];
  readonly points: Set<string>;
}

/** Multiples tried before giving up. */
const MAX_TRIES = 20_000;

/** The smallest number that meets all atoms about numbers; `mask` says whether integers, fractions or both may stand. */
export function solveNumber(atoms: readonly Lit[], mask: Mask, solver: Solver): Outcome {
  const domain = domainOf(atoms, mask, solver);
  const { low, high, step } = domain;
  if (low && high) {
    const order = compare(low.at, high.at);
    if (order > 0 || (order === 0 && (low.strict || high.strict))) return EMPTY;
  }
  // A multiple of the step is a multiple of the hole whenever the step itself is: nothing is left.
  if (step && domain.holes.some((hole) => isMultiple(step, hole))) return EMPTY;
  return step ? onLattice(domain, step, solver) : onLine(domain, solver);
}

function domainOf(atoms: readonly Lit[], mask: Mask, solver: Solver): Domain {
  const domain: Domain = { low: null, high: null, step: null, holes: [], points: new Set() };
  const atLeast = (at: Rational, strict: boolean): void => {
    const order = domain.low ? compare(at, domain.low.at) : 1;
    if (order > 0 || (order === 0 && strict)) domain.low = { at, strict };
  };
  const atMost = (at: Rational, strict: boolean): void => {
    const order = domain.high ? compare(at, domain.high.at) : -1;
    if (order < 0 || (order === 0 && strict)) domain.high = { at, strict };
  };
  const multiple = (of: Rational, negated: boolean): void => {
    if (negated) domain.holes.push(of);
    else domain.step = domain.step ? lcm(domain.step, of) : of;
  };
  if ((mask & KIND.fraction) === 0) multiple(ONE, false);
  if ((mask & KIND.integer) === 0) multiple(ONE, true);
  for (const lit of atoms) {
    const node = solver.store.node(lit);
    const negated = isNegated(lit);
    if (node.kind === "multiple") multiple(node.of, negated);
    else if (node.kind === "values" && negated) for (const value of node.values.values()) exclude(domain, value);
    else if (node.kind === "lower") negated ? atMost(node.at, !node.strict) : atLeast(node.at, node.strict);
    else if (node.kind === "upper") negated ? atLeast(node.at, !node.strict) : atMost(node.at, node.strict);
  }
  return domain;
}

const textOf = (value: Rational): string => `${value.num}/${value.den}`;

function exclude(domain: Domain, value: JsonValue): void {
  const exact = typeof value === "number" ? rationalOf(value) : null;
  if (exact) domain.points.add(textOf(exact));
}

const isFree = (domain: Domain, value: Rational): boolean =>
  !domain.points.has(textOf(value)) && !domain.holes.some((hole) => isMultiple(value, hole));

function isInside(domain: Domain, value: Rational): boolean {
  const below = domain.low ? compare(value, domain.low.at) : 1;
  const above = domain.high ? compare(value, domain.high.at) : -1;
  return below >= (domain.low?.strict ? 1 : 0) && above <= (domain.high?.strict ? -1 : 0);
}

const floorOf = (value: Rational): bigint =>
  value.num >= 0n || value.num % value.den === 0n ? value.num / value.den : value.num / value.den - 1n;

/** The multiples of a step within the interval, smallest magnitude first. */
function onLattice(domain: Domain, step: Rational, solver: Solver): Outcome {
  const first = domain.low ? ceiling(divide(domain.low.at, step), domain.low.strict) : null;
  const last = domain.high ? -ceiling(negate(divide(domain.high.at, step)), domain.high.strict) : null;
  if (first !== null && last !== null && first > last) return EMPTY;
  let exact = true;
  let tries = 0;
  for (const factor of factors(first, last)) {
    tries += 1;
    if (tries > MAX_TRIES) return unknown("budget", "too many multiples are ruled out");
    if (tries % 64 === 0) solver.tick();
    const value = multiply(integer(factor), step);
    if (!isFree(domain, value)) continue;
    const number = toNumber(value);
    if (number !== null) return found(number);
    exact = false;
    if (tries > 1000) break;
  }
  if (exact) return EMPTY;
  return roundMultiple(domain, step) ?? unknown("number-precision", "only numbers beyond double precision are left");
}

/** A multiple with many zeros at its end: far from zero, only such ones are doubles. */
function roundMultiple(domain: Domain, step: Rational): Outcome | null {
  const anchors = [domain.low?.at, domain.high?.at].filter((at) => at !== undefined);
  let unit = step;
  for (let power = 0; power <= 320; power += 1) {
    unit = multiply(unit, integer(10));
    for (const anchor of anchors)
      for (const value of around(anchor, unit)) {
        const number = isInside(domain, value) && isFree(domain, value) ? toNumber(value) : null;
        if (number !== null) return found(number);
      }
  }
  return null;
}

/** Multiples of a unit next to a number, and one further on each side. */
function around(anchor: Rational, unit: Rational): readonly Rational[] {
  const [below, above] = [floorTo(anchor, unit), ceilTo(anchor, unit)];
  return [below, above, subtract(below, unit), add(above, unit)];
}

const ceiling = (value: Rational, strict: boolean): bigint => {
  const floor = floorOf(value);
  const whole = value.den === 1n;
  return whole && !strict ? floor : floor + 1n;
};

/** Integers of an interval from zero outwards (or from the bound nearest to zero). */
function* factors(first: bigint | null, last: bigint | null): Generator<bigint> {
  const start = first !== null && first > 0n ? first : last !== null && last < 0n ? last : 0n;
  yield start;
  for (let away = 1n; ; away += 1n) {
    const up = start + away;
    const down = start - away;
    const upIn = last === null || up <= last;
    const downIn = first === null || down >= first;
    if (upIn) yield up;
    if (downIn) yield down;
    if (!upIn && !downIn) return;
  }
}

/** Any number of the interval: infinitely many unless it is one point, and holes and points take away countably few. */
function onLine(domain: Domain, solver: Solver): Outcome {
  const { low, high } = domain;
  if (low && high && compare(low.at, high.at) === 0) {
    if (!isFree(domain, low.at)) return EMPTY;
    const number = toNumber(low.at);
    return number === null
      ? unknown("number-precision", "the only number left is beyond double precision")
      : found(number);
  }
  for (const value of candidates(domain)) {
    solver.tick();
    if (!isInside(domain, value) || !isFree(domain, value)) continue;
    const number = toNumber(value);
    if (number !== null) return found(number);
  }
  return unknown("number-precision", "no number of double precision was found in the interval");
}

function* candidates(domain: Domain): Generator<Rational> {
  const tenth = fraction(1n, 10n);
  const near = [ZERO, ONE, negate(ONE), fraction(1n, 2n), fraction(-1n, 2n), tenth, fraction(3n, 10n)];
  yield* near;
  for (const hole of domain.holes) yield multiply(hole, fraction(1n, 2n));
  const anchors = [domain.low?.at, domain.high?.at].filter((at) => at !== undefined);
  for (const anchor of anchors) {
    yield anchor;
    const whole = integer(floorOf(anchor));
    for (const offset of [...near, integer(2)]) {
      yield add(whole, offset);
      yield add(anchor, offset);
      yield subtract(anchor, offset);
    }
  }
  const width = domain.low && domain.high ? subtract(domain.high.at, domain.low.at) : ONE;
  const start = domain.low?.at ?? (domain.high ? subtract(domain.high.at, width) : ZERO);
  for (const parts of [2n, 4n, 5n, 8n, 10n, 16n, 64n, 100n, 1024n, 100_000n])
    for (let index = 1n; index < parts && index < 130n; index += 1n)
      yield add(start, multiply(width, fraction(index, parts)));
  for (let count = 1n; count <= 300n; count += 1n) {
    yield add(domain.low?.at ?? ZERO, integer(count));
    yield subtract(domain.high?.at ?? ZERO, integer(count));
    yield add(domain.low?.at ?? ZERO, fraction(2n * count + 1n, 2n));
  }
}
