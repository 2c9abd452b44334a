import type { Side } from "../../core/place.ts";
import type { OperationPair } from "./compare/comparison.ts";
import type { Flow } from "./compare/flow.ts";
import type { SchemaFocus } from "./compare/schema-focus.ts";
import type { Judge } from "./schemas/judge.ts";

/** What a witness has to show. `readAs`: the status that the reading side takes an unknown one for. */
export type Focus =
  /** The reading side has no such operation. */
  | { readonly type: "route" }
  /** The reading side answers nowhere below the base path of the writing side's server. */
  | { readonly type: "address"; readonly base: string }
  /** The request leaves out a parameter that the reading side requires. */
  | { readonly type: "parameter-missing"; readonly key: string }
  /** The request has something in its path that the reading side's parameter refuses. */
  | { readonly type: "parameter-refused"; readonly key: string }
  /** The request carries a parameter that the reading side does not know. */
  | { readonly type: "parameter-lost"; readonly key: string }
  /** The request leaves out a parameter, and the two sides read that as different values. */
  | { readonly type: "parameter-default"; readonly key: string }
  /** The raw text of a parameter is read otherwise. */
  | { readonly type: "parameter-text"; readonly key: string }
  /** The request has no body, and the reading side requires one. */
  | { readonly type: "body-missing" }
  /** The request carries a body that the reading side does not know. */
  | { readonly type: "body-lost" }
  /** The request has a body of a media type that the reading side does not accept. */
  | { readonly type: "media-type"; readonly media: string }
  /** The request asks for a media type that the reading side does not offer under this status. */
  | { readonly type: "accept"; readonly media: string; readonly status: string }
  /** The response has a media type that the reading side does not know. */
  | { readonly type: "answer-type"; readonly media: string; readonly status: string; readonly readAs?: string }
  /** The response has a status that the reading side does not know. */
  | { readonly type: "status"; readonly status: string }
  /** The response has no body, and the reading side expects one. */
  | { readonly type: "answer-body-missing"; readonly status: string; readonly readAs?: string }
  /** The response leaves out a header that the reading side relies on. */
  | { readonly type: "header-missing"; readonly key: string; readonly status: string; readonly readAs?: string }
  /** The raw text of a response header is read otherwise. */
  | { readonly type: "header-text"; readonly key: string; readonly status: string }
  /** The credentials are not enough for the reading side. */
  | { readonly type: "security"; readonly alternative: number }
  /** A value in the message that the reading side's schema refuses. */
  | SchemaFocus;

/** One attempt at a witness. */
export interface Try {
  readonly judge: Judge;
  readonly focus: Focus;
  readonly writer: Side;
  readonly flow: Flow;
  readonly pair: OperationPair;
}

/** What a witness is grown from: the same edit, met in several operations. */
export interface Seed {
  readonly tries: readonly Try[];
}
