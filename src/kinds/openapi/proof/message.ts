import { isObject } from "../../../core/json.ts";
import type { Side } from "../../../core/place.ts";
import type { SchemaFocus } from "../compare/schema-focus.ts";
import { joinedFields, type PartTerm, partTerms, stylesParts } from "../encoding.ts";
import { bestMatch, concreteType, isForm, isJson, isMultipart, isText, isVendor, isXml } from "../media.ts";
import type { Alternative, Api, Content, Operation, Parameter } from "../model.ts";
import { anything, type Node } from "../node.ts";
import { within, withMember } from "../schemas/constrain.ts";
import type { Judge } from "../schemas/judge.ts";
import { rootName } from "../xml-roots.ts";
import { bundleSchema } from "./bundle.ts";
import { encodePairs, encodeText, type Pairs } from "./codec.ts";
import { writeForm } from "./form.ts";
import { type Request, type Response, writtenPath } from "./http.ts";
import { multipartType, onePart, writeMultipart } from "./multipart.ts";
import { sampleOf, sampleParameter } from "./sample.ts";
import { specialise } from "./specialise.ts";
import { deepFields } from "./terms.ts";
import { writeXml } from "./xml.ts";

/** Who writes the message, and with what. */
export interface Author {
  readonly side: Side;
  readonly api: Api;
  readonly operation: Operation;
  readonly judge: Judge;
}

/** What a request must hold or leave out; everything else is as small as the writer's document allows. */
export interface RequestWish {
  /** Values of parameters by key; `undefined` leaves one out. */
  readonly parameters?: ReadonlyMap<string, unknown>;
  readonly body?: { readonly media: string; readonly value: unknown; readonly part?: Part } | null;
  readonly media?: string;
  readonly accept?: string;
  readonly credentials?: Alternative;
}

/** A body: its media type, and its text. */
interface Written {
  readonly media: string;
  readonly text: string;
}

/** No message could be made, and why. */
export interface Stuck {
  readonly stuck: string;
}

/** Stands for what a path names and no parameter describes. */
const UNDESCRIBED = "a";

/** A request that the author's document allows. */
export function writeRequest(author: Author, wish: RequestWish): Request | Stuck {
  const values = parameterValues(author, wish);
  if ("stuck" in values) return values;
  const headers: Record<string, string> = {};
  const query: [string, string][] = [];
  const cookies: [string, string][] = [];
  let path = author.operation.path;
  for (const [parameter, value] of values.chosen) {
    if (parameter.in === "path") {
      path = path.replace(`{${parameter.name}}`, () => encodeText(value, parameter, encodeURIComponent));
    } else if (parameter.in === "header") headers[parameter.name] = encodeText(value, parameter);
    else if (parameter.in === "query") query.push(...mutable(encodePairs(value, parameter, encodeURIComponent)));
    else cookies.push(...mutable(encodePairs(value, parameter)));
  }
  if (path.startsWith("/")) path = path.replace(/\{[^{}]*\}/g, UNDESCRIBED); // not so the address of a callback
  path = writtenPath(path);
  addCredentials(wish.credentials ?? author.operation.security[0] ?? [], headers, query, cookies);
  if (wish.accept !== undefined) headers.Accept = wish.accept;
  const body = requestBody(author, wish);
  if (isStuck(body)) return body;
  if (body !== null) headers["Content-Type"] = body.media;
  if (cookies.length > 0)
    headers.Cookie = cookies.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ");
  return {
    type: "http-request",
    method: author.operation.method,
    url: query.length === 0 ? path : `${path}?${query.map((pair) => pair.join("=")).join("&")}`,
    headers,
    body: body === null ? null : body.text,
  };
}

const isStuck = (value: unknown): value is Stuck => isObject(value) && "stuck" in value;

const mutable = (pairs: Pairs): [string, string][] => pairs.map(([name, value]) => [name, value]);

function parameterValues(
  author: Author,
  wish: RequestWish,
): { readonly chosen: readonly (readonly [Parameter, unknown])[] } | Stuck {
  const chosen: (readonly [Parameter, unknown])[] = [];
  for (const parameter of author.operation.parameters) {
    const wished = wish.parameters?.has(parameter.key) === true;
    if (!wished && !parameter.required) continue;
    const value = wished ? wish.parameters?.get(parameter.key) : smallest(author, parameter);
    if (value === undefined && wished) continue;
    if (value === undefined) return { stuck: `no value for ${parameter.in} parameter ${parameter.name} could be made` };
    chosen.push([parameter, value]);
  }
  return { chosen };
}

