import { isObject } from "../../../core/json.ts";
import type { Policy } from "../../../json-schema/answer.ts";
import { within } from "../schemas/constrain.ts";
import type { Traced } from "../schemas/explain.ts";
import type { Schema } from "../schemas/judge.ts";
import type { Comparison } from "./comparison.ts";
import type { Step } from "./schema-focus.ts";
import { SCALAR } from "./wire.ts";

/**
 * Another value that shows an edit: one of the edited schema that also carries what selects its branch, where a
 * discriminator does, and whose text is refused too, where it travels as one. Undefined where none is found.
 */
export function selectedValue(
  { judge }: Comparison,
  own: Schema,
  other: Schema,
  { core: { edit }, steps }: Pick<Traced, "core" | "steps">,
  policy: Policy,
): unknown {
  const [writer, reader] = [judge.embed(edit.writer), judge.embed(edit.reader)];
  if (writer === null || reader === null) return undefined;
  for (const more of [[SCALAR], []]) {
    const node = within(own.node, steps, { allOf: [writer, { not: reader }, ...more] }); // rather one that texts can carry
    const decision = judge.decide({ side: own.side, node }, other, policy);
    if (decision.answer === "not-contained") return steps.reduce<unknown>(valueBelow, decision.witness);
  }
  return undefined;
}

function valueBelow(value: unknown, step: Step): unknown {
  if (step.type === "items") return Array.isArray(value) ? value[0] : undefined;
  return isObject(value) ? value[step.name] : undefined;
}
