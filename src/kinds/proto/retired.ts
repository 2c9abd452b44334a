import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import { isEqual } from "../../core/bytes.ts";
import { groupBy } from "../../core/group.ts";
import { jsonObject } from "../../core/json.ts";
import type { RetiredNumber } from "../../core/retired.ts";
import { ownMessages } from "./compare-graph.ts";
import { describeField } from "./describe.ts";
import type { ProtoModel } from "./model.ts";
import {
  isMessageType,
  type MessageView,
  type SchemaView,
  type WireEnum,
  type WireField,
  type WireMessage,
  type WireSchema,
} from "./wire/schema.ts";
import { viewOf } from "./witness.ts";

/**
 * What is kept with a number: the part of the schema, as it was, in which it can be written. Kept for ever, so that what
 * an earlier program wrote must stay readable.
 */
export interface Memory {
  readonly schema: WireSchema;
  /** More belongs to it than is kept: what it says is true, what it leaves out may be there. */
  readonly cut: boolean;
}

/** Fields that hold an enum, of which one must still be there to meet it: more are not kept. */
const MAX_HOLDERS = 16;
/** Fields and enum values kept with one number: a schema may require far more than anybody would write. */
const MAX_PARTS = 1000;

/** Fields and enum values whose number `before` has and `after` no longer has, types that are gone included. */
export function* retired(before: ProtoModel, after: ProtoModel): Iterable<RetiredNumber> {
  const isSame = sameFiles(before, after);
  for (const type of ownMessages(before)) {
    // what extends a message may stand in another file
    if (type.proto.extensionRange.length > 0 || !isSame(type.file.proto.name))
      yield* retiredFields(before, after, type);
  }
  let holders: Holders | null = null;
  for (const type of before.registry) {
    if (type.kind !== "enum" || !before.own.has(type.file.proto.name) || isSame(type.file.proto.name)) continue;
    holders ??= holdersIn(before);
    yield* retiredValues(before, after, type, holders.get(type.typeName) ?? []);
  }
}

/** Does `after` use a number that is new in a message or enum that both have? What it meant once, only history tells. */
export function adds(before: ProtoModel, after: ProtoModel): boolean {
  const isSame = sameFiles(before, after);
  const [old, next] = [viewOf(before.registry), viewOf(after.registry)];
  for (const type of after.registry) {
    const name = type.kind === "message" || type.kind === "enum" ? type.typeName : "";
    if (!after.own.has(type.file.proto.name)) continue;
    if (type.kind === "message" && before.registry.getMessage(name)) {
      if (isSame(type.file.proto.name) && type.proto.extensionRange.length === 0) continue;
      const known = old.message(name).byNumber;
      if (next.message(name).fields.some(({ number }) => !known.has(number))) return true;
    }
    if (type.kind === "enum" && before.registry.getEnum(name) && !isSame(type.file.proto.name)) {
      const known = old.enum(name).nameOf;
      if (next.enum(name).values.some(([, number]) => !known.has(number))) return true;
    }
  }
  return false;
}

/** Which files do both sides have byte for byte? */
function sameFiles(before: ProtoModel, after: ProtoModel): (name: string) => boolean {
  return (name) => {
    if (before.skipped?.has(name)) return true;
    const [old, next] = [before.units.get(name)?.meaning, after.units.get(name)?.meaning];
    return old !== undefined && next !== undefined && isEqual(old, next);
  };
}

function* retiredFields(before: ProtoModel, after: ProtoModel, type: DescMessage): Iterable<RetiredNumber> {
  const view = viewOf(before.registry);
  const scope = type.typeName;
  const whole = after.registry.getMessage(scope) === undefined;
  const taken = whole ? null : viewOf(after.registry).message(scope).byNumber;
  for (const field of view.message(scope).fields) {
    if (taken?.has(field.number)) continue;
    const { number, name } = field;
    const memory = memoryOf(view, [{ name: scope, number }], false);
    yield { what: "field", scope, number, name, type: describeField(field), whole, memory };
  }
}

/** A field, by the name of its message and its number. */
interface Holder {
  readonly name: string;
  readonly number: number;
}

type Holders = ReadonlyMap<string, readonly Holder[]>;

/** The fields that hold each enum, in the order of their messages. */
function holdersIn(model: ProtoModel): Holders {
  const view = viewOf(model.registry);
  const names = [...ownMessages(model)].map(({ typeName }) => typeName).sort();
  const held = names.flatMap((name) =>
    view
      .message(name)
      .fields.flatMap(({ type, ref, number }) => (type === "enum" && ref ? [{ ref, name, number }] : [])),
  );
  return groupBy(held, ({ ref }) => ref);
}

function* retiredValues(
  before: ProtoModel,
  after: ProtoModel,
  type: DescEnum,
  holders: readonly Holder[],
): Iterable<RetiredNumber> {
  const view = viewOf(before.registry);
  const scope = type.typeName;
  const whole = after.registry.getEnum(scope) === undefined;
  const taken = whole ? null : viewOf(after.registry).enum(scope).nameOf;
  const used = holders.slice(0, MAX_HOLDERS);
  const { closed, values, nameOf } = view.enum(scope);
  const aliases = groupBy(values, (value) => value[1]);
  for (const [number, name] of nameOf) {
    if (taken?.has(number)) continue;
    const own = aliases.get(number) ?? [];
    // the first value of an enum is its default
    const kept = [...values.slice(0, 1).filter((first) => first[1] !== number), ...own];
    const memory = memoryOf(view, used, used.length < holders.length, { scope, type: { closed, values: kept } });
    yield { what: "enum-value", scope, number, name, type: `${name} = ${number}`, whole, memory };
  }
}

interface Value {
  readonly scope: string;
  readonly type: WireEnum;
}

/** The fields, what their messages require, and the types of all these; of an enum whose value it is only the value. */
function memoryOf(view: SchemaView, wanted: readonly Holder[], cut: boolean, value?: Value): RetiredNumber["memory"] {
  const numbers = new Map<string, Set<number>>();
  for (const { name, number } of wanted) numbers.set(name, (numbers.get(name) ?? new Set()).add(number));
  const messages = new Map<string, WireMessage>();
  const enums = new Map(value && [[value.scope, value.type]]);
  const waiting = [...numbers.keys()];
  let room = MAX_PARTS;
  for (let name = waiting.pop(); name !== undefined && room > 0; name = waiting.pop()) {
    if (messages.has(name)) continue;
    const fields = fieldsOf(view.message(name), numbers.get(name) ?? []);
    messages.set(name, { fields });
    room -= fields.length;
    for (const { type, ref } of fields) {
      if (ref === undefined) continue;
      if (isMessageType(type)) waiting.push(ref);
      else if (!enums.has(ref)) {
        const { closed, values } = view.enum(ref);
        enums.set(ref, { closed, values: values.slice(0, Math.max(1, room)) });
        room -= values.length;
      }
    }
  }
  const schema = { messages: jsonObject(messages), enums: jsonObject(enums) };
  return JSON.parse(JSON.stringify({ schema, cut: cut || room <= 0 }));
}

/** These fields of a message and those that it requires, by number. */
function fieldsOf({ required, byNumber }: MessageView, numbers: Iterable<number>): readonly WireField[] {
  const fields = new Set([...required, ...[...numbers].flatMap((number) => byNumber.get(number) ?? [])]);
  return [...fields].sort((a, b) => a.number - b.number).slice(0, MAX_PARTS);
}
