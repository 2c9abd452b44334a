import { isObject, type JsonValue, jsonObject } from "../../core/json.ts";
import type { Located, SchemaWorld } from "../answer.ts";
import type { SchemaObject } from "./clean.ts";
import { ignoresRefSiblings, isForeign } from "./keywords.ts";

/** Why a schema refuses a value at a glance: one keyword of it. */
export type Reason =
  | { readonly keyword: "type"; readonly types: readonly string[] }
  | { readonly keyword: "required"; readonly name: string }
  | { readonly keyword: "enum"; readonly name: string; readonly values: readonly unknown[] };

/** References and `allOf`s followed for one look. */
const MAX_LOOKS = 12;

/** A keyword of a schema, or of what it refers to or joins, that refuses the value; null where none does at a glance. */
export function refusedAtGlance(located: Located, value: JsonValue, world: SchemaWorld): Reason | null {
  const stack: Located[] = [located];
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const next = stack.pop();
    if (next === undefined) return null;
    const schema = next.value;
    if (!isObject(schema)) continue;
    const base = world.enter?.(schema, next.base) ?? next.base;
    if (typeof schema.$ref === "string") {
      const target = world.resolve(schema.$ref, base);
      if (target) stack.push(target);
      if (ignoresRefSiblings(world.dialect)) continue;
    }
    const reason = ownReason(schema, value, world);
    if (reason) return reason;
    if (Array.isArray(schema.allOf)) for (const part of schema.allOf) stack.push({ value: part, base });
  }
  return null;
}

function ownReason(schema: SchemaObject, value: JsonValue, world: SchemaWorld): Reason | null {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const isKnown = types.every((type) => typeof type === "string" && TESTS[type] !== undefined);
  if (isKnown && schema.nullable !== true && !types.some((type) => TESTS[type]?.(value) === true))
    return { keyword: "type", types };
  if (!isObject(value)) return null;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.find((name) => typeof name === "string" && !Object.hasOwn(value, name));
  if (missing !== undefined) return { keyword: "required", name: missing };
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const name of required) {
    if (typeof name !== "string" || !Object.hasOwn(properties, name)) continue;
    const values = listed(properties[name], world);
    if (values && isScalar(value[name]) && !values.includes(value[name])) return { keyword: "enum", name, values };
  }
  return null;
}

/** The scalars that a schema allows by listing them; null where it lists none, or others. */
function listed(schema: unknown, world: SchemaWorld): readonly unknown[] | null {
  if (!isObject(schema) || (typeof schema.$ref === "string" && ignoresRefSiblings(world.dialect))) return null;
  const constant = schema.const !== undefined && !isForeign("const", world.dialect) ? [schema.const] : null;
  const values = constant ?? (Array.isArray(schema.enum) ? schema.enum : null);
  return values?.every(isScalar) ? values : null;
}

const isScalar = (value: unknown): boolean => typeof value !== "object" || value === null;

const TESTS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === "boolean",
  integer: (value) => typeof value === "number" && Number.isInteger(value),
  number: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  array: (value) => Array.isArray(value),
  object: (value) => isObject(value),
};

/**
 * Few schemas for many branches of a union, each of which refuses some values for these reasons: every one of the
 * schemas refuses those values too, and accepts all that one of its branches accepts.
 */
export function branchesFor(refused: readonly (readonly Reason[])[]): readonly SchemaObject[] {
  const groups = new Map<string, readonly Growing[]>();
  for (const reasons of refused) {
    const key = JSON.stringify(reasons.map((reason) => [reason.keyword, "name" in reason ? reason.name : ""]));
    const known = groups.get(key);
    if (known) for (const [index, reason] of known.entries()) join(reason, reasons[index]);
    else groups.set(key, reasons.map(copyOf));
  }
  return [...groups.values()].map((reasons) => ({ allOf: reasons.map(schemaOf) }));
}

/** A reason that takes in those of further branches. */
interface Growing {
  readonly keyword: Reason["keyword"];
  readonly name: string;
  readonly values: Set<unknown>;
}

const copyOf = (reason: Reason): Growing => ({
  keyword: reason.keyword,
  name: "name" in reason ? reason.name : "",
  values: new Set(valuesOf(reason)),
});

const valuesOf = (reason: Reason): readonly unknown[] =>
  reason.keyword === "type" ? reason.types : reason.keyword === "enum" ? reason.values : [];

function join(into: Growing, reason: Reason | undefined): void {
  if (reason) for (const value of valuesOf(reason)) into.values.add(value);
}

function schemaOf({ keyword, name, values }: Growing): SchemaObject {
  if (keyword === "type") return { anyOf: [...values].map((type) => ({ type })) };
  if (keyword === "required") return { required: [name] };
  return { properties: jsonObject([[name, { enum: [...values] }]]) };
}
