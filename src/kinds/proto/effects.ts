import type { Level, Surface } from "../../core/finding.ts";
import { groupBy } from "../../core/group.ts";
import { bySide, otherSide, type Side } from "../../core/place.ts";
import type { Tolerance } from "../../core/verdict.ts";
import { isReplaced, type Sides } from "./compare-graph.ts";
import { fieldFitsJson, jsonTakes, wrapperFitsJson } from "./fit-json.ts";
import { type Fit, fieldFitsWire, type Typed, valueField } from "./fit-wire.ts";
import type { MessageSeed } from "./seed.ts";
import { canBeComplete } from "./wire/complete.ts";
import { WIRE } from "./wire/cursor.ts";
import { isKnown } from "./wire/json-known.ts";
import { wireOf } from "./wire/scalars.ts";
import {
  isMessageType,
  type MessageView,
  type SchemaView,
  shapeOf,
  underSameKey,
  type WireField,
} from "./wire/schema.ts";

/** What one side writes into a message and the other does not read as it was meant. */
export interface Effect {
  readonly rule: string;
  readonly level: Level;
  /** The field on either side; null where the side has none. */
  readonly fields: Readonly<Record<Side, WireField | null>>;
  /** What the witness is grown from; null where none can exist. */
  readonly probe: Pick<MessageSeed, "focus" | "by" | "unset" | "values" | "any"> | null;
  readonly tolerance?: Tolerance;
  /** The oneof concerned, and what a sentence calls it on either side. */
  readonly oneof?: { readonly name: string; readonly words: Readonly<Record<Side, string>> };
  /** Full names of two message types whose insides must be compared to know whether they fit at all. */
  readonly inside?: Readonly<Record<Side, string>>;
}

/** One message type on both sides, and who writes. */
export interface Flow {
  readonly sides: Sides;
  readonly types: Readonly<Record<Side, string>>;
  readonly writer: Side;
  readonly surface: Extract<Surface, "wire" | "json">;
  readonly tolerances: ReadonlySet<Tolerance>;
}

/** The seed of what shows in a message of a flow. */
export const seedOf = ({ types, writer, surface }: Flow, probe: NonNullable<Effect["probe"]>): MessageSeed => ({
  type: "message",
  ...types,
  producer: writer,
  encoding: surface === "wire" ? "binary" : "json",
  ...probe,
});

/** A flow opened: the two types, from the side that writes and from the side that reads. */
interface Open {
  readonly flow: Flow;
  readonly from: MessageView;
  readonly to: MessageView;
  readonly views: { readonly from: SchemaView; readonly to: SchemaView };
  partner(field: WireField): WireField | undefined;
}

/**
 * Every way in which a message that one side writes may not be read as meant by the other, one message type deep:
 * the types of its fields are compared as flows of their own. Depends on the writer and the reader only, so that
 * swapping the versions swaps the effects.
 */
export function effectsOf(flow: Flow): readonly Effect[] {
  const { sides, types, writer, surface } = flow;
  const reader = otherSide(writer);
  if (!canBeComplete(sides.views[writer], types[writer])) return []; // nobody ever writes one
  const to = sides.views[reader].message(types[reader]);
  const open: Open = {
    flow,
    from: sides.views[writer].message(types[writer]),
    to,
    views: { from: sides.views[writer], to: sides.views[reader] },
    partner: (field) => (surface === "wire" ? to.byNumber.get(field.number) : underSameKey(to, field)),
  };
  if (surface === "wire" && open.from.isSet !== to.isSet) return otherFormat(open);
  const kept = open.from.fields.flatMap((field) => {
    const partner = open.partner(field);
    return partner ? keptField(open, field, partner) : unknownField(open, field);
  });
  return [...kept, ...missingRequired(open), ...joinedFields(open)];
}

/**
 * One side is a MessageSet: its groups are unknown to who reads fields. Whether a MessageSet reads fields that are
 * written as usual differs between runtimes, which the comparison of the options leaves undecided.
 */
function otherFormat(open: Open): readonly Effect[] {
  if (!open.from.isSet) return [];
  return open.from.fields.map((field) => {
    const probe = { focus: [field.number], any: true } as const;
    return effect(open, "proto.message.set-format-changed", field, open.partner(field) ?? null, probe);
  });
}

function effect(
  open: Open,
  rule: string,
  from: WireField | null,
  to: WireField | null,
  probe: Effect["probe"],
  more: Partial<Effect> = {},
): Effect {
  return { rule, level: "breaking", fields: bySide(open.flow.writer, from, to), probe, ...more };
}

