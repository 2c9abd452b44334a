import type { Level } from "../../../core/finding.ts";
import type { CompareOptions } from "../../../core/kind.ts";
import type { Side } from "../../../core/place.ts";
import type { Operation } from "../model.ts";
import { child, elements, type Node } from "../node.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST, SIDES } from "./flow.ts";
import { comparePromises } from "./promises.ts";
import { DATE } from "./promising.ts";

/** How something that is gone was announced: `due` and `early` tell whether its sunset date has passed. */
export type Farewell = "unannounced" | "deprecated" | "due" | "early" | "unreadable";

/** How the removal of something was announced, judged at the date asked for; without one no date has passed. */
export function farewellOf(node: Node, { now }: CompareOptions): Farewell {
  if (child(node, "deprecated")?.value !== true) return "unannounced";
  const sunset = child(node, "x-sunset")?.value;
  if (sunset === undefined) return "deprecated";
  if (!DATE.test(String(sunset))) return "unreadable";
  return now !== undefined && dayOf(String(sunset)) <= dayOf(now) ? "due" : "early";
}

const dayOf = (date: string): string => date.slice(0, 10);

/** Promises, operation ids and tags: nothing on the wire, but people and generated code see it. */
export function compareLifecycle(comparison: Comparison, operations: OperationPair): void {
  const { before, after } = operations;
  if (before === null || after === null) return;
  comparePromises(comparison, operations, {
    owner: "operation",
    before: before.node,
    after: after.node,
    what: after.name,
    element: "",
  });
  compareSource(comparison, operations, before, after);
}

function compareSource(comparison: Comparison, operations: OperationPair, before: Operation, after: Operation): void {
  const id = (operation: Operation) => child(operation.node, "operationId");
  const tags = (operation: Operation) => child(operation.node, "tags");
  const emit = (
    rule: string,
    level: Level,
    old: ReturnType<typeof id>,
    next: ReturnType<typeof id>,
    writer: Side,
  ): void =>
    comparison.emit({
      rule,
      writer,
      flow: { ...REQUEST, reversed: false },
      level,
      pair: operations,
      element: rule === "operation.id-changed" ? "operationId" : "tags",
      before: old ?? before.node,
      after: next ?? after.node,
      what: after.name,
      old: old === null ? "none" : String(old.value),
      next: next === null ? "none" : String(next.value),
      focus: null,
      source: true,
      fragments: { before: old?.value, after: next?.value },
    });
  const [oldId, nextId] = [id(before), id(after)];
  if (oldId?.value !== nextId?.value) {
    // code that was generated from a side without an id calls by none
    if (oldId !== null) emit("operation.id-changed", "breaking", oldId, nextId, "before");
    if (nextId !== null) emit("operation.id-changed", "breaking", oldId, nextId, "after");
  }
  const names = (operation: Operation) =>
    elements(tags(operation))
      .map((tag) => String(tag.value))
      .sort()
      .join("\n");
  if (names(before) === names(after)) return;
  for (const writer of SIDES) emit("operation.tags-changed", "risky", tags(before), tags(after), writer);
}
