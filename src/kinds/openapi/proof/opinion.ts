import type { JsonValue } from "../../../core/json.ts";
import type { Dialect } from "../../../json-schema/answer.ts";
import { confirm } from "../../../json-schema/validate/index.ts";
import type { ContentTerm } from "./contract.ts";

/** What each of two validators says about one value under one schema; null where it says nothing. */
export interface Opinions {
  readonly ajv: boolean | null;
  readonly hyperjump: boolean | null;
}

/** The schema of nothing. */
const NOTHING = { not: {} };

const settled = new WeakMap<ContentTerm, { readonly value: string; readonly opinions: Opinions }>();

/** What both validators said of the part of a body that decides the whole holds for the whole under this very term. */
export function settleOpinions(content: ContentTerm, value: unknown, opinions: Opinions): void {
  settled.set(content, { value: JSON.stringify(value), opinions });
}

/** What both validators say of a body, where that is not settled. */
export function opinionsOnBody(content: ContentTerm, value: unknown, dialect: Dialect): Promise<Opinions> {
  const known = settled.get(content);
  const isSettled = known !== undefined && known.value === JSON.stringify(value);
  return isSettled ? Promise.resolve(known.opinions) : opinionsOn(content.schema, value, dialect);
}

/** Asks both validators whether a value is valid under a self-contained schema. Formats assert. */
export async function opinionsOn(schema: JsonValue, value: unknown, dialect: Dialect): Promise<Opinions> {
  const witness = value as JsonValue; // values come from JSON texts and from the codec
  const { ajv, hyperjump } = await confirm({ dialect, formats: true, a: schema, b: NOTHING, witness });
  return { ajv: "error" in ajv ? null : ajv.a, hyperjump: "error" in hyperjump ? null : hyperjump.a };
}
