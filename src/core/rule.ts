import type { Direction, Peers, Surface } from "./finding.ts";

/**
 * A rule row: everything about a rule that is not code. The text of a message lives here, as a function of
 * the names it needs, never at the call site.
 */
export interface Rule {
  /** `kind.element.change`. Published: never renamed, never reused. */
  readonly id: string;
  /** What differs, in one sentence. */
  readonly meaning: string;
  /** Why it hurts, in one sentence. */
  readonly why: string;
  /** What to do instead. */
  readonly instead: string;
  readonly surfaces: readonly Surface[];
  readonly directions: readonly Direction[];
  /** The rule that describes the same edit made the other way round. */
  readonly mirror: string;
  readonly peers: Peers;
  /** Why a break by this rule may stand without a witness. Absent: it may not. */
  readonly waiver?: string;
}

/** No names with peers. */
export const NO_PEERS: Peers = { buf: [], oasdiff: [] };
