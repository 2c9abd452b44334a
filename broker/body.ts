import type { Context } from "hono";
import { TallyError } from "../src/core/errors.ts";
import { firstDeeper } from "../src/core/json.ts";
import type { Place } from "../src/core/place.ts";
import { parseJsonText } from "../src/pact/index.ts";

/** Objects and arrays in a body may be nested this deep. */
export const MAX_DEPTH = 50;

/** How a body is read. */
export interface BodyOptions {
  /** Largest size in bytes. */
  readonly limit: number;
  /** Media types that are understood; a `+json` type counts as JSON only where it is named. */
  readonly types?: readonly string[];
  readonly depth?: number;
}

/** The bytes of a request's body. Throws E_TOO_LARGE as soon as there are more than `limit`. */
export async function readBytes(c: Context, limit: number): Promise<Uint8Array> {
  const tooLarge = () => new TallyError("E_TOO_LARGE", `the body is larger than ${limit} bytes`);
  if (Number(c.req.header("content-length") ?? 0) > limit) throw tooLarge();
  const stream = c.req.raw.body;
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    chunks.push(next.value);
    if (size <= limit) continue;
    await reader.cancel();
    throw tooLarge();
  }
  return Buffer.concat(chunks, size);
}

/**
 * The JSON of a request's body; an empty body is `undefined`. Throws E_MEDIA_TYPE, E_TOO_LARGE, E_TOO_DEEP, and
 * E_SYNTAX with line and column.
 */
export async function readJson(c: Context, options: BodyOptions): Promise<unknown> {
  const types = options.types ?? ["application/json", "application/hal+json"];
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type)) {
    throw new TallyError("E_MEDIA_TYPE", `the body is ${type || "of no type"}; wanted: ${types.join(" or ")}`);
  }
  const bytes = await readBytes(c, options.limit);
  return bytes.length === 0 ? undefined : parseJson(bytes, options.depth ?? MAX_DEPTH);
}

/** JSON from bytes, bounded in depth before it is parsed. Throws E_SYNTAX and E_TOO_DEEP with the place. */
export function parseJson(bytes: Uint8Array, depth: number = MAX_DEPTH, file = "body"): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new TallyError("E_SYNTAX", "not UTF-8", { place: placeAt("", 0, file) });
  }
  const deep = firstDeeper(text, depth);
  if (deep >= 0) {
    throw new TallyError("E_TOO_DEEP", `nesting of ${depth + 1} is too deep`, { place: placeAt(text, deep, file) });
  }
  try {
    return JSON.parse(text);
  } catch {
    parseJsonText(text, file); // slower, and says what is wrong and where
    throw new TallyError("E_SYNTAX", "not JSON", { place: placeAt(text, 0, file) });
  }
}

function placeAt(text: string, offset: number, file: string): Place {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  return { file, line, column, endLine: line, endColumn: column + 1 };
}
