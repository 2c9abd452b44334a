import { canonicalJson } from "../../../core/json.ts";
import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import type { Forgiven } from "../../../core/reading.ts";
import type { Decision } from "../../../json-schema/answer.ts";
import { decidingStop, type Part } from "../schemas/carry.ts";
import { constrain } from "../schemas/constrain.ts";
import type { Core, Traced } from "../schemas/explain.ts";
import { policyFor, type Schema } from "../schemas/judge.ts";
import type { Focus } from "../seed.ts";
import {
  carriedValue,
  isInParts,
  isReadAsText,
  looselyAt,
  readAt,
  type Shown,
  sentAt,
  spelledOut,
  writtenAt,
} from "./carried.ts";
import type { Comparison, Emission } from "./comparison.ts";
import { excusedAll, isContained, isExcused, isWhole, noteOf, type Said } from "./excused.ts";
import { inside } from "./forms.ts";
import { peersFor } from "./peer-names.ts";
import { repetition } from "./repeated.ts";
import type { SchemaFocus } from "./schema-focus.ts";
import { elementOf, type SchemaPair } from "./schema-pair.ts";
import { selectedValue } from "./selected.ts";

/** Compares two schemas in both directions: one finding for each edit that explains why one is not in the other. */
export function compareSchemas(comparison: Comparison, schemas: SchemaPair): void {
  const { before, after } = schemas;
  if (comparison.alike && comparison.same(before, after)) return;
  const repeated = repetition(comparison, schemas);
  if (repeated.has()) return;
  let isSettled = true;
  for (const writer of SIDES) {
    const { answer, inEdits } = compareWay(comparison, schemas, writer);
    const isPlain = !isSelective(comparison, schemas, writer);
    if (!isPlain) compareWay(plainly(comparison, answer), schemas, writer);
    isSettled &&= inEdits && isPlain;
  }
  if (isSettled) repeated.add();
  comparison.schemas.push(schemas);
}

/** May a discriminator have selected something here? */
function isSelective({ judge }: Comparison, schemas: SchemaPair, writer: Side): boolean {
  const [own, other] = [writer, otherSide(writer)].map((side) => ({ side, node: schemas[side as Side] }) as const);
  if (!judge.selects || own === undefined || other === undefined) return false;
  return judge.isSelective(own, other, policyFor(schemas.flow.message));
}

/**
 * The comparison as plain JSON Schema sees it, which knows no discriminators: what only it sees is tolerated, what is
 * said already is not said again, and where something else breaks it says nothing of the whole.
 */
function plainly(comparison: Comparison, answer: Decision["answer"]): Comparison {
  const { judge, explainer } = comparison.plain;
  const emit = (emission: Emission): void => {
    const whole = emission.rule.endsWith(".schema-changed");
    if (emission.level === "undecided" || (whole && answer !== "contained")) return;
    const forgiven = emission.forgiven ?? { tolerance: "discriminator-selects" as const };
    comparison.emit({ ...emission, level: "risky", forgiven, judge, weak: true });
  };
  return { ...comparison, judge, explainer, emit };
}

/** What came of one way. `inEdits`: it holds, or all that was said is about edits, each of which shows. */
interface Seen {
  readonly answer: Decision["answer"];
  readonly inEdits: boolean;
}

const CONTAINED: Seen = { answer: "contained", inEdits: true };

/** What one side writes and the other reads. */
function compareWay(comparison: Comparison, schemas: SchemaPair, writer: Side): Seen {
  const { flow } = schemas;
  if (isContained(comparison, schemas, writer, policyFor(flow.message))) return CONTAINED;
  const traced = comparison.explainer.trace(writer, schemas[writer], schemas[otherSide(writer)], flow);
  const shown = traced.some((found) => wholeOf(comparison, schemas, writer, found) !== null);
  const decision = shown ? null : decide(comparison, schemas, writer);
  if (decision?.answer === "contained") return CONTAINED;
  const ways = traced.map((found) => emitTraced(comparison, schemas, writer, found));
  const said = traced.filter((_, index) => ways[index] !== "nothing");
  const proved = said.some(({ core }) => core.open === null);
  if (decision?.answer === "not-contained" && !proved) emitWhole(comparison, schemas, writer, decision);
  const isLeft =
    said.length > 0 && said.every(isExcused) && checkExcused(comparison, schemas, writer, { traced, said });
  if (decision?.answer === "undecided" && said.length === 0) {
    emitOpen(comparison, schemas, writer, `${decision.reason.code}: ${decision.reason.detail}`);
  }
  return {
    answer: decision?.answer ?? "not-contained",
    inEdits: ways.length > 0 && ways.every((way) => way === "shown") && !isLeft,
  };
}

/**
 * Each edit alone is excused; is the whole, by the same reasons? If not, that is said of the whole, and the answer is
 * true.
 */
