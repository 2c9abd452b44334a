import type { JsonValue } from "../../core/json.ts";
import { isNegated, type Lit, type Mask, not } from "../model/node.ts";
import type { Store } from "../model/store.ts";
import { accepts } from "./accepts.ts";
import type { Apart } from "./tags.ts";

/** One way to settle an open disjunction: what to assume, and whether the disjunction then holds for sure. */
export interface Choice {
  readonly lits: readonly Lit[];
  readonly settled: boolean;
}

/** Could the literal still hold, as far as one look tells? */
export const isLive = (store: Store, lit: Lit, held: ReadonlySet<Lit>, mask: Mask): boolean =>
  !held.has(not(lit)) && (store.may(lit) & mask) !== 0;

/**
 * The ways to settle an open literal that a value at hand violates (undefined: no value is at hand). Together they
 * cover every value that meets the literal.
 */
export function choicesOf(
  store: Store,
  open: Lit,
  held: ReadonlySet<Lit>,
  mask: Mask,
  value: JsonValue | undefined,
  { apart }: Apart,
): Iterable<Choice> {
  const node = store.node(open);
  if (node.kind === "and")
    return node.of
      .map(not)
      .filter((lit) => isLive(store, lit, held, mask))
      .map((lit) => ({ lits: [lit], settled: true }));
  if (node.kind !== "oneOf") return [];
  const live = node.of.filter((lit) => isLive(store, lit, held, mask));
  if (value === undefined) return isNegated(open) ? noneOrTwo(store, node.of, live, apart) : exactlyOne(node.of, live);
  const met = node.of.filter((lit) => accepts(store, lit, value) === true);
  const [first, second] = met;
  if (isNegated(open)) {
    if (first === undefined || second !== undefined) return noneOrTwo(store, node.of, live, apart);
    const pairs = live
      .filter((lit) => lit !== first && !apart(first, lit))
      .map((lit) => ({ lits: [first, lit], settled: true }));
    return [{ lits: [not(first)], settled: false }, ...pairs];
  }
  if (first === undefined) return live.map((lit) => ({ lits: [lit], settled: false }));
  if (second === undefined) return exactlyOne(node.of, live);
  return [
    { lits: [not(second)], settled: false },
    { lits: [not(first)], settled: false },
  ];
}

/** One after the other: of thousands of branches, each choice is as long as all of them. */
function* exactlyOne(all: readonly Lit[], live: readonly Lit[]): Generator<Choice> {
  for (const one of live) yield { lits: all.map((lit) => (lit === one ? lit : not(lit))), settled: true };
}

function* noneOrTwo(store: Store, all: readonly Lit[], live: readonly Lit[], apart: Apart["apart"]): Generator<Choice> {
  yield { lits: all.map(not), settled: true };
  for (const [index, left] of live.entries())
    for (let other = index + 1; other < live.length; other += 1) {
      store.visits += 1;
      const right = live[other] ?? left;
      if (!apart(left, right)) yield { lits: [left, right], settled: true };
    }
}
