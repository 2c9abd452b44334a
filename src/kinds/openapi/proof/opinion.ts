import { isObject, type JsonValue } from "../../../core/json.ts";
import type { Dialect } from "../../../json-schema/answer.ts";
import { confirm } from "../../../json-schema/validate/index.ts";

/** What each of two validators says about one value under one schema; null where it says nothing. */
export interface Opinions {
  readonly ajv: boolean | null;
  readonly hyperjump: boolean | null;
}

/** The schema of nothing. */
const NOTHING = { not: {} };

const settled = new WeakMap<object, { readonly value: string; readonly opinions: Opinions }>();

/** What both validators said of the part of a value that decides the whole holds for the whole under this very schema object. */
export function settleOpinions(schema: object, value: unknown, opinions: Opinions): void {
  settled.set(schema, { value: JSON.stringify(value), opinions });
}

/** Asks both validators whether a value is valid under a self-contained schema. Formats assert. */
export async function opinionsOn(schema: JsonValue, value: unknown, dialect: Dialect): Promise<Opinions> {
  const known = isObject(schema) ? settled.get(schema) : undefined;
  if (known !== undefined && known.value === JSON.stringify(value)) return known.opinions;
  const witness = value as JsonValue; // values come from JSON texts and from the codec
  const { ajv, hyperjump } = await confirm({ dialect, formats: true, a: schema, b: NOTHING, witness });
  return { ajv: "error" in ajv ? null : ajv.a, hyperjump: "error" in hyperjump ? null : hyperjump.a };
}
