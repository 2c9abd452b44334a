import { NO_PEERS, type Rule } from "../core/rule.ts";

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
