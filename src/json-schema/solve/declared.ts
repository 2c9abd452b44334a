import { isNegated, type Lit, TRUE } from "../model/node.ts";
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
  const found = collect(store, lit);
  return found === "none" || found === "open" ? null : found;
}

/** What a literal declares, as one literal: to be kept where the literal is taken apart. */
export function declarationOf(store: Store, lit: Lit): Lit {
  const found = collect(store, lit);
  if (found === "none") return TRUE;
  if (found === "open") return store.declares([], [], true);
  return store.declares([...found.names], [...found.patterns], false);
}

function collect(store: Store, lit: Lit): Declared | "none" | "open" {
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
      if (node.open) return "open";
      any = true;
      for (const name of node.names) names.add(name);
      for (const pattern of node.patterns) patterns.add(pattern);
    }
  }
  return any ? { names, patterns } : "none";
}
