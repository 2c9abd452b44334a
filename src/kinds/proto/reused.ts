import type { DescEnumValue } from "@bufbuild/protobuf";
import { isObject } from "../../core/json.ts";
import type { Draft } from "../../core/kind.ts";
import { otherSide, SIDES, type Side } from "../../core/place.ts";
import type { RetiredNumber } from "../../core/retired.ts";
import { NOTHING_CHANGED } from "./compare-changed.ts";
import { SIDE_NAMES } from "./compare-draft.ts";
import { buildGraph, type Graph, type MessagePair, operationsOf } from "./compare-graph.ts";
import { describeField } from "./describe.ts";
import { type Fit, fieldFitsWire } from "./fit-wire.ts";
import type { AnyField, ProtoModel } from "./model.ts";
import { placeOf } from "./places.ts";
import type { Memory } from "./retired.ts";
import { directionsOf } from "./roles.ts";
import { ruleOf } from "./rules/index.ts";
import type { MessageSeed, ProtoSeed, RetiredSeed } from "./seed.ts";
import { isMessageType, type SchemaView, viewSchema, type WireField } from "./wire/schema.ts";
import { viewOf } from "./witness.ts";

/** The new version, and who writes its messages. */
interface Reading {
  readonly model: ProtoModel;
  readonly view: SchemaView;
  readonly graph: Graph;
}

/** A number with what is remembered of it, read. */
interface Remembered {
  readonly number: RetiredNumber;
  readonly memory: Memory;
  readonly view: SchemaView;
}

/**
 * Retired numbers to which the model gives another meaning: peers of the version that had them may still write, or
 * still read, the old one. The same name with a type that fits is the old meaning, restored. Only `backward`: a version
 * to roll back to is compared on its own.
 */
export function reused(numbers: readonly RetiredNumber[], model: ProtoModel): readonly Draft<ProtoSeed>[] {
  const there = numbers.filter((number) => stands(number, model));
  if (there.length === 0) return [];
  const view = viewOf(model.registry);
  const graph = buildGraph({
    models: { before: model, after: model },
    views: { before: view, after: view },
    changed: { before: NOTHING_CHANGED, after: NOTHING_CHANGED },
  });
  const drafts = there.flatMap((number) => {
    const memory = readMemory(number);
    const remembered = { number, memory, view: viewSchema(memory.schema) };
    return judge({ model, view, graph }, remembered) ?? [];
  });
  return onceEach(drafts);
}

function stands({ what, scope, number }: RetiredNumber, { registry }: ProtoModel): boolean {
  if (what === "field")
    return registry.getMessage(scope) !== undefined && viewOf(registry).message(scope).byNumber.has(number);
  return registry.getEnum(scope) !== undefined && viewOf(registry).enum(scope).nameOf.has(number);
}

function readMemory({ memory }: RetiredNumber): Memory {
  if (!isObject(memory) || !isObject(memory.schema)) throw new Error("a retired number without its schema");
  return memory as unknown as Memory; // written by `retired` only
}

/** One retired meaning is remembered anew each time it is retired: told once, with a witness where any has one. */
function onceEach(drafts: readonly Draft<ProtoSeed>[]): readonly Draft<ProtoSeed>[] {
  const best = new Map<string, Draft<ProtoSeed>>();
  for (const draft of drafts) {
    const key = JSON.stringify([draft.rule, draft.element, draft.fragments]);
    const known = best.get(key);
    if (!known || (known.seed === null && draft.seed !== null)) best.set(key, draft);
  }
  return [...best.values()];
}

const judge = (reading: Reading, remembered: Remembered): Draft<ProtoSeed> | null =>
  remembered.number.what === "field" ? judgeField(reading, remembered) : judgeValue(reading, remembered);

function judgeField(
  reading: Reading,
  { number: { scope, number }, memory, view }: Remembered,
): Draft<ProtoSeed> | null {
  const old = view.message(scope).byNumber.get(number);
  const next = reading.view.message(scope).byNumber.get(number);
  const pair = pairOf(reading, scope);
  if (!old || !next || !pair) return null;
  const sides = { before: { field: old, view }, after: { field: next, view: reading.view } };
  for (const producer of writersOf(pair)) {
    const fit = fieldFitsWire(sides[producer], sides[otherSide(producer)]);
    const meaning = meaningOf(old, next, fit, memory.cut);
    if (meaning === "same") continue;
    const values = fit === "fits" ? [] : fit.values;
    const message: MessageSeed = {
      ...{ type: "message", before: scope, after: scope, producer, encoding: "binary", focus: [number] },
      ...(old.name !== next.name && { by: "name" }),
      ...(values.length > 0 && { values }),
    };
    return draft(reading, {
      rule: "proto.field.number-reused-after-retirement",
      element: `${scope}.${next.name}`,
      at: fieldAt(pair, reading, number),
      before: describeField(old),
      after: describeField(next),
      producer,
      operations: operationsOf(pair),
      seed: meaning === "other" ? { type: "retired", producer, message, schema: memory.schema } : null,
    });
  }
  return null;
}