function checkExcused(comparison: Comparison, schemas: SchemaPair, writer: Side, found: Said): boolean {
  const decision = excusedAll(comparison, schemas, writer, found);
  if (decision?.answer === "not-contained") emitWhole(comparison, schemas, writer, decision);
  if (decision?.answer === "undecided") {
    emitOpen(comparison, schemas, writer, `${decision.reason.code}: ${decision.reason.detail}`);
  }
  return decision !== null && decision.answer !== "contained";
}

const wholes = new WeakMap<Traced, { readonly part: Part | null }>();

/** A whole value that shows an edit, put together from the values of its parts; null where that takes the engine. */
function wholeOf(comparison: Comparison, schemas: SchemaPair, writer: Side, traced: Traced): Part | null {
  if (!isWhole(schemas) || traced.core.open !== null) return null;
  const known = wholes.get(traced) ?? { part: comparison.explainer.carry(writer, schemas.flow.message, traced) };
  wholes.set(traced, known);
  return known.part;
}

/** Is everything that one side may send at this spot read by the other? */
function decide(comparison: Comparison, schemas: SchemaPair, writer: Side): Decision {
  const { message } = schemas.flow;
  if (isWhole(schemas))
    return comparison.explainer.decide(writer, schemas[writer], schemas[otherSide(writer)], message);
  return comparison.judge.decide(sentAt(schemas, writer), readAt(comparison, schemas, writer), policyFor(message));
}

/** Emits an edit if it shows in the whole value, or may; `nothing` if something around it makes up for it. */
function emitTraced(
  comparison: Comparison,
  schemas: SchemaPair,
  writer: Side,
  traced: Traced,
): "shown" | "unknown" | "nothing" {
  const { core, label } = traced;
  const shown = shownBy(comparison, schemas, writer, traced);
  if (shown === "nothing") return "nothing";
  const { places, wrote, reads } = core.edit;
  const [old, next] = writer === "before" ? [wrote, reads] : [reads, wrote];
  const forgiven = core.forgiven ?? forgivenInParts(comparison, schemas, writer, traced);
  comparison.emit({
    rule: `${schemas.position}.${core.edit.change}`,
    writer,
    flow: schemas.flow,
    level: shown === "unknown" ? "undecided" : isExcused(traced) || forgiven !== null ? "risky" : "breaking",
    pair: schemas.operations,
    element: elementOf(schemas, label),
    before: writer === "before" ? places.writer : places.reader,
    after: writer === "after" ? places.writer : places.reader,
    what: (label === "" ? schemas.what : label) + noteOf(schemas, traced),
    mark: core.edit.label,
    part: schemas.part,
    old,
    next,
    ...(forgiven !== null && { forgiven }),
    get peers() {
      return peersFor(comparison, schemas, writer, traced); // of many operations that an edit is met in, one is asked
    },
    focus: shown === "unknown" ? null : shown,
    ...(shown !== "unknown" && schemas.text === true && traced.steps.length === 0 && alsoMisread(schemas)),
    ...(shown !== "unknown" && schemas.forms && { also: misreadForm(schemas, traced) }),
    fragments: { before: old, after: next },
  });
  return shown === "unknown" ? "unknown" : "shown";
}

/** Where only an empty object shows an edit, which no body in parts stands for: what forgives the bodies that are left. */
function forgivenInParts(
  { explainer }: Comparison,
  schemas: SchemaPair,
  writer: Side,
  { core: { edit, value }, steps }: Traced,
): Forgiven | null {
  if (!isInParts(schemas) || steps.length > 0 || canonicalJson(value ?? null) !== "{}") return null;
  const [own, other] = [looselyAt(schemas, writer), { side: otherSide(writer), node: schemas[otherSide(writer)] }];
  return explainer.forgivenBy({ change: edit.change, writer: own, reader: other }, schemas.flow);
}

/** A text that is not refused may still be read as another value. */
function alsoMisread({ spot, text }: SchemaPair): { readonly also?: Focus } {
  if (text !== true) return {};
  if (spot.type === "parameter") return { also: { type: "parameter-text", key: spot.key } };
  return spot.type === "header" ? { also: { type: "header-text", key: spot.key, status: spot.status } } : {};
}

/** The value of an edit if its text is refused too where it was made, else one whose text is; null where none is found. */
function spelledAt(comparison: Comparison, writer: Side, { core, stops }: Traced): Shown | null {
  const last = stops.at(-1);
  if (last === undefined || core.value === undefined) return null;
  const reader = { side: otherSide(writer), node: last.reader };
  return spelledOut(comparison, { side: writer, node: last.writer }, reader, core.value);
}

/** What is written there may be taken, and be read as something else. */
const misreadForm = ({ spot, before, after }: SchemaPair, { core, steps }: Traced): SchemaFocus => ({
  type: "schema",
  spot,
  schemas: { before, after },
  steps: [...steps, ...inside(core.edit.writer.node)],
  misread: true,
});

