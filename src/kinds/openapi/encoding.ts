import { type JsonValue, jsonObject } from "../../core/json.ts";
import type { Documents } from "./documents.ts";
import type { Api } from "./model.ts";
import { child, members, type Node, textAt } from "./node.ts";

/** What a part of a multipart body is asked to be. */
export interface PartTerm {
  /** The media types and ranges that it may have; absent: any. */
  readonly types?: readonly string[];
  /** Names of the headers that it must have, in lower case. */
  readonly headers: readonly string[];
  /** What stands between the elements of a list that is one part; absent: each is a part of its own. */
  readonly joined?: string;
  /** What a header must be, where that is what it is about. */
  readonly header?: { readonly name: string; readonly schema: JsonValue };
}

/**
 * What an Encoding Object asks of a part; nothing where there is none (OpenAPI 3.1, 4.8.15). `styled`: styles count, as
 * they do in parts from OpenAPI 3.1 on.
 */
export function partTerm(encoding: Node | null, styled = false): PartTerm {
  const types = (textAt(encoding, "contentType") ?? "").split(",").map((type) => type.trim().toLowerCase());
  const named = types.filter((type) => type !== "");
  const headers = members(child(encoding, "headers"))
    .filter(([name, header]) => name.toLowerCase() !== "content-type" && child(header, "required")?.value === true)
    .map(([name]) => name.toLowerCase());
  const joined = styled ? joinedBy(encoding) : undefined;
  return { ...(named.length > 0 && { types: named }), headers, ...(joined !== undefined && { joined }) };
}

const joinedBy = (encoding: Node | null): string | undefined => /^joined (.)$/.exec(writingOf(encoding, LIST))?.[1];

/** The media types of a part that its encoding does not name (OpenAPI 3.1, 4.8.15.1); null where the schema is no help. */
export function partDefaults(schema: Node | null, documents: Documents): readonly string[] | null {
  if (schema === null) return null;
  const items = child(schema, "items");
  if (items !== null) return partDefaults(documents.follow(items), documents);
  const media = textAt(schema, "contentMediaType");
  if (media !== null) return [media.toLowerCase()];
  if (child(schema, "contentEncoding") !== null || textAt(schema, "format") === "binary")
    return ["application/octet-stream"];
  const type = textAt(schema, "type");
  if (type === "object") return ["application/json"];
  return type === "string" || type === "number" || type === "integer" || type === "boolean" ? ["text/plain"] : null;
}

const SCALARS: ReadonlySet<string> = new Set(["string", "number", "integer", "boolean"]);
const DELIMITERS: Readonly<Record<string, string>> = { form: ",", spaceDelimited: " ", pipeDelimited: "|" };

/**
 * How a field of a form is written, in a word: `text` for scalars, whatever their style; `repeated`, `joined ,` and the
 * like for lists; `json`, `brackets`, `spread` for objects; style and explosion where the schema is no help.
 */
export function writingOf(encoding: Node | null, schema: Node | null): string {
  const [named, explode] = [textAt(encoding, "style"), child(encoding, "explode")?.value];
  const style = named ?? "form";
  const exploded = typeof explode === "boolean" ? explode : style === "form";
  const media = named === null && explode === undefined ? textAt(encoding, "contentType") : null;
  const type = textAt(schema, "type") ?? (child(schema, "items") === null ? null : "array");
  if (media !== null && !(type !== null && SCALARS.has(type) && media === "text/plain")) return `as ${media}`;
  if (type !== null && SCALARS.has(type)) return "text";
  if (style === "deepObject") return "brackets";
  if (type === "array") return exploded ? "repeated" : `joined ${DELIMITERS[style] ?? style}`;
  if (type === "object" && named === null && explode === undefined) return "json";
  return `${type ?? "anything"}, style ${style}, ${exploded ? "exploded" : "not exploded"}`;
}

/** The parts of a body that something is asked of, by property. */
export const partTerms = (encodings: Node | null, styled: boolean): Readonly<Record<string, PartTerm>> =>
  jsonObject(members(encodings).map(([name, encoding]) => [name, partTerm(encoding, styled)] as const));

/** Do styles count for the parts of a body (Swagger 2.0: collection formats do; OpenAPI 3.0.4, 4.7.15.1: they are ignored; 3.1: not)? */
export const stylesParts = ({ version }: Pick<Api, "version">): boolean => version === "2.0" || version === "3.1";

/** What stands between the elements of lists that are written as one text, by property. */
export const joinedFields = (encodings: Node | null): Readonly<Record<string, string>> =>
  jsonObject(
    members(encodings).flatMap(([name, encoding]) => {
      const joined = joinedBy(encoding);
      return joined === undefined ? [] : [[name, joined] as const];
    }),
  );

const LIST: Node = { value: { type: "array" }, file: "", pointer: "", made: "list" };
