import { otherSide, type Side } from "../../../core/place.ts";
import type { Node } from "../node.ts";
import type { Core } from "../schemas/explain.ts";
import { policyFor, type Schema } from "../schemas/judge.ts";
import type { Comparison } from "./comparison.ts";
import type { SchemaPair } from "./schemas.ts";
import { notNull, sendable, textual, writable, writableMember } from "./wire.ts";

/** What the writing side may put at a spot, at most: more than the styles define, so that nothing is overlooked. */
export const sentAt = (schemas: SchemaPair, writer: Side): Schema => ({
  side: writer,
  node: schemas.text === true ? sendable(schemas[writer]) : schemas[writer],
});

/** What the writing side may put at a spot and more, without a word about names that its schema does not declare. */
export const looselyAt = (schemas: SchemaPair, writer: Side): Schema => ({
  side: writer,
  node: schemas.text === true ? notNull(schemas[writer]) : schemas[writer],
});

/** What the writing side puts at a spot by the rules of the message: what a witness is made of. */
export const writtenAt = (schemas: SchemaPair, writer: Side): Schema => ({
  side: writer,
  node: schemas.text === true ? writable(schemas[writer]) : schemas[writer],
});

const readers = new WeakMap<SchemaPair, Map<Side, Node>>();

/** What the side that reads takes at a spot. */
export function readAt(comparison: Comparison, schemas: SchemaPair, writer: Side): Schema {
  const side = otherSide(writer);
  if (schemas.text !== true) return { side, node: schemas[side] };
  const known = readers.get(schemas) ?? new Map<Side, Node>();
  readers.set(schemas, known);
  const node = known.get(side) ?? textual(comparison.judge, side, schemas[side], comparison[side].documents.follow);
  known.set(side, node);
  return { side, node };
}

/** A value that shows an edit, and can travel. */
export interface Shown {
  readonly value?: unknown;
}

/** The value of an edit, or one more like it that the styles can write; null where none of them can be written. */
export function carriedValue(comparison: Comparison, schemas: SchemaPair, core: Core, depth: number): Shown | null {
  if (schemas.text !== true || core.value === undefined) return { value: core.value };
  const { writer, reader } = core.edit;
  const node = depth === 0 ? writable(writer.node) : writableMember(writer.node);
  const decision = comparison.judge.decide({ side: writer.side, node }, reader, policyFor(schemas.flow.message));
  return decision.answer === "not-contained" ? { value: decision.witness } : null;
}
