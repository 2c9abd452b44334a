import { isObject } from "../../../core/json.ts";
import { SIDES } from "../../../core/place.ts";
import type { Documents } from "../documents.ts";
import type { Operation, Parameter } from "../model.ts";
import { child, members, type Node } from "../node.ts";
import { parameterKey } from "../paths.ts";
import { isAnnotation } from "../roles.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { emitUnjudged } from "./rest.ts";

/** An object whose schema says no more than this is its members, each for itself. */
const PLAIN: ReadonlySet<string> = new Set(["type", "properties", "required", "additionalProperties"]);

const SCALARS: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean"]);

/**
 * The operations, with a parameter for each member of an object that only one side has and whose members are parameters of
 * the other: exploded, they are written alike (OpenAPI 3.1, 4.8.12.4; `f[a]` in `deepObject`).
 */
export function unfolded({ before: old, after: next }: Comparison, operations: OperationPair): OperationPair {
  const { before, after } = operations;
  if (before === null || after === null) return operations;
  const mine = unfoldedFor(before, after, old.documents);
  const theirs = unfoldedFor(after, before, next.documents);
  return mine === before && theirs === after ? operations : { ...operations, before: mine, after: theirs };
}

function unfoldedFor(own: Operation, other: Operation, documents: Documents): Operation {
  const [keys, others] = [keysOf(own), keysOf(other)];
  const parameters = own.parameters.flatMap((parameter) => {
    if (others.has(parameter.key)) return [parameter];
    const found = membersOf(parameter, own.path, documents);
    const meets = found.some(({ key }) => others.has(key)) && !found.some(({ key }) => keys.has(key));
    return meets ? found : [parameter];
  });
  return parameters.every((parameter, index) => parameter === own.parameters[index]) ? own : { ...own, parameters };
}

const keysOf = ({ parameters }: Operation): ReadonlySet<string> => new Set(parameters.map(({ key }) => key));

/**
 * Says that nothing is known of an object that one side has, where the other has parameters for its members and the object
 * is not its members alone.
 */
export function compareFolded(comparison: Comparison, operations: OperationPair): void {
  const { before, after } = operations;
  if (before === null || after === null) return;
  for (const side of SIDES) {
    const [own, other] = side === "before" ? [before, after] : [after, before];
    const [keys, others] = [keysOf(own), keysOf(other)];
    for (const parameter of own.parameters) {
      if (others.has(parameter.key)) continue;
      const meets = described(parameter, own.path, comparison[side].documents).some(
        ({ key }) => others.has(key) && !keys.has(key),
      );
      if (!meets) continue;
      const nodes = { before: null, after: null, [side]: parameter.node };
      const element = `parameter.${parameter.in}.${parameter.name}`;
      emitUnjudged(comparison, operations, nodes, { before: before.node, after: after.node }, "schema", element);
    }
  }
}

/** The members of a parameter as parameters; none where that is not all that it says. */
function membersOf(parameter: Parameter, path: string, documents: Documents): readonly Parameter[] {
  const schema = parameter.schema && documents.follow(parameter.schema);
  const required = schema && requiredOf(schema);
  if (required === null || required.length > 0 !== parameter.required) return [];
  const found = described(parameter, path, documents);
  const isFlat = found.every((each) => SCALARS.has(each.schema && child(documents.follow(each.schema), "type")?.value));
  const names = members(schema && child(schema, "properties")).map(([name]) => name);
  return isFlat && required.every((name) => names.some((known) => known === name)) ? found : [];
}

/** What an object that is written member by member describes, as parameters; none for anything else. */
function described(parameter: Parameter, path: string, documents: Documents): readonly Parameter[] {
  const { style, explode, media } = parameter.serialization;
  const isDeep = style === "deepObject";
  if (parameter.schema === null || media !== null || !(isDeep || (style === "form" && explode))) return [];
  const schema = documents.follow(parameter.schema);
  const required = child(schema, "required")?.value;
  return members(child(schema, "properties")).map(([member, node]) => {
    const name = isDeep ? `${parameter.name}[${member}]` : member;
    const isAsked = Array.isArray(required) && required.includes(member);
    return memberOf(parameter, { name, required: isAsked, schema: node }, path);
  });
}

/** The members that a plain object always has; null for any other schema. */
function requiredOf({ value }: Node): readonly unknown[] | null {
  if (!isObject(value) || value.type !== "object" || isObject(value.additionalProperties)) return null;
  if (!Object.keys(value).every((key) => PLAIN.has(key) || isAnnotation("plain", key))) return null;
  return Array.isArray(value.required) ? value.required : [];
}

function memberOf(
  { in: place, serialization }: Parameter,
  { name, required, schema }: Pick<Parameter, "name" | "required"> & { readonly schema: Node },
  path: string,
): Parameter {
  return {
    key: parameterKey(place, name, path),
    name,
    in: place,
    required,
    serialization: { ...serialization, style: "form", explode: true },
    schema,
    node: {
      value: { name, in: place, required, schema: schema.value },
      file: schema.file,
      pointer: schema.pointer,
      made: "member",
    },
  };
}
