import { isObject, type JsonValue } from "../../core/json.ts";
import type { Side } from "../../core/place.ts";
import type { Encoding, HttpBinding } from "./seed.ts";
import type { WireSchema } from "./wire/schema.ts";

/** One side of a message witness: the type read as a whole, and the types met below it. */
export interface ContextSide {
  readonly root: string;
  readonly schema: WireSchema;
}

/** What a message witness carries so that it stands alone. */
export interface MessageContext {
  readonly type: "message";
  readonly encoding: Encoding;
  readonly by: "number" | "name";
  readonly watch: readonly number[];
  readonly sides: Readonly<Record<Side, ContextSide>>;
}

/** A method as a caller meets it. */
export interface MethodFact {
  readonly path: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
}

/** What a call witness carries: what each side has under the path; null for nothing. */
export interface CallContext {
  readonly type: "call";
  readonly sides: Readonly<Record<Side, MethodFact | null>>;
}

/** What a request witness carries: the bindings of the method on both sides. */
export interface HttpContext {
  readonly type: "http";
  readonly path: string;
  readonly sides: Readonly<Record<Side, readonly HttpBinding[]>>;
}

/** Context of any protobuf witness. */
export type ProtoContext = MessageContext | CallContext | HttpContext;

/** A context as the plain JSON it is. */
export const contextToJson = (context: ProtoContext): JsonValue => JSON.parse(JSON.stringify(context));

/** Reads a context back from a witness; null when it is not one. Types inside are checked where they are used. */
export function contextFromJson(value: JsonValue): ProtoContext | null {
  if (!isObject(value) || !isObject(value.sides)) return null;
  if (value.type !== "message" && value.type !== "call" && value.type !== "http") return null;
  return value as unknown as ProtoContext; // the shape below is checked by use: a wrong one makes replay fail
}
