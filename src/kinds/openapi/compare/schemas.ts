import type { Node } from "../node.ts";
import type { Position } from "../rules/schemas.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { type Flow, SIDES } from "./flow.ts";
import type { Spot } from "./schema-focus.ts";

/** Two schemas at the same spot of a message. */
export interface SchemaPair {
  readonly operations: OperationPair;
  readonly flow: Flow;
  readonly position: Position;
  readonly before: Node;
  readonly after: Node;
  readonly spot: Spot;
  readonly element: string;
  readonly what: string;
  readonly part: string;
}

/** Compares two schemas in both directions. */
export function compareSchemas(comparison: Comparison, schemas: SchemaPair): void {
  const { before, after, operations } = schemas;
  if (comparison.alike && comparison.same(before, after)) return;
  for (const writer of SIDES) {
    comparison.emit({
      rule: `${schemas.position}.schema-changed`,
      writer,
      flow: schemas.flow,
      level: "undecided",
      pair: operations,
      element: schemas.element,
      before,
      after,
      what: schemas.what,
      part: schemas.part,
      focus: null,
    });
  }
}
