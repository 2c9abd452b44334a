import type { Payload } from "../../../core/witness.ts";
import type { Pairs } from "./codec.ts";

/** A request as it travels. */
export type Request = Extract<Payload, { readonly type: "http-request" }>;

/** A response as it travels. */
export type Response = Extract<Payload, { readonly type: "http-response" }>;

/** The value of a header, whatever the case of its name; null where it is not there. */
export function headerOf(headers: Readonly<Record<string, string>>, name: string): string | null {
  const key = Object.keys(headers).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : (headers[key] ?? null);
}

/** The path of a URL without its query, and the query decoded to pairs. */
export function splitUrl(url: string): { readonly path: string; readonly query: Pairs } {
  const at = url.indexOf("?");
  return { path: at === -1 ? url : url.slice(0, at), query: at === -1 ? [] : parseQuery(url.slice(at + 1)) };
}

/** Pairs of a query string or form. */
export const parseQuery = (text: string): Pairs =>
  text === ""
    ? []
    : text.split("&").map((part) => {
        const at = part.indexOf("=");
        const [name, value] = at === -1 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
        return [unescapeForm(name), unescapeForm(value)] as const;
      });

/** Pairs as a query string or form (RFC 3986 percent-encoding). */
export const writeQuery = (pairs: Pairs): string =>
  pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

function unescapeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** The cookies of a request as pairs. */
export const cookiesOf = (headers: Readonly<Record<string, string>>): Pairs =>
  (headerOf(headers, "cookie") ?? "")
    .split(/;\s*/)
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at), unescapeForm(part.slice(at + 1))] as const;
    });

/** Characters that no URL holds as they are (RFC 3986, 2); braces are left, which stand around names. */
const UNWRITTEN = /[^\x21-\x7e]|["<>\\^`|]/gu;

/** A path as it travels: what a document writes plainly is percent-encoded, and what is encoded stays. */
export const writtenPath = (path: string): string =>
  path.replace(UNWRITTEN, (character) =>
    Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );

/** The texts that stand for the names in a template, decoded; null where the path does not match it. */
export function matchPath(template: string, path: string): ReadonlyMap<string, string> | null {
  const [parts, texts] = [template.split("/"), path.split("/")];
  if (parts.length !== texts.length) return null;
  const found = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const names = [...part.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
    const values = matchSegment(part.split(/\{[^{}]*\}/).map(writtenPath), writtenPath(texts[index] ?? ""));
    if (values === null) return null;
    for (const [at, name] of names.entries()) found.set(name, unescapePath(values[at] ?? ""));
  }
  return found;
}

/** The texts between the fixed parts, each at least one character and as short as can be; null where they do not fit. */
function matchSegment(fixed: readonly string[], text: string): readonly string[] | null {
  const [head = "", ...rest] = fixed;
  if (rest.length === 0) return text === head ? [] : null;
  if (!text.startsWith(head)) return null;
  const values: string[] = [];
  let from = head.length;
  for (const [index, part] of rest.entries()) {
    const last = index === rest.length - 1;
    const at = last ? text.length - part.length : text.indexOf(part, from + 1);
    if (at <= from || (last && !text.endsWith(part))) return null;
    values.push(text.slice(from, at));
    from = at + part.length;
  }
  return values;
}

/** A plus sign is itself in a path. */
const unescapePath = (text: string): string => unescapeForm(text.replaceAll("+", "%2B"));
