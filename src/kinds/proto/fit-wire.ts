import { WIRE } from "./wire/cursor.ts";
import { wireOf } from "./wire/scalars.ts";
import { type SchemaView, shapeOf, type WireField, type WireType } from "./wire/schema.ts";

/** Where the types of a field are looked up. */
export interface Typed {
  readonly field: WireField;
  readonly view: SchemaView;
}

/** `fits`: every value is read as it was written; else values to try first when looking for one that is not. */
export type Fit = "fits" | { readonly values: readonly (string | number | boolean)[] };

/** Some value does not fit; nothing is known about which. */
export const MISFIT: Fit = { values: [] };

const misfit = (...values: readonly (string | number | boolean)[]): Fit => ({ values });
const when = (fits: boolean, otherwise: Fit = MISFIT): Fit => (fits ? "fits" : otherwise);

/**
 * Is every value of one element, written by `from`, read the same by `to`? Two messages and two enums fit here:
 * their insides are compared on their own. Source: encoding and proto3 guides ("Updating a message type").
 */
export function elementFitsWire(from: Typed, to: Typed): Fit {
  const [w, r] = [from.field.type, to.field.type];
  if (wireOf(w) !== wireOf(r)) return MISFIT;
  if (w === r) return "fits";
  return wireOf(w) === WIRE.varint ? varintFits(from, to) : when(r === "bytes");
}

const WIDER: Readonly<Record<string, readonly WireType[]>> = {
  bool: ["int32", "int64", "uint32", "uint64"],
  int32: ["int64"],
  uint32: ["int64", "uint64"],
  sint32: ["sint64"],
};

function varintFits(from: Typed, to: Typed): Fit {
  const [w, r] = [from.field.type, to.field.type];
  if (w === "enum") return enumFits(from, r);
  if (r === "enum") return fitsEnum(w, to);
  return when((WIDER[w] ?? []).includes(r));
}

function enumFits(from: Typed, r: WireType): Fit {
  const { closed, values } = from.view.enum(from.field.ref ?? "");
  if (r === "int32" || r === "int64") return "fits";
  const numbers = values.map(([, number]) => number);
  const negative = numbers.find((number) => number < 0);
  if (r === "uint32" || r === "uint64") return negative === undefined && closed ? "fits" : misfit(negative ?? -1);
  const beyond = numbers.find((number) => number !== 0 && number !== 1);
  if (r === "bool") return beyond === undefined && closed ? "fits" : misfit(beyond ?? 2);
  return MISFIT;
}

function fitsEnum(w: WireType, to: Typed): Fit {
  const { closed, nameOf } = to.view.enum(to.field.ref ?? "");
  if (w === "bool") return when(!closed || (nameOf.has(0) && nameOf.has(1)));
  if (w === "int32" && !closed) return "fits";
  const free = Math.max(0, ...nameOf.keys()) + 1;
  return w === "int32" ? misfit(free) : MISFIT;
}

/** The keys of a map as a field of their own. */
const keyOf = ({ field, view }: Typed): Typed => {
  const { ref: _, ...plain } = field;
  return { field: { ...plain, type: field.key ?? "string" }, view };
};

/** Does a whole field fit, in the binary form? Presence, required and oneofs are looked at elsewhere. */
export function fieldFitsWire(from: Typed, to: Typed): Fit {
  const [w, r] = [shapeOf(from.field), shapeOf(to.field)];
  if (w === "map" && r === "map") return both(elementFitsWire(keyOf(from), keyOf(to)), elementFitsWire(from, to));
  if (w === "map") return r === "list" ? entryFits(from, to) : MISFIT;
  if (r === "map") return MISFIT;
  if (w === "list" && r === "one") return MISFIT;
  return elementFitsWire(from, to);
}

const both = (a: Fit, b: Fit): Fit => (a === "fits" ? b : a);

/**
 * The field of the reader that values of a map meet where it keeps the entries in a list; else the field itself. For a
 * list of entries that meets a map the same, the other way round.
 */
export function valueField({ field, view }: Typed, other: WireField): WireField {
  if (other.card !== "map" || field.card !== "repeated" || field.type !== "message") return field;
  return view.message(field.ref ?? "").byNumber.get(2) ?? field;
}

/**
 * A map against a repeated message: the entries are messages with key = 1 and value = 2, and both are always set. What
 * enums and messages hold in place of the value is compared on its own.
 */
function entryFits(from: Typed, to: Typed): Fit {
  if (to.field.type === "bytes") return "fits";
  if (to.field.type !== "message") return MISFIT;
  const entry = to.view.message(to.field.ref ?? "");
  const [key, value] = [entry.byNumber.get(1), entry.byNumber.get(2)];
  if (!key || !value || key.card === "map" || value.card === "map" || entry.required.some(({ number }) => number > 2))
    return MISFIT;
  if (key.oneof !== undefined && key.oneof === value.oneof) return MISFIT; // the value takes the place of the key
  if (!from.field.utf8 && (key.utf8 || value.utf8)) return MISFIT;
  return both(
    elementFitsWire(keyOf(from), { field: key, view: to.view }),
    elementFitsWire(from, { field: value, view: to.view }),
  );
}
