import { isObject } from "../core/json.ts";
import type { Located, SchemaWorld } from "./answer.ts";

/** What a value must carry to be meant for one branch of a union. */
export interface Selector {
  readonly property: string;
  readonly values: readonly string[];
}

/** References followed from a branch to where its discriminating property is described. */
const HOPS = 16;

/**
 * For each branch of a union with a `discriminator` what selects it, or null where nothing does (OpenAPI 3.0.4, 4.7.25;
 * 3.1.1, 4.8.25). A reference is selected by the keys that `mapping` gives it, else by its last segment; where the branch
 * itself lists values of the property, by those of them that it lists; by nothing if it lists none of them.
 */
export function selectorsOf(
  schema: Readonly<Record<string, unknown>>,
  branches: readonly unknown[],
  base: string,
  world: SchemaWorld,
): readonly (Selector | null)[] {
  const { discriminator } = schema;
  if (!isObject(discriminator) || typeof discriminator.propertyName !== "string") return branches.map(() => null);
  const property = discriminator.propertyName;
  const mapping = Object.entries(isObject(discriminator.mapping) ? discriminator.mapping : {});
  return branches.map((branch) => {
    if (!isObject(branch) || typeof branch.$ref !== "string") return null;
    const ref = world.spelled?.(branch.$ref) ?? branch.$ref;
    const keys = mapping.filter(([, target]) => leadsTo(target, ref)).map(([key]) => key);
    const named = keys.length > 0 ? keys : [nameOf(ref)];
    const listed = listedIn(world.resolve(branch.$ref, base), property, world);
    const values = listed === null ? named : named.filter((value) => listed.includes(value));
    return values.length === 0 ? null : { property, values };
  });
}

/** The last segment of a reference, without the suffix of a file. */
export const nameOf = (ref: string): string => {
  const last = ref.slice(ref.lastIndexOf("/") + 1);
  const name = ref.includes("#") ? last : last.replace(/\.(json|ya?ml)$/i, "");
  try {
    return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return name;
  }
};

/** Does a target of a mapping mean what a reference refers to? It is a reference, or the bare name of a schema. */
export function leadsTo(target: unknown, ref: string): boolean {
  if (typeof target !== "string") return false;
  const tidy = (text: string): string => text.replace(/^\.\//, "");
  return tidy(target) === tidy(ref) || (/^[A-Za-z0-9._-]+$/.test(target) && target === nameOf(ref));
}

/** The values that a branch lists for the property itself; null where it lists none. */
function listedIn(start: Located | null, property: string, world: SchemaWorld): readonly unknown[] | null {
  const queue: { readonly at: Located | null; readonly inside: boolean }[] = [{ at: start, inside: false }];
  for (let hops = 0, next = queue.shift(); next !== undefined && hops < HOPS; hops += 1, next = queue.shift()) {
    const { at, inside } = next;
    if (at === null || !isObject(at.value)) continue;
    const { value } = at;
    const base = world.enter?.(value, at.base) ?? at.base;
    if (typeof value.$ref === "string") queue.push({ at: world.resolve(value.$ref, base), inside });
    if (inside && Array.isArray(value.enum)) return value.enum;
    if (inside && value.const !== undefined) return [value.const];
    const properties = isObject(value.properties) ? value.properties : {};
    if (!inside && Object.hasOwn(properties, property)) {
      queue.unshift({ at: { value: properties[property], base }, inside: true });
    }
    if (!inside && Array.isArray(value.allOf)) {
      for (const part of value.allOf) queue.push({ at: { value: part, base }, inside });
    }
  }
  return null;
}
