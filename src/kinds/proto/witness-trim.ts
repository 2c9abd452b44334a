import type { EnumView, MessageView, SchemaView, WireEnum, WireMessage, WireSchema } from "./wire/schema.ts";
import type { Touched } from "./wire/touch.ts";

/** The part of a schema that a payload touches: types it refers to without entering them are left empty. */
export function trimSchema(view: SchemaView, touched: Touched): WireSchema {
  const messages: Record<string, WireMessage> = {};
  const enums: Record<string, WireEnum> = {};
  for (const [name, numbers] of touched.fields) messages[name] = trimMessage(view.message(name), numbers);
  for (const message of Object.values(messages)) {
    for (const field of message.fields) {
      if (field.ref === undefined) continue;
      if (field.type === "enum") enums[field.ref] ??= trimEnum(view.enum(field.ref), touched);
      else if (!touched.fields.has(field.ref)) messages[field.ref] ??= { fields: [] };
    }
  }
  return { messages, enums };
}

const trimMessage = (type: MessageView, numbers: ReadonlySet<number>): WireMessage => ({
  fields: type.fields.filter((field) => numbers.has(field.number)),
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
