import { isNegated, type Lit } from "../model/node.ts";
import type { Store } from "../model/store.ts";

/** The names that a writer's object may have when undeclared ones are absent. */
export interface Declared {
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
}

/**
 * All names declared for one value by a literal and its in-place parts, in any branch; null when nothing is declared
 * or something leaves the object open.
 */
export function declaredBy(store: Store, lit: Lit): Declared | null {
  const names = new Set<string>();
  const patterns = new Set<string>();
  let any = false;
  const seen = new Set<Lit>();
  const stack = [lit];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const node = store.node(next);
    if (node.kind === "and") for (const part of node.of) stack.push(isNegated(next) ? part ^ 1 : part);
    else if (node.kind === "oneOf" && !isNegated(next)) for (const part of node.of) stack.push(part);
    else if (node.kind === "ref") stack.push(store.follow(next));
    else if (node.kind === "declares" && !isNegated(next)) {
      if (node.open) return null;
      any = true;
      for (const name of node.names) names.add(name);
      for (const pattern of node.patterns) patterns.add(pattern);
    }
  }
  return any ? { names, patterns } : null;
}
