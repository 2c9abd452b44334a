import { isObject, type JsonValue } from "../../core/json.ts";
import type { Side } from "../../core/place.ts";
import type { Encoding, HttpBinding, TranscodingSide } from "./seed.ts";
import { isWireSchema } from "./wire/check-schema.ts";
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

/** What a witness of two bindings of one route carries. */
export interface TranscodingContext {
  readonly type: "transcoding";
  readonly exchange: "request" | "response";
  readonly renamed: boolean;
  readonly sides: Readonly<Record<Side, TranscodingSide>>;
}

/** What a witness about a packed type carries: the names that each side knows. */
export interface PackedContext {
  readonly type: "packed";
  readonly sides: Readonly<Record<Side, readonly string[]>>;
}

/** Context of any protobuf witness. */
export type ProtoContext = MessageContext | CallContext | HttpContext | TranscodingContext | PackedContext;

/** A context as the plain JSON it is: its parts are shared with the views they were cut from, never copied. */
export const contextToJson = (context: ProtoContext): JsonValue => context as unknown as JsonValue; // WireField is plain JSON

/** Reads a context back from a witness, which may come from anywhere; null where any part of it is not as written. */
export function contextFromJson(value: JsonValue): ProtoContext | null {
  if (!isObject(value) || !isObject(value.sides)) return null;
  const check = CHECKS[String(value.type)];
  const sides: readonly unknown[] = [value.sides.before, value.sides.after];
  if (!check || !sides.every(check)) return null;
  return isWhole(value) ? (value as unknown as ProtoContext) : null; // every part was checked
}

const isMessageSide = (side: unknown): boolean =>
  isObject(side) && typeof side.root === "string" && isWireSchema(side.schema);

const isReading = ({ encoding, by, watch }: Record<string, unknown>): boolean =>
  (encoding === "binary" || encoding === "json") &&
  (by === "number" || by === "name") &&
  Array.isArray(watch) &&
  watch.every(Number.isInteger);

const isMethodFact = (side: unknown): boolean =>
  side === null ||
  (isObject(side) &&
    typeof side.path === "string" &&
    typeof side.clientStreaming === "boolean" &&
    typeof side.serverStreaming === "boolean");

const isBindings = (side: unknown): boolean =>
  Array.isArray(side) &&
  side.every((item) => isObject(item) && typeof item.method === "string" && typeof item.template === "string");

const isTranscodingSide = (side: unknown): boolean =>
  isObject(side) && typeof side.path === "string" && isBinding(side.binding) && isLeaves(side.known);

const isBinding = (value: unknown): boolean =>
  isObject(value) && ["method", "template", "body", "responseBody"].every((key) => typeof value[key] === "string");

const isLeaves = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((leaf) => isObject(leaf) && typeof leaf.path === "string" && typeof leaf.json === "string");

const isNames = (value: unknown): boolean => Array.isArray(value) && value.every((name) => typeof name === "string");

const CHECKS: Readonly<Record<string, ((side: unknown) => boolean) | undefined>> = {
  message: isMessageSide,
  call: isMethodFact,
  http: isBindings,
  transcoding: isTranscodingSide,
  packed: isNames,
};

/** What a context says beside its two sides. */
function isWhole(value: Record<string, unknown>): boolean {
  if (value.type === "message") return isReading(value);
  if (value.type === "transcoding")
    return (value.exchange === "request" || value.exchange === "response") && typeof value.renamed === "boolean";
  return value.type === "call" || value.type === "packed" || typeof value.path === "string";
}
