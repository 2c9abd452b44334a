import { isObject, type JsonValue } from "../../core/json.ts";
import { isMultiple, rationalOf, ZERO } from "../decimal.ts";
import { also, mapSchemas } from "./clean.ts";

/**
 * Replaces each `multipleOf` that validators would work out in doubles, and get wrong (0.3 and 0.1, 1e20 and 3), by
 * the numbers of this value that are no multiples, found in exact decimals. Between integers it stays as it is.
 */
export function exactMultiples(schema: unknown, witness: JsonValue): unknown {
  const numbers = [...new Set(numbersOf(witness))];
  if (numbers.length === 0) return schema;
  const exact = numbers.every(Number.isSafeInteger);
  return mapSchemas(schema, (each) => {
    const { multipleOf: step, ...rest } = each;
    if (typeof step !== "number" || (exact && Number.isSafeInteger(step))) return each;
    const divisor = rationalOf(step);
    if (divisor === null || divisor.num <= ZERO.num) return each;
    const others = numbers.filter((number) => {
      const value = rationalOf(number);
      return value !== null && !isMultiple(value, divisor);
    });
    return others.length === 0 ? rest : also(rest, { not: { enum: others } });
  });
}

function numbersOf(value: JsonValue): readonly number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.flatMap(numbersOf);
  // Members of a JsonValue are JsonValues.
  return isObject(value) ? Object.values(value).flatMap((member) => numbersOf(member as JsonValue)) : [];
}
