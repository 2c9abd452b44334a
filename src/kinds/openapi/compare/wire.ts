import { isObject, jsonObject } from "../../../core/json.ts";
import type { Side } from "../../../core/place.ts";
import { child, members, type Node } from "../node.ts";
import { type Judge, policyFor } from "../schemas/judge.ts";

const made = (node: Node, value: unknown, name: string): Node => ({
  value,
  file: node.file,
  pointer: node.pointer,
  made: `${name} ${node.made ?? ""}`,
});

const NOT_NULL = { not: { enum: [null] } };
const SCALAR = { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] };

/**
 * No style writes null (OpenAPI 3.1, 4.8.12.4), neither alone nor in a list or an object; and of a list or an object
 * with nothing in it nothing is written (RFC 6570, 2.3: such a variable is undefined).
 */
const SENDABLE = { ...NOT_NULL, items: NOT_NULL, minItems: 1, additionalProperties: NOT_NULL, minProperties: 1 };

/** What the styles are defined for: scalars, and lists and objects of scalars that are not empty. */
const WRITABLE = {
  anyOf: [
    ...SCALAR.anyOf,
    { type: "array", minItems: 1, items: SCALAR },
    { type: "object", minProperties: 1, additionalProperties: SCALAR },
  ],
};

/** What a text parameter can carry of a schema at most, by whatever convention. */
export const sendable = (node: Node): Node => made(node, { allOf: [node.value, SENDABLE] }, "sendable");

/** More than that: everything but null alone, so that nothing is said of names that the schema does not declare. */
export const notNull = (node: Node): Node => made(node, { allOf: [node.value, NOT_NULL] }, "not null");

/** What a text parameter carries of a schema by the styles that OpenAPI defines. */
export const writable = (node: Node): Node => made(node, { allOf: [node.value, WRITABLE] }, "writable");

/** What the styles carry of a schema for one member of a list or an object. */
export const writableMember = (node: Node): Node => made(node, { allOf: [node.value, SCALAR] }, "writable member");

/** Texts of numbers as they are written without an exponent. */
const NUMBER_TEXT = { type: "string", pattern: "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$" };
const INTEGER_TEXT = { type: "string", pattern: "^-?(0|[1-9][0-9]*)$" };
const BOOLEAN_TEXT = { enum: ["true", "false"] };

/** At most this many properties are looked at for what else their texts can be read as. */
const PROPERTIES = 100;

/**
 * The schema as a reader of texts takes it: where it takes the text of a number or a boolean as a string, it takes
 * the number or the boolean too, because on the wire they are the same; so do the members of its lists and objects.
 */
export function textual(judge: Judge, side: Side, node: Node, follow: (node: Node) => Node): Node {
  const target = follow(node);
  const loose = looseMembers(judge, side, target);
  const also = [...alsoRead(judge, side, node), ...(loose === null ? [] : [loose])];
  return also.length === 0 ? node : made(target, { anyOf: [target.value, ...also] }, "textual");
}

/** The schema with what else its members can be read as; null where that is nothing. */
function looseMembers(judge: Judge, side: Side, target: Node): Record<string, unknown> | null {
  if (!isObject(target.value)) return null;
  const looser = (node: Node): unknown => {
    const also = alsoRead(judge, side, node);
    return also.length === 0 ? null : { anyOf: [node.value, ...also] };
  };
  const items = child(target, "items");
  const list = items === null ? null : looser(items);
  const properties = members(child(target, "properties")).slice(0, PROPERTIES);
  const read = properties.flatMap(([name, node]) => {
    const value = looser(node);
    return value === null ? [] : [[name, value] as const];
  });
  if (list === null && read.length === 0) return null;
  const described = isObject(target.value.properties) ? Object.entries(target.value.properties) : [];
  return {
    ...target.value,
    ...(list !== null && { items: list }),
    ...(read.length > 0 && { properties: jsonObject([...described, ...read]) }),
  };
}

function alsoRead(judge: Judge, side: Side, node: Node): readonly Record<string, unknown>[] {
  const takes = (value: unknown): boolean =>
    judge.decide({ side, node: made(node, value, "text") }, { side, node }, policyFor("request")).answer ===
    "contained";
  return [
    ...(takes(NUMBER_TEXT) ? [{ type: "number" }] : takes(INTEGER_TEXT) ? [{ type: "integer" }] : []),
    ...(takes(BOOLEAN_TEXT) ? [{ type: "boolean" }] : []),
  ];
}
