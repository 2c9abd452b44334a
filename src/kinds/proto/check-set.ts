import {
  type DescExtension,
  type DescFile,
  type DescMessage,
  type FileRegistry,
  isFieldSet,
  ScalarType,
} from "@bufbuild/protobuf";
import { FieldDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { isEqual } from "../../core/bytes.ts";
import { TallyError } from "../../core/errors.ts";
import type { AnyField, FileUnit } from "./model.ts";
import { isInteger, rangeOf } from "./wire/ranges.ts";

/** Largest number of a field, and of one in a MessageSet (descriptor.proto, FieldDescriptorProto.number). */
const MAX_NUMBER = 2 ** 29 - 1;
const MAX_SET_NUMBER = 2 ** 31 - 2;

/** Extensions that only annotate: sets of independent teams, put together, use one number for several. */
const OPTIONS_OF_THE_LANGUAGE = /^google\.protobuf\.\w+Options$/;

/**
 * Refuses what no compiler makes, in a set that came as it is: a file, type, field or method that stands there twice
 * (each reader would take another one), numbers out of bounds, defaults that are no values. Throws E_SYNTAX.
 */
export function checkSet(units: readonly FileUnit[], registry: FileRegistry, label: string): void {
  const refuse = (why: string): never => {
    throw new TallyError("E_SYNTAX", `${label} is no valid descriptor set: ${why}`);
  };
  const files = new Map<string, FileUnit>();
  for (const unit of units) {
    const known = files.get(unit.name);
    if (known && !isEqual(known.meaning, unit.meaning)) refuse(`it holds two different files ${unit.name}`);
    files.set(unit.name, unit);
  }
  const names = new Map<string, string>();
  const numbers = new Set<string>();
  for (const file of registry.files) {
    for (const [name, extension] of declaredIn(file)) {
      const other = names.get(name);
      if (other !== undefined) refuse(`${name} is declared twice, in ${other} and ${file.proto.name}`);
      names.set(name, file.proto.name);
      if (!extension) continue;
      const { extendee, number } = extension;
      const key = `${extendee.typeName} ${number}`;
      if (numbers.has(key) && !OPTIONS_OF_THE_LANGUAGE.test(extendee.typeName))
        refuse(`two extensions of ${extendee.typeName} have the number ${number}`);
      numbers.add(key);
    }
    for (const message of messagesOf(file)) checkFields(message, refuse);
    for (const extension of extensionsOf(file)) checkField(extension, extension.extendee, refuse);
  }
}

type Refuse = (why: string) => never;

function checkFields(message: DescMessage, refuse: Refuse): void {
  const [names, numbers] = [new Set<string>(), new Set<number>()];
  for (const field of message.fields) {
    if (names.has(field.name)) refuse(`${message.typeName} has two fields ${field.name}`);
    if (numbers.has(field.number)) refuse(`${message.typeName} has two fields with the number ${field.number}`);
    names.add(field.name);
    numbers.add(field.number);
    checkField(field, message, refuse);
  }
}

function checkField(field: AnyField, owner: DescMessage, refuse: Refuse): void {
  const { number } = field;
  const most = owner.proto.options?.messageSetWireFormat ? MAX_SET_NUMBER : MAX_NUMBER;
  if (number < 1 || number > most) refuse(`${field.toString()} has the number ${number}`);
  if (!isFieldSet(field.proto, FieldDescriptorProtoSchema.field.type)) refuse(`${field.toString()} has no type`);
  if (isFieldSet(field.proto, FieldDescriptorProtoSchema.field.defaultValue) && !hasDefault(field))
    refuse(`${field.toString()} has a default that is none of its values`);
}

function hasDefault(field: AnyField): boolean {
  if (field.fieldKind !== "scalar" && field.fieldKind !== "enum") return true;
  const text = field.proto.defaultValue;
  if (text === "") return field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES;
  const name = field.scalar === undefined ? "" : ScalarType[field.scalar].toLowerCase();
  if (isInteger(name)) return isWithin(text, rangeOf(name));
  const isFloat = field.scalar === ScalarType.FLOAT || field.scalar === ScalarType.DOUBLE;
  try {
    return !Number.isNaN(field.getDefaultValue()) || (isFloat && text === "nan");
  } catch {
    return false; // what the text should be is not worth repeating
  }
}

/** Is this the decimal text of an integer in a range? */
const isWithin = (text: string, [least, greatest]: readonly [bigint, bigint]): boolean =>
  /^-?\d{1,20}$/.test(text) && BigInt(text) >= least && BigInt(text) <= greatest;

/** Every message of a file, nested ones included. */
function* messagesOf(file: DescFile): Iterable<DescMessage> {
  const waiting = [...file.messages];
  for (let message = waiting.pop(); message; message = waiting.pop()) {
    yield message;
    waiting.push(...message.nestedMessages);
  }
}

function* extensionsOf(file: DescFile): Iterable<DescExtension> {
  yield* file.extensions;
  for (const message of messagesOf(file)) yield* message.nestedExtensions;
}

/** Every full name that a file declares, methods included; with the extension that it names, if any. */
function* declaredIn(file: DescFile): Iterable<readonly [string, DescExtension?]> {
  for (const type of file.enums) yield [type.typeName];
  for (const message of messagesOf(file)) {
    yield [message.typeName];
    for (const type of message.nestedEnums) yield [type.typeName];
  }
  for (const extension of extensionsOf(file)) yield [extension.typeName, extension];
  for (const service of file.services) {
    yield [service.typeName];
    for (const method of service.methods) yield [`${service.typeName}/${method.name}`];
  }
}
