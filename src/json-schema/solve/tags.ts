import { isNegated, KIND, type Lit } from "../model/node.ts";
import type { Store } from "../model/store.ts";

/** The values, by canonical text, that required properties of an object may have, where a list names them. */
type Tags = ReadonlyMap<string, ReadonlySet<string>>;

/** Parts of one literal that are searched for tags. */
const MAX_PARTS = 2_000;

/** Tells branches of a union apart at a glance. */
export interface Apart {
  /** True only if no value meets both: other kinds of values, or objects with different tags. */
  apart(left: Lit, right: Lit): boolean;
}

/** Opens the comparison of branches; tags are worked out once for each branch. */
export function createApart(store: Store): Apart {
  const known = new Map<Lit, Tags>();
  const tagsOf = (lit: Lit): Tags => {
    const found = known.get(lit) ?? readTags(store, lit);
    known.set(lit, found);
    return found;
  };
  return {
    apart(left, right) {
      const shared = store.may(left) & store.may(right);
      if (shared === 0) return true;
      if (shared !== KIND.object) return false;
      const [one, other] = [tagsOf(left), tagsOf(right)];
      for (const [name, values] of one) {
        const others = other.get(name);
        if (others && ![...values].some((value) => others.has(value))) return true;
      }
      return false;
    },
  };
}

function readTags(store: Store, lit: Lit): Tags {
  const required = new Set<string>();
  const listed = new Map<string, ReadonlySet<string>>();
  const stack = [lit];
  for (let seen = 0; stack.length > 0 && seen < MAX_PARTS; seen += 1) {
    const next = stack.pop() ?? lit;
    const node = store.node(next);
    if (node.kind === "ref") stack.push(store.follow(next));
    if (isNegated(next)) continue;
    if (node.kind === "and") stack.push(...node.of);
    if (node.kind === "required") required.add(node.name);
    if (node.kind !== "each" || node.names.one === undefined || isNegated(node.lit)) continue;
    const values = store.node(store.follow(node.lit));
    if (values.kind === "values" && !isNegated(store.follow(node.lit)))
      listed.set(node.names.one, new Set(values.values.keys()));
  }
  return new Map([...listed].filter(([name]) => required.has(name)));
}
