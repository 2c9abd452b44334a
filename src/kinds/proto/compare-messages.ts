import { DIRECTIONS, type Direction } from "../../core/finding.ts";
import { bySide, otherSide, SIDES, type Side } from "../../core/place.ts";
import { type At, type Comparing, commonName, report } from "./compare-draft.ts";
import { type EnumPair, type EnumUse, type MessagePair, operationsOf } from "./compare-graph.ts";
import { describeField } from "./describe.ts";
import { type Effect, effectsOf, type Flow, seedOf, unsetValue } from "./effects.ts";
import { type EnumEffect, enumMisfits } from "./effects-enum.ts";
import { directionsOf } from "./roles.ts";
import type { MessageSeed } from "./seed.ts";
import { compareShapes } from "./shape.ts";
import type { WireField } from "./wire/schema.ts";

const SURFACES = ["wire", "json"] as const;

/** Compares what two message types carry, both ways, in both encodings. */
export function compareMessages(comparing: Comparing, pair: MessagePair): void {
  const types = { before: pair.before.typeName, after: pair.after.typeName };
  let operations: readonly string[] | null = null;
  for (const writer of SIDES) {
    const directions = directionsOf(writer, pair.roles);
    if (directions.length === 0) continue;
    for (const surface of SURFACES) {
      const flow: Flow = { sides: comparing, types, writer, surface, tolerances: comparing.tolerances };
      for (const effect of effectsOf(flow)) {
        const settled = settle(flow, effect);
        if (!settled) continue;
        operations ??= operationsOf(pair);
        report(comparing, {
          ...facts(comparing, pair, settled.effect),
          rule: settled.effect.rule,
          level: settled.effect.level,
          surface,
          directions,
          writer,
          operations,
          ...(settled.effect.tolerance && { tolerance: settled.effect.tolerance }),
          seed: settled.seed,
        });
      }
    }
    const alone = directions.filter((direction) => !directionsOf(otherSide(writer), pair.roles).includes(direction));
    if (alone.length > 0) neverWritten(comparing, pair, writer, alone);
  }
}

/** An effect with its seed; null where the insides of two types turn out to fit. */
function settle(flow: Flow, effect: Effect): { readonly effect: Effect; readonly seed: MessageSeed | null } | null {
  if (!effect.inside) return { effect, seed: effect.probe && seedOf(flow, effect.probe) };
  const shape = compareShapes({ ...flow, types: effect.inside });
  if (shape === "fits") return null;
  if (shape === "open") return { effect: { ...effect, level: "undecided" }, seed: null };
  return { effect: { ...effect, level: shape.level }, seed: shape.seed };
}

/** The names, places and texts of an effect. */
function facts(comparing: Comparing, pair: MessagePair, effect: Effect) {
  const { before, after } = effect.fields;
  const names = [before?.name, after?.name].flatMap((name) => name ?? []);
  const owner = commonName(pair.before.typeName, pair.after.typeName);
  const text = (side: Side, field: WireField | null) => (field ? textOf(comparing, side, field, effect.rule) : "");
  const name = effect.oneof?.name ?? commonName(names[0] ?? "", names[1] ?? names[0] ?? "");
  return {
    element: `${owner}.${name}`,
    before: effect.oneof?.words.before ?? text("before", before),
    after: effect.oneof?.words.after ?? text("after", after),
    at: { before: atField(comparing, "before", pair, before), after: atField(comparing, "after", pair, after) },
  };
}

function textOf(comparing: Comparing, side: Side, field: WireField, rule: string): string {
  if (rule === "proto.field.default-changed") return JSON.stringify(unsetValue(field, comparing.views[side]));
  if (rule === "proto.oneof.case-added") return field.oneof ?? "";
  if (rule === "proto.field.json-name-changed") return JSON.stringify(field.json);
  return describeField(field);
}

/** The field on one side, or the message that should hold it. */
function atField(comparing: Comparing, side: Side, pair: MessagePair, field: WireField | null): At {
  const owner = pair[side];
  if (!field) return { element: owner };
  const found =
    owner.fields.find(({ number }) => number === field.number) ??
    comparing.models[side].registry.getExtensionFor(owner, field.number);
  return { element: found ?? owner };
}

/** Fields that the reader knows and the writer never writes, where nothing else is said for the direction. */
function neverWritten(comparing: Comparing, pair: MessagePair, writer: Side, directions: readonly Direction[]): void {
  const reader = otherSide(writer);
  const [from, to] = [
    comparing.views[writer].message(pair[writer].typeName),
    comparing.views[reader].message(pair[reader].typeName),
  ];
  for (const field of to.fields) {
    if (from.byNumber.has(field.number) || field.card === "required") continue;
    if (from.fields.some(({ name }) => name === field.name)) continue;
    const removed = writer === "after";
    const fields = removed ? { before: field, after: null } : { before: null, after: field };
    const rule = removed ? "proto.field.no-longer-written" : "proto.field.not-yet-written";
    const level = removed ? "risky" : "safe";
    report(comparing, {
      ...facts(comparing, pair, { rule, level, fields, probe: null }),
      rule,
      level,
      surface: "wire",
      directions,
      writer,
      operations: operationsOf(pair),
      seed: null,
    });
  }
}

