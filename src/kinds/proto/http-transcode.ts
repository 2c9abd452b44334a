import { isObject } from "../../core/json.ts";
import type { Binding } from "./http.ts";
import type { Leaf } from "./http-leaves.ts";
import { capture, parseTemplate, pathOfTemplate } from "./http-template.ts";

/** A request as it travels. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What a reader makes of a request or a response: the fields set, or why it is refused. */
export type Reading = { readonly fields: ReadonlyMap<string, string> } | { readonly refused: string };

const JSON_HEADERS = { "content-type": "application/json" };

const isUnder = (path: string, field: string): boolean => path === field || path.startsWith(`${field}.`);

/**
 * The request along a binding that sets the variables of its path and one field more. Source: google/api/http.proto,
 * "HTTP Transcoding": what the path does not bind goes into the body or, where there is none, into the query.
 */
export function writeRequest(binding: Binding, extra: Leaf | null): HttpRequest | null {
  const template = parseTemplate(binding.template);
  if (!template) return null;
  const path = pathOfTemplate(template, () => "x");
  const inBody = extra !== null && (binding.body === "*" || (binding.body !== "" && isUnder(extra.path, binding.body)));
  const query = extra !== null && !inBody ? `?${extra.json}=${encodeURIComponent(String(extra.value))}` : "";
  const skipped = binding.body === "*" ? 0 : 1;
  const value = extra && inBody ? nest(extra, skipped) : binding.body === "*" ? {} : null;
  const body = value === null ? null : JSON.stringify(value);
  return { method: binding.method, url: `${path}${query}`, headers: body === null ? {} : JSON_HEADERS, body };
}

/** A field as JSON, the outermost names left out. */
function nest({ json, value }: Leaf, skipped: number): unknown {
  return json
    .split(".")
    .slice(skipped)
    .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

/** The fields that a request sets along a binding; null where its path does not match. */
export function readRequest(binding: Binding, known: readonly Leaf[], request: HttpRequest): Reading | null {
  const [path = "", query] = request.url.split("?");
  const template = parseTemplate(binding.template);
  const variables = template && binding.method === request.method ? capture(template, path) : null;
  if (!variables) return null;
  const fields = new Map(variables);
  if (binding.body !== "*" && query !== undefined) {
    for (const [name, value] of new URLSearchParams(query)) {
      const leaf = known.find(({ path: own, json }) => json === name || own === name);
      if (leaf) fields.set(leaf.path, value);
    }
  }
  if (binding.body === "" || request.body === null) return { fields };
  return readJson(request.body, binding.body === "*" ? "" : binding.body, known, fields);
}

/** The body of a response that sets one field; null where the binding does not send that field. */
export function writeResponse(binding: Binding, leaf: Leaf): string | null {
  if (binding.responseBody !== "" && !isUnder(leaf.path, binding.responseBody)) return null;
  return JSON.stringify(nest(leaf, binding.responseBody === "" ? 0 : 1));
}

/** The fields that the body of a response sets along a binding. */
export const readResponse = (binding: Binding, known: readonly Leaf[], body: string): Reading =>
  readJson(body, binding.responseBody, known, new Map());

/** Reads JSON as the value of a field (empty: of the whole message). */
function readJson(text: string, field: string, known: readonly Leaf[], fields: Map<string, string>): Reading {
  const prefix = field === "" ? "" : (known.find(({ path }) => isUnder(path, field))?.json.split(".")[0] ?? field);
  const walk = (json: string, value: unknown): string | null => {
    const leaf = known.find((candidate) => candidate.json === json);
    if (leaf) {
      if (isObject(value)) return `${leaf.path} is no message`;
      fields.set(leaf.path, String(value));
      return null;
    }
    const isInside = json === "" || known.some((candidate) => candidate.json.startsWith(`${json}.`));
    if (!isInside) return `there is no field ${json}`;
    if (!isObject(value)) return `${json === "" ? "the body" : json} is a message, not ${JSON.stringify(value)}`;
    for (const [key, inner] of Object.entries(value)) {
      const problem = walk(json === "" ? key : `${json}.${key}`, inner);
      if (problem !== null) return problem;
    }
    return null;
  };
  const refused = walk(prefix, JSON.parse(text));
  return refused === null ? { fields } : { refused };
}
