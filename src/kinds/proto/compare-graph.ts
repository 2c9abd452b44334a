import type { DescEnum, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { TallyError } from "../../core/errors.ts";
import { oncePer } from "../../core/once.ts";
import { pair } from "../../core/pair.ts";
import type { Side } from "../../core/place.ts";
import type { Changed } from "./compare-changed.ts";
import { pairMoved } from "./compare-moved.ts";
import { valueField } from "./fit-wire.ts";
import { isWellKnownFile, type ProtoModel, type Role } from "./model.ts";
import { spreadRoles } from "./roles.ts";
import { isMessageType, type SchemaView } from "./wire/schema.ts";

/** Two message types whose messages meet: one is read where the other was written. */
export interface MessagePair {
  readonly before: DescMessage;
  readonly after: DescMessage;
  readonly roles: Set<Role>;
  /** Methods whose requests or responses hold it, as far as it is held directly. */
  readonly methods: Set<string>;
  readonly holders: Set<MessagePair>;
}

/** A field through which two enums meet. */
export interface EnumUse {
  readonly holder: MessagePair;
  readonly number: number;
}

/** Two enum types that meet, and where. */
export interface EnumPair {
  readonly before: DescEnum;
  readonly after: DescEnum;
  readonly uses: EnumUse[];
}

/** A method that both sides offer under one path. */
export interface MethodPair {
  readonly path: string;
  readonly before: DescMethod;
  readonly after: DescMethod;
}

/** All types that meet. */
export interface Graph {
  readonly messages: ReadonlyMap<string, MessagePair>;
  readonly enums: ReadonlyMap<string, EnumPair>;
  readonly methods: readonly MethodPair[];
  /** New full name of a message type whose old name is gone. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The two sides and how their types are looked up. */
export interface Sides {
  readonly models: Readonly<Record<Side, ProtoModel>>;
  readonly views: Readonly<Record<Side, SchemaView>>;
  readonly changed: Readonly<Record<Side, Changed>>;
}

/** Two types of one name that a file of both sides declares by the same bytes, which nothing extends. */
export function isAlike(
  { models, changed }: Pick<Sides, "models" | "changed">,
  before: DescMessage,
  after: DescMessage,
) {
  if (before.typeName !== after.typeName || before.proto.extensionRange.length > 0) return false;
  const name = before.file.proto.name;
  return name === after.file.proto.name && models.before.own.has(name) && !changed.before.types.has(before);
}

/** `/pkg.Service/Method`, the path of a call. */
export const callPath = (method: DescMethod): string => `/${operationName(method)}`;

/** `pkg.Service/Method`, the name of an operation. */
export const operationName = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;

/** All messages declared in the input's own files, nested ones included, map entries left out. */
export function* ownMessages(model: ProtoModel): Iterable<DescMessage> {
  for (const type of model.registry) if (type.kind === "message" && model.own.has(type.file.proto.name)) yield type;
}

/** Was a type replaced by another (both names exist on both sides), rather than renamed? */
export const isReplaced = (sides: Sides, before: string, after: string): boolean =>
  before !== after &&
  (sides.models.after.registry.get(before) !== undefined || sides.models.before.registry.get(after) !== undefined);

/**
 * Pairs the types that meet: by name, and by position, through methods and fields, so that a renamed type meets its
 * old self. Each pair is entered once: recursion ends, and two types are alike until a field says otherwise.
 */
export function buildGraph(sides: Sides): Graph {
  const building: Building = { sides, messages: new Map(), enums: new Map(), waiting: [] };
  const methods = methodPairs(sides);
  for (const method of methods) enterMethod(building, method);
  for (const type of declaredTypes(sides)) enterMessage(building, type.before, type.after);
  for (const type of ownMessages(sides.models.before)) {
    const partner = sides.models.after.registry.getMessage(type.typeName);
    if (partner) enterMessage(building, type, partner);
  }
  enterAll(building);
  for (const [before, after] of movedTypes(sides, building)) enterMessage(building, before, after);
  enterAll(building);
  spreadRoles(sides.models, building.messages);
  const renamed = new Map(
    [...building.messages.values()]
      .filter(({ before, after }) => before.typeName !== after.typeName)
      .map(({ before, after }) => [before.typeName, after.typeName] as const),
  );
  return { messages: building.messages, enums: building.enums, methods, renamed };
}

/** Types whose name is gone and that no field leads to, each with the new one that it became. */
function movedTypes(sides: Sides, building: Building): readonly (readonly [DescMessage, DescMessage])[] {
  const met = new Set(
    [...building.messages.values()].flatMap(({ before, after }) => [`<${before.typeName}`, `>${after.typeName}`]),
  );
  const loose = (side: Side, other: Side, mark: string) =>
    [...ownMessages(sides.models[side])].filter(
      ({ typeName }) => !met.has(mark + typeName) && !sides.models[other].registry.getMessage(typeName),
    );
  return pairMoved(loose("before", "after", "<"), loose("after", "before", ">"));
}

/** Types of one name on both sides that either side declares as events: imported ones meet in no other way. */
function declaredTypes({ models: { before, after } }: Sides) {
  const names = new Set([...(before.events?.keys() ?? []), ...(after.events?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const [old, next] = [before.registry.getMessage(name), after.registry.getMessage(name)];
    return old && next ? [{ before: old, after: next }] : [];
  });
}

function methodPairs({ models }: Sides): readonly MethodPair[] {
  const pairs: MethodPair[] = [];
  for (const type of models.before.registry) {
    if (type.kind !== "service" || !models.before.own.has(type.file.proto.name)) continue;
    const partner = models.after.registry.getService(type.typeName);
    const { kept } = pair(type.methods, partner?.methods ?? [], ({ name }) => name);
    for (const [before, after] of kept) pairs.push({ path: callPath(before), before, after });
  }
  return pairs;
}

/** Renamed types that hold each other in rings of different lengths meet in every combination: there is an end to it. */
const PAIR_LIMIT = 300_000;

/** Pairs entered so far. */
interface Building {
  readonly sides: Sides;
  readonly messages: Map<string, MessagePair>;
  readonly enums: Map<string, EnumPair>;
  /** Pairs whose fields have not been looked at. */
  readonly waiting: MessagePair[];
}

function enterMethod(building: Building, { before, after }: MethodPair): void {
  for (const [role, old, next] of [
    ["request", before.input, after.input],
    ["response", before.output, after.output],
  ] as const) {
    if (isReplaced(building.sides, old.typeName, next.typeName)) continue;
    const pair = enterMessage(building, old, next);
    pair?.roles.add(role);
    pair?.methods.add(operationName(before));
  }
}

function enterMessage({ messages, waiting }: Building, before: DescMessage, after: DescMessage): MessagePair | null {
  if (before.typeName === after.typeName && isWellKnownFile(before.file.proto.name)) return null;
  const key = `${before.typeName}>${after.typeName}`;
  const known = messages.get(key);
  if (known) return known;
  if (messages.size >= PAIR_LIMIT) {
    throw new TallyError("E_TOO_LARGE", `more than ${PAIR_LIMIT} pairs of message types meet: this cannot be compared`);
  }
  const made: MessagePair = { before, after, roles: new Set(), methods: new Set(), holders: new Set() };
  messages.set(key, made);
  waiting.push(made);
  return made;
}

/** Enters what the fields of the waiting pairs lead to, until nothing new is met. */
function enterAll(building: Building): void {
  for (let holder = building.waiting.pop(); holder; holder = building.waiting.pop()) enterFields(building, holder);
}

function enterFields(building: Building, holder: MessagePair): void {
  if (isAlike(building.sides, holder.before, holder.after)) {
    enterSameFields(building, holder);
    return;
  }
  const { models, views } = building.sides;
  const [old, next] = [views.before.message(holder.before.typeName), views.after.message(holder.after.typeName)];
  for (const field of old.fields) {
    if (field.ref === undefined) continue;
    for (const other of new Set([next.byNumber.get(field.number), next.byKey.get(field.json)])) {
      if (!other) continue;
      const held = valueField({ field, view: views.before }, other);
      const met = valueField({ field: other, view: views.after }, field);
      if (held.ref === undefined || met.ref === undefined) continue;
      if (isMessageType(held.type) && isMessageType(met.type)) {
        if (isReplaced(building.sides, held.ref, met.ref)) continue;
        const before = models.before.registry.getMessage(held.ref);
        const after = models.after.registry.getMessage(met.ref);
        if (before && after) enterMessage(building, before, after)?.holders.add(holder);
      } else if (held.type === "enum" && met.type === "enum") {
        enterEnum(building, { holder, number: field.number }, held.ref, met.ref);
      }
    }
  }
}

/** What the fields of two equal types lead to: types that are called the same on both sides. */
function enterSameFields(building: Building, holder: MessagePair): void {
  const { registry } = building.sides.models.after;
  for (const { number, message, enum: enumType } of [...holder.before.fields].sort((a, b) => a.number - b.number)) {
    const after = message && registry.getMessage(message.typeName);
    if (message && after) enterMessage(building, message, after)?.holders.add(holder);
    if (enumType) enterEnum(building, { holder, number }, enumType.typeName, enumType.typeName);
  }
}

function enterEnum({ sides, enums }: Building, use: EnumUse, old: string, next: string): void {
  const from = sides.models.before.registry.getEnum(old);
  const to = sides.models.after.registry.getEnum(next);
  if (!from || !to) return;
  const key = `${old}>${next}`;
  const known = enums.get(key);
  if (known) known.uses.push(use);
  else enums.set(key, { before: from, after: to, uses: [use] });
}

/** The operations whose requests or responses can hold the pair, sorted. Asked only once the graph is built. */
export const operationsOf = oncePer((pair: MessagePair): readonly string[] => {
  const seen = new Set<MessagePair>([pair]);
  const names = new Set<string>();
  const waiting = [pair];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const name of next.methods) names.add(name);
    for (const holder of next.holders) {
      if (seen.has(holder)) continue;
      seen.add(holder);
      waiting.push(holder);
    }
  }
  return [...names].sort();
});
