import type { Node } from "../node.ts";

/** A schema that stands in for that of a node; `name` tells it from others at the same place. */
export const made = (node: Node, value: unknown, name: string): Node => ({
  value,
  file: node.file,
  pointer: node.pointer,
  made: `${name} ${node.made ?? ""}`,
});

const NOT_NULL = { not: { enum: [null] } };
/** What one text can stand for. */
export const SCALAR = { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] };

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

/** Characters that no header holds, and spaces at its ends, which are not part of its value (RFC 9110, 5.5). */
const CONTROLS = "[\\u0000-\\u0008\\u000a-\\u001f\\u007f]";
const NO_CONTROLS = { not: { type: "string", pattern: CONTROLS } };
const HELD = {
  not: { type: "string", pattern: `^[ \\t]|${CONTROLS}|[ \\t]$` },
  items: NO_CONTROLS,
  additionalProperties: NO_CONTROLS,
};

/** What a header carries of a schema at most. */
export const inHeader = (node: Node): Node => made(node, { allOf: [node.value, HELD] }, "in a header");

/** What a form carries of a schema at most: of null and of a list of nothing nothing is written in it. */
export const withMembers = (node: Node): Node =>
  made(
    node,
    { allOf: [node.value, { additionalProperties: { ...NOT_NULL, items: NOT_NULL, minItems: 1 } }] },
    "members",
  );

/** What a body in parts carries of a schema at most: an object of nothing has no part. */
export const withPart = (node: Node): Node => made(node, { allOf: [node.value, { minProperties: 1 }] }, "part");

/** More than that: everything but null alone, so that nothing is said of names that the schema does not declare. */
export const notNull = (node: Node): Node => made(node, { allOf: [node.value, NOT_NULL] }, "not null");

/** What a text parameter carries of a schema by the styles that OpenAPI defines. */
export const writable = (node: Node): Node => made(node, { allOf: [node.value, WRITABLE] }, "writable");

/** What the styles carry of a schema for one member of a list or an object. */
export const writableMember = (node: Node): Node => made(node, { allOf: [node.value, SCALAR] }, "writable member");