const proofs = new WeakMap<Comparison, Set<Core>>();

/**
 * Does a whole value of the writing side hold the offending one, and does the reading side refuse it whole? Once an
 * edit has shown itself in one place it is believed in the others that lead to it. What the witness is to show then;
 * `unknown` also where the values that show it have no agreed form as texts.
 */
function shownBy(
  comparison: Comparison,
  schemas: SchemaPair,
  writer: Side,
  traced: Traced,
): SchemaFocus | "unknown" | "nothing" {
  const { core } = traced;
  if (core.open !== null) return "unknown";
  const { spot, flow } = schemas;
  const proved = proofs.get(comparison) ?? new Set<Core>();
  proofs.set(comparison, proved);
  const isKnown = proved.has(core) && isWhole(schemas);
  if (isKnown || wholeOf(comparison, schemas, writer, traced) !== null) {
    proved.add(core);
    const { before, after } = schemas;
    return {
      type: "schema",
      spot,
      schemas: { before, after },
      steps: traced.steps,
      get value() {
        return core.value;
      },
      get whole() {
        const whole = wholeOf(comparison, schemas, writer, traced); // of many operations few are asked
        const at = decidingStop(traced.stops);
        return whole === null ? undefined : { ...whole, ...(at && { at }) };
      },
    };
  }
  const { steps } = traced;
  const other = readAt(comparison, schemas, writer);
  const holds = (own: Schema, value: unknown) =>
    comparison.judge.decide(
      { side: writer, node: constrain(own.node, steps, value) },
      other,
      policyFor(schemas.flow.message),
    ).answer;
  const written = writtenAt(schemas, writer);
  const around = { before: schemas.before, after: schemas.after, [writer]: written.node, [other.side]: other.node };
  const focus = (value: unknown): SchemaFocus => ({ type: "schema", spot, schemas: around, steps, value });
  const carried =
    (schemas.forms && spelledAt(comparison, writer, traced)) ?? carriedValue(comparison, schemas, core, steps.length);
  if (carried !== null && proved.has(core)) return focus(carried.value);
  const answer = carried === null ? "contained" : holds(written, carried.value);
  const selects = comparison.judge.selects && comparison.judge.isSelective(written, other, policyFor(flow.message));
  const isChosen = schemas.chosen === true && !isExcused(traced); // what excuses an edit alone may not excuse the whole
  if (answer === "contained" && schemas.text !== true && (selects || schemas.forms || isChosen)) {
    const value = selectedValue(comparison, written, other, { core, steps }, policyFor(flow.message));
    if (value !== undefined) return focus(value);
  }
  if (answer === "not-contained") {
    proved.add(core);
    return focus(carried?.value);
  }
  if (answer === "undecided") return "unknown";
  if (schemas.text !== true || isReadAsText(comparison, core)) return "nothing";
  return holds(sentAt(schemas, writer), core.value) === "contained" ? "nothing" : "unknown";
}

type Refuted = Extract<Decision, { readonly answer: "not-contained" }>;

/** No single edit shows it: the schemas as wholes. */
function emitWhole(comparison: Comparison, schemas: SchemaPair, writer: Side, found: Refuted): void {
  const [own, other] = [writtenAt(schemas, writer), readAt(comparison, schemas, writer)];
  const edit = { change: "schema-changed", writer: looselyAt(schemas, writer), reader: other };
  const forgiven = comparison.explainer.forgivenBy(edit, schemas.flow, found);
  const written = schemas.text === true ? comparison.judge.decide(own, other, policyFor(schemas.flow.message)) : null;
  const shown = written?.answer === "not-contained" ? spelledOut(comparison, own, other, written.witness) : null;
  const textless = written !== null && shown === null;
  if (textless && forgiven === null) {
    emitOpen(comparison, schemas, writer, "the values that differ have no agreed form as texts");
    return;
  }
  const around = { before: schemas.before, after: schemas.after, [own.side]: own.node, [other.side]: other.node };
  const focus: SchemaFocus = {
    type: "schema",
    spot: schemas.spot,
    schemas: around,
    steps: [],
    get value() {
      return shown === null ? found.witness : shown.value;
    },
  };
  comparison.emit({
    ...wholesOf(schemas, writer),
    level: forgiven === null ? "breaking" : "risky",
    ...(forgiven !== null && { forgiven }),
    focus: textless ? null : focus,
    ...alsoMisread(schemas),
  });
}

function emitOpen(comparison: Comparison, schemas: SchemaPair, writer: Side, why: string): void {
  comparison.emit({ ...wholesOf(schemas, writer), level: "undecided", next: why, old: "", focus: null });
}

const wholesOf = (schemas: SchemaPair, writer: Side) => ({
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
