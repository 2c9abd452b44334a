import type { Peers } from "../../../core/finding.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Forgiven } from "../../../core/reading.ts";
import type { Decision } from "../../../json-schema/answer.ts";
import type { Node } from "../node.ts";
import { type Position, peersOf } from "../rules/schemas.ts";
import { constrain } from "../schemas/constrain.ts";
import type { Core, Traced } from "../schemas/explain.ts";
import { forgivingPolicy } from "../schemas/forgive.ts";
import { policyFor } from "../schemas/judge.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { type Flow, SIDES } from "./flow.ts";
import type { SchemaFocus, Spot } from "./schema-focus.ts";
import { sendable, textual } from "./wire.ts";

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
  /** True where values travel as texts: parameters and headers that are not written as JSON. */
  readonly text?: boolean;
}

/** Compares two schemas in both directions: one finding for each edit that explains why one is not in the other. */
export function compareSchemas(comparison: Comparison, schemas: SchemaPair): void {
  const { before, after, flow } = schemas;
  if (comparison.alike && comparison.same(before, after)) return;
  for (const writer of SIDES) {
    const decision = decide(comparison, schemas, writer);
    if (decision.answer === "contained") continue;
    const traced = comparison.explainer.trace(writer, schemas[writer], schemas[otherSide(writer)], flow.message);
    const said = traced.filter((found) => emitTraced(comparison, schemas, writer, found));
    const proved = said.some(({ core }) => core.open === null);
    if (decision.answer === "not-contained" && !proved) emitWhole(comparison, schemas, writer, decision.witness);
    const forgiven = said.flatMap(({ core }) => core.forgiven ?? []);
    if (said.length > 0 && forgiven.length === said.length) checkForgiven(comparison, schemas, writer, forgiven);
    if (decision.answer === "undecided" && said.length === 0) {
      emitOpen(comparison, schemas, writer, `${decision.reason.code}: ${decision.reason.detail}`);
    }
  }
  comparison.schemas.push(schemas);
}

/** Each edit alone is forgiven; is the whole forgiven by the same tolerances? If not, that is said of the whole. */
function checkForgiven(comparison: Comparison, schemas: SchemaPair, writer: Side, forgiven: readonly Forgiven[]): void {
  const { message } = schemas.flow;
  const own = { side: writer, node: schemas.text === true ? sendable(schemas[writer]) : schemas[writer] };
  const other = { side: otherSide(writer), node: readerOnWire(comparison, schemas, writer) };
  const decision = comparison.judge.decide(own, other, forgivingPolicy(forgiven, message));
  if (decision.answer === "not-contained") emitWhole(comparison, schemas, writer, decision.witness);
  if (decision.answer === "undecided") {
    emitOpen(comparison, schemas, writer, `${decision.reason.code}: ${decision.reason.detail}`);
  }
}

/** Is everything that one side may send at this spot read by the other? */
function decide(comparison: Comparison, schemas: SchemaPair, writer: Side): Decision {
  const { message } = schemas.flow;
  const [own, other] = [schemas[writer], schemas[otherSide(writer)]];
  if (schemas.text !== true) return comparison.explainer.decide(writer, own, other, message);
  const reader = { side: otherSide(writer), node: readerOnWire(comparison, schemas, writer) };
  return comparison.judge.decide({ side: writer, node: sendable(own) }, reader, policyFor(message));
}

function readerOnWire(comparison: Comparison, schemas: SchemaPair, writer: Side): Node {
  const side = otherSide(writer);
  if (schemas.text !== true) return schemas[side];
  return textual(comparison.judge, side, schemas[side], comparison[side].documents.follow);
}

