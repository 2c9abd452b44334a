import type { DescMessage, DescOneof } from "@bufbuild/protobuf";
import { FieldDescriptorProto_Label } from "@bufbuild/protobuf/wkt";
import { jsonFormat } from "../features.ts";
import { mergeRanges, type Range } from "../ranges.ts";
import { describeField } from "./check-fields.ts";
import { showRange, uncovered } from "./ranges.ts";
import { at, atMessage, type Run, report } from "./report.ts";
import type { BufRule } from "./rules.ts";
import { type BufField, type BufMessage, nameOf, numberOf } from "./schema.ts";

const MAX = 2 ** 29 - 1;
/** Places in a DescriptorProto: features.json_format and no_standard_descriptor_accessor. */
const JSON_FORMAT = [7, 12, 6];
const NO_ACCESSOR = [7, 2];

/** Messages that both sides have, by full name. */
export function checkMessages(run: Run): void {
  for (const [name, old] of run.before.messages) {
    const now = run.after.messages.get(name);
    if (!now) continue;
    checkDeletedFields(run, old, now);
    if (old.desc) checkDeclared(run, old.desc, now);
    if (old.desc && now.desc) checkAccessor(run, old.desc, now.desc);
    checkRequired(run, old, now);
    checkJsonFormat(run, old, now);
  }
}

function checkDeclared(run: Run, before: DescMessage, after: BufMessage): void {
  checkRanges(run, "EXTENSION_MESSAGE_NO_DELETE", "extension", before, after, (desc) => desc.proto.extensionRange);
  checkRanges(run, "RESERVED_MESSAGE_NO_DELETE", "reserved", before, after, (desc) => desc.proto.reservedRange);
  checkReservedNames(run, before, after);
  checkOneofs(run, before, after);
}

function checkDeletedFields(run: Run, old: BufMessage, now: BufMessage): void {
  const kept = new Set(now.fields.map(numberOf));
  const reserved = now.desc?.proto;
  for (const field of old.fields) {
    const number = numberOf(field);
    if (kept.has(number)) continue;
    const described = describeField(field, old);
    const start = `Previously present ${described[0]?.toLowerCase()}${described.slice(1)} was deleted`;
    const target = atMessage(run.after, now);
    report(run, "FIELD_NO_DELETE", target, old.file, `${start}.`);
    if (!reserved?.reservedRange.some((range) => number >= range.start && number < range.end)) {
      const message = `${start} without reserving the number "${number}".`;
      report(run, "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", target, old.file, message);
    }
    if (!reserved?.reservedName.includes(nameOf(field))) {
      const message = `${start} without reserving the name "${nameOf(field)}".`;
      report(run, "FIELD_NO_DELETE_UNLESS_NAME_RESERVED", target, old.file, message);
    }
  }
}

function checkRanges(
  run: Run,
  rule: BufRule,
  word: string,
  old: DescMessage,
  now: BufMessage,
  read: (desc: DescMessage) => readonly Range[],
): void {
  const closed = (desc: DescMessage) => read(desc).map(({ start, end }) => ({ start, end: end - 1 }));
  const merged = mergeRanges(now.desc ? closed(now.desc) : []);
  for (const range of closed(old)) {
    const missing = uncovered(range, merged);
    if (missing.length === 0) continue;
    const lost = missing.map((part) => showRange(part, MAX)).join(", ");
    const message = `Previously present ${word} range "${showRange(range, MAX)}" on message "${now.name}" is missing values: ${lost} were removed.`;
    report(run, rule, atMessage(run.after, now), old.file, message);
  }
}

function checkReservedNames(run: Run, old: DescMessage, now: BufMessage): void {
  for (const name of new Set(old.proto.reservedName)) {
    if (now.desc?.proto.reservedName.includes(name)) continue;
    const message = `Previously present reserved name "${name}" on message "${now.name}" was deleted.`;
    report(run, "RESERVED_MESSAGE_NO_DELETE", atMessage(run.after, now), old.file, message);
  }
}

function checkOneofs(run: Run, old: DescMessage, now: BufMessage): void {
  const kept = new Set(now.desc?.proto.oneofDecl.map(({ name }) => name));
  for (const oneof of old.oneofs as readonly DescOneof[]) {
    if (kept.has(oneof.name)) continue;
    const message = `Previously present oneof "${oneof.name}" on message "${now.name}" was deleted.`;
    report(run, "ONEOF_NO_DELETE", atMessage(run.after, now), old.file, message);
  }
}

/** By the label alone: buf does not look at `field_presence = LEGACY_REQUIRED` here. */
const isRequired = ({ desc, half }: BufField): boolean =>
  half === null && desc.proto.label === FieldDescriptorProto_Label.REQUIRED;

const WHY =
  "Required fields must always be sent, so if one side does not know about the required field, this will result in a breakage.";

function checkRequired(run: Run, old: BufMessage, now: BufMessage): void {
  const numbers = (message: BufMessage) => new Set(message.fields.filter(isRequired).map(numberOf));
  const [before, after] = [numbers(old), numbers(now)];
  for (const number of before) {
    if (after.has(number)) continue;
    const message = `Message "${old.name}" had required field "${number}" deleted. ${WHY}`;
    report(run, "MESSAGE_SAME_REQUIRED_FIELDS", atMessage(run.after, now), old.file, message);
  }
  for (const field of now.fields) {
    if (!isRequired(field) || before.has(numberOf(field))) continue;
    const message = `Message "${now.name}" had required field "${numberOf(field)}" added. ${WHY}`;
    report(run, "MESSAGE_SAME_REQUIRED_FIELDS", at(run.after, field.desc), null, message);
  }
}

function checkAccessor(run: Run, old: DescMessage, now: DescMessage): void {
  const accessor = (desc: DescMessage) => desc.proto.options?.noStandardDescriptorAccessor === true;
  if (!accessor(old) && accessor(now)) {
    const message = `Message option "no_standard_descriptor_accessor" changed from "false" to "true".`;
    report(run, "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", at(run.after, now, NO_ACCESSOR), old.file, message);
  }
}

/** What stands for the entries of a map has the format of the message around it. */
function checkJsonFormat(run: Run, old: BufMessage, now: BufMessage): void {
  const [before, after] = [old.desc ?? old.entryOf?.parent, now.desc ?? now.entryOf?.parent];
  if (!before || !after || jsonFormat(before) !== "ALLOW" || jsonFormat(after) === "ALLOW") return;
  const message = `Message "${now.name}" JSON format support changed from ALLOW to ${jsonFormat(after)}.`;
  const target = now.desc ? at(run.after, now.desc, JSON_FORMAT, []) : atMessage(run.after, now);
  report(run, "MESSAGE_SAME_JSON_FORMAT", target, old.file, message);
}
