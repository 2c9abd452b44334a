import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import { jsonObject } from "../../core/json.ts";
import type { RetiredNumber } from "../../core/retired.ts";
import { ownMessages } from "./compare-graph.ts";
import { describeField } from "./describe.ts";
import type { ProtoModel } from "./model.ts";
import {
  type EnumView,
  isMessageType,
  type SchemaView,
  type WireEnum,
  type WireField,
  type WireMessage,
  type WireSchema,
} from "./wire/schema.ts";
import { viewOf } from "./witness.ts";

/** What is kept with a number: the part of the schema, as it was, in which it can be written. */
export interface Memory {
  readonly schema: WireSchema;
  /** Of an enum value: more fields held the enum than are kept. */
  readonly cut: boolean;
}

/** Fields that hold an enum, of which one must still be there to meet it: more are not kept. */
const MAX_HOLDERS = 64;

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
    const [old, next] = [before.units.get(name)?.meaning, after.units.get(name)?.meaning];
    return old !== undefined && next !== undefined && Buffer.compare(old, next) === 0;
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
    const memory = memoryOf(view, [[scope, number]], false);
    yield { what: "field", scope, number, name, type: describeField(field), whole, memory };
  }
}

type Holder = readonly [message: string, number: number];
type Holders = ReadonlyMap<string, readonly Holder[]>;

/** The fields that hold each enum, in the order of their messages. */
function holdersIn(model: ProtoModel): Holders {
  const holders = new Map<string, Holder[]>();
  const view = viewOf(model.registry);
  const names = [...ownMessages(model)].map(({ typeName }) => typeName).sort();
  for (const name of names) {
    for (const field of view.message(name).fields) {
      if (field.type !== "enum" || field.ref === undefined) continue;
      const known = holders.get(field.ref);
      if (known) known.push([name, field.number]);
      else holders.set(field.ref, [[name, field.number]]);
    }
  }
  return holders;
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
  const kept = holders.slice(0, MAX_HOLDERS);
  for (const [number, name] of view.enum(scope).nameOf) {
    if (taken?.has(number)) continue;
    const memory = memoryOf(view, kept, kept.length < holders.length, { scope, number });
    yield { what: "enum-value", scope, number, name, type: `${name} = ${number}`, whole, memory };
  }
}

interface Value {
  readonly scope: string;
  readonly number: number;
}

/** The fields, what their messages require, and the types of all these; of enums only what is needed. */
function memoryOf(view: SchemaView, wanted: readonly Holder[], cut: boolean, value?: Value): RetiredNumber["memory"] {
  const messages = new Map<string, WireMessage>();
  const enums = new Map<string, WireEnum>();
  if (value) enums.set(value.scope, trimEnum(view.enum(value.scope), value.number));
  const numbers = new Map<string, Set<number>>();
  for (const [name, number] of wanted) numbers.set(name, (numbers.get(name) ?? new Set()).add(number));
  const waiting = [...numbers.keys()];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (messages.has(name)) continue;
    const isWanted = ({ number, card }: WireField) => card === "required" || numbers.get(name ?? "")?.has(number);
    const fields = view.message(name).fields.filter(isWanted);
    messages.set(name, { fields });
    for (const { type, ref } of fields) {
      if (ref === undefined) continue;
      if (isMessageType(type)) waiting.push(ref);
      else if (!enums.has(ref)) enums.set(ref, { closed: view.enum(ref).closed, values: view.enum(ref).values });
    }
  }
  const memory: Memory = { schema: { messages: jsonObject(messages), enums: jsonObject(enums) }, cut };
  return JSON.parse(JSON.stringify(memory));
}

/** The value with its other names, and the first, which is the default. */
function trimEnum({ closed, values }: EnumView, number: number): WireEnum {
  return { closed, values: values.filter(([, other], index) => index === 0 || other === number) };
}