/** The smallest value of a parameter that can be written. */
export function smallest(author: Author, parameter: Parameter): unknown {
  const node = parameter.schema ?? anything(parameter.node);
  return sampleParameter(author.judge, { side: author.side, node }, author.api, parameter);
}

function requestBody(author: Author, wish: RequestWish): Written | Stuck | null {
  if (wish.body === null) return null;
  if (wish.body) {
    const { media, value, part } = wish.body;
    const content = contentFor(author.operation.body?.contents ?? [], media);
    return writeBody(media, value, content, author.api, "request", part);
  }
  const { body } = author.operation;
  if (body === null || (!body.required && wish.media === undefined)) return null;
  return smallestBody(author, body.contents, "request", wish.media);
}

/** The smallest body of a media type, else of the first that one can be written in, JSON before others. */
function smallestBody(
  author: Author,
  contents: readonly Content[],
  view: "request" | "response",
  media?: string,
): Written | Stuck {
  const order = [...contents].sort((a, b) => Number(isJson(b.type)) - Number(isJson(a.type)));
  const ways = media === undefined ? order : [contentFor(contents, media)];
  let stuck: Stuck | null = null;
  for (const content of ways) {
    if (content === null) continue;
    const made = writeContent(author, content, media ?? concreteType(content.type) ?? content.type, view);
    if (!isStuck(made)) return made;
    stuck ??= made;
  }
  return stuck ?? { stuck: `no ${view} body could be made` };
}

/** Of the media types the one that describes `media`. */
const contentFor = (contents: readonly Content[], media: string): Content | null => {
  const best = bestMatch(
    contents.map(({ type }) => type),
    media,
  );
  return contents.find(({ type }) => type === best) ?? null;
};

/**
 * The smallest body of a media type, else one whose values are texts. How a value that is no text is written in a media
 * type of its own, and one that has no properties in parts, OpenAPI leaves open: such a body is shown without its content.
 */
function writeContent(author: Author, content: Content, media: string, view: "request" | "response"): Written | Stuck {
  const schema = content.schema ?? anything(content.node);
  const node = isMultipart(media) ? withMember(schema) : schema;
  let made: Written | Stuck = { stuck: "no body could be made" };
  let some = false;
  for (const own of [node, textual(node, media)]) {
    const value = sampleOf(author.judge, { side: author.side, node: own }, author.api, view, hintsOf(content));
    if (value === undefined) continue;
    some = true;
    made = writeBody(media, value, content, author.api, view);
    if (!isStuck(made)) return made;
  }
  const isOther =
    isMultipart(media) &&
    !some &&
    sampleOf(author.judge, { side: author.side, node: schema }, author.api, view) !== undefined;
  if (isOther) return { media: multipartType(media), text: onePart("") };
  return some && isForeign(media) ? { media, text: "" } : made;
}

/** The schema, for texts only; of what has members for those whose members are texts. */
const textual = (node: Node, media: string): Node =>
  within(node, [], isMultipart(media) ? { additionalProperties: { type: "string" } } : { type: "string" });

const isForeign = (media: string): boolean => ![isJson, isForm, isMultipart, isXml].some((is) => is(media));

const hintsOf = (content: Content): readonly unknown[] =>
  isObject(content.node.value) && content.node.value.example !== undefined ? [content.node.value.example] : [];

/** A part of a multipart body that is to have a media type of its own. */
type Part = NonNullable<SchemaFocus["part"]>;

const withType = (
  asked: Readonly<Record<string, PartTerm>>,
  { name, type }: Part,
): Readonly<Record<string, PartTerm>> =>
  type === undefined
    ? asked
    : { ...asked, [name]: { ...asked[name], headers: asked[name]?.headers ?? [], types: [type] } };

