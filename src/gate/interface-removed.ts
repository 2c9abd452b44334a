import { type Finding, fingerprint } from "../core/finding.ts";
import { NO_PEERS, type Rule } from "../core/rule.ts";
import type { InterfaceFact } from "./facts.ts";
import { titleOf } from "./words.ts";

/** The one rule of the gate itself: an interface that a version no longer offers. */
export const REMOVED = {
  id: "interface.removed",
  meaning: "An interface that the live version offers is gone.",
  why: "Whoever calls any of its operations meets nothing.",
  instead: "Keep publishing it until nobody calls it; if only its name changed, say so with formerly: in tally.yaml.",
  surfaces: ["http", "rpc"],
  directions: ["backward"],
  mirror: "interface.removed",
  peers: NO_PEERS,
  waiver: "every operation of the interface is gone, so that any one call shows it",
} as const satisfies Rule;

/** An interface of a version that another version no longer offers, under this name or a later one. */
export function removedFinding(before: InterfaceFact): Finding {
  const direction = "backward" as const;
  const surface = before.kind === "openapi" ? "http" : "rpc";
  const element = before.name;
  const fragments = { before: { kind: before.kind, content: before.content }, after: null };
  return {
    id: REMOVED.id,
    fingerprint: fingerprint({ id: REMOVED.id, direction, surface, operation: null, element, fragments }),
    level: "breaking",
    direction,
    surface,
    operation: null,
    element,
    before: null,
    after: null,
    message: `${titleOf(before)} is gone; if it has a new name, say so with "formerly: ${before.name}" in tally.yaml`,
    witness: null,
    noWitness: REMOVED.waiver,
    peers: REMOVED.peers,
  };
}
