import { sortedBy } from "../core/order.ts";
import type { DeprecationQuery, Facts } from "./facts.ts";
import { deprecationQueries } from "./forgiveness.ts";
import { type Obligation, obligationsOf } from "./obligations.ts";
import { keyOf, worldOf } from "./world.ts";

/** Two contents of one kind that a verdict needs compared. */
export interface NeededComparison {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Every pair of contents that the verdict on these facts rests on, each once, sorted; equal contents need none. The
 * first of a pair may be a set of retired numbers.
 * `facts.comparisons` is not looked at: the answer says what belongs there.
 */
export function neededComparisons(facts: Facts): readonly NeededComparison[] {
  const pairs = obligationsOf(worldOf(facts)).flatMap((obligation) => pairOf(obligation) ?? []);
  const unique = new Map(pairs.map((pair) => [keyOf(pair.kind, pair.before, pair.after), pair]));
  return sortedBy(unique, ([key]) => key).map(([, pair]) => pair);
}

function pairOf(obligation: Obligation): NeededComparison | null {
  if (obligation.type === "copy" && obligation.offered)
    return differing(obligation.copy.kind, obligation.copy.content, obligation.offered.content);
  if (obligation.type === "interface" && obligation.before && obligation.after)
    return differing(obligation.before.kind, obligation.before.content, obligation.after.content);
  if (obligation.type === "retired" && obligation.retired.content !== null)
    return differing(obligation.offered.kind, obligation.retired.content, obligation.offered.content);
  return null;
}

const differing = (kind: string, before: string, after: string): NeededComparison | null =>
  before === after ? null : { kind, before, after };

/**
 * Every element of which the verdict on these facts, comparisons included, must know since when it is deprecated, each
 * once, sorted. `facts.deprecations` is not looked at: the answer says what belongs there.
 */
export function neededDeprecations(facts: Facts): readonly DeprecationQuery[] {
  const world = worldOf(facts);
  const queries = obligationsOf(world).flatMap((obligation) => {
    if (obligation.type !== "interface" || !obligation.before || !obligation.after) return [];
    const { version, live, before, after } = obligation;
    const known = world.comparison(before.kind, before.content, after.content);
    return known?.state === "done" ? deprecationQueries(world, [live, version], before, known.findings) : [];
  });
  const unique = new Map(
    queries.map((query) => [keyOf(query.application, query.kind, query.name, query.element), query]),
  );
  return sortedBy(unique, ([key]) => key).map(([, query]) => query);
}