/** A value as the text of a body; `content` says how the fields of a form are written. */
export function writeBody(
  media: string,
  value: unknown,
  content: Content | null,
  api: Api,
  view: "request" | "response" = "request",
  part?: Part,
): Written | Stuck {
  if (isJson(media)) return { media, text: JSON.stringify(value) };
  if (isForm(media) || isMultipart(media)) {
    const { documents, dialect } = api;
    const schema = content?.schema
      ? specialise(content.schema, value, { documents, dialect, view: "request", selects: false, brief: false })
      : {};
    if (isMultipart(media)) {
      const asked = partTerms(content?.encoding ?? null, stylesParts(api));
      const header = part?.header && { part: part.name, name: part.header.name, text: String(part.header.value) };
      const text = writeMultipart(value, schema, part ? withType(asked, part) : asked, header);
      return text === null
        ? { stuck: "this value has no agreed form in parts" }
        : { media: multipartType(media), text };
    }
    const text = writeForm(
      value,
      schema,
      content === null ? [] : deepFields(content),
      joinedFields(content?.encoding ?? null),
    );
    return text === null ? { stuck: "this value has no agreed form in a form" } : { media, text };
  }
  if (isXml(media) && content?.schema) {
    const text = writeXml(value, bundleSchema(content.schema, api.documents, null, view), rootName(content));
    if (text === null && typeof value !== "string") return { stuck: "this value has no agreed form in XML" };
    return { media, text: text ?? String(value) };
  }
  if (typeof value === "string") return { media, text: value };
  if (isText(media) && (typeof value === "number" || typeof value === "boolean")) return { media, text: String(value) };
  if (isVendor(media) && typeof value === "object") return { media, text: JSON.stringify(value) };
  return { stuck: `no text of ${media} can be written for this value` };
}

/** Puts credentials where their schemes say; the values only show where. */
function addCredentials(
  credentials: Alternative,
  headers: Record<string, string>,
  query: [string, string][],
  cookies: [string, string][],
): void {
  for (const { scheme } of credentials) {
    const name = String(scheme.name);
    if (scheme.type === "apiKey" && scheme.in === "query") query.push([encodeURIComponent(name), "key"]);
    else if (scheme.type === "apiKey" && scheme.in === "cookie") cookies.push([name, "key"]);
    else if (scheme.type === "apiKey") headers[name] = "key";
    else headers.Authorization = authorizationOf(scheme);
  }
}

/** Credentials as an HTTP scheme writes them (RFC 7617; RFC 6750); what others ask for depends on the server's answer. */
function authorizationOf({ type, scheme }: Alternative[number]["scheme"]): string {
  const name = type === "http" && typeof scheme === "string" ? scheme.toLowerCase() : "bearer";
  if (name === "basic") return "Basic dXNlcjpwYXNz";
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} token`;
}

/** What a response must hold; everything else is as small as the writer's document allows. */
export interface ResponseWish {
  readonly status: number;
  /** Values of headers by key; `undefined` leaves one out. */
  readonly headers?: ReadonlyMap<string, unknown>;
  readonly body?: { readonly media: string; readonly value: unknown } | null;
  readonly media?: string;
}

/** A response that the author's document allows. */
export function writeResponse(author: Author, wish: ResponseWish): Response | Stuck {
  const keys = [String(wish.status), `${String(wish.status)[0]}XX`, "default"];
  const answer = keys.flatMap((key) => author.operation.answers.filter(({ status }) => status === key))[0];
  if (answer === undefined) return { stuck: `status ${wish.status} is not documented` };
  const headers: Record<string, string> = {};
  for (const header of answer.headers) {
    const wished = wish.headers?.has(header.key) === true;
    const value = wished ? wish.headers?.get(header.key) : header.required ? smallest(author, header) : undefined;
    if (value !== undefined) headers[header.name] = encodeText(value, header);
    else if (header.required && !wished) return { stuck: `no value for header ${header.name} could be made` };
  }
  const body = responseBody(author, wish, answer.contents);
  if (isStuck(body)) return body;
  if (body !== null) headers["Content-Type"] = body.media;
  return { type: "http-response", status: wish.status, headers, body: body === null ? null : body.text };
}

function responseBody(author: Author, wish: ResponseWish, contents: readonly Content[]): Written | Stuck | null {
  if (wish.body === null) return null;
  if (wish.body) {
    const { media, value } = wish.body;
    return writeBody(media, value, contentFor(contents, media), author.api, "response");
  }
  return contents.length === 0 ? null : smallestBody(author, contents, "response", wish.media);
}
