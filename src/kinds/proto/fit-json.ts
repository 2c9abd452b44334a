import { type Fit, MISFIT, type Typed } from "./fit-wire.ts";
import { isWrapper } from "./wire/json-known.ts";
import { isInteger, rangeOf } from "./wire/ranges.ts";
import { isMessageType, shapeOf, type WireType } from "./wire/schema.ts";

/** Well-known types that are texts in JSON. */
const TEXTS = ["Timestamp", "Duration", "FieldMask"].map((name) => `google.protobuf.${name}`);

/** What a wrapper holds: in JSON it is written as that. Null for any other type. */
function heldBy({ field, view }: Typed): Typed | null {
  const { ref = "", ...plain } = field;
  const held = isWrapper(ref) ? view.message(ref).byNumber.get(1) : undefined;
  return held ? { field: { ...plain, type: held.type }, view } : null;
}

/** Do two wrappers fit, by what they hold? False where either is none. */
export function wrapperFitsJson(from: Typed, to: Typed): boolean {
  const [a, b] = [heldBy(from), heldBy(to)];
  return a !== null && b !== null && elementFitsJson(a, b) === "fits";
}

type Form = "object" | "array" | "scalar";

/** What the types that stand for JSON itself take: any object, any array, or all there is. */
const TAKEN = new Map<string, readonly Form[]>([
  ["google.protobuf.Struct", ["object"]],
  ["google.protobuf.ListValue", ["array"]],
  ["google.protobuf.Value", ["object", "array", "scalar"]],
]);

/** What one element is in JSON: one of these. */
function formsOf({ field: { type, ref = "" } }: Typed): readonly Form[] {
  if (!isMessageType(type) || TEXTS.includes(ref) || isWrapper(ref)) return ["scalar"];
  return TAKEN.get(ref) ?? ["object"];
}

/**
 * Does the reader keep JSON as it is, and take all that the writer puts there? A key that an object may hold twice
 * (two fields of proto2 with one JSON name) is not kept.
 */
export function jsonTakes(from: Typed, to: Typed, forms = formsOf(from)): boolean {
  const taken = isMessageType(to.field.type) ? TAKEN.get(to.field.ref ?? "") : undefined;
  return taken !== undefined && forms.every((form) => taken.includes(form)) && hasPlainKeys(from);
}

/** Do all fields of the messages that an element may hold have JSON names of their own? */
function hasPlainKeys({ field, view }: Typed): boolean {
  const seen = new Set<string>();
  const waiting = isMessageType(field.type) ? [field.ref ?? ""] : [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { fields } = view.message(next);
    if (new Set(fields.map(({ json }) => json)).size < fields.length) return false;
    for (const { type, ref } of fields) if (isMessageType(type) && ref !== undefined) waiting.push(ref);
  }
  return true;
}

/** The same for a whole list or map that is read as a single value. */
function takesWhole(from: Typed, to: Typed): boolean {
  const shape = shapeOf(from.field);
  return shapeOf(to.field) === "one" && jsonTakes(from, to, [shape === "map" ? "object" : "array"]);
}

/** Is it an object, or a list, of whatever there is in JSON that the reader keeps in a map, or in a list, of just that? */
function takesApart({ field: { ref } }: Typed, { field }: Typed): boolean {
  if (field.ref !== "google.protobuf.Value") return false;
  return field.card === "map"
    ? ref === "google.protobuf.Struct" && field.key === "string"
    : field.card === "repeated" && ref === "google.protobuf.ListValue";
}

/** Null for what is no integer type. */
const boundsOf = (type: WireType) => (isInteger(type) ? rangeOf(type) : null);

const isWithin = ([least, greatest]: readonly [bigint, bigint], [from, to]: readonly [bigint, bigint]): boolean =>
  from <= least && greatest <= to;

/**
 * Is every value of one element, written as ProtoJSON by `from`, read the same by `to`? Two messages and two enums
 * fit here: their insides are compared on their own. Source: protobuf.dev/programming-guides/json.
 */
export function elementFitsJson(from: Typed, to: Typed): Fit {
  const [w, r] = [from.field.type, to.field.type];
  if (jsonTakes(from, to)) return "fits";
  const held = heldBy(to);
  if (held && !isMessageType(w)) return elementFitsJson(from, held);
  const given = heldBy(from);
  if (given && !isMessageType(r) && to.field.card !== "implicit") return elementFitsJson(given, to); // a zero is written
  if (r === "string" && TEXTS.includes(from.field.ref ?? "")) return "fits";
  if (w === "string" && to.field.ref === "google.protobuf.FieldMask") return { values: ["a_b"] }; // no camel case
  if (w === r || (isMessageType(w) && isMessageType(r))) return "fits";
  const [a, b] = [boundsOf(w), boundsOf(r)];
  if (a && b) return isWithin(a, b) ? "fits" : MISFIT;
  if (a && r === "double") return a[1] < 2n ** 53n ? "fits" : MISFIT;
  if (a && r === "enum")
    return isWithin(a, rangeOf("int32")) && !to.view.enum(to.field.ref ?? "").closed ? "fits" : MISFIT;
  if (w === "enum" && b && namesNothing(from)) return b[0] < 0n ? "fits" : { values: [-1] };
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
  const [a, b] = [boundsOf(w), boundsOf(r)];
  return a && b && isWithin(a, b) ? "fits" : MISFIT;
}

/** Does a whole field fit, in JSON? Presence, required and oneofs are looked at elsewhere. */
export function fieldFitsJson(from: Typed, to: Typed): Fit {
  const shape = shapeOf(from.field);
  if (shape !== shapeOf(to.field))
    return takesWhole(from, to) || (shape === "one" && takesApart(from, to)) ? "fits" : MISFIT;
  const element = elementFitsJson(from, to);
  if (shape !== "map" || element !== "fits") return element;
  return keyFits(from.field.key ?? "string", to.field.key ?? "string");
}
