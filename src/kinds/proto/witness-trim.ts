import { jsonObject } from "../../core/json.ts";
import type { EnumView, MessageView, SchemaView, WireEnum, WireMessage, WireSchema } from "./wire/schema.ts";
import type { Touched } from "./wire/touch.ts";

/**
 * The part of a schema that a payload touches: types it refers to without entering them are left empty. Values of
 * enums that fields default to stay, for accessors give them.
 */
export function trimSchema(view: SchemaView, touched: Touched): WireSchema {
  const messages = new Map<string, WireMessage>();
  const enums = new Map<string, WireEnum>();
  for (const [name, numbers] of touched.fields) messages.set(name, trimMessage(view.message(name), numbers));
  const fields = [...messages.values()].flatMap((message) => message.fields);
  const defaults = fields.flatMap((field) => (field.type === "enum" ? (field.default ?? []) : []));
  const numbers = new Set([...touched.numbers, ...defaults.map(Number)]);
  for (const { ref, type } of fields) {
    if (ref === undefined) continue;
    if (type === "enum") enums.set(ref, trimEnum(view.enum(ref), { ...touched, numbers }));
    else if (!messages.has(ref)) messages.set(ref, { fields: [] });
  }
  return { messages: jsonObject(messages), enums: jsonObject(enums) };
}

const trimMessage = (type: MessageView, numbers: ReadonlySet<number>): WireMessage => ({
  fields: type.fields.filter((field) => numbers.has(field.number)),
  ...(type.isSet && { set: true }),
});

function trimEnum(type: EnumView, { numbers, names }: Touched): WireEnum {
  const values = type.values.filter(([name, number], index) => index === 0 || numbers.has(number) || names.has(name));
  return { closed: type.closed, values };
}

/** The values that the names and numbers met stand for in the enums met. */
export function valuesMet(view: SchemaView, touched: Touched): readonly (readonly [name: string, number: number])[] {
  return [...touched.enums].flatMap((name) =>
    view.enum(name).values.filter(([label, number]) => touched.numbers.has(number) || touched.names.has(label)),
  );
}
