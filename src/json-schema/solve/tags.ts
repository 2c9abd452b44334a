import { isNegated, KIND, type Lit, type Mask, TRUE } from "../model/node.ts";
import type { Store } from "../model/store.ts";

/** The values, by canonical text, that required properties of an object may have, where a list names them. */
export type Tags = ReadonlyMap<string, ReadonlySet<string>>;

/** Parts of one literal that are searched for tags. */
const MAX_PARTS = 2_000;

/** Tells branches of a union apart at a glance. */
export interface Apart {
  /** True only if no value meets both: other kinds of values, or objects with different tags. */
  apart(left: Lit, right: Lit): boolean;
  /**
   * True only if no value of these kinds meets two branches of a `oneOf`: each kind in one of them, objects told
   * apart by one tag.
   */
  disjoint(oneOf: Lit, mask: Mask): boolean;
  /** The tags that every object of a literal has. */
  tagsOf(lit: Lit): Tags;
}

/** Opens the comparison of branches; tags are worked out once for each branch. */
export function createApart(store: Store): Apart {
  const known = new Map<Lit, Tags>();
  const disjoint = new Map<string, boolean>();
  const tagsOf = (lit: Lit): Tags => {
    const found = known.get(lit) ?? readTags(store, lit);
    known.set(lit, found);
    return found;
  };
  return {
    tagsOf,
    disjoint(oneOf, mask) {
      const key = `${oneOf & ~1} ${mask}`;
      const node = store.node(oneOf);
      const found = disjoint.get(key) ?? (node.kind === "oneOf" && areDisjoint(store, node.of, mask, tagsOf));
      disjoint.set(key, found);
      return found;
    },
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

function areDisjoint(store: Store, branches: readonly Lit[], kinds: Mask, tagsOf: (lit: Lit) => Tags): boolean {
  let seen: Mask = 0;
  const objects: Lit[] = [];
  for (const branch of branches) {
    const mask = store.may(branch) & kinds;
    if ((mask & seen & ~KIND.object) !== 0) return false;
    seen |= mask;
    if ((mask & KIND.object) !== 0) objects.push(branch);
  }
  const [first] = objects;
  if (first === undefined || objects.length === 1) return true;
  return [...tagsOf(first).keys()].some((name) => partsObjects(name, objects, tagsOf));
}

/** Does one property have a value of its own in every branch? */
function partsObjects(name: string, branches: readonly Lit[], tagsOf: (lit: Lit) => Tags): boolean {
  const seen = new Set<string>();
  for (const branch of branches) {
    const values = tagsOf(branch).get(name);
    if (!values) return false;
    for (const value of values) {
      if (seen.has(value)) return false;
      seen.add(value);
    }
  }
  return true;
}

function readTags(store: Store, lit: Lit): Tags {
  const required = new Set<string>();
  const listed = new Map<string, ReadonlySet<string>>();
  const stack = [lit];
  for (let seen = 0; stack.length > 0 && seen < MAX_PARTS; seen += 1) {
    const next = stack.pop() ?? TRUE;
    const node = store.node(next);
    if (node.kind === "ref") stack.push(store.follow(next));
    if (isNegated(next)) continue;
    if (node.kind === "and") stack.push(...node.of.slice(0, MAX_PARTS));
    if (node.kind === "required") required.add(node.name);
    if (node.kind !== "each" || node.names.one === undefined || isNegated(node.lit)) continue;
    const target = store.follow(node.lit);
    const values = store.node(target);
    if (values.kind === "values" && !isNegated(target)) listed.set(node.names.one, new Set(values.values.keys()));
  }
  return new Map([...listed].filter(([name]) => required.has(name)));
}
