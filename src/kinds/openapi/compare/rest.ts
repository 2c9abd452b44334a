import { isObject } from "../../../core/json.ts";
import { SIDES } from "../../../core/place.ts";
import { type LongNumber, longNumbers } from "../long-numbers.ts";
import type { Api } from "../model.ts";
import type { Node } from "../node.ts";
import { child } from "../node.ts";
import { isAnnotation } from "../roles.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST } from "./flow.ts";

/** Keys that other files of this room judge. */
const JUDGED: ReadonlySet<string> = new Set([
  // the document
  "openapi",
  "swagger",
  "info",
  "paths",
  "webhooks",
  "components",
  "definitions",
  "parameters",
  "responses",
  "securityDefinitions",
  "security",
  "servers",
  "host",
  "basePath",
  "schemes",
  "consumes",
  "produces",
  "tags",
  "jsonSchemaDialect",
  // the operation
  "requestBody",
  "callbacks",
  "deprecated",
  "operationId",
  "x-sunset",
  "x-stability-level",
]);

/** Whatever differs beside what is judged elsewhere is named: never silent, never called compatible. */
export function compareRest(
  comparison: Comparison,
  nodes: { readonly before: Node; readonly after: Node },
  operations: OperationPair = { before: null, after: null, reversed: false },
  judged: ReadonlySet<string> = JUDGED,
  part = "",
): void {
  const keys = new Set([nodes.before, nodes.after].flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])));
  for (const key of keys) {
    if (judged.has(key) || isAnnotation("plain", key)) continue;
    const [before, after] = [child(nodes.before, key), child(nodes.after, key)];
    if (!comparison.same(before, after)) emitUnjudged(comparison, operations, { before, after }, nodes, key, part);
  }
}

/** Says that something differs and that nothing was proved. */
export function emitUnjudged(
  comparison: Comparison,
  operations: OperationPair,
  nodes: { readonly before: Node | null; readonly after: Node | null },
  holders: { readonly before: Node; readonly after: Node },
  key: string,
  part = "",
): void {
  for (const writer of SIDES) {
    comparison.emit({
      rule: "document.unjudged",
      writer,
      flow: { ...REQUEST, reversed: operations.reversed },
      level: "undecided",
      pair: operations,
      element: part === "" ? key : `${part} ${key}`,
      before: nodes.before ?? holders.before,
      after: nodes.after ?? holders.after,
      what: key,
      part,
      focus: null,
      fragments: { before: nodes.before?.value, after: nodes.after?.value },
    });
  }
}

/**
 * Numbers that no double can hold are compared as they are written: where one changes into another that reads the
 * same, nothing else would notice.
 */
export function compareLongNumbers(comparison: Comparison): void {
  const keyed = (api: Api, { node }: LongNumber): string => `${api.documents.nameOf(node.file)}#${node.pointer}`;
  const old = new Map(longNumbers(comparison.before).map((one) => [keyed(comparison.before, one), one]));
  for (const next of longNumbers(comparison.after)) {
    const before = old.get(keyed(comparison.after, next));
    if (!before || before.node.value !== next.node.value) continue;
    if (before.text === next.text || !(before.inexact || next.inexact)) continue;
    const nodes = { before: before.node, after: next.node };
    const operations = { before: null, after: null, reversed: false };
    emitUnjudged(
      comparison,
      operations,
      nodes,
      nodes,
      `the number ${before.text}, now ${next.text}`,
      next.node.pointer,
    );
  }
}
