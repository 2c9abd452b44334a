import { isObject, type JsonValue } from "../../../core/json.ts";
import type { Located } from "../../../json-schema/answer.ts";
import { type Selector, selectorsOf } from "../../../json-schema/discriminator.ts";
import type { Documents } from "../documents.ts";
import type { Node } from "../node.ts";

/** What selects the branches of a union that a schema has: one entry for each, null where nothing does; empty without a discriminator. */
export function selectorsIn(
  { value, file }: Pick<Node, "value" | "file">,
  branches: unknown,
  documents: Documents,
): readonly (Selector | null)[] {
  const resolve = (ref: string, base: string): Located | null => {
    const target = documents.resolve(ref, base);
    return target && { value: target.value, base: target.file };
  };
  return isObject(value) && isObject(value.discriminator) && Array.isArray(branches)
    ? selectorsOf(value, branches, file, { dialect: "openapi-3.1", resolve })
    : [];
}

/** The branch, for values only that carry what selects it. */
export function selectedBy(branch: JsonValue, selector: Selector | null | undefined): JsonValue {
  if (!selector) return branch;
  const { property, values } = selector;
  return { allOf: [branch, { type: "object", required: [property], properties: { [property]: { enum: values } } }] };
}
