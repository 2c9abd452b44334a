import { otherSide, type Side } from "../../../core/place.ts";
import { erased } from "../build.ts";
import type { Operation } from "../model.ts";
import type { Comparison } from "./comparison.ts";
import { REQUEST, SIDES } from "./flow.ts";

/**
 * A path that is more specific than another one takes its requests (OpenAPI 3.1, 4.8.8: concrete before templated).
 * Whether anybody sends such requests cannot be seen: undecided.
 */
export function compareShadows(
  comparison: Comparison,
  added: readonly Operation[],
  removed: readonly Operation[],
): void {
  const shade = (special: Operation, owner: Side): void => {
    const general = shadowedBy(comparison, special, otherSide(owner));
    if (general === null) return;
    for (const writer of SIDES) emit(special, general, owner, writer);
  };
  const emit = (special: Operation, general: Operation, owner: Side, writer: Side): void => {
    const [before, after] = owner === "before" ? [special, general] : [general, special];
    comparison.emit({
      rule: (owner === "after") === (writer === "before") ? "operation.shadows" : "operation.unshadows",
      writer,
      flow: REQUEST,
      level: "undecided",
      pair: { before, after, reversed: false },
      element: special.key,
      before: before.node,
      after: after.node,
      what: special.name,
      old: general.name,
      focus: null,
    });
  };
  for (const operation of added) shade(operation, "after");
  for (const operation of removed) shade(operation, "before");
}

/** The operation of a side that answers the requests for a path which that side does not have itself, or null. */
export function shadowedBy(comparison: Comparison, special: Operation, side: Side): Operation | null {
  const others = comparison[side].operations;
  return others.find((other) => other.method === special.method && shadows(special.path, other.path)) ?? null;
}

/** Does every request for `special` also match `general`, which is another path? */
function shadows(special: string, general: string): boolean {
  const [left, right] = [erased(special).split("/"), erased(general).split("/")];
  if (left.length !== right.length || erased(special) === erased(general)) return false;
  return left.every((part, index) => part === right[index] || matches(right[index] ?? "", part));
}

/** A templated segment matches any text that its fixed parts allow. */
function matches(template: string, part: string): boolean {
  if (!template.includes("{}")) return false;
  const [head = "", ...rest] = template.split("{}");
  const tail = rest.at(-1) ?? "";
  return part.startsWith(head) && part.endsWith(tail) && part.length > head.length + tail.length;
}
