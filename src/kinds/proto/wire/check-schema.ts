import { isObject } from "../../../core/json.ts";
import { SCALARS, type WireSchema } from "./schema.ts";

const MAX_FIELDS = 10_000;
/** Of an extension of a MessageSet; others end at 2 ** 29 - 1. */
const MAX_NUMBER = 2 ** 31 - 2;
const TYPES: readonly unknown[] = [...SCALARS, "enum", "message", "group"];
const CARDS: readonly unknown[] = ["explicit", "implicit", "required", "repeated", "map"];
const KEYS: readonly unknown[] = SCALARS.filter((type) => !["double", "float", "bytes"].includes(type));

const isText = (value: unknown): boolean => typeof value === "string";
const isAbsentOr = (value: unknown, check: (value: unknown) => boolean): boolean => value === undefined || check(value);
const isNumber = (value: unknown, least: number, greatest: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest;

/**
 * Is this a plain schema as we write them, every part of its type and within bounds? A schema that travelled in a
 * file is read by a runtime that compiles code from it, so nothing in it is taken on trust.
 */
export function isWireSchema(value: unknown): value is WireSchema {
  if (!isObject(value) || !isObject(value.messages) || !isObject(value.enums)) return false;
  const messages = Object.values(value.messages);
  if (!messages.every(isMessage)) return false;
  const fields = messages.flatMap((message) => (message as { fields: unknown[] }).fields); // just checked
  return fields.length <= MAX_FIELDS && fields.every(isField) && Object.values(value.enums).every(isEnum);
}

const isMessage = (message: unknown): boolean =>
  isObject(message) && Array.isArray(message.fields) && (message.set === undefined || message.set === true);

function isField(field: unknown): boolean {
  if (!isObject(field) || !isNumber(field.number, 1, MAX_NUMBER) || !isText(field.name) || !isText(field.json))
    return false;
  if (!TYPES.includes(field.type) || !CARDS.includes(field.card)) return false;
  const named = field.type === "enum" || field.type === "message" || field.type === "group";
  if (named !== isText(field.ref) || (field.card === "map") !== KEYS.includes(field.key)) return false;
  const switches = [field.packed, field.utf8].every((value) => value === undefined || value === true);
  const plain = isAbsentOr(field.default, (value) => isText(value) || typeof value === "boolean");
  return switches && plain && isAbsentOr(field.oneof, isText);
}

function isEnum(value: unknown): boolean {
  if (!isObject(value) || typeof value.closed !== "boolean" || !Array.isArray(value.values)) return false;
  return value.values.every(
    (pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 && isText(pair[0]) && isNumber(pair[1], -(2 ** 31), 2 ** 31 - 1),
  );
}
