import type { Api } from "./model.ts";
import { addressOf, child, elements, members, type Node, refOf, textAt } from "./node.ts";

/** A schema whose values may be those of the schemas that build on it: a discriminator without a union says which. */
export interface Base {
  /** The property that holds the name. */
  readonly property: string;
  /** The schemas that build on it, by the value that selects them. */
  readonly heirs: ReadonlyMap<string, Node>;
}

/** More schemas on the way from one up to what it builds on are not followed. */
const ANCESTORS = 256;

/** The bases of an interface by address, and the addresses of all heirs. */
interface Family {
  readonly bases: ReadonlyMap<string, Base>;
  readonly heirs: ReadonlySet<string>;
}

const families = new WeakMap<Api, Family>();

/**
 * Every schema with heirs, by its address (Swagger 2.0, schema object; OpenAPI 3.0.4, 4.7.25; 3.1.1, 4.8.25): it has a
 * `discriminator` and neither `oneOf` nor `anyOf`, or builds on such a schema by `allOf`. An heir is a named schema that
 * builds on it, at whatever distance, and is selected by its keys in `mapping`, else by `x-ms-discriminator-value`, else
 * by its name.
 */
export const basesOf = (api: Api): ReadonlyMap<string, Base> => familyOf(api).bases;

function familyOf(api: Api): Family {
  const known = families.get(api);
  if (known) return known;
  const bases = findBases(api);
  const heirs = new Set([...bases.values()].flatMap((base) => [...base.heirs.values()].map(addressOf)));
  const family = { bases, heirs };
  families.set(api, family);
  return family;
}

/** Is the schema an heir? Then it says itself which one it is, as far as it goes. */
export const isHeir = (api: Api, node: Node): boolean => familyOf(api).heirs.has(addressOf(node));

/** The base at a node, which may have no heirs; null where it is none. */
export function baseAt(api: Api, node: Node): Base | null {
  const property = propertyOf(node);
  return basesOf(api).get(addressOf(node)) ?? (property === null ? null : { property, heirs: new Map() });
}

function findBases(api: Api): ReadonlyMap<string, Base> {
  if (![...api.documents.files.values()].some((file) => file.mayHold("discriminator"))) return new Map();
  const bases = new Map<string, { readonly property: string; readonly heirs: Map<string, Node> }>();
  const holders = new Map<string, Node | null>();
  const holderOf = (node: Node): Node | null => {
    const address = addressOf(node);
    const holder = holders.get(address) ?? lineOf(api, node).find((each) => propertyOf(each) !== null) ?? null;
    holders.set(address, holder);
    return holder;
  };
  for (const [name, node] of namedSchemas(api)) {
    for (const base of lineOf(api, node).slice(1)) {
      const holder = isUnion(base) ? null : holderOf(base);
      const property = holder && propertyOf(holder);
      if (holder === null || property === null) continue;
      const { heirs } = bases.get(addressOf(base)) ?? { heirs: new Map<string, Node>() };
      bases.set(addressOf(base), { property, heirs });
      for (const value of valuesOf(api, holder, name, node)) if (!heirs.has(value)) heirs.set(value, node);
    }
  }
  return bases;
}

/** The schemas that have a name, each followed to where it is written. */
const namedSchemas = ({ documents }: Api): readonly (readonly [string, Node])[] =>
  [...documents.files.values()].flatMap((file) => {
    const whole: Node = { value: file.value, file: file.path, pointer: "" };
    const maps = [child(child(whole, "components"), "schemas"), child(whole, "definitions")];
    return maps.flatMap((map) => members(map).map(([name, node]) => [name, documents.follow(node)] as const));
  });

/** A schema, and all that it builds on by `allOf`, the nearest first. */
function lineOf({ documents }: Api, start: Node): readonly Node[] {
  const line = new Map([[addressOf(start), start]]);
  for (const node of line.values()) {
    for (const part of elements(child(node, "allOf"))) {
      const target = refOf(part) === null ? null : documents.follow(part);
      if (target !== null && line.size < ANCESTORS && !line.has(addressOf(target))) line.set(addressOf(target), target);
    }
  }
  return [...line.values()];
}

const isUnion = (node: Node): boolean => child(node, "oneOf") !== null || child(node, "anyOf") !== null;

/** The discriminating property of a schema that is no union, or null. */
const propertyOf = (node: Node): string | null =>
  isUnion(node) ? null : textAt(child(node, "discriminator"), "propertyName");

/** The values that select a schema. */
function valuesOf({ documents }: Api, holder: Node, name: string, node: Node): readonly string[] {
  const mapping = members(child(child(holder, "discriminator"), "mapping"));
  const leads = (target: unknown): boolean => {
    if (typeof target !== "string") return false;
    if (target === name) return true;
    const found = documents.resolve(target, holder.file);
    return found !== null && addressOf(documents.follow(found)) === addressOf(node);
  };
  const keys = mapping.filter(([, { value }]) => leads(value)).map(([key]) => key);
  if (keys.length > 0) return keys;
  const own = child(node, "x-ms-discriminator-value")?.value;
  return [typeof own === "string" ? own : name];
}
