import { isObject } from "../../../core/json.ts";
import { bySide, otherSide, SIDES, type Side } from "../../../core/place.ts";
import type { Decision } from "../../../json-schema/answer.ts";
import { partDefaults, partTerm, stylesParts, writingOf } from "../encoding.ts";
import { concreteType, isMultipart } from "../media.ts";
import { addressOf, child, elements, members, type Node } from "../node.ts";
import { policyFor } from "../schemas/judge.ts";
import type { Comparison } from "./comparison.ts";
import type { ContentPair } from "./contents.ts";
import { inside } from "./forms.ts";
import type { SchemaFocus } from "./schema-focus.ts";
import type { SchemaPair } from "./schema-pair.ts";
import { textual } from "./textual.ts";
import { writable } from "./wire.ts";

/** One property of a form or multipart body on both sides: what its schema and its encoding are. */
interface Field {
  readonly name: string;
  readonly schema: Readonly<Record<Side, Node | null>>;
  readonly encoding: Readonly<Record<Side, Node | null>>;
}

/** What a difference of encodings does to the requests of one side. */
type Effect = { readonly focus: SchemaFocus | null } | null;

/**
 * Compares how the properties of a form or multipart body are written (OpenAPI 3.1, 4.8.15). Encodings count in
 * requests only, and only for properties that the schema has.
 */
export function compareEncodings(comparison: Comparison, contents: ContentPair, schemas: SchemaPair): void {
  const { before, after, flow } = contents;
  if (flow.message === "response" || comparison.same(before.encoding, after.encoding)) return;
  const names = new Set([...members(before.encoding), ...members(after.encoding)].map(([name]) => name));
  for (const name of names) {
    const of = (side: Side): Node | null => propertyOf(comparison, side, schemas[side], name);
    const field: Field = {
      name,
      schema: { before: of("before"), after: of("after") },
      encoding: { before: child(before.encoding, name), after: child(after.encoding, name) },
    };
    if (field.schema.before === null && field.schema.after === null) continue;
    if (comparison.same(field.encoding.before, field.encoding.after)) continue;
    for (const writer of SIDES) compareField(comparison, contents, schemas, field, writer);
  }
}

/** A property of the schema itself, or of a branch of it, the nearest first. */
function propertyOf(comparison: Comparison, side: Side, schema: Node, name: string): Node | null {
  const { follow } = comparison[side].documents;
  const parts = [follow(schema)];
  const seen = new Set<string>();
  for (const part of parts) {
    if (seen.has(addressOf(part))) continue;
    seen.add(addressOf(part));
    const found = child(child(part, "properties"), name);
    if (found !== null) return follow(found);
    parts.push(...BRANCHES.flatMap((keyword) => [...elements(child(part, keyword))]).map(follow));
    parts.push(...CONDITIONS.flatMap((keyword) => child(part, keyword) ?? []).map(follow));
  }
  return null;
}

/** Keywords that hold schemas about the same value. */
const BRANCHES = ["allOf", "anyOf", "oneOf"];
const CONDITIONS = ["then", "else"];

function compareField(
  comparison: Comparison,
  contents: ContentPair,
  schemas: SchemaPair,
  field: Field,
  writer: Side,
): void {
  const effect = isMultipart(contents.after.type)
    ? effectOnPart(comparison, schemas, field, writer)
    : effectOnField(schemas, field, writer);
  if (effect === null) return;
  const [before, after] = [field.encoding.before, field.encoding.after];
  comparison.emit({
    rule: "request.encoding-changed",
    writer,
    flow: contents.flow,
    level: effect.focus === null ? "undecided" : "breaking",
    pair: contents.operations,
    element: `${contents.element}.${field.name} encoding`,
    before: before ?? contents.before.node,
    after: after ?? contents.after.node,
    what: field.name,
    focus: effect.focus,
    fragments: { before: before?.value, after: after?.value },
  });
}

