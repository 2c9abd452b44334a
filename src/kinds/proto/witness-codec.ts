import type { Payload } from "../../core/witness.ts";
import type { Encoding } from "./seed.ts";
import { readJson } from "./wire/json-read.ts";
import { writeJson } from "./wire/json-write.ts";
import type { MessageNode } from "./wire/node.ts";
import { readMessage } from "./wire/read.ts";
import type { SchemaView } from "./wire/schema.ts";
import { type Touched, touchBytes } from "./wire/touch.ts";
import { touchJson } from "./wire/touch-json.ts";
import { writeMessage } from "./wire/write.ts";

/** One message as it travels, in the form the readers take. */
export type Encoded =
  | { readonly encoding: "binary"; readonly bytes: Uint8Array }
  | { readonly encoding: "json"; readonly text: string };

/** Writes a message. Throws RangeError for what the encoding cannot carry. */
export function encode(schema: SchemaView, message: MessageNode, encoding: Encoding): Encoded {
  if (encoding === "binary") return { encoding, bytes: writeMessage(message) };
  return { encoding, text: writeJson(schema, message) };
}

/** Reads a message strictly. Throws WireError for what a reader must refuse. */
export function decode(schema: SchemaView, type: string, payload: Encoded): MessageNode {
  if (payload.encoding === "binary") return readMessage(schema, type, payload.bytes);
  return readJson(schema, type, payload.text);
}

/** Marks what reading the payload meets. */
export function touch(schema: SchemaView, type: string, payload: Encoded, touched: Touched): void {
  if (payload.encoding === "binary") touchBytes(schema, type, payload.bytes, touched);
  else touchJson(schema, type, payload.text, touched);
}

/** Length in bytes. */
export const sizeOf = (payload: Encoded): number =>
  payload.encoding === "binary" ? payload.bytes.length : Buffer.byteLength(payload.text);

/** The payload as a witness shows it. */
export function toPayload(payload: Encoded, message: string): Payload {
  if (payload.encoding === "json") return { type: "json", text: payload.text };
  const bytes = Buffer.from(payload.bytes);
  return { type: "protobuf", message, hex: bytes.toString("hex"), base64: bytes.toString("base64") };
}

/** The payload of a witness back in the form the readers take; null when it is none of ours. */
export function fromPayload(payload: Payload): Encoded | null {
  if (payload.type === "json") return { encoding: "json", text: payload.text };
  if (payload.type !== "protobuf" || !/^(?:[0-9a-f]{2})*$/.test(payload.hex)) return null;
  const bytes = Buffer.from(payload.hex, "hex");
  return bytes.toString("base64") === payload.base64 ? { encoding: "binary", bytes: new Uint8Array(bytes) } : null;
}
