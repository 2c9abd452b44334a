import type { Level } from "../../../core/finding.ts";
import type { CompareOptions } from "../../../core/kind.ts";
import { SIDES, type Side } from "../../../core/place.ts";
import type { Operation } from "../model.ts";
import { child, elements, type Node } from "../node.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST } from "./flow.ts";
import { comparePromises } from "./promises.ts";
import { DATE } from "./promising.ts";
import { announced } from "./sunset.ts";

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
    before: announced(before, comparison.before.documents),
    after: announced(after, comparison.after.documents),
    what: after.name,
    element: "",
  });
  compareSource(comparison, operations, before, after);
}

function compareSource(comparison: Comparison, operations: OperationPair, before: Operation, after: Operation): void {
  const nodes = (key: string): Named => ({ old: child(before.node, key), next: child(after.node, key) });
  const emit = (id: "id" | "tags", level: Level, { old, next }: Named, writer: Side, peers: readonly string[]): void =>
    comparison.emit({
      rule: `operation.${id}-changed`,
      writer,
      flow: { ...REQUEST, reversed: false },
      level,
      pair: operations,
      element: id === "id" ? "operationId" : "tags",
      before: old ?? before.node,
      after: next ?? after.node,
      what: after.name,
      old: old === null ? "none" : String(old.value),
      next: next === null ? "none" : String(next.value),
      peers: { buf: [], oasdiff: peers },
      focus: null,
      source: true,
      fragments: { before: old?.value, after: next?.value },
    });
  const ids = nodes("operationId");
  if (ids.old?.value !== ids.next?.value) {
    const peers = [ids.old === null ? "api-operation-id-added" : "api-operation-id-removed"];
    // code that was generated from a side without an id calls by none
    if (ids.old !== null) emit("id", "breaking", ids, "before", peers);
    if (ids.next !== null) emit("id", "breaking", ids, "after", peers);
  }
  const tags = nodes("tags");
  const peers = tagPeers(tags);
  if (peers.length > 0) for (const writer of SIDES) emit("tags", "risky", tags, writer, peers);
}

/** A key of an operation on both sides. */
interface Named {
  readonly old: Node | null;
  readonly next: Node | null;
}

/** oasdiff's names for what differs between two lists of tags; none where they hold the same ones. */
function tagPeers({ old, next }: Named): readonly string[] {
  const [was, is] = [old, next].map((node) => elements(node).map(({ value }) => String(value)));
  const lacks = (some: readonly string[] = [], others: readonly string[] = []): boolean =>
    others.some((name) => !some.includes(name));
  return [...(lacks(is, was) ? ["api-tag-removed"] : []), ...(lacks(was, is) ? ["api-tag-added"] : [])];
}
