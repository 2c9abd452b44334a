import { isNegated, KIND, type Lit, type Mask, not } from "../model/node.ts";
import type { Store } from "../model/store.ts";
import type { Apart } from "./tags.ts";

/** Unions with fewer branches are not worth splitting. */
const MIN_BRANCHES = 4;

/**
 * A question about a union, as questions about its branches that together have the same values: a branch that is
 * refused as such has none, and one with a tag meets only the demands that its tag does not settle. Null where that
 * would gain nothing. Takes time in proportion to the parts, so that unions of thousands of branches are decided.
 */
export function splitUnion(store: Store, lit: Lit, apart: Apart): readonly (readonly Lit[])[] | null {
  const node = store.node(lit);
  if (node.kind !== "and" || isNegated(lit)) return null;
  const mask = store.may(lit);
  const union = largestUnion(store, node.of, mask, apart);
  if (union === null) return null;
  const rest = node.of.filter((part) => part !== union.lit);
  const refused = new Set(rest.map(not));
  const branches = union.of.filter((branch) => !refused.has(branch));
  const name = commonTag(branches, apart);
  if (name === null) return branches.length === union.of.length ? null : [[store.or(branches), ...rest]];
  const demands = demandsByTag(store, rest, mask, name, apart);
  const questions: (readonly Lit[])[] = [];
  const untagged: Lit[] = [];
  for (const branch of branches) {
    // A tag tells objects apart only.
    const isObject = (store.may(branch) & mask & ~KIND.object) === 0;
    const values = isObject ? apart.tagsOf(branch).get(name) : undefined;
    if (values === undefined) untagged.push(branch);
    else
      questions.push([
        store.type(mask),
        branch,
        ...demands.always,
        ...[...values].flatMap((value) => demands.of(value)),
      ]);
  }
  if (questions.length === 0) return null;
  // What is left without a tag is one question, kept to the kinds of the whole.
  return untagged.length > 0 ? [...questions, [store.type(mask), store.or(untagged), ...rest]] : questions;
}

interface Union {
  readonly lit: Lit;
  readonly of: readonly Lit[];
}

/** The part that is a union of most branches, read as "at least one of". */
function largestUnion(store: Store, parts: readonly Lit[], mask: Mask, { disjoint }: Apart): Union | null {
  let best: Union | null = null;
  for (const part of parts) {
    const node = store.node(part);
    const any = node.kind === "and" && isNegated(part);
    const one = node.kind === "oneOf" && !isNegated(part);
    if ((!any && !one) || node.of.length < Math.max(MIN_BRANCHES, (best?.of.length ?? 0) + 1)) continue;
    if (any) best = { lit: part, of: node.of.map(not) };
    else if (one && disjoint(part, mask)) best = { lit: part, of: node.of };
  }
  return best;
}

/** The property that tags most branches; null when hardly any has a tag. */
function commonTag(branches: readonly Lit[], { tagsOf }: Apart): string | null {
  const counts = new Map<string, number>();
  for (const branch of branches)
    for (const name of tagsOf(branch).keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  let best: string | null = null;
  for (const [name, count] of counts) if (count >= MIN_BRANCHES && count > (counts.get(best ?? "") ?? 0)) best = name;
  return best;
}

interface Demands {
  /** What every branch must meet. */
  readonly always: readonly Lit[];
  /** What objects with this tag must meet besides. */
  of(value: string): readonly Lit[];
}

/** Sorts demands by the tags that they are about: "not b" says nothing about objects that b has no tag for. */
function demandsByTag(store: Store, parts: readonly Lit[], mask: Mask, name: string, apart: Apart): Demands {
  const always: Lit[] = [];
  const byValue = new Map<string, Lit[]>();
  const add = (values: ReadonlySet<string> | undefined, demand: Lit): void => {
    if (values === undefined) always.push(demand);
    else
      for (const value of values) {
        const known = byValue.get(value);
        if (known) known.push(demand);
        else byValue.set(value, [demand]);
      }
  };
  for (const part of parts) {
    const node = store.node(part);
    const union = node.kind === "oneOf" && isNegated(part) && apart.disjoint(part, mask);
    if (union) for (const branch of node.of) add(apart.tagsOf(branch).get(name), not(branch));
    else add(node.kind === "and" && isNegated(part) ? apart.tagsOf(not(part)).get(name) : undefined, part);
  }
  return { always, of: (value) => byValue.get(value) ?? [] };
}
