import { isMessageType, type SchemaView, shapeOf, type WireField } from "./wire/schema.ts";

/** A field of a request or response as HTTP can carry it: where it lies, and a value to try. Plain JSON. */
export interface Leaf {
  /** Names on the way to it, with dots between. */
  readonly path: string;
  /** The same in JSON names. */
  readonly json: string;
  /** Null for what is no single scalar: a list, a map, a message with a JSON form of its own. */
  readonly value: string | number | boolean | null;
}

const LEAF_LIMIT = 400;

/** Every field below a message, singular messages entered down to a depth; null where there are too many. */
export function leavesOf(view: SchemaView, message: string, depth: number): readonly Leaf[] | null {
  const found: Leaf[] = [];
  const enter = (name: string, path: string, json: string, left: number): void => {
    for (const field of view.message(name).fields) {
      if (found.length > LEAF_LIMIT) return;
      const at = { path: `${path}${field.name}`, json: `${json}${field.json}` };
      const inner = isEntered(field) ? field.ref : undefined;
      if (inner === undefined) found.push({ ...at, value: sampleOf(view, field) });
      else if (left > 1) enter(inner, `${at.path}.`, `${at.json}.`, left - 1);
      else found.push({ ...at, value: null });
    }
  };
  enter(message, "", "", depth);
  return found.length > LEAF_LIMIT ? null : found;
}

const isEntered = (field: WireField): boolean =>
  shapeOf(field) === "one" && isMessageType(field.type) && !field.ref?.startsWith("google.protobuf.");

/** A value that is not the default, as JSON and queries write it. */
function sampleOf(view: SchemaView, field: WireField): Leaf["value"] {
  if (shapeOf(field) !== "one" || isMessageType(field.type)) return null;
  if (field.type === "enum") return view.enum(field.ref ?? "").values.find(([, number]) => number !== 0)?.[0] ?? null;
  if (field.type === "bool") return true;
  if (field.type === "string") return "x";
  if (field.type === "bytes") return "eA==";
  return field.type.includes("64") ? "1" : 1;
}
