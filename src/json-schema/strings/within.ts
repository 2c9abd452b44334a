import { type Charset, intersect } from "./charset.ts";
import type { Term } from "./term.ts";

/** Comparisons that one question may take. */
const FUEL = 60;

/**
 * Is every text of `x` plainly a text of `y`? True is a proof from the shape of the two terms; false says nothing.
 */
export function isPlainlyWithin(x: Term, y: Term): boolean {
  let fuel = FUEL;
  const within = (a: Term, b: Term): boolean => {
    if (a === b || a.kind === "none") return true;
    if (b.kind === "window") return a.min >= b.min && a.max <= b.max;
    fuel -= 1;
    if (fuel < 0 || a.min < b.min || a.max > b.max || (a.nullable && !b.nullable)) return false;
    if (a.kind === "or") return a.terms.every((part) => within(part, b));
    if (b.kind === "and") return b.terms.every((part) => within(a, part));
    if (a.kind === "and" && a.terms.some((part) => within(part, b))) return true;
    if (b.kind === "or") return b.terms.some((part) => within(a, part));
    if (a.kind === "not") return b.kind === "not" && within(b.of, a.of);
    if (a.kind === "set" && b.kind === "set") return isSubset(a.set, b.set);
    if (b.kind === "loop") return withinLoop(a, b);
    return a.kind === "cat" && b.kind === "cat" && within(a.head, b.head) && within(a.tail, b.tail);
  };
  const withinLoop = (a: Term, b: Term & { readonly kind: "loop" }): boolean => {
    if (a.kind === "loop" && a.from >= b.from && a.to <= b.to && within(a.body, b.body)) return true;
    if (b.from <= 1 && b.to >= 1 && within(a, b.body)) return true;
    // An open loop holds the joined texts of what it holds.
    return (
      a.kind === "cat" && b.from <= 1 && b.to === Number.POSITIVE_INFINITY && within(a.head, b) && within(a.tail, b)
    );
  };
  return within(x, y);
}

function isSubset(a: Charset, b: Charset): boolean {
  const common = intersect(a, b);
  return common.length === a.length && common.every((bound, i) => bound === a[i]);
}
