import { SIDES, type Side } from "../../../core/place.ts";
import { child, elements, type Node } from "../node.ts";
import { type Comparison, followIn, hopIn } from "./comparison.ts";
import type { Step } from "./schema-focus.ts";
import type { SchemaPair } from "./schema-pair.ts";

/** Two schemas that describe the same value on both sides. */
export interface Twin {
  readonly before: Node;
  readonly after: Node;
}

/** Says one difference in meaning, for one spot of a message. */
export type Aspect = (schemas: SchemaPair, way: Way) => void;

/** How a schema is reached from the whole value: as people name it, and as steps where each is known. */
export interface Way {
  readonly label: string;
  readonly steps: readonly Step[] | null;
}

/** The label of something inside something labelled: `owner.login`, `tags[]`. */
export const joined = (label: string, more: string): string =>
  label === "" || more === "" || more.startsWith("[") ? label + more : `${label}.${more}`;

/** References followed for a keyword. */
const HOPS = 16;

/**
 * A keyword on both sides. Where one says it itself, the other may say it behind its reference or in a branch that
 * always holds: to wrap a schema or to say more beside a reference takes nothing back.
 */
export function said(comparison: Comparison, twin: Twin, keyword: string): Readonly<Record<Side, Node | null>> {
  const own = { before: child(twin.before, keyword), after: child(twin.after, keyword) };
  for (const side of SIDES) {
    const other = side === "before" ? "after" : "before";
    if (own[side] === null && own[other] !== null) {
      return { ...own, [side]: aroundIn(comparison, side, twin[side], keyword) };
    }
  }
  return own;
}

/** Branches that always hold with a schema: those of its allOf, and the only one of a union. */
export const certainBranches = (node: Node): readonly Node[] =>
  ["allOf", "oneOf", "anyOf"].flatMap((keyword) => {
    const branches = elements(child(node, keyword));
    return keyword === "allOf" || branches.length === 1 ? branches : [];
  });

/** The keyword behind the reference of a schema, or in a branch that always holds; null where it stands in neither. */
function aroundIn(comparison: Comparison, side: Side, node: Node, keyword: string): Node | null {
  const [follow, hop] = [followIn(comparison[side]), hopIn(comparison[side])];
  let here: Node | null = node;
  for (let step = 0; step < HOPS && here !== null; step += 1) {
    for (const part of [here, ...certainBranches(here).map(follow)]) {
      const found = child(part, keyword);
      if (found !== null) return found;
    }
    here = hop(here);
  }
  return null;
}
