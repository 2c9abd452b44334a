import { isObject, type JsonValue, jsonObject } from "../core/json.ts";
import type { Gap, Located, Policy, SchemaPlace } from "./answer.ts";
import type { Side } from "./session.ts";
import type { Truth } from "./solve/accepts.ts";

/** Does a value meet the schema at a place, read as the side is read? */
type Test = (located: Located, value: JsonValue) => Truth;

/** A schema that refuses a value, on the way to the smallest one. */
interface Step {
  readonly place: SchemaPlace;
  readonly value: JsonValue;
  readonly instance: string;
}

/** Steps down the schema before the place found so far is good enough. */
const MAX_STEPS = 400;

/** Keywords that are judged together with the ones they depend on. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  type: ["type", "nullable"],
  minimum: ["minimum", "exclusiveMinimum"],
  maximum: ["maximum", "exclusiveMaximum"],
  contains: ["contains", "minContains", "maxContains"],
};

/** Keywords that refuse a value by themselves, in the order in which they are named. */
const PLAIN: readonly string[] = [
  ...["type", "const", "enum", "multipleOf", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"],
  ...["minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "contains"],
  ...["minProperties", "maxProperties", "propertyNames", "dependentRequired", "not"],
];

const escapeToken = (token: string | number): string => String(token).replaceAll("~", "~0").replaceAll("/", "~1");

const below = (place: SchemaPlace, schema: unknown, ...tokens: readonly (string | number)[]): SchemaPlace => ({
  base: place.base,
  pointer: place.pointer + tokens.map((token) => `/${escapeToken(token)}`).join(""),
  schema,
});

/** What finds the place where a witness parts two schemas. */
export interface GapFinder {
  readonly a: Side;
  readonly b: Side;
  readonly policy: Policy;
  readonly accepts: (side: Side, role: "writer" | "reader", value: JsonValue, policy: Policy) => Truth;
}

/** The smallest place of B that refuses the witness, and the schema of A that governs the same value. */
export function findGap(witness: JsonValue, { a, b, policy, accepts }: GapFinder): Gap {
  const refuses: Test = (located, value) => accepts({ world: b.world, located }, "reader", value, policy);
  const meets: Test = (located, value) => accepts({ world: a.world, located }, "writer", value, policy);
  const start: Step = { place: rootOf(b), value: witness, instance: "" };
  const found = descend(start, b, refuses, { steps: 0 });
  return { ...found, a: governing(rootOf(a), witness, found.instance, a, meets) };
}

const rootOf = (side: Side): SchemaPlace => ({ base: side.located.base, pointer: "", schema: side.located.value });

type Found = Omit<Gap, "a">;

function descend(start: Step, side: Side, test: Test, count: { steps: number }): Found {
  const { place, value, instance } = start;
  count.steps += 1;
  const { schema } = place;
  if (!isObject(schema)) return { instance, b: place, keyword: "false" };
  const base = side.world.enter?.(schema, place.base) ?? place.base;
  const here = { ...place, base };
  if (count.steps > MAX_STEPS) return { instance, b: here, keyword: "" };
  const fails = (sub: unknown, part: JsonValue): boolean => test({ value: sub, base }, part) === false;
  const alone = (names: readonly string[]): boolean =>
    fails(
      Object.fromEntries(names.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]])),
      value,
    );
  for (const next of referenced(schema, here, side))
    if (test({ value: next.schema, base: next.base }, value) === false)
      return descend({ place: next, value, instance }, side, test, count);
  for (const keyword of PLAIN)
    if (schema[keyword] !== undefined && alone(GROUPS[keyword] ?? [keyword])) return { instance, b: here, keyword };
  const missing = missingProperty(schema, value, alone);
  if (missing !== null) return { instance, b: here, keyword: "required", property: missing };
  const inner = failingPart(schema, here, start, fails);
  if (inner?.property !== undefined) return { instance, b: here, keyword: inner.keyword, property: inner.property };
  if (inner) return descend(inner.step, side, test, count);
  const branch = nearestBranch(schema, here, start, side, test, count);
  if (branch) return branch;
  const keyword = combinedKeyword(schema, alone);
  const undeclared = keyword === "" ? undeclaredProperty(value, here, test) : null;
  if (undeclared !== null) return { instance, b: here, keyword: "additionalProperties", property: undeclared };
  return { instance, b: here, keyword };
}

/** A property that no keyword refuses, but without which the value is taken: one that a strict reader does not know. */
function undeclaredProperty(value: JsonValue, { base, schema }: SchemaPlace, test: Test): string | null {
  if (!isObject(value) || !isObject(schema) || ["anyOf", "oneOf", "not"].some((name) => schema[name] !== undefined))
    return null;
  const members = Object.entries(value) as [string, JsonValue][]; // members of a JsonValue
  const without = (name: string): JsonValue => jsonObject(members.filter(([other]) => other !== name));
  const found = members.find(([name]) => test({ value: schema, base }, without(name)) === true);
  return found?.[0] ?? null;
}

