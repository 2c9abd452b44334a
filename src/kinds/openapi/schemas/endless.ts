import { child, elements, members, type Node } from "../node.ts";
import type { Hop } from "./outline.ts";

/** More schemas about one value are not looked through. */
const IN_PLACE = 500;

const LISTS = ["allOf", "anyOf", "oneOf"] as const;
const SINGLE = ["not", "if", "then", "else"] as const;
const MAPS = ["dependentSchemas", "dependencies"] as const;
const DYNAMIC = ["$dynamicRef", "$recursiveRef"] as const;

/** May a schema ask about a value what it asks about the same value already? True also where that cannot be told. */
export function isEndless(start: Node, hop: Hop): boolean {
  const done = new Set<unknown>();
  const open = new Set<unknown>();
  const visit = (node: Node): boolean => {
    const { value } = node;
    if (typeof value !== "object" || value === null || done.has(value)) return false;
    if (open.has(value) || open.size + done.size > IN_PLACE) return true;
    if (DYNAMIC.some((keyword) => child(node, keyword) !== null)) return true;
    open.add(value);
    const found = sameValued(node, hop).some(visit);
    open.delete(value);
    done.add(value);
    return found;
  };
  return visit(start);
}

/** The schemas that a schema applies to the same value. */
export const sameValued = (node: Node, hop: Hop): readonly Node[] => [
  ...LISTS.flatMap((keyword) => elements(child(node, keyword))),
  ...[hop(node), ...SINGLE.map((keyword) => child(node, keyword))].filter((below) => below !== null),
  ...MAPS.flatMap((keyword) => members(child(node, keyword)).map(([, below]) => below)),
];
