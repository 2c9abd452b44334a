import { isObject, type JsonValue } from "../../core/json.ts";
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
 * Would judging the value take a validator too long? They remember nothing, so branches that share what they refer to
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
  for (const [inner, at] of appliedBy(schema, located.base, value, world)) {
    sum += effortOf(inner, at, world, known, depth + 1);
    if (sum > MOST) break;
  }
  efforts.set(value, sum);
  return sum;
}

/** What a schema object applies, itself or by reference, and to which values. */
function* appliedBy(
  schema: Record<string, unknown>,
  outer: string,
  value: JsonValue,
  world: SchemaWorld,
): Generator<readonly [Located, JsonValue]> {
  const base = world.enter?.(schema, outer) ?? outer;
  const target = typeof schema.$ref === "string" ? world.resolve(schema.$ref, base) : null;
  if (target) yield [target, value];
  if (target && ignoresRefSiblings(world.dialect)) return;
  for (const [keyword, held] of Object.entries(schema))
    for (const [inner, at] of reached(keyword, held, value)) yield [{ value: inner, base }, at];
}