/** The branch of a union that fails furthest inside the value: the one that was meant, if there is such a one. */
function nearestBranch(
  schema: Record<string, unknown>,
  place: SchemaPlace,
  start: Step,
  side: Side,
  test: Test,
  count: { steps: number },
): Found | null {
  let best: Found | null = null;
  let bestRank = 0;
  for (const union of ["anyOf", "oneOf"]) {
    const branches = schema[union];
    if (
      !Array.isArray(branches) ||
      branches.some((sub) => test({ value: sub, base: place.base }, start.value) !== false)
    )
      continue;
    const levels = start.instance.split("/").length;
    for (const [index, sub] of branches.entries()) {
      const found = descend({ ...start, place: below(place, sub, union, index) }, side, test, count);
      const depth = found.instance.split("/").length;
      // A constant that differs right below is a tag: the value was meant for another branch.
      const rank = depth === levels + 1 && TAGS.has(found.keyword) ? levels + 0.5 : depth;
      if (rank <= Math.max(levels, bestRank)) continue;
      best = found;
      bestRank = rank;
    }
  }
  return best;
}

const TAGS: ReadonlySet<string> = new Set(["const", "enum"]);

function* referenced(schema: Record<string, unknown>, place: SchemaPlace, side: Side): Generator<SchemaPlace> {
  if (typeof schema.$ref !== "string") return;
  const target = side.world.resolve(schema.$ref, place.base);
  if (target) yield { base: target.base, pointer: "", schema: target.value };
}

function missingProperty(
  schema: Record<string, unknown>,
  value: JsonValue,
  alone: (names: readonly string[]) => boolean,
): string | null {
  if (!Array.isArray(schema.required) || !isObject(value) || !alone(["required", "properties"])) return null;
  const absent = schema.required.find((name) => typeof name === "string" && !Object.hasOwn(value, name));
  return typeof absent === "string" ? absent : null;
}

interface FailingPart {
  readonly step: Step;
  readonly keyword: string;
  /** Set where the property may not stand at all: the place is then the object itself. */
  readonly property?: string;
}

/** A subschema that refuses the value or a part of it. */
function failingPart(
  schema: Record<string, unknown>,
  place: SchemaPlace,
  start: Step,
  fails: (sub: unknown, part: JsonValue) => boolean,
): FailingPart | null {
  for (const part of [
    ...memberParts(schema, place, start),
    ...itemParts(schema, place, start),
    ...branchParts(schema, place, start, fails),
  ]) {
    const { step, keyword } = part;
    if (!fails(step.place.schema, step.value)) continue;
    const closes = keyword === "additionalProperties" && step.place.schema === false;
    return closes ? part : { step, keyword };
  }
  return null;
}

function* memberParts(schema: Record<string, unknown>, place: SchemaPlace, start: Step): Generator<FailingPart> {
  const { value, instance } = start;
  if (!isObject(value)) return;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const patterns = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
  for (const [name, member] of Object.entries(value)) {
    const at = { value: member as JsonValue, instance: `${instance}/${escapeToken(name)}` };
    if (Object.hasOwn(properties, name)) {
      const inside = below(place, properties[name], "properties", name);
      yield { step: { ...at, place: inside }, keyword: "properties" };
    } else if (patterns.length === 0 && schema.additionalProperties !== undefined) {
      const inside = below(place, schema.additionalProperties, "additionalProperties");
      yield { step: { ...at, place: inside }, keyword: "additionalProperties", property: name };
    }
  }
}

function* itemParts(schema: Record<string, unknown>, place: SchemaPlace, start: Step): Generator<FailingPart> {
  const { value, instance } = start;
  if (!Array.isArray(value)) return;
  const prefix = Array.isArray(schema.prefixItems)
    ? schema.prefixItems
    : Array.isArray(schema.items)
      ? schema.items
      : [];
  const name = Array.isArray(schema.prefixItems) ? "prefixItems" : "items";
  const [rest, restName] = Array.isArray(schema.items)
    ? [schema.additionalItems, "additionalItems"]
    : [schema.items, "items"];
  for (const [index, item] of value.entries()) {
    const at = { value: item as JsonValue, instance: `${instance}/${index}` };
    if (index < prefix.length)
      yield { step: { ...at, place: below(place, prefix[index], name, index) }, keyword: name };
    else if (rest !== undefined) yield { step: { ...at, place: below(place, rest, restName) }, keyword: restName };
  }
}

