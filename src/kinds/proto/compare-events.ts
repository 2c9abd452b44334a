import { otherSide, SIDES, type Side } from "../../core/place.ts";
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
      for (const side of SIDES) {
        const other = otherSide(side);
        if (says(side) && !covered[other].has(pair[other].typeName)) reportAlone(comparing, pair, role, side);
      }
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

/** What one side alone declares: lost where it is the old one, gained where it is the new one. */
function reportAlone(comparing: Comparing, pair: MessagePair, role: Role, side: Side): void {
  const { before, after } = pair;
  const [isLost, isPublished] = [side === "before", role === "response"];
  report(comparing, {
    rule: `proto.event.${isLost ? "no-longer-" : ""}${isPublished ? "published" : "received"}`,
    level: isLost ? "risky" : "safe",
    surface: "wire",
    directions: [isLost ? "backward" : "forward"],
    element: commonName(before.typeName, after.typeName),
    writer: isPublished ? otherSide(side) : side,
    at: { before: { element: before }, after: { element: after } },
    before: role,
    after: role,
    seed: null,
  });
}
