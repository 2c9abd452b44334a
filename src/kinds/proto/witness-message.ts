import type { NoWitness } from "../../core/kind.ts";
import { bySide, otherSide, type Side } from "../../core/place.ts";
import type { Witness } from "../../core/witness.ts";
import { replayMessage } from "./replay-message.ts";
import type { MessageSeed } from "./seed.ts";
import { WireError } from "./wire/cursor.ts";
import { ANY_NAME, packEmpty } from "./wire/json-known.ts";
import { type Content, type MessageNode, node, type Value } from "./wire/node.ts";
import { isMessageType, type SchemaView, type WireField } from "./wire/schema.ts";
import { mark, markType, type Touched, untouched } from "./wire/touch.ts";
import { decode, type Encoded, encode, sizeOf, toPayload, touch } from "./witness-codec.ts";
import { contextToJson, type MessageContext } from "./witness-context.ts";
import { type Judgement, judge, type Setting } from "./witness-judge.ts";
import { notesOn } from "./witness-notes.ts";
import { trimSchema, valuesMet } from "./witness-trim.ts";
import { contentsFor, fill, NESTED_DEPTH } from "./witness-values.ts";

/** The two schemas a seed is grown in. */
export type Views = Readonly<Record<Side, SchemaView>>;

interface Trial {
  readonly payload: Encoded;
  readonly judgement: Judgement;
  /** Does it hurt where the seed points? */
  readonly aimed: boolean;
}

/**
 * Looks for the smallest message that the producer may write and the reader refuses, misreads or loses: the
 * values that separate the two types of each focused field are tried in turn. No search beyond them.
 */
export function growMessage(seed: MessageSeed, views: Views): Witness | NoWitness {
  const setting = settingOf(seed, views);
  const messages = candidates(seed, setting);
  const trials = messages.flatMap((message) => tryOut(seed, setting, message) ?? []);
  const ranked = trials.sort(byWorth).slice(0, PROVED);
  for (const trial of ranked) {
    const context = contextOf(seed, setting, trial.payload);
    const witness = witnessOf(seed, setting, trial, context);
    if (trial === ranked.at(-1) || replayMessage(witness, context).reproduced) return witness;
  }
  return { noWitness: messages.length === 0 ? NEVER : "every message that was tried is read as it was written" };
}

const NEVER =
  "no complete message of this type can be written: a required field in it never ends, or it has no such field";

/** How many of the best trials are shown to the second reader before the readers' split itself is reported. */
const PROVED = 4;

function settingOf(seed: MessageSeed, views: Views): Setting {
  const side = (name: Side) => ({ view: views[name], root: seed[name] });
  return {
    encoding: seed.encoding,
    by: seed.by ?? "number",
    watch: seed.unset ? seed.focus : [],
    producer: side(seed.producer),
    reader: side(otherSide(seed.producer)),
  };
}

/** First where the seed points, then what is more than a lost presence, then what is shorter. */
function byWorth(a: Trial, b: Trial): number {
  if (a.aimed !== b.aimed) return a.aimed ? -1 : 1;
  const [weakA, weakB] = [a.judgement.weak === true, b.judgement.weak === true];
  if (weakA !== weakB) return weakA ? 1 : -1;
  return sizeOf(a.payload) - sizeOf(b.payload);
}

/** null: nothing is hurt, or the message proves nothing. */
function tryOut(seed: MessageSeed, setting: Setting, message: MessageNode): Trial | null {
  const { producer, reader, encoding } = setting;
  const payload = inRange(() => encode(producer.view, message, encoding));
  if (payload === null) return null;
  const read = (side: Setting["producer"]) => decode(side.view, side.root, payload);
  const judgement = inRange(() => judge(setting, read(producer), () => read(reader)));
  return judgement && { payload, judgement, aimed: isAimed(seed, setting, judgement) };
}

/**
 * null for what the encoding cannot carry (a string that is not UTF-8 in JSON, say), our reader does not read, or the
 * producer would not read itself (of two fields with one JSON name, which proto2 allows, only one is found).
 */
function inRange<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError || error instanceof WireError) return null;
    throw error;
  }
}

function isAimed(seed: MessageSeed, setting: Setting, { path }: Judgement): boolean {
  if (seed.focus.length === 0) return true;
  const [writer, reader] = [setting.producer, setting.reader].map(({ view, root }) => view.message(root).byNumber);
  const names = seed.focus.flatMap((number) => [writer?.get(number)?.name, reader?.get(number)?.name]);
  return names.some((name) => name !== undefined && (path === name || path.startsWith(`${name}.`)));
}

/** The messages to try: the empty one where nothing is to be set, else one per value of the focused fields. */
function candidates(seed: MessageSeed, setting: Setting): readonly MessageNode[] {
  const type = setting.producer.view.message(setting.producer.root);
  if (seed.unset || seed.focus.length === 0)
    return [complete(seed, setting, node(type, []))].flatMap((made) => made ?? []);
  const choices = seed.focus.map((number) => choose(seed, setting, number));
  const count = choices.some((choice) => choice.length === 0) ? 0 : Math.max(...choices.map((choice) => choice.length));
  const made = Array.from(
    { length: count },
    (_, index) =>
      node(
        type,
        choices.map((choice) => choice[Math.min(index, choice.length - 1)] as readonly [number, Content]),
      ), // none is empty
  );
  return made.flatMap((message) => complete(seed, setting, message) ?? []);
}

