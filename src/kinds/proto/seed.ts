import type { Side } from "../../core/place.ts";
import type { Binding } from "./http.ts";
import type { Leaf } from "./http-leaves.ts";
import type { WireSchema } from "./wire/schema.ts";

/** Bytes of the wire format, or ProtoJSON. */
export type Encoding = "binary" | "json";

/** A message of a type that the producer knows, read as another type (or as a later version of it). */
export interface MessageSeed {
  readonly type: "message";
  /** Full names of the message read as a whole, on both sides: the one that owns the fields in `focus`. */
  readonly before: string;
  readonly after: string;
  readonly producer: Side;
  readonly encoding: Encoding;
  /** Numbers of the producer's fields to fill (all at once); empty for the empty message (required fields, say). */
  readonly focus: readonly number[];
  /**
   * `number` (default): what stands under the same number is the same field. `name`: it is the same field only
   * under the same name, so that a reused number counts as a changed value.
   */
  readonly by?: "number" | "name";
  /** Leave the focus unset and compare what the accessors give back (a changed default). */
  readonly unset?: boolean;
  /** Whatever stands in the focus shows it: the first value will do, and none is looked for inside messages. */
  readonly any?: true;
  /** Values to try before those that the types suggest: integers in decimal, enum numbers, base64, booleans. */
  readonly values?: readonly (string | number | boolean)[];
}

/** A call of a method that the reading side does not offer, or offers otherwise. */
export interface CallSeed {
  readonly type: "call";
  /** `/pkg.Service/Method`. */
  readonly path: string;
  /** The side whose peers make the call. */
  readonly producer: Side;
  /** gRPC status that the caller gets; `UNIMPLEMENTED` for a method that is not there. */
  readonly status: string;
}

/** A request along a `google.api.http` binding that the reading side does not offer. */
export interface HttpSeed {
  readonly type: "http";
  /** `/pkg.Service/Method` whose binding it is. */
  readonly path: string;
  readonly producer: Side;
  /** HTTP method in capitals. */
  readonly method: string;
  /** The path template as written: `/v1/{name=shelves/*}`. */
  readonly template: string;
  /** All bindings that the method has, on both sides. */
  readonly bindings: Readonly<Record<Side, readonly HttpBinding[]>>;
}

/** One `google.api.http` binding: HTTP method in capitals, path template as written. */
export type HttpBinding = Pick<Binding, "method" | "template">;

/** A request along a route that both sides have, or its answer, where the two bindings give it different meanings. */
export interface TranscodingSeed {
  readonly type: "transcoding";
  readonly exchange: "request" | "response";
  readonly producer: Side;
  readonly sides: Readonly<Record<Side, TranscodingSide>>;
  /** The method has another name on the other side, and is the same method. */
  readonly renamed: boolean;
  /** The field to set beside the variables of the path. */
  readonly extra: Leaf | null;
}

/** A binding, the call it leads to (`/pkg.Service/Method`), and the fields of its request or response. */
export interface TranscodingSide {
  readonly path: string;
  readonly binding: Binding;
  readonly known: readonly Leaf[];
}

/** A message packed into a `google.protobuf.Any`, whose reader knows the type by another name. */
export interface PackedSeed {
  readonly type: "packed";
  readonly producer: Side;
  /** Full name of the type at the producer. */
  readonly name: string;
  /** Its names on both sides. */
  readonly names: readonly string[];
}

/** A message of a type as it was while a number that is retired now was in use: its old side is no model, but this. */
export interface RetiredSeed {
  readonly type: "retired";
  readonly producer: Side;
  readonly message: MessageSeed;
  readonly schema: WireSchema;
}

/** What a witness is grown from. */
export type ProtoSeed = MessageSeed | CallSeed | HttpSeed | TranscodingSeed | PackedSeed | RetiredSeed;
