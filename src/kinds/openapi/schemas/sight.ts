import { isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { Decision, Policy } from "../../../json-schema/answer.ts";
import { addressOf } from "../node.ts";
import { isAnnotation } from "../roles.ts";
import type { Alone } from "./alone.ts";
import type { Schema } from "./judge.ts";
import { policyFor } from "./judge.ts";
import type { Ground, Leasts } from "./least.ts";

/** A decision; `plain`: the value is refused for its new member, whatever else the reading side asks for. */
export type Seen = Decision & { readonly plain?: true };

/** Decides an edit without asking the engine about the whole schema; null where that takes the engine. */
export type Sight = (edit: Alone, policy: Policy) => Seen | null;

/** What no schema takes that asks for types other than numbers. */
const NUMBER = 0;

/** Simple values of every kind, the shortest first: what they show is shown with the least. */
const SIMPLE: readonly JsonValue[] = [NUMBER, "", [], {}];

/** Keywords of an object beside which no other schema speaks of its names. */
const PLAIN: ReadonlySet<string> = new Set([
  ...["type", "properties", "required", "nullable", "minProperties", "maxProperties"],
  ...["readOnly", "writeOnly", "default", "deprecated", "xml"],
]);

/**
 * Opens a look at the most frequent edit: a property that only the reading side describes. Where undeclared names are
 * taken as absent, a plain object never sends it, so nothing is lost. Else it breaks as soon as the writing side allows
 * an object that holds a value under the name which its new description refuses: the reading side is the writing side
 * with that description beside it.
 */
export function openSight({ judge, follow }: Ground, leasts: Leasts): Sight {
  const known = new Map<string, JsonValue | null>();

  /** A simple value that a schema refuses, or null. */
  const refusedBy = (schema: Schema, policy: Policy): JsonValue | null => {
    const key = `${schema.side} ${addressOf(schema.node)} ${JSON.stringify(policy)}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    const made = isNumberless(follow[schema.side](schema.node).value)
      ? NUMBER
      : (SIMPLE.find((value) => judge.accepts(schema, value, policy) === false) ?? null);
    known.set(key, made);
    return made;
  };

  return ({ writer, added }, policy) => {
    const { value } = writer.node;
    if (added === undefined || !isObject(value) || value.$ref !== undefined) return null;
    if (policy.strictServer || policy.nullAsAbsent) return null;
    if (policy.undeclaredNamesAbsent) return isPlain(value) ? CONTAINED : null;
    const view = policy.view ?? "response";
    const [bad, least] = [refusedBy(added.schema, policy), leasts(writer, view)];
    if (bad === null || !least?.isObject) return null;
    const made = () => jsonObject([...Object.entries(least.value ?? {}), [added.name, bad]]) as JsonValue; // least values are JSON
    if (isPlain(value) && value.maxProperties === undefined) return newMember(made);
    const witness = made();
    if (judge.accepts(writer, witness, policyFor(view)) !== true) return null;
    return { answer: "not-contained", steps: 0, witness, gap: null };
  };
}

/** A plain object with one more member is still one, and the description of that member refuses it. */
function newMember(make: () => JsonValue): Seen {
  let made: { readonly value: JsonValue } | null = null;
  return {
    answer: "not-contained",
    steps: 0,
    plain: true,
    gap: null,
    get witness() {
      made ??= { value: make() };
      return made.value;
    },
  };
}

/** Does the schema ask for types, none of them a number? */
function isNumberless(schema: unknown): boolean {
  if (!isObject(schema) || schema.$ref !== undefined) return false;
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.every((type) => typeof type === "string" && OTHER_TYPES.has(type));
}

const OTHER_TYPES: ReadonlySet<string> = new Set(["string", "boolean", "array", "object", "null"]);

const CONTAINED: Decision = { answer: "contained", steps: 0, trace: ["the writing side never sends the new property"] };

/** Are the names that an object declares those of its `properties`, and is every other one undeclared? */
const isPlain = (schema: Readonly<Record<string, unknown>>): boolean =>
  isObject(schema.properties) &&
  Object.keys(schema.properties).length > 0 &&
  Object.keys(schema).every((key) => PLAIN.has(key) || isAnnotation("plain", key));
