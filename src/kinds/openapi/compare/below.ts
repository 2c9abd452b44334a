import { canonicalJson } from "../../../core/json.ts";
import type { Side } from "../../../core/place.ts";
import { child, elements, members, type Node } from "../node.ts";
import { labelOf } from "../schemas/edit.ts";
import type { Hop } from "../schemas/outline.ts";
import type { Step } from "./schema-focus.ts";
import type { Twin } from "./twin.ts";

/** Twins below others, and how they are reached. */
export interface Link extends Twin {
  readonly label: string;
  readonly step: Step | null | "unknown";
}

/** Keywords that hold one schema: what it speaks of as people name it, and the step there. */
const SINGLE: readonly (readonly [keyword: string, label: string, step: Link["step"]])[] = [
  ["additionalProperties", "*", "unknown"],
  ["unevaluatedProperties", "*", "unknown"],
  ["additionalItems", "[]", "unknown"],
  ["unevaluatedItems", "[]", "unknown"],
  ["contains", "[]", "unknown"],
  ["if", "", null],
  ["then", "", null],
  ["else", "", null],
];

/** The schemas below two twins that describe the same values. */
export function below(twin: Twin): readonly Link[] {
  const found: Link[] = [];
  const add = (before: Node | null, after: Node | null, label: string, step: Link["step"]): void => {
    if (before !== null && after !== null) found.push({ before, after, label, step });
  };
  const after = child(twin.after, "properties");
  for (const [name, node] of members(child(twin.before, "properties"))) {
    add(node, child(after, name), labelOf(name), { type: "property", name });
  }
  add(child(twin.before, "items"), child(twin.after, "items"), "[]", { type: "items" });
  for (const [keyword, label, step] of SINGLE)
    add(child(twin.before, keyword), child(twin.after, keyword), label, step);
  for (const keyword of ["patternProperties", "dependentSchemas", "dependencies"]) {
    const others = child(twin.after, keyword);
    const isName = keyword === "patternProperties";
    for (const [name, node] of members(child(twin.before, keyword))) {
      add(node, child(others, name), isName ? name : "", isName ? "unknown" : null);
    }
  }
  for (const keyword of ["prefixItems", "items"]) {
    const others = elements(child(twin.after, keyword));
    for (const [index, node] of elements(child(twin.before, keyword)).entries()) {
      add(node, others[index] ?? null, `[${index}]`, "unknown");
    }
  }
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const counterpart = counterparts(elements(child(twin.after, keyword)));
    for (const [index, node] of elements(child(twin.before, keyword)).entries()) {
      add(node, counterpart(node, index), "", null);
    }
  }
  return found;
}

/** The branches of `allOf` on one side that stand opposite none of the other side. */
export function unpaired(twin: Twin, side: Side): readonly Node[] {
  const [before, after] = [elements(child(twin.before, "allOf")), elements(child(twin.after, "allOf"))];
  const opposite = before.map(counterparts(after));
  if (side === "before") return before.filter((_, index) => opposite[index] === null);
  return after.filter((node) => !opposite.includes(node));
}

/** Finds the branch with the same reference, else an equal one, else the one at the same position. */
function counterparts(others: readonly Node[]): (node: Node, index: number) => Node | null {
  const named = firstBy(others, (other) => child(other, "$ref")?.value);
  let equal: ReadonlyMap<unknown, Node> | null = null;
  return (node, index) => {
    const ref = child(node, "$ref")?.value;
    const byName = ref === undefined ? undefined : named.get(ref);
    if (byName !== undefined) return byName;
    equal ??= firstBy(others, (other) => canonicalJson(other.value));
    return equal.get(canonicalJson(node.value)) ?? others[index] ?? null;
  };
}

/** The first node of each key. */
function firstBy(nodes: readonly Node[], keyOf: (node: Node) => unknown): ReadonlyMap<unknown, Node> {
  const found = new Map<unknown, Node>();
  for (const node of nodes) if (!found.has(keyOf(node))) found.set(keyOf(node), node);
  return found;
}

/**
 * What twins refer to. What stands beside a reference is one more description of the same value, so where it leads
 * stands opposite what the other side is or leads to.
 */
export function behind(twin: Twin, hops: Readonly<Record<Side, Hop>>): readonly Link[] {
  const targets = { before: hops.before(twin.before), after: hops.after(twin.after) };
  if (targets.before === null && targets.after === null) return [];
  return [{ before: targets.before ?? twin.before, after: targets.after ?? twin.after, label: "", step: null }];
}
