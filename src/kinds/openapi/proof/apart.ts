import { anything } from "../node.ts";
import type { Author } from "./message.ts";
import { sampleParameter } from "./sample.ts";

/**
 * Values of path parameters, by key, that none of the routes (`METHOD path`) names in their place: `c` for `/a/{p}` beside
 * `/a/b`, so that only the operation itself answers. `path`: its own, with the base path that the routes have.
 */
export function valuesApart(author: Author, path: string, routes: readonly string[]): ReadonlyMap<string, unknown> {
  const own = path.split("/");
  const others = routes.map((route) => route.slice(route.indexOf(" ") + 1).split("/"));
  const values = new Map<string, unknown>();
  for (const parameter of author.operation.parameters) {
    const at = parameter.in === "path" ? own.indexOf(`{${parameter.name}}`) : -1;
    const taken = others.flatMap((other) => (at === -1 || other[at]?.includes("{") === true ? [] : (other[at] ?? [])));
    if (taken.length === 0) continue;
    const node = parameter.schema ?? anything(parameter.node);
    const value = { allOf: [node.value, { not: { enum: [...taken, ...taken.map(Number).filter(Number.isFinite)] } }] };
    const schema = { side: author.side, node: { ...node, value, made: `apart from ${taken.join("/")}` } };
    const found = sampleParameter(author.judge, schema, author.api, parameter);
    if (found !== undefined) values.set(parameter.key, found);
  }
  return values;
}
