import { type Charset, LAST } from "./charset.ts";
import type { Meter } from "./meter.ts";
import type { Term, Terms } from "./term.ts";

/**
 * What remains to be read after one character, as a function of it, constant on intervals: from `starts[i]` up to
 * the next start the rest is `to[i]`. `starts[0]` is 0. (Brzozowski's derivative, on all characters at once.)
 */
export interface Derivative {
  readonly starts: readonly number[];
  readonly to: readonly Term[];
}

/** Computes derivatives over one store of terms and remembers them. */
export type Derive = (term: Term) => Derivative;

/**
 * The derivative over a store of terms; may throw the meter's `BudgetSpent`. Recursive in the depth of the term,
 * which its makers bound.
 */
export function createDerive(terms: Terms, meter: Meter): Derive {
  const known = new Map<Term, Derivative>();
  const { none, all, empty, window, cat, loop, or, and, not } = terms;
  const constant = (term: Term): Derivative => ({ starts: [0], to: [term] });

  const derive: Derive = (term) => {
    const found = known.get(term);
    if (found) return found;
    const made = compute(term);
    const width = term.kind === "or" || term.kind === "and" ? term.terms.length : 1;
    meter.spend(1 + ((made.starts.length * width) >> 2));
    known.set(term, made);
    return made;
  };

  const afterHead = (head: Term, tail: Term): Derivative => {
    const left = mapDerivative(derive(head), (rest) => cat(rest, tail));
    return head.nullable ? join([left, derive(tail)], or, all) : left;
  };

  const compute = (term: Term): Derivative => {
    switch (term.kind) {
      case "none":
        return constant(none);
      case "window":
        return constant(term.max === 0 ? none : window(Math.max(term.min - 1, 0), term.max - 1));
      case "set":
        return ofCharset(term.set, empty, none);
      case "cat":
        return afterHead(term.head, term.tail);
      case "loop": {
        const rest = loop(term.body, Math.max(term.from - 1, 0), term.to - 1);
        return mapDerivative(derive(term.body), (left) => cat(left, rest));
      }
      case "or":
        return join(term.terms.map(derive), or, all);
      case "and":
        return join(term.terms.map(derive), and, none);
      case "not":
        return mapDerivative(derive(term.of), not);
      case "rec":
        return derive(term.unfold());
    }
  };
  return derive;
}

/** What remains after the given character. */
export const after = (derivative: Derivative, char: number): Term | undefined =>
  derivative.to[placeOf(derivative, char)];

/** The distinct rests with the characters that lead to each, in order of their first character. */
export function branches(derivative: Derivative): ReadonlyMap<Term, Charset> {
  const found = new Map<Term, number[]>();
  derivative.to.forEach((term, i) => {
    const [low, high] = [derivative.starts[i] ?? 0, (derivative.starts[i + 1] ?? LAST + 1) - 1];
    const set = found.get(term);
    if (set) set.push(low, high);
    else found.set(term, [low, high]);
  });
  return found;
}

function ofCharset(set: Charset, inside: Term, outside: Term): Derivative {
  const [starts, to]: [number[], Term[]] = [[], []];
  if (set[0] !== 0) {
    starts.push(0);
    to.push(outside);
  }
  for (let i = 0; i < set.length; i += 2) {
    starts.push(set[i] ?? 0);
    to.push(inside);
    if ((set[i + 1] ?? 0) < LAST) {
      starts.push((set[i + 1] ?? 0) + 1);
      to.push(outside);
    }
  }
  return { starts, to };
}

function mapDerivative(derivative: Derivative, change: (term: Term) => Term): Derivative {
  const builder = createBuilder();
  const changed = new Map<Term, Term>();
  derivative.to.forEach((term, i) => {
    const next = changed.get(term) ?? change(term);
    changed.set(term, next);
    builder.add(derivative.starts[i] ?? 0, next);
  });
  return builder.done();
}

/**
 * Applies an operator point by point. `absorbing` is the operand that alone fixes the result: where one derivative
 * has it, the intervals of the others are not looked at.
 */
function join(
  derivatives: readonly Derivative[],
  operator: (terms: readonly Term[]) => Term,
  absorbing: Term,
): Derivative {
  const [only] = derivatives;
  if (derivatives.length === 1 && only) return only;
  const builder = createBuilder();
  const made = new Map<string, Term>();
  const places = derivatives.map(() => 0);
  const endOf = (each: Derivative, i: number): number => each.starts[(places[i] ?? 0) + 1] ?? LAST + 1;
  for (let start = 0; start <= LAST; ) {
    const parts = derivatives.map((each, i) => each.to[places[i] ?? 0] ?? absorbing);
    let next: number;
    if (parts.includes(absorbing)) {
      builder.add(start, absorbing);
      next = Math.max(...derivatives.map((each, i) => (parts[i] === absorbing ? endOf(each, i) : 0)));
    } else {
      const key = parts.map((term) => term.id).join();
      const term = made.get(key) ?? operator(parts);
      made.set(key, term);
      builder.add(start, term);
      next = Math.min(...derivatives.map(endOf));
    }
    derivatives.forEach((each, i) => {
      if (endOf(each, i) <= next) places[i] = placeOf(each, next);
    });
    start = next;
  }
  return builder.done();
}

/** The index of the interval that holds a character. */
function placeOf({ starts }: Derivative, char: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= char) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Collects intervals, joining neighbours that lead to the same rest. */
function createBuilder(): { add(start: number, term: Term): void; done(): Derivative } {
  const [starts, to]: [number[], Term[]] = [[], []];
  return {
    add(start, term) {
      if (to.at(-1) === term) return;
      starts.push(start);
      to.push(term);
    },
    done: () => ({ starts, to }),
  };
}
