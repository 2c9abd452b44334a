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
): readonly Choice[] {
  const node = store.node(open);
  if (node.kind === "and")
    return node.of
      .map(not)
      .filter((lit) => isLive(store, lit, held, mask))
      .map((lit) => ({ lits: [lit], settled: true }));
  if (node.kind !== "oneOf") return [];
  const live = node.of.filter((lit) => isLive(store, lit, held, mask));
  if (value === undefined) return isNegated(open) ? noneOrTwo(node.of, live, apart) : exactlyOne(node.of, live);
  const met = node.of.filter((lit) => accepts(store, lit, value) === true);
  const [first, second] = met;
  if (isNegated(open)) {
    if (first === undefined || second !== undefined) return noneOrTwo(node.of, live, apart);
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

const exactlyOne = (all: readonly Lit[], live: readonly Lit[]): readonly Choice[] =>
  live.map((one) => ({ lits: all.map((lit) => (lit === one ? lit : not(lit))), settled: true }));

function noneOrTwo(all: readonly Lit[], live: readonly Lit[], apart: Apart["apart"]): readonly Choice[] {
  const choices: Choice[] = [{ lits: all.map(not), settled: true }];
  for (const [index, left] of live.entries())
    for (const right of live.slice(index + 1))
      if (!apart(left, right)) choices.push({ lits: [left, right], settled: true });
  return choices;
}
