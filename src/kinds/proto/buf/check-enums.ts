import type { DescEnum, DescEnumValue } from "@bufbuild/protobuf";
import { groupBy } from "../../../core/group.ts";
import { jsonFormat } from "../features.ts";
import { mergeRanges, type Range } from "../ranges.ts";
import { quoted } from "./quote.ts";
import { showRange, uncovered } from "./ranges.ts";
import { at, type Run, report } from "./report.ts";

const MAX = 2 ** 31 - 1;
/** Places of `features.enum_type` and `features.json_format` in an EnumDescriptorProto. */
const ENUM_TYPE = [3, 7, 2];
const JSON_FORMAT = [3, 7, 6];

/** Enums that both sides have, by full name. */
export function checkEnums(run: Run): void {
  for (const [name, old] of run.before.enums) {
    const now = run.after.enums.get(name);
    if (!now) continue;
    checkFeatures(run, old, now);
    checkValues(run, old, now);
    checkReserved(run, old, now);
  }
}

function checkFeatures(run: Run, old: DescEnum, now: DescEnum): void {
  const say = (type: DescEnum) => (type.open ? "open" : "closed");
  if (old.open !== now.open) {
    const message = `Enum "${now.name}" changed from ${say(old)} to ${say(now)}.`;
    report(run, "ENUM_SAME_TYPE", at(run.after, now, ENUM_TYPE, []), old.file, message);
  }
  const [from, to] = [jsonFormat(old), jsonFormat(now)];
  if (from !== "ALLOW" || to === "ALLOW") return;
  const message = `Enum "${now.name}" JSON format support changed from ${from} to ${to}.`;
  report(run, "ENUM_SAME_JSON_FORMAT", at(run.after, now, JSON_FORMAT, []), old.file, message);
}

const byNumber = (type: DescEnum): ReadonlyMap<number, readonly DescEnumValue[]> =>
  groupBy(type.values, ({ number }) => number);

const namesOf = (values: readonly DescEnumValue[]): readonly string[] => values.map(({ name }) => name).sort();

function checkValues(run: Run, old: DescEnum, now: DescEnum): void {
  const values = byNumber(now);
  for (const [number, before] of byNumber(old)) {
    const after = values.get(number);
    if (after) checkNames(run, now, old, before, after);
    else checkDeleted(run, old, now, number, namesOf(before));
  }
}

function checkDeleted(run: Run, old: DescEnum, now: DescEnum, number: number, names: readonly string[]): void {
  const start = `Previously present enum value "${number}" on enum "${now.name}" was deleted`;
  const target = at(run.after, now);
  report(run, "ENUM_VALUE_NO_DELETE", target, old.file, `${start}.`);
  if (!now.proto.reservedRange.some((range) => number >= range.start && number <= range.end)) {
    const message = `${start} without reserving the number "${number}".`;
    report(run, "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", target, old.file, message);
  }
  if (names.every((name) => now.proto.reservedName.includes(name))) return;
  const message = `${start} without reserving the name${names.length > 1 ? "s" : ""} ${quoted(names)}.`;
  report(run, "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", target, old.file, message);
}

function checkNames(
  run: Run,
  now: DescEnum,
  old: DescEnum,
  before: readonly DescEnumValue[],
  after: readonly DescEnumValue[],
): void {
  const [from, to] = [namesOf(before), namesOf(after)];
  if (from.every((name) => to.includes(name))) return;
  const plural = from.length > 1 && to.length > 1 ? "s" : "";
  for (const value of after) {
    const message = `Enum value "${value.number}" on enum "${now.name}" changed name${plural} from ${quoted(from)} to ${quoted(to)}.`;
    report(run, "ENUM_VALUE_SAME_NAME", at(run.after, value, [2]), old.file, message);
  }
}

function checkReserved(run: Run, old: DescEnum, now: DescEnum): void {
  const target = at(run.after, now);
  const ranges = (type: DescEnum): readonly Range[] =>
    type.proto.reservedRange.map(({ start, end }) => ({ start, end }));
  const merged = mergeRanges(ranges(now));
  for (const range of ranges(old)) {
    const missing = uncovered(range, merged);
    if (missing.length === 0) continue;
    const lost = missing.map((part) => showRange(part, MAX)).join(", ");
    const message = `Previously present reserved range "${showRange(range, MAX)}" on enum "${now.name}" is missing values: ${lost} were removed.`;
    report(run, "RESERVED_ENUM_NO_DELETE", target, old.file, message);
  }
  for (const name of new Set(old.proto.reservedName)) {
    if (now.proto.reservedName.includes(name)) continue;
    const message = `Previously present reserved name "${name}" on enum "${now.name}" was deleted.`;
    report(run, "RESERVED_ENUM_NO_DELETE", target, old.file, message);
  }
}
