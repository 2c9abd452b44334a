import { type Content, isNode, type MessageNode, type Value } from "./node.ts";
import type { SchemaView, WireField } from "./schema.ts";

const LIMIT = 400;

const clip = (text: string): string => (text.length > LIMIT ? `${text.slice(0, LIMIT)}...` : text);

/** A field as a person would write it: `amount: 5`, `tags: ["a", "b"]`, `sizes: {"x": 1}`. Long ones are cut. */
export function renderField(schema: SchemaView, field: WireField, content: Content): string {
  return clip(`${field.name}: ${renderContent(schema, field, content)}`);
}

/** The content of a field without its name. */
export function renderContent(schema: SchemaView, field: WireField, content: Content): string {
  if (content.shape === "one") return renderValue(schema, field, content.value);
  if (content.shape === "list")
    return `[${content.values.map((value) => renderValue(schema, field, value)).join(", ")}]`;
  const entries = content.entries.map(([key, value]) => `${renderPlain(key)}: ${renderValue(schema, field, value)}`);
  return `{${entries.join(", ")}}`;
}

/** One value; numbers of enums with their names. */
export function renderValue(schema: SchemaView, field: WireField, value: Value): string {
  if (isNode(value)) return renderMessage(schema, value);
  if (field.type !== "enum" || typeof value !== "bigint") return renderPlain(value);
  const name = schema.enum(field.ref ?? "").nameOf.get(Number(value));
  return name === undefined ? `${value} (no name)` : `${name} (${value})`;
}

/** A message as `{a: 1, b: "x"}`, fields by number. */
export function renderMessage(schema: SchemaView, message: MessageNode): string {
  const numbers = [...message.fields.keys()].sort((a, b) => a - b);
  const parts = numbers.map((number) => {
    const field = message.type.byNumber.get(number);
    const content = message.fields.get(number);
    return field && content ? `${field.name}: ${renderContent(schema, field, content)}` : String(number);
  });
  return clip(`{${parts.join(", ")}}`);
}

function renderPlain(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (!(value instanceof Uint8Array)) return Object.is(value, -0) ? "-0" : String(value);
  return `"${[...value].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
}
