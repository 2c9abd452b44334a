import { EVENT_RULES } from "./event.ts";
import { FIELD_RULES } from "./field.ts";
import { OPTION_RULES } from "./option.ts";
import { RETIRED_RULES } from "./retired.ts";
import type { ProtoRule } from "./row.ts";
import { SERVICE_RULES } from "./service.ts";
import { SOURCE_RULES } from "./source.ts";
import { TYPE_RULES } from "./type.ts";

/** Every rule of the kind, in the order in which they are shown. */
export const PROTO_RULES: readonly ProtoRule[] = [
  ...FIELD_RULES,
  ...TYPE_RULES,
  ...EVENT_RULES,
  ...RETIRED_RULES,
  ...SERVICE_RULES,
  ...OPTION_RULES,
  ...SOURCE_RULES,
];

const rows = new Map(PROTO_RULES.map((rule) => [rule.id, rule]));

/** The row of an id. Throws for an id that has none: a mistake in the code, never in the input. */
export function ruleOf(id: string): ProtoRule {
  const found = rows.get(id);
  if (!found) throw new Error(`no rule row for ${id}`);
  return found;
}