/** Parts that must hold for the value itself: every branch of allOf, and the branch that `if` picks. */
function* branchParts(
  schema: Record<string, unknown>,
  place: SchemaPlace,
  start: Step,
  fails: (sub: unknown, part: JsonValue) => boolean,
): Generator<FailingPart> {
  const { value, instance } = start;
  const step = (sub: unknown, ...tokens: readonly (string | number)[]): Step => ({
    place: below(place, sub, ...tokens),
    value,
    instance,
  });
  if (Array.isArray(schema.allOf))
    for (const [index, sub] of schema.allOf.entries()) yield { step: step(sub, "allOf", index), keyword: "allOf" };
  if (schema.if !== undefined) {
    const chosen = fails(schema.if, value) ? "else" : "then";
    if (schema[chosen] !== undefined) yield { step: step(schema[chosen], chosen), keyword: chosen };
  }
}

function combinedKeyword(schema: Record<string, unknown>, alone: (names: readonly string[]) => boolean): string {
  for (const keyword of ["anyOf", "oneOf", "dependencies", "dependentSchemas", "additionalItems"])
    if (schema[keyword] !== undefined && alone([keyword])) return keyword;
  if (schema.patternProperties !== undefined && alone(["patternProperties"])) return "patternProperties";
  if (schema.additionalProperties !== undefined) return "additionalProperties";
  for (const keyword of ["unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef"])
    if (schema[keyword] !== undefined) return keyword;
  return "";
}

/** The schema of the writer that governs the value at a pointer: followed along the witness as far as it goes. */
function governing(root: SchemaPlace, witness: JsonValue, pointer: string, side: Side, test: Test): SchemaPlace | null {
  let place = settle(root, witness, side, test);
  let value: JsonValue | undefined = witness;
  const tokens = pointer === "" ? [] : pointer.slice(1).split("/");
  for (const token of tokens) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    const next: SchemaPlace | null = childOf(place, name, value, side, test);
    value = partOf(value, name);
    if (!next || value === undefined) return place;
    place = settle(next, value, side, test);
  }
  return place;
}

function partOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(name)];
  return isObject(value) && Object.hasOwn(value, name) ? (value[name] as JsonValue) : undefined;
}

/** Follows references, and a union to the branch that takes the value. */
function settle(start: SchemaPlace, value: JsonValue, side: Side, test: Test): SchemaPlace {
  let place = start;
  for (let step = 0; step < 32; step += 1) {
    const { schema } = place;
    if (!isObject(schema)) return place;
    const [target] = referenced(schema, place, side);
    const next = target ?? branchFor(schema, place, value, test);
    if (!next) return place;
    place = next;
  }
  return place;
}

function branchFor(
  schema: Record<string, unknown>,
  place: SchemaPlace,
  value: JsonValue,
  test: Test,
): SchemaPlace | null {
  if (isObject(schema.properties) || schema.items !== undefined) return null;
  for (const union of ["anyOf", "oneOf"]) {
    const branches = schema[union];
    if (!Array.isArray(branches)) continue;
    const index = branches.findIndex((sub) => test({ value: sub, base: place.base }, value) === true);
    if (index >= 0) return below(place, branches[index], union, index);
  }
  return Array.isArray(schema.allOf) && schema.allOf.length === 1 ? below(place, schema.allOf[0], "allOf", 0) : null;
}

/** The schema of a member or item, searched through `allOf` as well. */
function childOf(
  place: SchemaPlace,
  name: string,
  value: JsonValue | undefined,
  side: Side,
  test: Test,
): SchemaPlace | null {
  const { schema } = place;
  if (!isObject(schema) || value === undefined) return null;
  if (Array.isArray(value)) {
    const index = Number(name);
    const tuple = Array.isArray(schema.prefixItems) ? "prefixItems" : Array.isArray(schema.items) ? "items" : null;
    const listed: unknown = tuple === null ? undefined : (schema[tuple] as readonly unknown[])[index];
    if (tuple !== null && listed !== undefined) return below(place, listed, tuple, index);
    if (schema.items !== undefined && tuple !== "items") return below(place, schema.items, "items");
  } else if (isObject(schema.properties) && Object.hasOwn(schema.properties, name))
    return below(place, schema.properties[name], "properties", name);
  for (const [index, sub] of (Array.isArray(schema.allOf) ? schema.allOf : []).entries()) {
    const found = childOf(settle(below(place, sub, "allOf", index), value, side, test), name, value, side, test);
    if (found) return found;
  }
  return schema.additionalProperties !== undefined && !Array.isArray(value)
    ? below(place, schema.additionalProperties, "additionalProperties")
    : null;
}
