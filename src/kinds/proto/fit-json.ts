import { type Fit, MISFIT, shapeOf, type Typed } from "./fit-wire.ts";
import { isMessageType, type WireType } from "./wire/schema.ts";

const SIGNED = ["int32", "sint32", "sfixed32"];
/** Well-known types that are texts in JSON. */
const TEXTS = ["Timestamp", "Duration", "FieldMask"].map((name) => `google.protobuf.${name}`);
const WRAPPER = /^google\.protobuf\.(Double|Float|U?Int64|U?Int32|Bool|String|Bytes)Value$/;

/** What a wrapper holds: in JSON it is written as that. Null for any other type. */
function heldBy({ field, view }: Typed): Typed | null {
  const name = WRAPPER.exec(field.ref ?? "")?.[1]?.toLowerCase();
  if (name === undefined) return null;
  const { ref: _, ...plain } = field;
  return { field: { ...plain, type: name as WireType }, view }; // the pattern names scalar types only
}

/** Do two wrappers fit, by what they hold? False where either is none. */
export function wrapperFitsJson(from: Typed, to: Typed): boolean {
  const [a, b] = [heldBy(from), heldBy(to)];
  return a !== null && b !== null && elementFitsJson(a, b) === "fits";
}

const UNSIGNED = ["uint32", "fixed32"];
const SIGNED_LONG = ["int64", "sint64", "sfixed64"];
const UNSIGNED_LONG = ["uint64", "fixed64"];

/** Least and greatest value of an integer type; null for other types. */
function rangeOf(type: WireType): readonly [bigint, bigint] | null {
  if (SIGNED.includes(type)) return [-(2n ** 31n), 2n ** 31n - 1n];
  if (UNSIGNED.includes(type)) return [0n, 2n ** 32n - 1n];
  if (SIGNED_LONG.includes(type)) return [-(2n ** 63n), 2n ** 63n - 1n];
  return UNSIGNED_LONG.includes(type) ? [0n, 2n ** 64n - 1n] : null;
}

/**
 * Is every value of one element, written as ProtoJSON by `from`, read the same by `to`? Two messages and two enums
 * fit here: their insides are compared on their own. Source: protobuf.dev/programming-guides/json.
 */
export function elementFitsJson(from: Typed, to: Typed): Fit {
  const [w, r] = [from.field.type, to.field.type];
  const held = heldBy(to);
  if (held && !isMessageType(w)) return elementFitsJson(from, held);
  if (r === "string" && TEXTS.includes(from.field.ref ?? "")) return "fits";
  if (w === r || (isMessageType(w) && isMessageType(r))) return "fits";
  const [a, b] = [rangeOf(w), rangeOf(r)];
  if (a && b) return b[0] <= a[0] && a[1] <= b[1] ? "fits" : MISFIT;
  if (a && r === "double") return a[1] < 2n ** 53n ? "fits" : MISFIT;
  if (a && r === "enum") return SIGNED.includes(w) && !to.view.enum(to.field.ref ?? "").closed ? "fits" : MISFIT;
  if (w === "enum" && b && namesNothing(from)) return b[0] <= -(2n ** 31n) ? "fits" : { values: [-1] };
  if (w === "enum" && r === "double" && namesNothing(from)) return "fits";
  return w === "float" && r === "double" ? "fits" : MISFIT;
}

/** An enum whose values are never written by name: all are zero, and zero is left out. Other numbers go as numbers. */
function namesNothing({ field, view }: Typed): boolean {
  const { values } = view.enum(field.ref ?? "");
  return field.card === "implicit" && values.every(([, number]) => number === 0);
}

function keyFits(w: WireType, r: WireType): Fit {
  if (w === r || r === "string") return "fits";
  const [a, b] = [rangeOf(w), rangeOf(r)];
  return a && b && b[0] <= a[0] && a[1] <= b[1] ? "fits" : MISFIT;
}

/** Does a whole field fit, in JSON? Presence, required and oneofs are looked at elsewhere. */
export function fieldFitsJson(from: Typed, to: Typed): Fit {
  const shape = shapeOf(from.field);
  if (shape !== shapeOf(to.field)) return MISFIT;
  const element = elementFitsJson(from, to);
  if (shape !== "map" || element !== "fits") return element;
  return keyFits(from.field.key ?? "string", to.field.key ?? "string");
}
