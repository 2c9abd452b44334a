import { FieldDescriptorProto_Type } from "@bufbuild/protobuf/wkt";
import type { FieldPair } from "./check-fields.ts";
import { atField, type Target } from "./report.ts";
import type { BufField } from "./schema.ts";

/** Places in a FieldDescriptorProto. */
const TYPE = [5];
const TYPE_NAME = [6];

const WIRE_GROUPS = [
  ["int32", "int64", "uint32", "uint64", "bool"],
  ["sint32", "sint64"],
  ["fixed32", "sfixed32"],
  ["fixed64", "sfixed64"],
];
const JSON_GROUPS = [
  ["int32", "uint32"],
  ["int64", "uint64"],
  ["fixed32", "sfixed32"],
  ["fixed64", "sfixed64"],
];

const UPDATING = "https://developers.google.com/protocol-buffers/docs/proto3#updating for wire compatibility rules";
const JSON_RULES = "https://developers.google.com/protocol-buffers/docs/proto3#json for JSON compatibility rules";
const MAYBE_UTF8 =
  "Note that while string and bytes are compatible if the data is valid UTF-8, there is no way to enforce that a bytes field is UTF-8, so these fields may be incompatible.";

const together = (groups: readonly (readonly string[])[], a: string, b: string): boolean =>
  a === b || groups.some((group) => group.includes(a) && group.includes(b));

/** FIELD_SAME_TYPE and its two weaker forms. */
export function checkTypes(pair: FieldPair): void {
  const { before, after } = pair;
  if (before.kind !== after.kind) checkKinds(pair);
  else if (before.typeName !== after.typeName) checkTypeNames(pair);
}

function checkKinds(pair: FieldPair): void {
  const { before, after } = pair;
  const target = typeTarget(pair);
  const message = `${pair.described} changed type from "${before.shown}" to "${after.shown}".`;
  pair.say("FIELD_SAME_TYPE", target, message);
  const [from, to] = [before.kind, after.kind];
  if (!together(WIRE_GROUPS, from, to) && !(from === "string" && to === "bytes")) {
    const note = from === "bytes" && to === "string" ? ` ${MAYBE_UTF8}` : "";
    pair.say("FIELD_WIRE_COMPATIBLE_TYPE", target, `${message} See ${UPDATING}.${note}`);
  }
  if (!together(JSON_GROUPS, from, to))
    pair.say("FIELD_WIRE_JSON_COMPATIBLE_TYPE", target, `${message} See ${UPDATING} and ${JSON_RULES}.`);
}

function checkTypeNames(pair: FieldPair): void {
  const { before, after } = pair;
  const target = typeTarget(pair);
  const message = `${pair.described} changed type from "${before.typeName}" to "${after.typeName}".`;
  pair.say("FIELD_SAME_TYPE", target, message);
  if (isGrownEnum(pair)) return;
  pair.say("FIELD_WIRE_COMPATIBLE_TYPE", target, message);
  pair.say("FIELD_WIRE_JSON_COMPATIBLE_TYPE", target, message);
}

/** The same short name, and every old value is in the new enum. */
function isGrownEnum({ before, after }: FieldPair): boolean {
  const [old, now] = [before.enum, after.enum];
  if (!old || !now || old.name !== now.name) return false;
  return old.values.every(({ name, number }) =>
    now.values.some((value) => value.name === name && value.number === number),
  );
}

/** Where the type of a field stands; the field itself for the halves of a map entry. */
function typeTarget({ run, now, after }: FieldPair): Target {
  if (isGroup(now)) return atField(run.after, now, TYPE, TYPE_NAME);
  return atField(run.after, now, after.typeName === "" ? TYPE : TYPE_NAME);
}

/** For a group the keyword is the type; buf records it as the name of the type. */
const isGroup = ({ desc }: BufField): boolean => desc.proto.type === FieldDescriptorProto_Type.GROUP;
