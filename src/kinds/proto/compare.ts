import type { DescExtension, DescField, DescMessage } from "@bufbuild/protobuf";
import type { Direction, Level } from "../../core/finding.ts";
import type { CompareOptions, Draft } from "../../core/kind.ts";
import { otherSide, type Side } from "../../core/place.ts";
import { changedIn, isDeclaredOtherwise } from "./compare-changed.ts";
import { type Comparing, commonName, FLOWS, keptTypes, partnerName, report } from "./compare-draft.ts";
import { compareEvents } from "./compare-events.ts";
import {
  buildGraph,
  directionsOf,
  isAlike,
  lonelyRoles,
  type MessagePair,
  ownMessages,
  type Sides,
} from "./compare-graph.ts";
import { compareEnums, compareMessages } from "./compare-messages.ts";
import { compareJsonFormat, compareOptions } from "./compare-options.ts";
import { compareServices } from "./compare-services.ts";
import { compareSource } from "./compare-source.ts";
import type { ProtoModel } from "./model.ts";
import type { ProtoSeed } from "./seed.ts";
import { viewOf } from "./witness.ts";

/**
 * Every difference that can hurt someone, by effect: what old peers write for the new version and the other way
 * round, in both encodings, as calls, over HTTP, and in generated code.
 */
export function compare(before: ProtoModel, after: ProtoModel, options: CompareOptions): readonly Draft<ProtoSeed>[] {
  const sides: Sides = {
    models: { before, after },
    views: { before: viewOf(before.registry), after: viewOf(after.registry) },
    changed: { before: changedIn(before, after), after: changedIn(after, before) },
  };
  const { changed } = sides;
  const graph = buildGraph(sides);
  const comparing: Comparing = { ...sides, graph, tolerances: new Set(options.tolerances), drafts: [] };
  const named = new Set<string>();
  for (const pair of graph.messages.values()) {
    if (isUntouched(comparing, pair)) continue;
    compareMessages(comparing, pair);
    if (pair.before.typeName === pair.after.typeName) continue;
    // types that meet several others are named once, not once per meeting
    const isNew = !named.has(`<${pair.before.typeName}`) || !named.has(`>${pair.after.typeName}`);
    named.add(`<${pair.before.typeName}`).add(`>${pair.after.typeName}`);
    if (isNew) renamedMessage(comparing, pair);
  }
  for (const pair of graph.enums.values()) {
    const stays = pair.before.typeName === pair.after.typeName && !isDeclaredOtherwise(changed.before, pair.before);
    if (!stays) compareEnums(comparing, pair);
  }
  looseMessages(comparing, "before");
  looseMessages(comparing, "after");
  compareEvents(comparing);
  compareServices(comparing);
  compareSource(comparing);
  optionsEverywhere(comparing);
  return withoutTwins(comparing.drafts);
}

const SEVERITY: readonly Level[] = ["safe", "risky", "undecided", "breaking"];

/**
 * Where both sides write a type, an edit can hurt one direction twice: keep the worse, of equals what the version
 * that gives the direction its name reads (old data for `backward`).
 */
function withoutTwins(drafts: readonly Draft<ProtoSeed>[]): readonly Draft<ProtoSeed>[] {
  const best: Draft<ProtoSeed>[] = [];
  const alike = new Map<string, number[]>(); // positions in `best`
  const rank = (draft: Draft<ProtoSeed>) => {
    const natural = draft.seed !== null && (draft.seed.producer === "before") === (draft.direction === "backward");
    return SEVERITY.indexOf(draft.level) * 2 + (natural ? 1 : 0);
  };
  for (const draft of drafts) {
    const { direction, surface, element, fragments } = draft;
    const key = `${direction} ${surface} ${element} ${fragments.before} ${fragments.after}`;
    const known = alike.get(key);
    const at = known?.find((position) => isTwin(best[position], draft));
    const twin = at === undefined ? undefined : best[at];
    if (at !== undefined && twin) {
      if (rank(draft) > rank(twin)) best[at] = draft;
      continue;
    }
    const position = best.push(draft) - 1;
    if (known) known.push(position);
    else alike.set(key, [position]);
  }
  return best;
}

const isTwin = (one: Draft<ProtoSeed> | undefined, other: Draft<ProtoSeed>): boolean =>
  one?.rule === other.rule &&
  one.direction === other.direction &&
  one.surface === other.surface &&
  one.operation === other.operation &&
  one.element === other.element &&
  one.fragments.before === other.fragments.before &&
  one.fragments.after === other.fragments.after;

/** The same type, declared as it was: nothing of its own can differ, unless it is extended elsewhere. */
function isUntouched(comparing: Comparing, { before, after }: MessagePair): boolean {
  if (!isAlike(comparing, before, after)) return false;
  // what an unset field reads as is for its enum to say, wherever that stands
  return !before.fields.some((field) => field.enum && isDeclaredOtherwise(comparing.changed.before, field.enum));
}

function renamedMessage(comparing: Comparing, types: MessagePair): void {
  const names = [types.before.typeName, types.after.typeName] as const;
  for (const { writer, direction } of FLOWS) {
    report(comparing, {
      rule: "proto.message.renamed",
      level: "risky",
      surface: "json",
      directions: [direction],
      element: commonName(...names),
      writer,
      at: { before: { element: types.before }, after: { element: types.after } },
      before: names[0],
      after: names[1],
      seed: { type: "packed", producer: writer, name: types[writer].typeName, names },
    });
  }
}

