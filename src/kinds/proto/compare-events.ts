import type { Side } from "../../core/place.ts";
import { type Comparing, commonName, report } from "./compare-draft.ts";
import type { MessagePair } from "./compare-graph.ts";
import type { ProtoModel, Role } from "./model.ts";

/**
 * What one version declares of messages on a bus and the other does not. Only where both declare something: who says
 * nothing at all has perhaps not begun to. No payload shows that nobody writes or reads: a risk, no break.
 */
export function compareEvents(comparing: Comparing): void {
  const { before, after } = comparing.models;
  if (!before.events || !after.events) return;
  for (const role of ["response", "request"] as const) {
    const covered = { before: coveredBy(before, role), after: coveredBy(after, role) };
    for (const pair of comparing.graph.messages.values()) {
      const says = (side: Side) => comparing.models[side].events?.get(pair[side].typeName)?.has(role) === true;
      if (says("before") && !covered.after.has(pair.after.typeName)) reportLost(comparing, pair, role);
      if (says("after") && !covered.before.has(pair.before.typeName)) reportGained(comparing, pair, role);
    }
  }
}

/** The types declared in a role, and what they hold. */
function coveredBy({ events, registry }: ProtoModel, role: Role): ReadonlySet<string> {
  const covered = new Set<string>();
  const waiting = [...(events ?? [])].flatMap(([name, roles]) => (roles.has(role) ? [name] : []));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (covered.has(name)) continue;
    covered.add(name);
    for (const { message } of registry.getMessage(name)?.fields ?? []) if (message) waiting.push(message.typeName);
  }
  return covered;
}

const facts = ({ before, after }: MessagePair, role: Role) => ({
  surface: "wire" as const,
  element: commonName(before.typeName, after.typeName),
  at: { before: { element: before }, after: { element: after } },
  before: role,
  after: role,
  seed: null,
});

function reportLost(comparing: Comparing, pair: MessagePair, role: Role): void {
  const published = role === "response";
  report(comparing, {
    ...facts(pair, role),
    rule: published ? "proto.event.no-longer-published" : "proto.event.no-longer-received",
    level: "risky",
    directions: ["backward"],
    writer: published ? "after" : "before",
  });
}

function reportGained(comparing: Comparing, pair: MessagePair, role: Role): void {
  const published = role === "response";
  report(comparing, {
    ...facts(pair, role),
    rule: published ? "proto.event.published" : "proto.event.received",
    level: "safe",
    directions: ["forward"],
    writer: published ? "before" : "after",
  });
}
