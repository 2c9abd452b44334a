import { addressOf } from "../node.ts";
import { isInParts } from "./carried.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { isWhole } from "./excused.ts";
import type { SchemaPair } from "./schema-pair.ts";

const known = new WeakMap<Comparison, WeakMap<OperationPair, Set<string>>>();

/**
 * The two schemas of one message under one more media type: an edit counts once for each operation, so that nothing is
 * to be said again. `has`: was that so of all that was said before; `add`: it is so now.
 */
export function repetition(comparison: Comparison, schemas: SchemaPair): { has(): boolean; add(): void } {
  const key = keyOf(comparison, schemas);
  const byPair = known.get(comparison) ?? new WeakMap<OperationPair, Set<string>>();
  known.set(comparison, byPair);
  return {
    has: () => key !== null && byPair.get(schemas.operations)?.has(key) === true,
    add() {
      if (key === null) return;
      const met = byPair.get(schemas.operations) ?? new Set<string>();
      byPair.set(schemas.operations, met.add(key));
    },
  };
}

/** What the emissions about two schemas depend on beside their operation; null where the media type counts too. */
function keyOf({ before, after }: Comparison, schemas: SchemaPair): string | null {
  const { spot, element, part, position } = schemas;
  if (!("media" in spot) || !isWhole(schemas) || schemas.forms !== undefined || schemas.chosen === true) return null;
  const [old, next] = [before.documents.follow(schemas.before), after.documents.follow(schemas.after)];
  const read = spot.type === "answer-body" ? `${spot.status} ${spot.readAs}` : "";
  const how = `${position} ${read} ${isInParts(schemas)} ${spot.media.includes("xml")}`;
  return [how, element, part, addressOf(old), addressOf(next)].join("\n");
}
