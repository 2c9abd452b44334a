import { isObject } from "../../../core/json.ts";
import type { Operation } from "../model.ts";
import { erased } from "../paths.ts";

/** Where calls of an operation go: one server with each variable at one of its values. */
export interface Whereabouts {
  /** Host and port in lower case; null where the server is relative to where the document lies. */
  readonly host: string | null;
  /** What stands before the path of the operation, without a slash at its end. */
  readonly base: string;
  /** The whole URL, for people and for telling two apart. */
  readonly url: string;
}

/** At most this many values of one variable are looked at; a variable with more stays as it is written. */
const VALUES = 16;

/** At most this many URLs of one server; variables beyond that stay as they are written. */
const URLS = 64;

/** Everywhere an operation is offered; without servers that is where the document lies (OpenAPI 3.1, 4.8.1). */
export function whereabouts(operation: Operation): readonly Whereabouts[] {
  const servers = operation.servers.length === 0 ? ['{"url":"/"}'] : operation.servers;
  const urls = servers.flatMap((server) => expand(JSON.parse(server)));
  return [...new Set(urls)].sort().map(split);
}

/**
 * The URLs of a server. Variables that list their values take each of them; others may be anything, and are written
 * with the value that clients take where nobody says otherwise: `{stage=prod}`.
 */
function expand(server: unknown): readonly string[] {
  const { url, variables } = isObject(server) ? server : { url: "/", variables: {} };
  let made: readonly string[] = [String(url ?? "/")];
  for (const [name, variable] of Object.entries(isObject(variables) ? variables : {})) {
    const values = valuesOf(name, variable);
    if (values.length > VALUES || made.length * values.length > URLS) continue;
    made = values.flatMap((value) => made.map((text) => text.replaceAll(`{${name}}`, () => value)));
  }
  return made.map(tidy);
}

function valuesOf(name: string, variable: unknown): readonly string[] {
  if (!isObject(variable)) return [`{${name}}`];
  if (Array.isArray(variable.enum) && variable.enum.length > 0) return variable.enum.map(String);
  return [variable.default === undefined ? `{${name}}` : `{${name}=${String(variable.default)}}`];
}

const tidy = (url: string): string => url.replace(/[?#].*$/, "").replace(/\/+$/, "");

function split(url: string): Whereabouts {
  const [, scheme = "", authority = "", rest = ""] = /^([a-z][a-z0-9+.-]*:)?\/\/([^/]*)(.*)$/i.exec(url) ?? [
    "",
    "",
    "",
    url,
  ];
  if (authority !== "") return { host: authority.toLowerCase(), base: rest, url };
  const base = rest === "" || rest.startsWith("/") ? rest : `{where the document lies}/${rest}`;
  return { host: null, base, url: scheme + base };
}

/** True where the base path holds a variable, so that nobody knows which paths it covers. */
export const isOpen = ({ base }: Whereabouts): boolean => base.includes("{");

/** Method and whole path of an operation at a server, names of path parameters erased. */
export const addressAt = (operation: Operation, { base }: Pick<Whereabouts, "base">): string =>
  `${operation.method} ${base}${erased(operation.path)}`;

/** An operation with the base path of a server in its path: for comparing it with one that spells the same URL otherwise. */
export const movedInto = (operation: Operation, { base }: Whereabouts): Operation => ({
  ...operation,
  path: base + operation.path,
});

/** An operation of each side at the same URL, and the servers that make it so. */
export interface SamePlace {
  readonly before: Operation;
  readonly after: Operation;
  readonly at: { readonly before: Whereabouts; readonly after: Whereabouts };
}

/**
 * What only one side has by its path, but the other has at the same URL: server and path divide it elsewhere. Each
 * operation of `removed` and `added` is found at most once, with one of the other side's leftovers where there is one.
 */
export function samePlaces(
  removed: readonly Operation[],
  added: readonly Operation[],
  all: { readonly before: readonly Operation[]; readonly after: readonly Operation[] },
): readonly SamePlace[] {
  if (removed.length === 0 && added.length === 0) return [];
  const old = removed.length === 0 ? new Map() : indexOf([...all.after, ...added]);
  const found = removed.flatMap((before): readonly SamePlace[] => {
    const [own, other] = lookUp(before, old);
    return own && other ? [{ before, after: other.operation, at: { before: own, after: other.at } }] : [];
  });
  const left = added.filter((operation) => found.every(({ after }) => after !== operation));
  const next = left.length === 0 ? new Map() : indexOf(all.before);
  const more = left.flatMap((after): readonly SamePlace[] => {
    const [own, other] = lookUp(after, next);
    return own && other ? [{ before: other.operation, after, at: { before: other.at, after: own } }] : [];
  });
  return [...found, ...more];
}

interface Placed {
  readonly operation: Operation;
  readonly at: Whereabouts;
}

/** Operations by address; a later one counts where two have the same. */
function indexOf(operations: readonly Operation[]): ReadonlyMap<string, Placed> {
  const places = operations.flatMap((operation) =>
    whereabouts(operation)
      .filter((at) => !isOpen(at))
      .map((at) => [addressAt(operation, at), { operation, at }] as const),
  );
  return new Map(places);
}

function lookUp(
  operation: Operation,
  index: ReadonlyMap<string, Placed>,
): readonly [Whereabouts | undefined, Placed | undefined] {
  const own = whereabouts(operation).find((at) => !isOpen(at) && index.has(addressAt(operation, at)));
  return [own, own && index.get(addressAt(operation, own))];
}