/** Compares two enum types through the fields in which they meet, both ways, in both encodings. */
export function compareEnums(comparing: Comparing, pair: EnumPair): void {
  const types = { before: pair.before.typeName, after: pair.after.typeName };
  for (const writer of SIDES) {
    const meetings = meetingsOf(pair.uses, writer);
    for (const surface of SURFACES) {
      const effects = enumMisfits({ sides: comparing, types, writer, surface, tolerances: comparing.tolerances });
      for (const effect of effects) {
        if (surface === "json" && effect.number === 0) reportZero(comparing, pair, writer, effect);
        else for (const meeting of meetings) reportValue(comparing, pair, { writer, surface, effect, ...meeting });
      }
    }
  }
}

/**
 * Zero is left out of JSON where a field has no presence, unless a printer is told otherwise
 * (protobuf.dev/programming-guides/json, presence): it breaks where some field writes it, else it is a risk.
 */
function reportZero(comparing: Comparing, pair: EnumPair, writer: Side, effect: EnumEffect): void {
  const isWritten = (use: EnumUse): boolean => {
    const type = comparing.views[writer].message(use.holder[writer].typeName);
    return type.byNumber.get(numberAt(comparing, use, writer))?.card !== "implicit";
  };
  const written = pair.uses.filter(isWritten);
  const directions = new Set(meetingsOf(written, writer).flatMap((meeting) => meeting.directions));
  for (const meeting of meetingsOf(written, writer))
    reportValue(comparing, pair, { writer, surface: "json", effect, ...meeting });
  for (const meeting of meetingsOf(pair.uses, writer)) {
    const left = meeting.directions.filter((direction) => !directions.has(direction));
    const quiet = { ...effect, level: effect.level === "breaking" ? ("risky" as const) : effect.level, shown: false };
    if (left.length > 0)
      reportValue(comparing, pair, { writer, surface: "json", effect: quiet, ...meeting, directions: left });
  }
}

interface Meeting {
  readonly use: EnumUse;
  readonly directions: readonly Direction[];
  readonly operations: readonly string[];
}

/** For each direction the first field in which the enums meet; one meeting where it is the same for both. */
function meetingsOf(all: readonly EnumUse[], writer: Side): readonly Meeting[] {
  const made: Meeting[] = [];
  for (const direction of DIRECTIONS) {
    const uses = all.filter(({ holder }) => directionsOf(writer, holder.roles).includes(direction));
    const [use] = uses;
    if (!use) continue;
    const operations = [...new Set(uses.flatMap(({ holder }) => operationsOf(holder)))].sort();
    const [last] = made;
    if (last?.use === use && last.operations.join() === operations.join())
      made[0] = { ...last, directions: DIRECTIONS };
    else made.push({ use, directions: [direction], operations });
  }
  return made;
}

interface ValueCase extends Meeting {
  readonly writer: Side;
  readonly surface: (typeof SURFACES)[number];
  readonly effect: EnumEffect;
}

function reportValue(comparing: Comparing, pair: EnumPair, found: ValueCase): void {
  const { writer, surface, effect, use, directions, operations } = found;
  const types = { before: pair.before.typeName, after: pair.after.typeName };
  const seed: MessageSeed = {
    type: "message",
    before: use.holder.before.typeName,
    after: use.holder.after.typeName,
    producer: writer,
    encoding: surface === "wire" ? "binary" : "json",
    focus: [numberAt(comparing, use, writer)],
    values: [effect.number],
    any: true,
    ...(effect.by && { by: effect.by }),
  };
  const written = effect.name === null ? "" : `${effect.name} = ${effect.number}`;
  const other = effect.instead ?? "";
  report(comparing, {
    rule: effect.rule,
    level: effect.level,
    surface,
    directions,
    element: enumElement(types, effect.name, effect.rule === "proto.enum-value.renamed" ? effect.instead : null),
    writer,
    at: {
      before: atValue(pair, "before", effect.number, effect.name),
      after: atValue(pair, "after", effect.number, effect.name),
    },
    ...bySide(writer, written, other),
    operations,
    ...(effect.tolerance && { tolerance: effect.tolerance }),
    seed: effect.shown ? seed : null,
  });
}

/** The number under which the writer knows the field: the use names the old side's. */
function numberAt(comparing: Comparing, use: EnumUse, writer: Side): number {
  if (writer === "before") return use.number;
  const { before, after } = use.holder;
  const old = comparing.views.before.message(before.typeName).byNumber.get(use.number);
  const next = comparing.views.after.message(after.typeName);
  const same = next.byNumber.get(use.number);
  return same?.type === "enum" || !old ? use.number : (next.byKey.get(old.json)?.number ?? use.number);
}

function enumElement(types: Readonly<Record<Side, string>>, name: string | null, instead: string | null): string {
  const owner = commonName(types.before, types.after);
  if (name === null) return owner;
  return `${owner}.${instead === null ? name : commonName(name, instead)}`;
}

function atValue(pair: EnumPair, side: Side, number: number, name: string | null): At {
  const type = pair[side];
  const found =
    type.values.find((value) => value.name === name) ??
    (name === null ? undefined : type.values.find((value) => value.number === number));
  return { element: found ?? type };
}
