import type { Api } from "../model.ts";
import { child, elements, members, type Node } from "../node.ts";

/** Opens a search for schemas that lead to a discriminator of a union, through references too. */
export function openReach({ documents }: Api): (node: Node) => boolean {
  const free = new WeakSet<object>();
  const named = [...documents.files.values()].some((file) => file.mayHold("discriminator"));
  return (start) => {
    if (!named) return false;
    const seen = new Set<object>();
    const waiting = [start];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const { value } = node;
      if (typeof value !== "object" || value === null || free.has(value) || seen.has(value)) continue;
      seen.add(value);
      const union = child(node, "oneOf") ?? child(node, "anyOf");
      if (union !== null && child(child(node, "discriminator"), "propertyName") !== null) return true;
      const ref = child(node, "$ref")?.value;
      const target = typeof ref === "string" ? documents.resolve(ref, node.file) : null;
      if (target !== null) waiting.push(target);
      waiting.push(...elements(node), ...members(node).map(([, member]) => member));
    }
    for (const value of seen) free.add(value);
    return false;
  };
}