/** A field that the reader does not find under its number (binary) or key (JSON). */
function unknownField(open: Open, field: WireField): readonly Effect[] {
  const moved = open.flow.surface === "wire" ? renumbered(open, field) : renamed(open, field);
  if (moved) return [moved];
  const probe = { focus: [field.number], any: true } as const;
  if (open.flow.writer === "before") return [effect(open, "proto.field.removed", field, null, probe)];
  const isCase = field.oneof !== undefined && open.to.fields.some(({ oneof }) => oneof === field.oneof);
  const rule = isCase ? "proto.oneof.case-added" : "proto.field.added";
  if (open.flow.surface === "wire")
    return [effect(open, rule, field, null, probe, { level: isCase ? "risky" : "safe" })];
  return [effect(open, rule, field, null, probe, tolerated(open, "ignore-unknown-fields"))];
}

const tolerated = (open: Open, tolerance: Tolerance): Partial<Effect> =>
  open.flow.tolerances.has(tolerance) ? { level: "risky", tolerance } : {};

function renumbered(open: Open, field: WireField): Effect | null {
  const other = open.to.fields.find(({ name }) => name === field.name);
  return other ? effect(open, "proto.field.renumbered", field, other, { focus: [field.number] }) : null;
}

/** Not found by key, but under the same number: the key changed. */
function renamed(open: Open, field: WireField): Effect | null {
  const other = open.to.byNumber.get(field.number);
  if (!other || fits(open, field, other) !== "fits") return null;
  const probe = { focus: [field.number] };
  if (other.name === field.name) return effect(open, "proto.field.json-name-changed", field, other, probe);
  if (open.from.byKey.get(other.json)?.number !== undefined && open.from.byKey.get(other.json) !== field) return null;
  return effect(open, "proto.field.renamed", field, other, probe);
}

const typed = ({ views }: Open, from: WireField, to: WireField): readonly [Typed, Typed] => [
  { field: from, view: views.from },
  { field: to, view: views.to },
];

const fits = (open: Open, from: WireField, to: WireField): Fit => {
  const [a, b] = typed(open, from, to);
  return open.flow.surface === "wire" ? fieldFitsWire(a, b) : fieldFitsJson(a, b);
};

function keptField(open: Open, from: WireField, to: WireField): readonly Effect[] {
  const fit = fits(open, from, to);
  if (open.flow.surface === "wire" && isOther(open, from, to, fit))
    return [effect(open, "proto.field.number-reused", from, to, { focus: [from.number], by: "name" })];
  if (fit !== "fits") return [misfit(open, from, to, fit)];
  const own = open.flow.surface === "json" ? underOtherKey(open, from, to) : null;
  if (own) return [effect(open, "proto.field.json-name-changed", from, own, { focus: [from.number], by: "name" })];
  return [
    ...replacedMessage(open, from, to),
    ...lostPresence(open, from, to),
    ...otherDefault(open, from, to),
    ...(open.flow.surface === "wire" ? [...strings(open, from, to), ...packing(open, from, to)] : []),
  ];
}

/** The same field of the reader, by number and name, where its key in JSON has become that of another field. */
function underOtherKey(open: Open, from: WireField, to: WireField): WireField | null {
  const own = open.to.byNumber.get(from.number);
  return own !== undefined && own !== to && own.name === from.name && to.name !== from.name ? own : null;
}

/** Another field under the same number: another name, and either of the names lives on, or the types do not fit. */
function isOther(open: Open, from: WireField, to: WireField, fit: Fit): boolean {
  if (from.name === to.name) return false;
  const livesOn = (view: MessageView, name: string) => view.fields.some((field) => field.name === name);
  return fit !== "fits" || livesOn(open.from, to.name) || livesOn(open.to, from.name);
}

function misfit(open: Open, from: WireField, to: WireField, fit: Exclude<Fit, "fits">): Effect {
  const { values } = fit;
  const probe = { focus: [from.number], ...(values.length > 0 && { values }) };
  const rule =
    shapeOf(from) !== shapeOf(to)
      ? "proto.field.cardinality-changed"
      : isMessageType(from.type) && isMessageType(to.type)
        ? "proto.field.encoding-changed"
        : "proto.field.type-changed";
  return effect(open, rule, from, to, probe, isPromised(open, from, to) ? { level: "risky" } : {});
}

/**
 * A new version that writes several elements where the old one reads a single text or message: the last wins, or
 * they are merged. The language calls this change compatible (proto3 guide, "Updating a message type").
 */
function isPromised(open: Open, from: WireField, to: WireField): boolean {
  if (open.flow.surface !== "wire" || open.flow.writer === "before" || shapeOf(from) !== "list") return false;
  if (shapeOf(to) === "list" || wireOf(from.type) !== WIRE.length) return false;
  const [written, read] = typed(open, from, to);
  return fieldFitsWire(read, written) === "fits";
}

