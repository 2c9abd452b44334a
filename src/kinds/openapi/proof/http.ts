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

/** The texts that stand for the names in a template, decoded; null where the path does not match it. */
export function matchPath(template: string, path: string): ReadonlyMap<string, string> | null {
  const [parts, texts] = [template.split("/"), path.split("/")];
  if (parts.length !== texts.length) return null;
  const found = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const names = [...part.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
    const match = segmentPattern(part).exec(texts[index] ?? "");
    if (match === null) return null;
    for (const [at, name] of names.entries())
      found.set(name, unescapeForm((match[at + 1] ?? "").replaceAll("+", "%2B")));
  }
  return found;
}

function segmentPattern(part: string): RegExp {
  const fixed = part.split(/\{[^{}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${fixed.join("([^/]+?)")}$`);
}
