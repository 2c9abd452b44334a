import type { Comparison } from "./comparison.ts";
import type { SchemaPair } from "./schemas.ts";

/** What differs in meaning without changing which values are valid. */
export function compareMeanings(_comparison: Comparison, _schemas: SchemaPair): void {}
