import { isObject } from "../../../core/json.ts";
import type { Shape } from "./codec.ts";

/** Branches looked into. */
const DEPTH = 12;

/** The shapes that a self-contained schema names for a value: what a text is tried to be read as. */
export function shapeOf(schema: unknown): Shape {
  const types = new Set<string>();
  const below = new Set<string>();
  visit(schema, schema, DEPTH, types, (inner) => visit(inner, schema, DEPTH, below, () => undefined));
  return { types: isTyped(schema, schema, DEPTH) ? [...types] : [], below: [...below] };
}

/** Does a schema name the types of its values, in each of its alternatives? */
function isTyped(schema: unknown, root: unknown, depth: number): boolean {
  if (!isObject(schema) || depth === 0) return false;
  if (schema.type !== undefined || schema.enum !== undefined || schema.const !== undefined) return true;
  const inner = (branch: unknown): boolean => isTyped(branch, root, depth - 1);
  const { allOf, anyOf, oneOf } = schema;
  if (Array.isArray(allOf) && allOf.some(inner)) return true;
  if ([anyOf, oneOf].some((branches) => Array.isArray(branches) && branches.every(inner))) return true;
  const target = targetOf(schema, root);
  return target !== null && inner(target);
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
  walk(schema, schema, DEPTH, (each) => {
    const { properties } = each;
    if (isObject(properties) && Object.hasOwn(properties, name)) found = properties[name];
  });
  if (!isObject(found) || !isObject(schema)) return found;
  return { ...found, ...(schema.definitions !== undefined && { definitions: schema.definitions }) };
}

/** The schema of the elements of a self-contained schema, with the definitions it needs; null where it names none. */
export function itemsSchema(schema: unknown): unknown {
  let found: unknown = null;
  walk(schema, schema, DEPTH, (each) => {
    if (isObject(each.items)) found = each.items;
  });
  if (!isObject(found) || !isObject(schema)) return found;
  return { ...found, ...(schema.definitions !== undefined && { definitions: schema.definitions }) };
}

/** Every property that a self-contained schema names, in its order. */
export function propertyNames(schema: unknown): readonly string[] {
  const names = new Set<string>();
  walk(schema, schema, DEPTH, (each) => {
    if (isObject(each.properties)) for (const name of Object.keys(each.properties)) names.add(name);
  });
  return [...names];
}

/** What a self-contained schema says of XML; where several parts speak, the outer one counts. */
export function xmlOf(schema: unknown): Readonly<Record<string, unknown>> {
  const said: Record<string, unknown>[] = [];
  walk(schema, schema, DEPTH, (each) => {
    if (isObject(each.xml)) said.push(each.xml);
  });
  return Object.assign({}, ...said.reverse());
}

function visit(
  schema: unknown,
  root: unknown,
  depth: number,
  types: Set<string>,
  inside: (schema: unknown) => void,
): void {
  walk(schema, root, depth, (each) => {
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

function walk(schema: unknown, root: unknown, depth: number, tell: (schema: Record<string, unknown>) => void): void {
  if (!isObject(schema) || depth === 0) return;
  tell(schema);
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const branches = schema[keyword];
    if (Array.isArray(branches)) for (const branch of branches) walk(branch, root, depth - 1, tell);
  }
  const target = targetOf(schema, root);
  if (target !== null) walk(target, root, depth - 1, tell);
}

const typeName = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? "number" : typeof value;
};
