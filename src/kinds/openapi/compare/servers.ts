import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST } from "./flow.ts";

/** Servers are where calls go, not what they say: a difference is risky, both ways. */
export function compareServers(comparison: Comparison, operations: OperationPair): void {
  const { before, after } = operations;
  if (before === null || after === null || operations.reversed) return;
  const lost = (from: readonly string[], to: readonly string[]) => from.some((url) => !to.includes(url));
  const emit = (writer: "before" | "after"): void =>
    comparison.emit({
      rule: "server.changed",
      writer,
      flow: REQUEST,
      level: "risky",
      pair: operations,
      element: "servers",
      before: before.serversNode ?? before.node,
      after: after.serversNode ?? after.node,
      what: "servers",
      focus: null,
      fragments: { before: before.servers, after: after.servers },
    });
  if (before.servers.join("\n") === after.servers.join("\n")) return;
  if (lost(before.servers, after.servers)) emit("before");
  if (lost(after.servers, before.servers)) emit("after");
}
