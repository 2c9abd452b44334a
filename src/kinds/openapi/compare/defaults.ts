import type { Api } from "../model.ts";
import { addressOf, child, elements, type Node } from "../node.ts";
import { followIn, hopIn } from "./comparison.ts";

/**
 * What a schema says that leaving out its value means: itself, beside its reference, or else in what it refers to or
 * what always holds with it, whichever says so first.
 */
export function defaultOf(api: Api, schema: Node): Node | null {
  const [follow, hop] = [followIn(api), hopIn(api)];
  const seen = new Set<string>();
  const find = (part: Node): Node | null => {
    const node = follow(part);
    if (seen.has(addressOf(node))) return null;
    seen.add(addressOf(node));
    const own = child(node, "default");
    if (own !== null) return own;
    const target = hop(node);
    for (const inner of [...(target === null ? [] : [target]), ...elements(child(node, "allOf"))]) {
      const found = find(inner);
      if (found !== null) return found;
    }
    return null;
  };
  return find(schema);
}
