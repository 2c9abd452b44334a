import type { JsonValue } from "../../core/json.ts";
import { found, type Outcome, unknown } from "./outcome.ts";

/** Larger values are not handed on: their members may be shared here, but whoever writes or reads them has them all. */
const MAX_PARTS = 50_000;

/** Characters of texts and names that count as one part. */
const CHARACTERS = 16;

const sizes = new WeakMap<object, number>();

/**
 * An array or object that was built, as an outcome: `too-large` where it has more parts than anyone should read. Its
 * members are counted once each, however often they stand in it.
 */
export const built = (value: JsonValue): Outcome =>
  partsOf(value) > MAX_PARTS ? unknown("too-large", `a value of more than ${MAX_PARTS} parts is needed`) : found(value);

function partsOf(value: JsonValue): number {
  if (typeof value === "string") return 1 + Math.floor(value.length / CHARACTERS);
  if (typeof value !== "object" || value === null) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let sum = 1;
  for (const [name, member] of Object.entries(value)) sum += partsOf(member) + Math.floor(name.length / CHARACTERS);
  sizes.set(value, sum);
  return sum;
}
