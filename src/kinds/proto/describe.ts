import { isMessageType, type WireField } from "./wire/schema.ts";

const LABELS: Readonly<Record<WireField["card"], string>> = {
  explicit: "optional ",
  implicit: "",
  required: "required ",
  repeated: "repeated ",
  map: "",
};

/** A field as a person would write it: `repeated pkg.Item items = 3`. */
export function describeField(field: WireField): string {
  const element = field.ref ?? field.type;
  const type = field.card === "map" ? `map<${field.key ?? "string"}, ${element}>` : element;
  const label =
    field.oneof !== undefined || (field.card === "explicit" && isMessageType(field.type)) ? "" : LABELS[field.card];
  const group = field.type === "group" ? " (delimited)" : "";
  const place = field.oneof === undefined ? "" : ` in oneof ${field.oneof}`;
  return `${label}${type} ${field.name} = ${field.number}${group}${place}`;
}