/** Emits an edit if it shows in the whole value; false if something around it makes up for it. */
function emitTraced(comparison: Comparison, schemas: SchemaPair, writer: Side, traced: Traced): boolean {
  const { core, steps, label } = traced;
  const focus: SchemaFocus | null =
    core.open === null ? { type: "schema", spot: schemas.spot, schemas, steps, value: core.value } : null;
  const seen = focus === null ? "unknown" : shows(comparison, schemas, writer, core, focus);
  if (seen === "no") return false;
  const { places, wrote, reads } = core.edit;
  const [old, next] = writer === "before" ? [wrote, reads] : [reads, wrote];
  comparison.emit({
    rule: `${schemas.position}.${core.edit.change}`,
    writer,
    flow: schemas.flow,
    level: seen === "unknown" ? "undecided" : core.forgiven === null ? "breaking" : "risky",
    pair: schemas.operations,
    element: elementOf(schemas, label),
    before: writer === "before" ? places.writer : places.reader,
    after: writer === "after" ? places.writer : places.reader,
    what: label === "" ? schemas.what : label,
    mark: core.edit.label,
    part: schemas.part,
    old,
    next,
    ...(core.forgiven !== null && { forgiven: core.forgiven }),
    peers: peersFor(schemas.position, core, writer, label),
    focus: seen === "unknown" ? null : focus,
    fragments: { before: old, after: next },
  });
  return true;
}

/** `response.200.body.owner.login`, `response.200.body[].id`. */
export const elementOf = (schemas: SchemaPair, label: string): string =>
  label === "" || label.startsWith("[") ? schemas.element + label : `${schemas.element}.${label}`;

const proofs = new WeakMap<Comparison, Set<Core>>();

/**
 * Does a whole value of the writing side hold the offending one, and does the reading side refuse it whole? Once an
 * edit has shown itself in one place it is believed in the others that lead to it.
 */
function shows(
  comparison: Comparison,
  schemas: SchemaPair,
  writer: Side,
  core: Core,
  focus: SchemaFocus,
): "yes" | "no" | "unknown" {
  const proved = proofs.get(comparison) ?? new Set<Core>();
  proofs.set(comparison, proved);
  if (proved.has(core)) return "yes";
  const base = schemas.text === true ? sendable(schemas[writer]) : schemas[writer];
  const own = { side: writer, node: constrain(base, focus.steps, core.value) };
  const other = { side: otherSide(writer), node: readerOnWire(comparison, schemas, writer) };
  const decision = comparison.judge.decide(own, other, policyFor(schemas.flow.message));
  if (decision.answer === "undecided") return "unknown";
  if (decision.answer === "contained") return "no";
  proved.add(core);
  return "yes";
}

/** The names of oasdiff for an edit, as the two documents show it. */
function peersFor(position: Position, core: Core, writer: Side, label: string): Peers {
  const change = writer === "before" ? core.edit.change : mirrored(core.edit.change);
  return { buf: [], oasdiff: peersOf(position, change, label !== "") };
}

const OPPOSITES: Readonly<Record<string, string>> = {
  added: "removed",
  removed: "added",
  decreased: "increased",
  increased: "decreased",
  shrunk: "grown",
  grown: "shrunk",
  narrowed: "widened",
  widened: "narrowed",
  required: "optional",
  optional: "required",
  refused: "allowed",
  allowed: "refused",
};

/** The same edit, made the other way round: the last word turns. */
function mirrored(change: string): string {
  if (change === "closed") return "opened";
  const at = change.lastIndexOf("-") + 1;
  const word = change.slice(at);
  return change.slice(0, at) + (OPPOSITES[word] ?? word);
}

/** No single edit shows it: the schemas as wholes. */
function emitWhole(comparison: Comparison, schemas: SchemaPair, writer: Side, value: unknown): void {
  const edit = {
    change: "schema-changed",
    writer: { side: writer, node: schemas[writer] },
    reader: { side: otherSide(writer), node: schemas[otherSide(writer)] },
  };
  const forgiven = comparison.explainer.forgivenBy(edit, schemas.flow.message);
  comparison.emit({
    ...wholeOf(schemas, writer),
    level: forgiven === null ? "breaking" : "risky",
    ...(forgiven !== null && { forgiven }),
    focus: { type: "schema", spot: schemas.spot, schemas, steps: [], value },
  });
}

function emitOpen(comparison: Comparison, schemas: SchemaPair, writer: Side, why: string): void {
  comparison.emit({ ...wholeOf(schemas, writer), level: "undecided", next: why, old: "?", focus: null });
}

const wholeOf = (schemas: SchemaPair, writer: Side) => ({
  rule: `${schemas.position}.schema-changed`,
  writer,
  flow: schemas.flow,
  pair: schemas.operations,
  element: schemas.element,
  before: schemas.before,
  after: schemas.after,
  what: schemas.what,
  part: schemas.part,
});
