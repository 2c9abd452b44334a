import type { DescFile, DescMessage } from "@bufbuild/protobuf";
import { DIRECTIONS, LEVELS } from "../../core/finding.ts";
import type { CompareOptions, Draft } from "../../core/kind.ts";
import { type Paired, pair } from "../../core/pair.ts";
import { bySide, otherSide, SIDES, type Side } from "../../core/place.ts";
import { changedIn, isDeclaredOtherwise } from "./compare-changed.ts";
import { type Comparing, commonName, FLOWS, keptTypes, partnerName, report } from "./compare-draft.ts";
import { compareEvents } from "./compare-events.ts";
import { buildGraph, isAlike, type MessagePair, ownMessages, type Sides } from "./compare-graph.ts";
import { compareEnums, compareMessages } from "./compare-messages.ts";
import { compareJsonFormat, compareOptions } from "./compare-options.ts";
import { compareServices } from "./compare-services.ts";
import { compareSource } from "./compare-source.ts";
import type { AnyField, ProtoModel } from "./model.ts";
import type { Element } from "./places.ts";
import { directionsOf, lonelyRoles } from "./roles.ts";
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
  for (const side of SIDES) looseMessages(comparing, side);
  compareEvents(comparing);
  compareServices(comparing);
  compareSource(comparing);
  optionsEverywhere(comparing);
  return withoutTwins(comparing.drafts);
}

/**
 * Where both sides write a type, an edit can hurt one direction twice: keep the worse, of equals what the version
 * that gives the direction its name reads (old data for `backward`).
 */
function withoutTwins(drafts: readonly Draft<ProtoSeed>[]): readonly Draft<ProtoSeed>[] {
  const best = new Map<string, Draft<ProtoSeed>>();
  const rank = (draft: Draft<ProtoSeed>) => {
    const natural = draft.seed !== null && (draft.seed.producer === "before") === (draft.direction === "backward");
    return LEVELS.indexOf(draft.level) * 2 - (natural ? 1 : 0); // the worst is the least
  };
  for (const draft of drafts) {
    const { rule, direction, surface, operation, element, fragments } = draft;
    const key = JSON.stringify([rule, direction, surface, operation, element, fragments.before, fragments.after]);
    const twin = best.get(key);
    if (!twin || rank(draft) < rank(twin)) best.set(key, draft);
  }
  return [...best.values()];
}

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
  for (const type of loose.length === 0 ? [] : outermost(loose, comparing, side)) {
    const element = type.typeName;
    const [rule, unread, unheard] =
      side === "before"
        ? (["proto.message.removed", "breaking", "risky"] as const)
        : (["proto.message.added", "safe", "safe"] as const);
    const at = bySide(side, { element: type }, null);
    const found = { rule, surface: "wire", element, at, ...bySide(side, element, ""), seed: null } as const;
    const directions = directionsOf(side, lonelyRoles(comparing.models[side], type));
    report(comparing, { ...found, level: unread, directions, writer: side });
    const others = DIRECTIONS.filter((direction) => !directions.includes(direction));
    report(comparing, { ...found, level: unheard, directions: others, writer: otherSide(side), isUnwritten: true });
  }
}

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
  const hold = ({ message }: AnyField, holder: DescMessage): void => {
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
      optionsOfParts(
        comparing,
        `${type.typeName}.`,
        pair(type.fields, other.fields, ({ number }) => number),
      );
      optionsOfParts(
        comparing,
        `${type.typeName}.`,
        pair(type.oneofs, other.oneofs, ({ name }) => name),
      );
    }
    if (type.kind === "enum" && other.kind === "enum") {
      compareJsonFormat(comparing, type.typeName, type, other);
      optionsOfParts(
        comparing,
        `${type.typeName}.`,
        pair(type.values, other.values, ({ name }) => name),
      );
    }
    if (type.kind === "service" && other.kind === "service")
      optionsOfParts(
        comparing,
        `${type.typeName}/`,
        pair(type.methods, other.methods, ({ name }) => name),
      );
  }
}

type Part = Exclude<Element, DescFile>;

function optionsOfParts(comparing: Comparing, owner: string, { kept }: Paired<Part>): void {
  for (const [before, after] of kept) compareOptions(comparing, `${owner}${before.name}`, before, after);
}
