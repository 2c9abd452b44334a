import type { Direction } from "../../../core/finding.ts";
import type { Side } from "../../../core/place.ts";

/** Which message something belongs to. */
export interface Flow {
  readonly message: "request" | "response";
  /** True in callbacks and webhooks, where the provider sends the request. */
  readonly reversed: boolean;
}

/** Requests of ordinary operations. */
export const REQUEST: Flow = { message: "request", reversed: false };

/** Responses of ordinary operations. */
export const RESPONSE: Flow = { message: "response", reversed: false };

/**
 * What it means that `writer` writes the message and the other side reads it: requests are written by the consumer,
 * responses by the provider, the other way round where the flow is reversed.
 */
export function directionOf(flow: Flow, writer: Side): Direction {
  const consumerWrites = (flow.message === "request") !== flow.reversed;
  return (writer === "before") === consumerWrites ? "backward" : "forward";
}
