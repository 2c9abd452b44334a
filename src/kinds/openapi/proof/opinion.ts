import type { JsonValue } from "../../../core/json.ts";
import type { Dialect } from "../../../json-schema/answer.ts";
import { confirm } from "../../../json-schema/validate/index.ts";

/** What each of two validators says about one value under one schema; null where it says nothing. */
export interface Opinions {
  readonly ajv: boolean | null;
  readonly hyperjump: boolean | null;
}

/** The schema of nothing. */
const NOTHING = { not: {} };

/** Asks both validators whether a value is valid under a self-contained schema. Formats assert. */
export async function opinionsOn(schema: JsonValue, value: unknown, dialect: Dialect): Promise<Opinions> {
  const witness = value as JsonValue; // values come from JSON texts and from the codec
  const { ajv, hyperjump } = await confirm({ dialect, formats: true, a: schema, b: NOTHING, witness });
  return { ajv: "error" in ajv ? null : ajv.a, hyperjump: "error" in hyperjump ? null : hyperjump.a };
}
