import { canonicalJson, isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import { typed } from "./form.ts";
import { itemsSchema, propertySchema, shapeOf } from "./shape.ts";

/** What stands between the parts; a value that holds it has no body. */
const BOUNDARY = "part-of-the-witness";

/** The value of a media type with its boundary. */
export const multipartType = (media: string): string => `${media}; boundary=${BOUNDARY}`;

/**
 * A body in parts (RFC 7578) that stands for a value, or null where none does: scalars are texts, lists repeat their
 * name, objects are JSON. A body that would be read as another value is none.
 */
export function writeMultipart(value: unknown, schema: JsonValue): string | null {
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  const parts: string[] = [];
  for (const [name, item] of Object.entries(value)) {
    if (/["\r\n]/.test(name)) return null;
    for (const each of Array.isArray(item) ? item : [item]) {
      const head = `Content-Disposition: form-data; name="${name}"`;
      parts.push(
        isObject(each)
          ? `${head}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(each)}`
          : `${head}\r\n\r\n${each}`,
      );
    }
  }
  const body = `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join("")}--${BOUNDARY}--\r\n`;
  return canonicalJson(readMultipart(body, schema) ?? null) === canonicalJson(value) ? body : null;
}

/** The value that a body in parts stands for; undefined where it is none. */
export function readMultipart(body: string, schema: JsonValue): unknown {
  const pieces = body.split(`--${BOUNDARY}`);
  if (pieces.length < 3 || pieces.at(-1)?.startsWith("--") !== true) return undefined;
  const found = new Map<string, unknown[]>();
  for (const piece of pieces.slice(1, -1)) {
    const at = piece.indexOf("\r\n\r\n");
    const name = /name="([^"]*)"/.exec(piece.slice(0, at))?.[1];
    if (name === undefined || at === -1) return undefined;
    const text = piece.slice(at + 4, -2);
    const value = piece.slice(0, at).includes("application/json") ? JSON.parse(text) : text;
    found.set(name, [...(found.get(name) ?? []), value]);
  }
  return jsonObject([...found].map(([name, values]) => [name, fieldOf(values, propertySchema(schema, name))] as const));
}

function fieldOf(values: readonly unknown[], schema: unknown): unknown {
  const { types } = shapeOf(schema);
  const list = types.includes("array") && (values.length > 1 || !types.includes("string"));
  if (list) return values.map((value) => (isObject(value) ? value : typed(value, itemsSchema(schema))));
  const [value] = values;
  return isObject(value) ? value : typed(value, schema);
}
