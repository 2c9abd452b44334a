import { isObject } from "../../../core/json.ts";
import type { Api } from "../model.ts";
import type { Node } from "../node.ts";

/** Opens a search for schemas that lead to a discriminator of a union, through references too. */
export function openReach({ documents }: Api): (node: Node) => boolean {
  const free = new WeakSet<object>();
  const named = [...documents.files.values()].some((file) => file.mayHold("discriminator"));
  return (start) => {
    if (!named) return false;
    const seen = new Set<object>();
    // each value with its file, without a note of its place: of thousands of them no place is asked for
    const waiting: unknown[] = [start.value];
    const files: string[] = [start.file];
    while (waiting.length > 0) {
      const value = waiting.pop();
      const file = files.pop() ?? "";
      if (typeof value !== "object" || value === null || free.has(value) || seen.has(value)) continue;
      seen.add(value);
      if (isObject(value) && isSelected(value)) return true;
      const target = isObject(value) && typeof value.$ref === "string" ? documents.resolve(value.$ref, file) : null;
      if (target !== null) {
        waiting.push(target.value);
        files.push(target.file);
      }
      for (const below of Object.values(value)) {
        if (typeof below !== "object" || below === null) continue;
        waiting.push(below);
        files.push(file);
      }
    }
    for (const value of seen) free.add(value);
    return false;
  };
}

/** Is it a union with the name of the property that selects a branch? */
function isSelected({ oneOf, anyOf, discriminator }: Readonly<Record<string, unknown>>): boolean {
  if (oneOf === undefined && anyOf === undefined) return false;
  return isObject(discriminator) && discriminator.propertyName !== undefined;
}
