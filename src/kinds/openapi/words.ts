import { isObject, jsonObject } from "../../core/json.ts";
import { buildApi } from "./build.ts";
import { joinDocuments } from "./documents.ts";
import { bareType, isForm, isJson, isMultipart, isText, isVendor, isXml } from "./media.ts";
import type { Api } from "./model.ts";
import { type Role, roleBelow, roleOfElements } from "./roles.ts";

const spoken = new WeakMap<Api, Api>();

/**
 * An interface in the words of an older one that it is compared with: `contentEncoding: base64` and a `contentMediaType`
 * are what 3.0 and 2.0 call the formats `byte` and `binary`, and so is a body or a part of bytes without a schema (OpenAPI 3.1.1,
 * "Migrating binary descriptions from OAS 3.0").
 */
export function inWordsOf(api: Api, other: Api): Api {
  const files = [...api.documents.files.values()];
  if (api.dialect !== "openapi-3.1" || other.dialect === "openapi-3.1") return api;
  const known = spoken.get(api);
  if (known) return known;
  const roots = api.roots.map(({ file }) => ({ file, version: "3.1" as const }));
  const documents = joinDocuments(
    roots.map(({ file }) => file),
    new Map(files.map((file) => [file.path, { ...file, value: reworded(file.value, "plain") }])),
  );
  const made = buildApi({ documents, roots, edges: api.edges });
  spoken.set(api, made);
  return made;
}

function reworded(value: unknown, role: Role): unknown {
  if (role === "data") return value;
  if (Array.isArray(value)) return value.map((item) => reworded(item, roleOfElements(role)));
  if (!isObject(value)) return value;
  const entries = Object.entries(role === "plain" ? withFormat(value) : value).map(
    ([key, held]) => [key, reworded(held, roleBelow(role, key))] as const,
  );
  if (role !== "plain" || !isObject(value.content)) return jsonObject(entries);
  return jsonObject(entries.map(([key, held]) => [key, key === "content" ? withSchemas(held) : held] as const));
}

/** The schema with the format that it would have had before. */
function withFormat(schema: Record<string, unknown>): Record<string, unknown> {
  const { type, format, contentEncoding, contentMediaType, ...rest } = schema;
  if (format !== undefined) return schema;
  if (contentEncoding === "base64") return { ...rest, ...present({ type, contentMediaType }), format: "byte" };
  const isBytes = type === undefined ? contentMediaType !== undefined : contentMediaType === "application/octet-stream";
  return isBytes && contentEncoding === undefined ? { ...rest, type: "string", format: "binary" } : schema;
}

const present = (entries: Record<string, unknown>): Record<string, unknown> =>
  jsonObject(Object.entries(entries).filter(([, value]) => value !== undefined));

/** The media types of a body; those that are bytes and say no more of them have the schema of bytes. */
function withSchemas(content: unknown): unknown {
  if (!isObject(content)) return content;
  return jsonObject(
    Object.entries(content).map(([type, media]) => [type, isObject(media) ? mediaWithSchema(type, media) : media]),
  );
}

const BYTES = { type: "string", format: "binary" };

function mediaWithSchema(type: string, media: Record<string, unknown>): Record<string, unknown> {
  const { schema, encoding } = media;
  if (isOfBytes(type) && saysNothing(schema)) return { ...media, schema: BYTES };
  if (!isMultipart(bareType(type)) || !isObject(schema) || !isObject(schema.properties)) return media;
  const named = isObject(encoding) ? encoding : {};
  const properties = Object.entries(schema.properties).map(
    ([name, part]) => [name, Object.hasOwn(named, name) ? part : partOfBytes(part)] as const,
  );
  return { ...media, schema: { ...schema, properties: jsonObject(properties) } };
}

/** A part without a type, or a list of such parts, is bytes unless its encoding says otherwise (OpenAPI 3.1.1, 4.8.15.1.1). */
function partOfBytes(part: unknown): unknown {
  if (saysNothing(part)) return BYTES;
  return isObject(part) && part.items !== undefined && saysNothing(part.items) ? { ...part, items: BYTES } : part;
}

const isOfBytes = (type: string): boolean =>
  !type.includes("*") && ![isJson, isXml, isForm, isMultipart, isText, isVendor].some((is) => is(bareType(type)));

const saysNothing = (schema: unknown): boolean =>
  schema === undefined || schema === true || (isObject(schema) && Object.keys(schema).length === 0);
