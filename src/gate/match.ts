import type { CopyFact, InterfaceFact } from "./facts.ts";

/**
 * The interface that stands in the place of another interface or of a copy: same kind and name, else the one that had
 * this name before (`formerly`), else, on a way back, the one whose later name this is.
 */
export function findInterface(
  offers: readonly InterfaceFact[],
  wanted: InterfaceFact | CopyFact,
): InterfaceFact | null {
  const same = offers.filter((offer) => offer.kind === wanted.kind);
  const earlier = "formerly" in wanted ? wanted.formerly : null;
  return (
    same.find((offer) => offer.name === wanted.name) ??
    same.find((offer) => offer.formerly === wanted.name) ??
    same.find((offer) => earlier !== null && offer.name === earlier) ??
    null
  );
}