/**
 * Types of one side without a partner that nothing holds: messages on their own, events say. Who reads what only the
 * other version writes finds no type to read it as; of what a version alone published the readers of the other merely
 * hear nothing.
 */
function looseMessages(comparing: Comparing, side: Side): void {
  const met = new Set([...comparing.graph.messages.values()].map((pair) => pair[side].typeName));
  const loose = [...ownMessages(comparing.models[side])].filter(
    ({ typeName }) => !met.has(typeName) && !comparing.models[otherSide(side)].registry.getMessage(typeName),
  );
  if (loose.length === 0) return;
  for (const type of outermost(loose, comparing, side)) {
    const [element, at] = [type.typeName, { element: type }];
    const met = directionsOf(side, lonelyRoles(comparing.models[side], type));
    const found = {
      rule: side === "before" ? "proto.message.removed" : "proto.message.added",
      surface: "wire" as const,
      element,
      at: side === "before" ? { before: at, after: null } : { before: null, after: at },
      before: side === "before" ? element : "",
      after: side === "before" ? "" : element,
      seed: null,
    };
    const level = side === "before" ? ("breaking" as const) : ("safe" as const);
    report(comparing, { ...found, level, directions: met, writer: side });
    const unheard = side === "before" ? ("risky" as const) : ("safe" as const);
    const others = DIRECTIONS.filter((direction) => !met.includes(direction));
    report(comparing, { ...found, level: unheard, directions: others, writer: otherSide(side), isUnwritten: true });
  }
}

const DIRECTIONS: readonly Direction[] = ["backward", "forward"];

/** The types that nothing holds, and of those that hold each other in a ring which nothing else holds the first. */
function outermost(loose: readonly DescMessage[], comparing: Comparing, side: Side): readonly DescMessage[] {
  const isLoose = new Set(loose);
  const covered = new Set<DescMessage>();
  const cover = (start: DescMessage): void => {
    const waiting = [start];
    for (let type = waiting.pop(); type; type = waiting.pop()) {
      if (covered.has(type)) continue;
      covered.add(type);
      for (const { message } of type.fields) if (message && isLoose.has(message)) waiting.push(message);
    }
  };
  const held = heldTypes(comparing, side, () => true);
  const heldElsewhere = heldTypes(comparing, side, (holder) => !isLoose.has(holder));
  const free = new Set(loose.filter(({ typeName }) => !held.has(typeName)));
  for (const type of loose) if (free.has(type) || heldElsewhere.has(type.typeName)) cover(type);
  return loose.filter((type) => {
    if (free.has(type)) return true;
    const isFirst = !covered.has(type);
    cover(type);
    return isFirst;
  });
}

/** Types that a method or a field of a holder that counts holds, and those that enclose others only. */
function heldTypes({ models }: Comparing, side: Side, counts: (holder: DescMessage) => boolean): ReadonlySet<string> {
  const held = new Set<string>();
  const hold = ({ message }: DescField | DescExtension, holder: DescMessage): void => {
    if (message && message.typeName !== holder.typeName && counts(holder)) held.add(message.typeName);
  };
  for (const type of models[side].registry) {
    if (type.kind === "service")
      for (const { input, output } of type.methods) held.add(input.typeName).add(output.typeName);
    if (type.kind === "extension") hold(type, type.extendee);
    if (type.kind !== "message") continue;
    for (const field of type.fields) hold(field, type);
    if (type.fields.length === 0 && type.nestedMessages.length + type.nestedEnums.length > 0) held.add(type.typeName);
  }
  return held;
}

function optionsEverywhere(comparing: Comparing): void {
  const { before, after } = comparing.models;
  for (const file of before.registry.files) {
    if (!comparing.changed.before.files.has(file.proto.name)) continue;
    const partner = after.registry.getFile(partnerName(comparing, "before", file.proto.name));
    if (partner) compareOptions(comparing, commonName(file.proto.name, partner.proto.name), file, partner);
  }
  for (const [type, other] of keptTypes(comparing)) {
    compareOptions(comparing, type.typeName, type, other);
    if (type.kind === "message" && other.kind === "message") {
      compareJsonFormat(comparing, type.typeName, type, other);
      const fields = new Map(other.fields.map((field) => [field.number, field]));
      const oneofs = new Map(other.oneofs.map((oneof) => [oneof.name, oneof]));
      for (const field of type.fields)
        pairOptions(comparing, `${type.typeName}.${field.name}`, field, fields.get(field.number));
      for (const oneof of type.oneofs)
        pairOptions(comparing, `${type.typeName}.${oneof.name}`, oneof, oneofs.get(oneof.name));
    }
    if (type.kind === "enum" && other.kind === "enum") {
      compareJsonFormat(comparing, type.typeName, type, other);
      const values = new Map(other.values.map((value) => [value.name, value]));
      for (const value of type.values)
        pairOptions(comparing, `${type.typeName}.${value.name}`, value, values.get(value.name));
    }
    if (type.kind === "service" && other.kind === "service") {
      const methods = new Map(other.methods.map((method) => [method.name, method]));
      for (const method of type.methods)
        pairOptions(comparing, `${type.typeName}/${method.name}`, method, methods.get(method.name));
    }
  }
}

function pairOptions(
  comparing: Comparing,
  name: string,
  before: Parameters<typeof compareOptions>[2],
  after: Parameters<typeof compareOptions>[3] | undefined,
): void {
  if (after) compareOptions(comparing, name, before, after);
}
