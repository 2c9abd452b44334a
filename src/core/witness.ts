import type { JsonValue } from "./json.ts";
import type { Side } from "./place.ts";

/** What happens to the payload at the reading side. */
export type Outcome = "rejected" | "changed" | "lost";

/** One concrete message, as it would travel. Texts are exact: what is shown can be sent. */
export type Payload =
  | { readonly type: "protobuf"; readonly message: string; readonly hex: string; readonly base64: string }
  | { readonly type: "json"; readonly text: string }
  | { readonly type: "grpc-call"; readonly path: string; readonly status: string }
  | {
      readonly type: "http-request";
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
      /** The status the reading side answers with, where that is the whole break (a removed operation: 404 or 405). */
      readonly meets?: number;
    }
  | {
      readonly type: "http-response";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
    };

/**
 * A payload that one side may produce and the other rejects, misreads or loses. Request narrowing, response
 * widening, backward and forward are this one shape with the sides swapped.
 */
export interface Witness {
  /** Name of the kind that made it and can replay it. */
  readonly kind: string;
  readonly payload: Payload;
  /** The side that may produce the payload. */
  readonly producer: Side;
  /** The side that fails on it. */
  readonly reader: Side;
  readonly outcome: Outcome;
  /** What the producer means by it, as a person would say it. */
  readonly wrote: string;
  /** What the reader makes of it: the error, or the other value it sees. */
  readonly read: string;
  /** Runtimes known to behave otherwise, if any. */
  readonly notes?: readonly string[];
  /** What replaying needs and nothing more (trimmed schemas of both sides): the witness stands alone. */
  readonly context: JsonValue;
}

/** What becomes of a payload: what the producer means by it, and what the reader makes of it. */
export type Meeting = Pick<Witness, "outcome" | "wrote" | "read">;

/** Is this what a witness says that becomes of its payload? */
export const isStated = (witness: Witness, met: Meeting | null): boolean =>
  met !== null && met.outcome === witness.outcome && met.wrote === witness.wrote && met.read === witness.read;

/** What came of replaying a witness. */
export interface Replay {
  /** True when the producer may still produce it and the reader still fails on it in the way stated. */
  readonly reproduced: boolean;
  /** Each independent reader's view, in one sentence each. */
  readonly views: readonly { readonly reader: string; readonly says: string }[];
}

/** Nothing reproduced, with what one reader says of it. */
export const notReproduced = (reader: string, says: string): Replay => ({
  reproduced: false,
  views: [{ reader, says }],
});
