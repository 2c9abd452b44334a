import { canonicalJson, type JsonValue } from "../../core/json.ts";
import { type Lit, not } from "../model/node.ts";
import type { Solver, Tally } from "./outcome.ts";

/** Different values of a literal, at most `count`, smallest first. */
function valuesOf(lit: Lit, count: number, solver: Solver, tally: Tally): ReadonlyMap<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  while (values.size < count) {
    solver.tick(1 + (values.size >> 2));
    const outcome = solver.solve([lit, ...(values.size > 0 ? [not(solver.store.values(values))] : [])]);
    if (outcome.is === "unknown") tally.reason ??= outcome.reason;
    if (outcome.is !== "value") break;
    values.set(canonicalJson(outcome.value), outcome.value);
  }
  return values;
}

/**
 * One value for each position, no two the same; null when there is no such choice (Hall: fewer values than
 * positions somewhere). As many values as positions are enough for any one position.
 */
export function assignDistinct(positions: readonly Lit[], solver: Solver, tally: Tally): readonly JsonValue[] | null {
  const domains = new Map<Lit, ReadonlyMap<string, JsonValue>>();
  for (const lit of positions) if (!domains.has(lit)) domains.set(lit, valuesOf(lit, positions.length, solver, tally));
  const holder = new Map<string, number>();
  const domainAt = (index: number): Iterable<string> => domains.get(positions[index] ?? 0)?.keys() ?? [];
  const claim = (index: number, seen: Set<string>): boolean => {
    for (const key of domainAt(index)) {
      if (seen.has(key)) continue;
      seen.add(key);
      const current = holder.get(key);
      if (current !== undefined && !claim(current, seen)) continue;
      holder.set(key, index);
      return true;
    }
    return false;
  };
  for (let index = 0; index < positions.length; index += 1) if (!claim(index, new Set())) return null;
  const items: JsonValue[] = new Array(positions.length).fill(null);
  for (const [key, index] of holder) items[index] = domains.get(positions[index] ?? 0)?.get(key) ?? null;
  return items;
}
