import type { Api } from "../model.ts";
import { addressOf, child, type Node } from "../node.ts";
import { followIn, hopIn } from "./comparison.ts";
import { certainBranches } from "./twin.ts";

/**
 * What a schema says that leaving out its value means: itself, beside its reference, or else in what it refers to or
 * what always holds with it (`allOf`, the only branch of a union), whichever says so first.
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
    for (const inner of [...(target === null ? [] : [target]), ...certainBranches(node)]) {
      const found = find(inner);
      if (found !== null) return found;
    }
    return null;
  };
  return find(schema);
}
