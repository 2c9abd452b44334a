import { canonicalJson, isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { PartTerm } from "../encoding.ts";
import { concreteType, covers, isJson } from "../media.ts";
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
export function writeMultipart(
  value: unknown,
  schema: JsonValue,
  asked: Readonly<Record<string, PartTerm>> = {},
): string | null {
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  const parts: string[] = [];
  for (const [name, item] of Object.entries(value)) {
    if (/["\r\n]/.test(name)) return null;
    const { types, headers = [] } = (Object.hasOwn(asked, name) ? asked[name] : undefined) ?? {};
    for (const each of Array.isArray(item) ? item : [item]) {
      const type = (types?.[0] && concreteType(types[0])) ?? (isObject(each) ? "application/json" : null);
      if (isObject(each) && (type === null || !isJson(type))) return null;
      const head = [
        `Content-Disposition: form-data; name="${name}"`,
        ...(type === null ? [] : [`Content-Type: ${type}`]),
        ...headers.map((header) => `${header}: 1`),
      ];
      parts.push(`${head.join("\r\n")}\r\n\r\n${type !== null && isJson(type) ? JSON.stringify(each) : each}`);
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
    const part = partOf(piece);
    if (part === null) return undefined;
    const media = part.headers.get("content-type");
    const value = media !== undefined && isJson(media) ? JSON.parse(part.text) : part.text;
    found.set(part.name, [...(found.get(part.name) ?? []), value]);
  }
  return jsonObject([...found].map(([name, values]) => [name, fieldOf(values, propertySchema(schema, name))] as const));
}

interface Part {
  readonly name: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

function partOf(piece: string): Part | null {
  const at = piece.indexOf("\r\n\r\n");
  const name = /name="([^"]*)"/.exec(piece.slice(0, at))?.[1];
  if (name === undefined || at === -1) return null;
  const headers = piece
    .slice(0, at)
    .split("\r\n")
    .map((line) => /^([^:]+):\s*(.*)$/.exec(line))
    .flatMap((match): (readonly [string, string])[] =>
      match ? [[(match[1] ?? "").toLowerCase(), match[2] ?? ""]] : [],
    );
  return { name, headers: new Map(headers), text: piece.slice(at + 4, -2) };
}

/** What of the parts is not as it was asked for: a media type, or a header that is missing. */
export function partTroubles(body: string, asked: Readonly<Record<string, PartTerm>>): readonly string[] {
  const parts = body
    .split(`--${BOUNDARY}`)
    .slice(1, -1)
    .flatMap((piece) => partOf(piece) ?? []);
  return parts.flatMap(({ name, headers }) => {
    const term = Object.hasOwn(asked, name) ? asked[name] : undefined;
    const media = headers.get("content-type");
    const refused = media !== undefined && term?.types?.some((type) => covers(type, media)) === false;
    return [
      ...(refused ? [`the part ${name} may not be ${media}`] : []),
      ...(term?.headers ?? []).flatMap((header) => (headers.has(header) ? [] : [`the part ${name} has no ${header}`])),
    ];
  });
}

function fieldOf(values: readonly unknown[], schema: unknown): unknown {
  const { types } = shapeOf(schema);
  const list = types.includes("array") && (values.length > 1 || !types.includes("string"));
  if (list) return values.map((value) => (isObject(value) ? value : typed(value, itemsSchema(schema))));
  const [value] = values;
  return isObject(value) ? value : typed(value, schema);
}
