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
  also?: { readonly part: string; readonly name: string; readonly text: string },
): string | null {
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  const parts: string[] = [];
  for (const [name, item] of Object.entries(value)) {
    if (/["\r\n]/.test(name)) return null;
    const { types, headers = [], joined } = (Object.hasOwn(asked, name) ? asked[name] : undefined) ?? {};
    const shown = also?.part === name ? [also] : [];
    for (const each of partsOf(item, joined)) {
      const isFile = isBytes(propertySchema(schema, name));
      const type =
        (types?.[0] && concreteType(types[0])) ??
        (isObject(each) ? "application/json" : isFile ? "application/octet-stream" : null);
      if (isObject(each) && (type === null || !isJson(type))) return null;
      const head = [
        `Content-Disposition: form-data; name="${name}"${isFile ? `; filename="${name}"` : ""}`,
        ...(type === null ? [] : [`Content-Type: ${type}`]),
        ...headers.filter((header) => header !== shown[0]?.name).map((header) => `${header}: 1`),
        ...shown.map((header) => `${header.name}: ${header.text}`),
      ];
      parts.push(`${head.join("\r\n")}\r\n\r\n${type !== null && isJson(type) ? JSON.stringify(each) : each}`);
    }
  }
  const body = `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join("")}--${BOUNDARY}--\r\n`;
  const isRead = [false, true].some(
    (eager) => canonicalJson(readMultipart(body, schema, asked, eager) ?? null) === canonicalJson(value),
  );
  return isRead ? body : null;
}

/** Is what a part holds, or each part of a list, a file? */
const isBytes = (schema: unknown): boolean =>
  formatOf(schema) === "binary" || formatOf(itemsSchema(schema)) === "binary";

const formatOf = (schema: unknown): unknown => (isObject(schema) ? schema.format : undefined);

/** Each element of a list is a part, unless the list is one text. */
function partsOf(item: unknown, joined: string | undefined): readonly unknown[] {
  if (!Array.isArray(item)) return [item];
  return joined === undefined ? item : [item.map(String).join(joined)];
}

/** A body of one part without a name. */
export const onePart = (text: string): string => `--${BOUNDARY}\r\n\r\n${text}\r\n--${BOUNDARY}--\r\n`;

/** The value that a body in parts stands for; undefined where it is none. */
export function readMultipart(
  body: string,
  schema: JsonValue,
  asked: Readonly<Record<string, PartTerm>> = {},
  eager = false,
): unknown {
  const pieces = body.split(`--${BOUNDARY}`);
  if (pieces.length < 3 || pieces.at(-1)?.startsWith("--") !== true) return undefined;
  const found = new Map<string, unknown[]>();
  for (const piece of pieces.slice(1, -1)) {
    const part = partOf(piece);
    if (part === null) return pieces.length === 3 ? namelessOf(piece) : undefined;
    const media = part.headers.get("content-type");
    const value = media !== undefined && isJson(media) ? JSON.parse(part.text) : part.text;
    found.set(part.name, [...(found.get(part.name) ?? []), value]);
  }
  const joined = (name: string) => (Object.hasOwn(asked, name) ? asked[name]?.joined : undefined);
  return jsonObject(
    [...found].map(
      ([name, values]) => [name, fieldOf(values, propertySchema(schema, name), joined(name), eager)] as const,
    ),
  );
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

/** The text of a part without a name, of which a body that is no object consists; undefined where it has no head. */
function namelessOf(piece: string): string | undefined {
  const at = piece.indexOf("\r\n\r\n");
  return at === -1 ? undefined : piece.slice(at + 4, -2);
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

/** The headers of the parts that are to be judged by a schema: each as its text and that schema. */
export function partHeaders(
  body: string,
  asked: Readonly<Record<string, PartTerm>>,
): readonly { readonly part: string; readonly name: string; readonly text: string; readonly schema: JsonValue }[] {
  const parts = body
    .split(`--${BOUNDARY}`)
    .slice(1, -1)
    .flatMap((piece) => partOf(piece) ?? []);
  return parts.flatMap(({ name: part, headers }) => {
    const header = Object.hasOwn(asked, part) ? asked[part]?.header : undefined;
    const text = header && headers.get(header.name);
    return header === undefined || text === undefined ? [] : [{ part, ...header, text }];
  });
}

function fieldOf(values: readonly unknown[], schema: unknown, joined: string | undefined, eager: boolean): unknown {
  const { types } = shapeOf(schema);
  const [only] = values;
  if (joined !== undefined && types.includes("array") && typeof only === "string")
    return typed(only.split(joined), schema, eager);
  const list = types.includes("array") && (values.length > 1 || !types.includes("string"));
  if (list) return values.map((value) => (isObject(value) ? value : typed(value, itemsSchema(schema), eager)));
  const [value] = values;
  return isObject(value) ? value : typed(value, schema, eager);
}