/** Where a field of the same name holds another message type, the insides of the old one are not remembered. */
function meaningOf(old: WireField, next: WireField, fit: Fit, cut: boolean): "same" | "other" | "open" {
  if (old.name !== next.name || fit !== "fits") return cut ? "open" : "other";
  return isMessageType(old.type) && isMessageType(next.type) && old.ref !== next.ref ? "open" : "same";
}

function judgeValue(reading: Reading, remembered: Remembered): Draft<ProtoSeed> | null {
  const {
    number: { scope, number, type },
    memory,
    view,
  } = remembered;
  const next = reading.view.enum(scope);
  const names = view.enum(scope).values.flatMap(([name, other]) => (other === number ? [name] : []));
  if (names.some((name) => next.numberOf.get(name) === number)) return null;
  const meeting = meetingOf(reading, remembered);
  if (!meeting && !memory.cut) return null;
  const [producer = "before"] = meeting ? writersOf(meeting.pair) : [];
  const name = next.nameOf.get(number) ?? "";
  const seed = meeting && retiredValue(meeting, memory, number, producer);
  return draft(reading, {
    rule: "proto.enum-value.number-reused-after-retirement",
    element: `${scope}.${name}`,
    at: reading.model.registry.getEnum(scope)?.values.find((value) => value.number === number) ?? null,
    before: type,
    after: `${name} = ${number}`,
    producer,
    operations: meeting ? operationsOf(meeting.pair) : [],
    seed,
  });
}

interface Meeting {
  readonly pair: MessagePair;
  readonly field: number;
}

/** A field that held the enum then and holds it now: where no such field is left, the two meanings never meet. */
function meetingOf(reading: Reading, { number: { scope }, memory }: Remembered): Meeting | null {
  for (const [name, { fields }] of Object.entries(memory.schema.messages)) {
    const pair = pairOf(reading, name);
    if (!pair || writersOf(pair).length === 0) continue;
    const now = reading.view.message(name).byNumber;
    const field = fields.find((one) => one.ref === scope && now.get(one.number)?.ref === scope);
    if (field) return { pair, field: field.number };
  }
  return null;
}

function retiredValue({ pair, field }: Meeting, { schema }: Memory, number: number, producer: Side): RetiredSeed {
  const name = pair.after.typeName;
  const message: MessageSeed = {
    ...{ type: "message", before: name, after: name, producer, encoding: "binary", by: "name", any: true },
    focus: [field],
    values: [number],
  };
  return { type: "retired", producer, message, schema };
}

const pairOf = ({ graph }: Reading, name: string): MessagePair | null => graph.messages.get(`${name}>${name}`) ?? null;

/** Who writes what the other misreads, as far as it hurts peers of the old version. */
const writersOf = ({ roles }: MessagePair): readonly Side[] =>
  SIDES.filter((writer) => directionsOf(writer, roles).includes("backward"));

const fieldAt = ({ after }: MessagePair, { model }: Reading, number: number): AnyField | null =>
  after.fields.find((field) => field.number === number) ?? model.registry.getExtensionFor(after, number) ?? null;

interface Found {
  readonly rule: string;
  readonly element: string;
  readonly at: AnyField | DescEnumValue | null;
  readonly before: string;
  readonly after: string;
  readonly producer: Side;
  readonly operations: readonly string[];
  readonly seed: RetiredSeed | null;
}

function draft({ model }: Reading, found: Found): Draft<ProtoSeed> {
  const { rule, element, before, after, producer, operations, seed } = found;
  const reader = SIDE_NAMES[otherSide(producer)];
  return {
    ...{ rule, level: "breaking", direction: "backward", surface: "wire", element, seed },
    operation: operations.length === 1 ? (operations[0] ?? null) : null,
    ...(operations.length > 1 && { operations }),
    before: null,
    after: found.at && placeOf(model, found.at),
    message: ruleOf(rule).say({ element, before, after, writer: SIDE_NAMES[producer], reader }),
    fragments: { before, after },
  };
}
