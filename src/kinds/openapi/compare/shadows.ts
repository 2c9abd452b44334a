import type { Side } from "../../../core/place.ts";
import { erased } from "../build.ts";
import type { Operation } from "../model.ts";
import type { Comparison } from "./comparison.ts";
import { REQUEST } from "./flow.ts";

/**
 * A path that is more specific than another one takes its requests (OpenAPI 3.1, 4.8.8: concrete before templated).
 * Whether anybody sends such requests cannot be seen: undecided.
 */
export function compareShadows(
  comparison: Comparison,
  added: readonly Operation[],
  removed: readonly Operation[],
): void {
  const shade = (special: Operation, writer: Side): void => {
    const others = comparison[writer].operations;
    const general = others.find((other) => other.method === special.method && shadows(special.path, other.path));
    if (!general) return;
    comparison.emit({
      rule: "operation.shadows",
      writer,
      flow: REQUEST,
      level: "undecided",
      pair: {
        before: writer === "before" ? general : special,
        after: writer === "before" ? special : general,
        reversed: false,
      },
      element: special.key,
      before: writer === "before" ? general.node : special.node,
      after: writer === "before" ? special.node : general.node,
      what: special.name,
      focus: null,
    });
  };
  for (const operation of added) shade(operation, "before");
  for (const operation of removed) shade(operation, "after");
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
