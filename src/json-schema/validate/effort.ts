import { isObject, type JsonObject, type JsonValue, jsonObject } from "../../core/json.ts";
import type { Dialect, Located, SchemaWorld } from "../answer.ts";
import { schemaWorld } from "../world.ts";
import { ignoresRefSiblings } from "./keywords.ts";
import { reached } from "./touch.ts";

/** Judgements of one value by one schema object that a validator may be asked for. */
const MOST = 200_000;

/** References and schemas inside each other, for one value or its members; no validator's stack has room for more. */
const MAX_NESTING = 2_000;

/** What judging each value by a schema object takes, once that is known. */
type Known = Map<object, Map<JsonValue, number>>;

/**
 * Would judging the value take a validator too long? Its patterns must be safe to run. Validators remember nothing, so branches that share what they refer to
 * double the work on each level; here it is added up with each schema object looked at once for each value.
 */
export function takesTooLong(schema: unknown, value: JsonValue, dialect: Dialect): boolean {
  if (!isObject(schema)) return false;
  const { world, located } = schemaWorld(schema, dialect);
  return effortOf(located, value, world, new Map(), 0) > MOST;
}

function effortOf(located: Located, value: JsonValue, world: SchemaWorld, known: Known, depth: number): number {
  const schema = located.value;
  if (!isObject(schema)) return 1;
  if (depth > MAX_NESTING) return Number.POSITIVE_INFINITY;
  const efforts = known.get(schema) ?? new Map<JsonValue, number>();
  known.set(schema, efforts);
  const before = efforts.get(value);
  if (before !== undefined) return before;
  // A circle ends in the validator itself.
  efforts.set(value, 1);
  let sum = 1;
  let chosen = 0;
  for (const [keyword, inner, at] of appliedBy(schema, located.base, value, world)) {
    const effort = effortOf(inner, at, world, known, depth + 1);
    // One of the two is judged.
    if (keyword === "then" || keyword === "else") chosen = Math.max(chosen, effort);
    else sum += effort;
    if (sum > MOST) break;
  }
  efforts.set(value, sum + chosen);
  return sum + chosen;
}

/** What a schema object applies, itself or by reference, by which keyword and to which values. */
function* appliedBy(
  schema: Record<string, unknown>,
  outer: string,
  value: JsonValue,
  world: SchemaWorld,
): Generator<readonly [keyword: string, inner: Located, at: JsonValue]> {
  const base = world.enter?.(schema, outer) ?? outer;
  const target = typeof schema.$ref === "string" ? world.resolve(schema.$ref, base) : null;
  if (target) yield ["$ref", target, value];
  if (target && ignoresRefSiblings(world.dialect)) return;
  for (const [keyword, held] of Object.entries(schema))
    for (const [inner, at] of reached(keyword, held, partFor(keyword, schema, value)))
      yield [keyword, { value: inner, base }, at];
  if (!isObject(schema.patternProperties) || !isObject(value)) return;
  for (const [source, inner] of Object.entries(schema.patternProperties))
    for (const [name, at] of Object.entries(value))
      if (matches(source, name)) yield ["patternProperties", { value: inner, base }, at as JsonValue]; // members of a JsonValue
}

/** The members or items of a value that a keyword speaks of, where those beside it take some; the value itself otherwise. */
function partFor(keyword: string, schema: Record<string, unknown>, value: JsonValue): JsonValue {
  if (keyword === "patternProperties") return null;
  if (Array.isArray(value)) {
    const first = keyword === "additionalItems" ? schema.items : keyword === "items" ? schema.prefixItems : [];
    return Array.isArray(first) ? value.slice(first.length) : value;
  }
  if (keyword !== "additionalProperties" || !isObject(value)) return value;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const patterns = isObject(schema.patternProperties) ? Object.keys(schema.patternProperties) : [];
  const isOther = (name: string): boolean =>
    !Object.hasOwn(properties, name) && !patterns.some((source) => matches(source, name));
  return jsonObject(Object.entries(value as JsonObject).filter(([name]) => isOther(name)));
}

/** Does a name match a pattern, one that is safe to run on it? */
function matches(source: string, name: string): boolean {
  try {
    return new RegExp(source, "u").test(name);
  } catch {
    return true;
  }
}
