import type { Side } from "../../../core/place.ts";
import { child, type Node } from "../node.ts";
import { type Judge, policyFor } from "../schemas/judge.ts";

const made = (node: Node, value: unknown, name: string): Node => ({
  value,
  file: node.file,
  pointer: node.pointer,
  made: `${name} ${node.made ?? ""}`,
});

/** What a text parameter can carry of a schema: everything but null, which no style writes (OpenAPI 3.1, 4.8.12.4). */
export const sendable = (node: Node): Node =>
  made(node, { allOf: [node.value, { not: { enum: [null] } }] }, "sendable");

/** Texts of numbers as they are written without an exponent. */
const NUMBER_TEXT = { type: "string", pattern: "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$" };
const INTEGER_TEXT = { type: "string", pattern: "^-?(0|[1-9][0-9]*)$" };
const BOOLEAN_TEXT = { enum: ["true", "false"] };

/**
 * The schema as a reader of texts takes it: where it takes the text of a number or a boolean as a string, it takes
 * the number or the boolean too, because on the wire they are the same.
 */
export function textual(judge: Judge, side: Side, node: Node, follow: (node: Node) => Node): Node {
  const target = follow(node);
  const also = alsoRead(judge, side, node);
  const items = child(target, "items");
  const inner = items === null ? [] : alsoRead(judge, side, items);
  const loose =
    inner.length === 0 || items === null
      ? []
      : [{ ...Object(target.value), items: { anyOf: [items.value, ...inner] } }];
  const ways = [...also, ...loose];
  return ways.length === 0 ? node : made(target, { anyOf: [target.value, ...ways] }, "textual");
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
