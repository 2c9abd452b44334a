import type { Context } from "./context.ts";
import { KIND, type Lit, type NameSet } from "./node.ts";

/** A count such as minLength: an integer of at least zero, else null. Fractions are rounded as a validator compares. */
export function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? Math.max(0, Math.ceil(value)) : null;
}

/** Upper bounds are rounded down where a schema gives a fraction. */
export const floorOf = (value: unknown): number => (typeof value === "number" ? Math.floor(value) : 0);

/** The names that match all of some patterns and none of the excluded names and patterns. */
export const like = (all: readonly string[], butNames: readonly string[], butPatterns: readonly string[]): NameSet => ({
  all: [...new Set(all)].sort(),
  butNames: [...new Set(butNames)].sort(),
  butPatterns: [...new Set(butPatterns)].sort(),
});

/** How a schema speaks of items: by position, and the rest. */
export interface ItemKeywords {
  readonly prefix: readonly unknown[];
  /** The schema of items after the prefix; undefined when there is none. */
  readonly rest: unknown;
}

/** The item keywords of a schema, whatever its dialect calls them. */
export function itemKeywords(schema: Record<string, unknown>, context: Context): ItemKeywords {
  const { tuples } = context.features;
  const prefix: unknown = tuples === "prefixItems" ? schema.prefixItems : tuples === "items" ? schema.items : undefined;
  if (Array.isArray(prefix))
    return {
      prefix,
      rest: tuples === "items" ? schema.additionalItems : Array.isArray(schema.items) ? undefined : schema.items,
    };
  return { prefix: [], rest: Array.isArray(schema.items) ? undefined : schema.items };
}

/** What a member must meet, or null where that is read as absent. */
export const orAbsent = (lit: Lit, { store, reading }: Context): Lit =>
  reading.nullsAbsent ? store.or([lit, store.type(KIND.null)]) : lit;