/** A part is refused where its media type is not among those that are asked for, or a header that is asked for is missing. */
function effectOnPart(comparison: Comparison, schemas: SchemaPair, field: Field, writer: Side): Effect {
  const reader = otherSide(writer);
  const [own, asked] = [partTerm(field.encoding[writer]), partTerm(field.encoding[reader])];
  const schema = field.schema[writer] ?? field.schema[reader];
  if (asked.types !== undefined) {
    const sent = own.types ?? partDefaults(schema, comparison[writer].documents);
    if (sent === null) return { focus: null };
    const [refused] = sent.flatMap((type) => concreteType(type, asked.types) ?? []);
    if (refused !== undefined) return { focus: focusOn(schemas, field, { type: refused }) };
  }
  const missing = asked.headers.find((name) => !own.headers.includes(name));
  if (missing !== undefined) return { focus: focusOn(schemas, field, {}) };
  return headerEffect(comparison, schemas, field, writer) ?? styleEffect(comparison, schemas, field, writer);
}

/** A header of a part that both sides describe: what one may put there is to be taken by the other. */
function headerEffect(comparison: Comparison, schemas: SchemaPair, field: Field, writer: Side): Effect {
  const reader = otherSide(writer);
  const described = (side: Side) =>
    new Map(
      members(child(field.encoding[side], "headers")).flatMap(([name, node]) => {
        const schema = child(comparison[side].documents.follow(node), "schema");
        return schema === null ? [] : [[name.toLowerCase(), schema] as const];
      }),
    );
  const asked = described(reader);
  for (const [name, own] of described(writer)) {
    const other = asked.get(name);
    if (other === undefined || comparison.same(own, other)) continue;
    const decision = decideText(comparison, writer, own, other);
    if (decision.answer === "contained") continue;
    if (decision.answer === "undecided") return { focus: null };
    const both = bySide(writer, own, other);
    return { focus: focusOn(schemas, field, { header: { name, value: decision.witness, schemas: both } }) };
  }
  return null;
}

/** Is every text that one side may write for its schema one that the other takes? */
function decideText(comparison: Comparison, writer: Side, own: Node, other: Node): Decision {
  const side = otherSide(writer);
  const follow = { before: comparison.before.documents.follow, after: comparison.after.documents.follow };
  const read = textual({ judge: comparison.judge, side, serializations: null, follow }, other, own);
  return comparison.judge.decide({ side: writer, node: writable(own) }, { side, node: read }, policyFor("request"));
}

/** Styles count for parts from OpenAPI 3.1 on; before, each element of a list is a part, whatever they say. */
function styleEffect(
  comparison: Comparison,
  schemas: SchemaPair,
  { name, encoding, schema }: Field,
  writer: Side,
): Effect {
  const way = (side: Side): string => {
    const said = stylesParts(comparison[side]) ? unmarked(encoding[side]) : null;
    return writingOf(said, schema[side] ?? schema[otherSide(side)]);
  };
  const [own, other] = [way(writer), way(otherSide(writer))];
  if (own === other) return null;
  if (!/^(text|repeated|joined .)$/.test(own) || !/^(text|repeated|joined .)$/.test(other)) return { focus: null };
  const steps = [{ type: "property", name } as const, ...inside(schema[writer])];
  return { focus: { type: "schema", spot: schemas.spot, schemas, steps, misread: true } };
}

/** Without its media type, which is judged apart. */
const unmarked = (encoding: Node | null): Node | null =>
  encoding === null || !isObject(encoding.value)
    ? encoding
    : { ...encoding, value: { ...encoding.value, contentType: undefined }, made: "unmarked" };

const focusOn = (
  schemas: SchemaPair,
  { name }: Field,
  part: Omit<NonNullable<SchemaFocus["part"]>, "name">,
): SchemaFocus => ({
  type: "schema",
  spot: schemas.spot,
  schemas,
  steps: [{ type: "property", name }],
  part: { name, ...part },
});

/** A field of a form that is written another way is read as another value. */
function effectOnField(schemas: SchemaPair, field: Field, writer: Side): Effect {
  const way = (side: Side) => writingOf(field.encoding[side], field.schema[side] ?? field.schema[otherSide(side)]);
  const [own, other] = [way(writer), way(otherSide(writer))];
  if (own === other) return null;
  if (!READABLE.test(own) || !READABLE.test(other)) return { focus: null };
  const steps = [{ type: "property", name: field.name } as const, ...inside(field.schema[writer])];
  return { focus: { type: "schema", spot: schemas.spot, schemas, steps, misread: true } };
}

/** The ways that witnesses can be written and read in. */
const READABLE = /^(text|repeated|joined .|brackets|json)$/;