function choose(seed: MessageSeed, setting: Setting, number: number): readonly (readonly [number, Content])[] {
  const field = setting.producer.view.message(setting.producer.root).byNumber.get(number);
  if (!field) return [];
  const other = setting.reader.view.message(setting.reader.root);
  const partner = seed.encoding === "json" ? other.byKey.get(field.json) : other.byNumber.get(number);
  const given = [
    ...(seed.values ?? []).flatMap((value) => parseGiven(field, value) ?? []),
    ...(seed.any ? [] : packedRoot(setting, field)),
  ];
  const target = { field: partner, schema: setting.reader.view };
  if (seed.any) return contentsFor(setting.producer.view, field, target, NESTED_DEPTH, given).slice(0, 1);
  return contentsFor(setting.producer.view, field, target, 0, given);
}

/** In JSON an Any shows the name of what it holds: an empty message of the type around it, which is surely known. */
function packedRoot({ encoding, producer: { view, root } }: Setting, field: WireField): readonly Value[] {
  const type = view.message(root);
  if (encoding !== "json" || field.ref !== ANY_NAME || type.required.length > 0) return [];
  return [packEmpty(view.message(ANY_NAME), type)];
}

/** A value of the seed in the form of the field's type; null where it does not fit. */
function parseGiven(field: WireField, value: string | number | boolean): Value | null {
  if (field.type === "string") return String(value);
  if (field.type === "bytes") return new Uint8Array(Buffer.from(String(value), "base64"));
  if (field.type === "bool") return typeof value === "boolean" ? value : null;
  if (isMessageType(field.type)) return null;
  if (field.type === "float" || field.type === "double") return Number(value);
  return /^-?\d+$/.test(String(value)) ? BigInt(value) : null;
}

/** Sets what the producer requires, and what the reader requires and the producer can give. */
function complete(seed: MessageSeed, setting: Setting, message: MessageNode): MessageNode | null {
  const { view } = setting.producer;
  const own = fill(view, message);
  if (!own || seed.focus.length === 0) return own;
  const wanted = setting.reader.view
    .message(setting.reader.root)
    .required.filter((field) => !seed.focus.includes(field.number));
  const fields = new Map(own.fields);
  for (const { number, name } of wanted) {
    const field = own.type.byNumber.get(number);
    if (!field || fields.has(number) || field.name !== name) continue;
    const [content] = contentsFor(view, field, { field: undefined, schema: setting.reader.view });
    if (content) fields.set(...content);
  }
  return { ...own, fields };
}

function contextOf(seed: MessageSeed, setting: Setting, payload: Encoded): MessageContext {
  const schemas = trimBoth(setting, payload);
  const writer = { root: setting.producer.root, schema: schemas.producer };
  const reader = { root: setting.reader.root, schema: schemas.reader };
  const { encoding, by, watch } = setting;
  return { type: "message", encoding, by, watch, sides: bySide(seed.producer, writer, reader) };
}

function witnessOf(
  seed: MessageSeed,
  setting: Setting,
  { payload, judgement }: Trial,
  context: MessageContext,
): Witness {
  const notes = notesOn(setting, payload);
  return {
    kind: "proto",
    payload: toPayload(payload, setting.producer.root),
    producer: seed.producer,
    reader: otherSide(seed.producer),
    outcome: judgement.outcome,
    wrote: judgement.wrote,
    read: judgement.read,
    ...(notes.length > 0 && { notes }),
    context: contextToJson(context),
  };
}

/** Both schemas, cut to what the payload meets in either. */
function trimBoth(setting: Setting, payload: Encoded) {
  const touchSide = ({ view, root }: Setting["producer"]): Touched => {
    const touched = untouched();
    markType(touched, view.message(root));
    touch(view, root, payload, touched);
    return touched;
  };
  const [writer, reader] = [touchSide(setting.producer), touchSide(setting.reader)];
  markPartners(setting, writer, reader);
  const numbers = new Set([...writer.numbers, ...reader.numbers]);
  const names = new Set([...writer.names, ...reader.names]);
  for (const [{ view }, touched] of [
    [setting.producer, writer],
    [setting.reader, reader],
  ] as const) {
    for (const [name, number] of valuesMet(view, { ...touched, numbers, names })) {
      numbers.add(number);
      names.add(name);
    }
  }
  return {
    producer: trimSchema(setting.producer.view, { ...writer, numbers, names }),
    reader: trimSchema(setting.reader.view, { ...reader, numbers, names }),
  };
}

/** The fields that are compared without standing in the payload: watched ones, and namesakes. */
function markPartners(setting: Setting, writer: Touched, reader: Touched): void {
  const [from, to] = [setting.producer, setting.reader].map(({ view, root }) => view.message(root));
  if (!from || !to) return;
  const shown = [...(writer.fields.get(from.name) ?? []), ...setting.watch];
  for (const number of shown) {
    const field = from.byNumber.get(number);
    if (!field) continue;
    mark(writer, from, field);
    const partners = to.fields.filter(
      (other) => other.number === number || (setting.by === "name" && other.name === field.name),
    );
    for (const other of partners) mark(reader, to, other);
  }
}
