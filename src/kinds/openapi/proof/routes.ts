import { whereabouts } from "../compare/whereabouts.ts";
import type { Api, Operation } from "../model.ts";

/** A method and a path, as a contract lists them, and the parts of the path between its slashes. */
interface Route {
  readonly text: string;
  readonly parts: readonly Part[];
}

/** A part of a path: the text that it is; null where a name in it stands for some. */
type Part = string | null;

/** The routes of one side by the number of parts that their paths have. */
type Routes = ReadonlyMap<number, readonly Route[]>;

const known = { bare: new WeakMap<Api, Routes>(), based: new WeakMap<Api, Routes>() };

/**
 * What a side answers that a path could be taken for: routes that agree with it where both are fixed, `METHOD path` each.
 * `isBased`: below the base paths of servers.
 */
export function routesLike(api: Api, path: string, isBased: boolean): readonly string[] {
  const kept = isBased ? known.based : known.bare;
  const routes = kept.get(api) ?? routesOf(api, isBased);
  kept.set(api, routes);
  const wanted = partsOf(path);
  return (routes.get(wanted.length) ?? []).filter(({ parts }) => couldMatch(parts, wanted)).map(({ text }) => text);
}

function routesOf(api: Api, isBased: boolean): Routes {
  const routes = new Map<number, Route[]>();
  for (const operation of api.operations) {
    for (const base of isBased ? basesOf(operation) : [""]) {
      const path = base + operation.path;
      const parts = partsOf(path);
      const alike = routes.get(parts.length) ?? [];
      alike.push({ text: `${operation.method} ${path}`, parts });
      routes.set(parts.length, alike);
    }
  }
  return routes;
}

const basesOf = (operation: Operation): readonly string[] => [
  ...new Set(whereabouts(operation).map((place) => place.base)),
];

const partsOf = (path: string): readonly Part[] => path.split("/").map((part) => (part.includes("{") ? null : part));

const couldMatch = (parts: readonly Part[], wanted: readonly Part[]): boolean =>
  parts.every((part, index) => part === null || wanted[index] === null || part === wanted[index]);