function replacedMessage(open: Open, from: WireField, to: WireField): readonly Effect[] {
  const { flow } = open;
  const held = valueField({ field: to, view: open.views.to }, from);
  if (from.ref === undefined || held.ref === undefined || from.ref === held.ref) return [];
  if (!isMessageType(from.type) || !isMessageType(held.type)) return [];
  const inside = bySide(flow.writer, from.ref, held.ref);
  const found = (more: Partial<Effect>) =>
    effect(open, "proto.field.message-type-changed", from, to, { focus: [from.number] }, more);
  const both = typed(open, from, to);
  const isWhole = shapeOf(from) !== shapeOf(to); // a list or map that fits a single value is taken as it is
  if (flow.surface === "json" && (isWhole || wrapperFitsJson(...both) || jsonTakes(...both))) return [];
  if (flow.surface === "json" && (isKnown(from.ref) || isKnown(held.ref))) return [found({})];
  return isReplaced(flow.sides, inside.before, inside.after) ? [found({ inside })] : [];
}

function lostPresence(open: Open, from: WireField, to: WireField): readonly Effect[] {
  const isEmptied = open.flow.surface === "json" && shapeOf(from) === "one" && shapeOf(to) !== "one"; // {} or [] is unset
  if (!isEmptied && (from.card !== "explicit" || to.card !== "implicit" || isMessageType(from.type))) return [];
  return [effect(open, "proto.field.presence-changed", from, to, { focus: [from.number] }, { level: "risky" })];
}

const SINGULAR = ["explicit", "implicit", "required"];

function otherDefault(open: Open, from: WireField, to: WireField): readonly Effect[] {
  if (from.type !== to.type || isMessageType(from.type)) return [];
  if (![from, to].every(({ card }) => SINGULAR.includes(card)) || from.card === "required") return [];
  if (unsetValue(from, open.views.from) === unsetValue(to, open.views.to)) return [];
  return [
    effect(open, "proto.field.default-changed", from, to, { focus: [from.number], unset: true }, { level: "risky" }),
  ];
}

/** What the accessor of an unset field gives, as text. */
export function unsetValue(field: WireField, view: SchemaView): string {
  if (field.default !== undefined) return String(field.default);
  if (field.type === "enum") return String(view.enum(field.ref ?? "").values[0]?.[1] ?? 0);
  if (field.type === "bool") return "false";
  return field.type === "string" || field.type === "bytes" ? "" : "0";
}

function strings(open: Open, from: WireField, to: WireField): readonly Effect[] {
  const isText = (field: WireField) => field.type === "string" || field.key === "string";
  if (!isText(from) || !isText(to) || from.utf8 || !to.utf8) return [];
  return [effect(open, "proto.field.utf8-validation-changed", from, to, { focus: [from.number] })];
}

function packing(open: Open, from: WireField, to: WireField): readonly Effect[] {
  if (from.card !== "repeated" || to.card !== "repeated" || from.packed === to.packed || from.type !== to.type)
    return [];
  return [effect(open, "proto.field.packing-changed", from, to, null, { level: "safe" })];
}

/** Fields that the reader requires and the writer may leave out. */
function missingRequired(open: Open): readonly Effect[] {
  const partner = (field: WireField) =>
    open.flow.surface === "wire"
      ? open.from.byNumber.get(field.number)
      : (open.from.byKey.get(field.json) ?? open.from.byKey.get(field.name));
  const rule = open.flow.writer === "before" ? "proto.field.required-added" : "proto.field.required-removed";
  return open.to.required.flatMap((field) => {
    const other = partner(field);
    return other?.card === "required" ? [] : [effect(open, rule, other ?? null, field, { focus: [] })];
  });
}

/** Fields that the writer may set together and that exclude each other at the reader. */
function joinedFields(open: Open): readonly Effect[] {
  const members = open.from.fields.flatMap((from) => {
    const to = open.partner(from);
    return to?.oneof === undefined ? [] : [{ from, to, oneof: to.oneof }];
  });
  const rule = open.flow.writer === "before" ? "proto.oneof.fields-joined" : "proto.oneof.fields-split";
  return [...groupBy(members, ({ oneof }) => oneof)].flatMap(([name, joined]) => {
    const origins = new Map(joined.map((member) => [originOf(member.from), member] as const));
    const [first, second] = [...origins.values()];
    if (!first || !second) return [];
    const fields = [...origins.values()].map(({ from }) => from.name).join(" and ");
    const words = bySide(open.flow.writer, fields, name);
    const probe = { focus: [first.from.number, second.from.number] };
    return [effect(open, rule, second.from, second.to, probe, { oneof: { name, words } })];
  });
}

/** Fields of one oneof can only be set one at a time; any other field is on its own. */
const originOf = (field: WireField): string => field.oneof ?? `#${field.number}`;
