import { isObject } from "../../../core/json.ts";
import type { Shape } from "./codec.ts";

/** The shapes that a self-contained schema names for a value: what a text is tried to be read as. */
export function shapeOf(schema: unknown): Shape {
  const types = new Set<string>();
  const below = new Set<string>();
  visit(schema, schema, types, (inner) => visit(inner, schema, below, () => undefined));
  return { types: isTyped(schema, schema) ? [...types] : [], below: [...below] };
}

/** Does a schema name the types of its values, in each of its alternatives? What is met again in itself does not. */
function isTyped(schema: unknown, root: unknown, known = new Map<unknown, boolean>()): boolean {
  if (!isObject(schema)) return false;
  const old = known.get(schema);
  if (old !== undefined) return old;
  known.set(schema, false);
  const inner = (branch: unknown): boolean => isTyped(branch, root, known);
  const { type, enum: listed, const: one, allOf, anyOf, oneOf } = schema;
  const typed =
    type !== undefined ||
    listed !== undefined ||
    one !== undefined ||
    (Array.isArray(allOf) && allOf.some(inner)) ||
    [anyOf, oneOf].some((branches) => Array.isArray(branches) && branches.every(inner)) ||
    inner(targetOf(schema, root));
  known.set(schema, typed);
  return typed;
}

/** What a reference of a self-contained schema leads to; null where it has none. */
function targetOf({ $ref }: Record<string, unknown>, root: unknown): unknown {
  const name = typeof $ref === "string" ? $ref.replace("#/definitions/", "") : null;
  const definitions = isObject(root) ? root.definitions : null;
  return name !== null && isObject(definitions) ? (definitions[name] ?? null) : null;
}

/** The schema of one property of a self-contained schema, with the definitions it needs; null where it names none. */
export function propertySchema(schema: unknown, name: string): unknown {
  let found: unknown = null;
  walk(schema, schema, (each) => {
    const { properties } = each;
    if (isObject(properties) && Object.hasOwn(properties, name)) found = properties[name];
  });
  if (!isObject(found) || !isObject(schema)) return found;
  return { ...found, ...(schema.definitions !== undefined && { definitions: schema.definitions }) };
}

/** The schema of the elements of a self-contained schema, with the definitions it needs; null where it names none. */
export function itemsSchema(schema: unknown): unknown {
  let found: unknown = null;
  walk(schema, schema, (each) => {
    if (isObject(each.items)) found = each.items;
  });
  if (!isObject(found) || !isObject(schema)) return found;
  return { ...found, ...(schema.definitions !== undefined && { definitions: schema.definitions }) };
}

/** Every property that a self-contained schema names, in its order. */
export function propertyNames(schema: unknown): readonly string[] {
  const names = new Set<string>();
  walk(schema, schema, (each) => {
    if (isObject(each.properties)) for (const name of Object.keys(each.properties)) names.add(name);
  });
  return [...names];
}

/** What a self-contained schema says that leaving out its value means; undefined where it says nothing. */
export function defaultOf(schema: unknown, root: unknown = schema, seen = new Set<unknown>()): unknown {
  if (!isObject(schema) || seen.has(schema)) return undefined;
  seen.add(schema);
  if (schema.default !== undefined) return schema.default;
  const inner: readonly unknown[] = [targetOf(schema, root), ...(Array.isArray(schema.allOf) ? schema.allOf : [])];
  return inner.map((each) => defaultOf(each, root, seen)).find((found) => found !== undefined);
}

/** What a self-contained schema says of XML; where several parts speak, the outer one counts. */
export function xmlOf(schema: unknown): Readonly<Record<string, unknown>> {
  const said: Record<string, unknown>[] = [];
  walk(schema, schema, (each) => {
    if (isObject(each.xml)) said.push(each.xml);
  });
  return Object.assign({}, ...said.reverse());
}

function visit(schema: unknown, root: unknown, types: Set<string>, inside: (schema: unknown) => void): void {
  walk(schema, root, (each) => {
    const { type } = each;
    for (const name of Array.isArray(type) ? type : [type]) if (typeof name === "string") types.add(name);
    if (each.nullable === true) types.add("null");
    for (const value of [...(Array.isArray(each.enum) ? each.enum : []), each.const]) {
      if (value !== undefined) types.add(typeName(value));
    }
    if (each.items !== undefined) inside(each.items);
    for (const value of Object.values(isObject(each.properties) ? each.properties : {})) inside(value);
    if (isObject(each.additionalProperties)) inside(each.additionalProperties);
  });
}

/** Tells of a schema and of everything that speaks of the same value: of each part once. */
function walk(
  schema: unknown,
  root: unknown,
  tell: (schema: Record<string, unknown>) => void,
  seen = new Set<unknown>(),
): void {
  if (!isObject(schema) || seen.has(schema)) return;
  seen.add(schema);
  tell(schema);
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const branches = schema[keyword];
    if (Array.isArray(branches)) for (const branch of branches) walk(branch, root, tell, seen);
  }
  walk(targetOf(schema, root), root, tell, seen);
}

const typeName = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? "number" : typeof value;
};
