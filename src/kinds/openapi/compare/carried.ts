import { otherSide, type Side } from "../../../core/place.ts";
import { isMultipart } from "../media.ts";
import type { Node } from "../node.ts";
import { asSegment, notEmpty } from "../schemas/constrain.ts";
import type { Core } from "../schemas/explain.ts";
import { policyFor, type Schema } from "../schemas/judge.ts";
import type { Comparison } from "./comparison.ts";
import type { SchemaPair } from "./schema-pair.ts";
import { INTEGER_TEXT, NUMBER_TEXT, textual } from "./textual.ts";
import { inHeader, made, notNull, sendable, withMembers, withPart, writable, writableMember } from "./wire.ts";

/** What can stand where the value travels: a segment of a path, or what a header holds. */
function placed({ spot, operations }: SchemaPair, node: Node): Node {
  if (spot.type === "header") return inHeader(node);
  if (spot.type !== "parameter") return node;
  const known = operations.before?.parameters ?? operations.after?.parameters ?? [];
  const place = known.find(({ key }) => key === spot.key)?.in;
  return place === "path" ? asSegment(node) : place === "header" ? inHeader(node) : node;
}

/** What the writing side may put at a spot, at most: more than the styles define, so that nothing is overlooked. */
export const sentAt = (schemas: SchemaPair, writer: Side): Schema => ({
  side: writer,
  node: schemas.text === true ? sendable(placed(schemas, schemas[writer])) : formed(schemas, writer),
});

/** No member of a form is null, or a list of nothing. */
const formed = (schemas: SchemaPair, writer: Side): Node =>
  schemas.forms === undefined ? schemas[writer] : withMembers(inParts(schemas, writer));

/** A body in parts has one part at least (RFC 2046, 5.1). */
const inParts = (schemas: SchemaPair, writer: Side): Node =>
  isInParts(schemas) ? withPart(schemas[writer]) : schemas[writer];

/** Does the value travel as a body in parts? */
export const isInParts = ({ spot }: SchemaPair): boolean => "media" in spot && isMultipart(spot.media);

/** What the writing side may put at a spot and more, without a word about names that its schema does not declare. */
export const looselyAt = (schemas: SchemaPair, writer: Side): Schema => ({
  side: writer,
  node: schemas.text === true ? notNull(placed(schemas, schemas[writer])) : inParts(schemas, writer),
});

/** What the writing side puts at a spot by the rules of the message: what a witness is made of. */
export const writtenAt = (schemas: SchemaPair, writer: Side): Schema => ({
  side: writer,
  node: schemas.text === true ? writable(placed(schemas, schemas[writer])) : formed(schemas, writer),
});

const readers = new WeakMap<SchemaPair, Map<Side, Node>>();

/** What the side that reads takes at a spot. */
export function readAt(comparison: Comparison, schemas: SchemaPair, writer: Side): Schema {
  const side = otherSide(writer);
  if (schemas.text !== true && schemas.fields !== true) return { side, node: schemas[side] };
  const known = readers.get(schemas) ?? new Map<Side, Node>();
  readers.set(schemas, known);
  const follow = { before: comparison.before.documents.follow, after: comparison.after.documents.follow };
  const ways = schemas.forms?.[side];
  const reader = {
    judge: comparison.judge,
    side,
    serializations: schemas.serializations ?? null,
    follow,
    ...(ways && { ways }),
  };
  const node = known.get(side) ?? textual(reader, schemas[side], schemas[writer]);
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
  const node = depth === 0 ? writable(placed(schemas, writer.node)) : writableMember(writer.node);
  const taken = depth === 0 ? eitherOf(comparison, reader, readAt(comparison, schemas, writer.side)) : reader;
  const ask = (from: Node) =>
    comparison.judge.decide({ side: writer.side, node: from }, taken, policyFor(schemas.flow.message));
  const decision = ask(node);
  if (decision.answer !== "not-contained") return null;
  // what is empty may be taken for left out: rather something else
  const other = decision.witness === "" ? ask(notEmpty(node)) : decision;
  const { witness } = other.answer === "not-contained" ? other : decision;
  return spelledOut(comparison, { side: writer.side, node }, taken, witness);
}

/** The value if its text is refused too, else one of the writing side whose text is; null where none is found. */
export function spelledOut({ judge }: Comparison, writer: Schema, reader: Schema, value: unknown): Shown | null {
  const policy = policyFor("request");
  if (typeof value !== "number" && typeof value !== "boolean") return { value };
  if (judge.accepts(reader, String(value), policy) !== true) return { value };
  for (const text of [INTEGER_TEXT, NUMBER_TEXT]) {
    const refused = judge.decide({ side: writer.side, node: made(writer.node, text, "text") }, reader, policy);
    if (refused.answer !== "not-contained" || typeof refused.witness !== "string") continue;
    const number = Number(refused.witness);
    if (judge.accepts(writer, number, policy) === true) return { value: number };
  }
  return null;
}

/** True where an edit is only about a number or a boolean, whose text the other side takes. */
export function isReadAsText({ judge }: Comparison, { value, edit }: Core): boolean {
  if (typeof value !== "number" && typeof value !== "boolean") return false;
  return judge.accepts(edit.reader, String(value), policyFor("request")) === true;
}

/** A schema that takes what one of two schemas of a side takes; the first alone where they cannot be joined. */
function eitherOf(comparison: Comparison, first: Schema, second: Schema): Schema {
  const [one, other] = [comparison.judge.embed(first), comparison.judge.embed(second)];
  if (one === null || other === null) return first;
  return { side: second.side, node: made(second.node, { anyOf: [one, other] }, JSON.stringify([one, other])) };
}
