import type { Place } from "../../../core/place.ts";
import { linesOf } from "../columns.ts";
import { type Element, exactPlaceOf } from "../places.ts";
import { findInLiteral, placeWithin, textAt } from "./literal.ts";
import type { BufSchema } from "./schema.ts";

/** Numbers of `options` and of `features` in them: of an enum, a message, a field. */
const FEATURES: readonly string[] = ["3,7", "7,12", "8,21"];
const OPTION_AND_FEATURES = 2;

/** Names in a literal of FeatureSet, by the numbers that lead to them. */
const NAMES: Readonly<Record<string, string>> = {
  "2": "enum_type",
  "4": "utf8_validation",
  "6": "json_format",
  "1000": "[pb.cpp]",
  "1000,2": "string_type",
  "1001": "[pb.java]",
  "1001,2": "utf8_validation",
};

/**
 * Where a part of an element stands. For a feature also inside of a message literal (`features = { ... }`), which
 * protoc gives one place as a whole: the part of it that states the feature, else the whole, as buf has it.
 */
export function partOf(schema: BufSchema, element: Element, detail: readonly number[]): Place | null {
  const exact = exactPlaceOf(schema.model, element, detail);
  if (exact || !FEATURES.includes(detail.slice(0, OPTION_AND_FEATURES).join(","))) return exact;
  for (let length = detail.length - 1; length >= OPTION_AND_FEATURES; length -= 1) {
    const whole = exactPlaceOf(schema.model, element, detail.slice(0, length));
    if (whole) return inLiteral(schema, whole, namesBehind(detail, length));
  }
  return null;
}

const namesBehind = (detail: readonly number[], known: number): readonly string[] =>
  detail.slice(known).map((_, index) => NAMES[detail.slice(OPTION_AND_FEATURES, known + index + 1).join(",")] ?? "");

function inLiteral(schema: BufSchema, whole: Place, names: readonly string[]): Place {
  const bytes = schema.model.texts.get(whole.file);
  if (!bytes) return whole;
  const text = textAt(linesOf(bytes), whole);
  const part = findInLiteral(text, names);
  return part ? placeWithin(whole, text, part) : whole;
}
