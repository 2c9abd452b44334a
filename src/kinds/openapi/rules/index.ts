import { ANSWER_RULES } from "./answers.ts";
import { OPERATION_RULES } from "./operations.ts";
import type { Row } from "./row.ts";
import { SCHEMA_RULES } from "./schemas.ts";
import { XML_RULES } from "./xml.ts";

/** Every rule row of the kind. */
export const RULES: readonly Row[] = [...OPERATION_RULES, ...ANSWER_RULES, ...SCHEMA_RULES, ...XML_RULES];

const BY_ID: ReadonlyMap<string, Row> = new Map(RULES.map((row) => [row.id, row]));

/** The row with this id. Throws where there is none, which is a mistake in this code. */
export function findRow(id: string): Row {
  const row = BY_ID.get(id);
  if (!row) throw new Error(`no rule row ${id}`);
  return row;
}
