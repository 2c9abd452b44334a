import { ANY_NAME, isKnown, typeInAny } from "./json-known.ts";
import { integerOf } from "./json-scalars.ts";
import { type Json, parseJson } from "./json-text.ts";
import { isMessageType, type MessageView, type SchemaView, type WireField } from "./schema.ts";
import { mark, markType, type Touched } from "./touch.ts";

/** Marks all that reading this text as a message meets, as far as it can be read at all. */
export function touchJson(schema: SchemaView, type: string, text: string, touched: Touched): void {
  try {
    walk(schema, schema.message(type), parseJson(text), touched);
  } catch {
    // A text that is no JSON meets nothing.
  }
}

function walk(schema: SchemaView, type: MessageView, value: Json, touched: Touched): void {
  if (isKnown(type.name)) markWhole(schema, type, touched);
  else markType(touched, type);
  const held = type.name === ANY_NAME ? typeInAny(schema, value) : null;
  if (held) markType(touched, held);
  if (isKnown(type.name) || value.is !== "object") return;
  for (const [key, content] of value.entries) {
    const field = type.byKey.get(key);
    if (!field) continue;
    mark(touched, type, field);
    for (const item of items(field, content)) inside(schema, field, item, touched);
  }
}

/** A well-known type is read in its own form: all of it is needed. */
function markWhole(schema: SchemaView, type: MessageView, touched: Touched): void {
  const marked = markType(touched, type);
  const fresh = type.fields.filter((field) => !marked.has(field.number));
  for (const field of fresh) mark(touched, type, field);
  for (const field of fresh) if (isMessageType(field.type)) markWhole(schema, schema.message(field.ref ?? ""), touched);
}

function items(field: WireField, value: Json): readonly Json[] {
  if (field.card === "map") return value.is === "object" ? value.entries.map(([, item]) => item) : [];
  if (field.card === "repeated") return value.is === "array" ? value.items : [];
  return [value];
}

function inside(schema: SchemaView, field: WireField, value: Json, touched: Touched): void {
  if (isMessageType(field.type)) walk(schema, schema.message(field.ref ?? ""), value, touched);
  if (field.type !== "enum") return;
  if (value.is === "string") touched.names.add(value.value);
  if (value.is === "number") touched.numbers.add(Number(integerOf(value.text) ?? 0n));
}
