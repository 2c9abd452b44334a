import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import { type Base, baseAt, basesOf, isHeir } from "../heirs.ts";
import { isXml } from "../media.ts";
import type { Api } from "../model.ts";
import { addressOf, child, elements, type Node, refOf } from "../node.ts";
import { peersOfEdit } from "../rules/schemas.ts";
import { type Judge, policyFor } from "../schemas/judge.ts";
import { behind, below } from "./below.ts";
import { type Comparison, type Emission, followIn, hopIn, type OperationPair } from "./comparison.ts";
import { bodyAs, type Choice, type Holder, holding, partsOf } from "./heir-bodies.ts";
import type { Step } from "./schema-focus.ts";
import { elementOf, type SchemaPair } from "./schema-pair.ts";
import { compareSchemas } from "./schemas.ts";
import { shown } from "./shown.ts";
import { joined, type Twin } from "./twin.ts";

/** More pairs of schemas are not looked at; said where it is so. */
const REACH = 1_000_000;

/** Below so many heirs inside each other no bodies are written. */
const NESTED = 8;

/** What more than so many bodies hold is not proved any more. */
const BODIES = 5_000;

/** In at most so many places of one body something is looked for to say of two heirs. */
const PLACES = 16;

/** The name of a member that no property describes. */
const ANY = "*";

/** No schema at all: what is contained in it is nothing. */
const NOTHING: Node = { value: { not: {} }, file: "", pointer: "", made: "nothing" };

/** Two schemas below those of a body, and how they are reached. */
interface Reached extends Twin {
  readonly label: string;
  /** Null where no steps lead there. */
  readonly steps: readonly Step[] | null;
  /** The heirs that were chosen on the way. */
  readonly choices: readonly Choice[];
  /** False for what an heir says of the same value: it was chosen already. */
  readonly isOpen: boolean;
}

/** The two schemas of a body, a parameter or a header, and what holds them. */
interface Bodies {
  readonly schemas: SchemaPair;
  readonly holders: Readonly<Record<Side, Holder>>;
  /** In how many places nothing was to say of two heirs; none where something was said. */
  readonly silent: Map<string, number>;
  /** Schemas whose heirs need no second look. */
  readonly settled: Set<string>;
}

const differing = new WeakMap<Judge, boolean>();

/** Does any schema that only a discriminator leads to differ, where discriminators select? */
export function heirsDiffer(comparison: Comparison): boolean {
  const { judge, before, after } = comparison;
  if (!judge.selects || before === after) return false;
  const known = differing.get(judge) ?? anyDiffers(comparison);
  differing.set(judge, known);
  return known;
}

function anyDiffers(comparison: Comparison): boolean {
  const [old, next] = SIDES.map((side) => named(comparison[side]));
  if (old === undefined || next === undefined || old.size !== next.size) return true;
  return [...old].some(([name, base]) => {
    const other = next.get(name);
    return other === undefined || base.property !== other.property || !sameHeirs(comparison, base, other);
  });
}

/** The bases of a side, by what they are called on either side. */
const named = (api: Api): ReadonlyMap<string, Base> =>
  new Map(
    [...basesOf(api)].map(([address, base]) => {
      const at = address.indexOf("#");
      return [`${api.documents.nameOf(address.slice(0, at))}${address.slice(at)}`, base];
    }),
  );

const sameHeirs = (comparison: Comparison, before: Base, after: Base): boolean =>
  before.heirs.size === after.heirs.size &&
  [...before.heirs].every(([value, node]) => isSame(comparison, node, after.heirs.get(value) ?? null));

const isSame = ({ alike, same }: Comparison, before: Node, after: Node | null): boolean => alike && same(before, after);

/**
 * A body, parameter or header that a schema with heirs describes, at its top or inside, may be any of them: each is
 * compared with its namesake as if it asked for it by name. Where a schema is inherited from says nothing more of the value.
 */
export function compareHeirs(
  comparison: Comparison,
  schemas: SchemaPair,
  holders: Readonly<Record<Side, Holder>>,
): void {
  if (!heirsDiffer(comparison)) return;
  const bodies = { schemas, holders, silent: new Map<string, number>(), settled: new Set<string>() };
  const { before, after } = schemas;
  const queue: Reached[] = [{ before, after, label: "", steps: [], choices: [], isOpen: true }];
  const seen = new Set<string>();
  const counts = countsOf(comparison);
  for (let index = 0; index < queue.length; index += 1) {
    const reached = queue[index];
    if (reached === undefined) return;
    counts.pairs += 1;
    if (counts.pairs > REACH) {
      emitOpen(comparison, schemas, reached, "more schemas than are looked through may be chosen by discriminators");
      return;
    }
    const at = { ...reached, ...followed(comparison, reached) };
    const heirs = chosen(comparison, bodies, at); // what is around a place may leave no room for some of them
    if (!isSeen(seen, at)) queue.push(...heirs, ...linked(comparison, at));
  }
}

/** Was it looked at before, as freely and as well known? If not, it is now. */
function isSeen(seen: Set<string>, { before, after, isOpen, steps }: Reached): boolean {
  const key = `${addressOf(before)} ${addressOf(after)}`;
  const isKnown = steps !== null;
  const better = [isOpen, true].flatMap((open) => [isKnown, true].map((known) => `${key} ${open} ${known}`));
  if (better.some((each) => seen.has(each))) return true;
  seen.add(`${key} ${isOpen} ${isKnown}`);
  return false;
}

/** The schemas below. */
function linked(comparison: Comparison, at: Reached): readonly Reached[] {
  const isChosen = !at.isOpen || isHeir(comparison.before, at.before) || isHeir(comparison.after, at.after);
  const hops = { before: hopIn(comparison.before), after: hopIn(comparison.after) };
  return [...below(at), ...behind(at, hops)].map(({ step, label, ...twin }): Reached => {
    const known =
      step === "unknown" && label === ANY && isForOthers(at) ? ({ type: "property", name: ANY } as const) : step;
    return {
      ...twin,
      label: joined(at.label, label),
      steps: known === "unknown" || at.steps === null ? null : [...at.steps, ...(known === null ? [] : [known])],
      choices: at.choices,
      isOpen: !isChosen || step !== null,
    };
  });
}

/** Do both sides describe a member of that name as they do all that have no description? */
const isForOthers = (twin: Twin): boolean =>
  SIDES.every(
    (side) =>
      child(twin[side], "additionalProperties") !== null &&
      child(twin[side], "patternProperties") === null &&
      child(child(twin[side], "properties"), ANY) === null,
  );

const followed = (comparison: Comparison, twin: Twin): Twin => ({
  before: unwrapped(comparison.before, twin.before),
  after: unwrapped(comparison.after, twin.after),
});

/** Where references lead, also those that stand in an `allOf` alone, so that something can be said beside them. */
function unwrapped(api: Api, start: Node): Node {
  const node = followIn(api)(start);
  const [only, ...others] = elements(child(node, "allOf"));
  if (only === undefined || refOf(only) === null || others.length > 0 || isHeir(api, node)) return node;
  return HOLDERS.some((keyword) => child(node, keyword) !== null) ? node : followIn(api)(only);
}

/** Keywords that hold schemas that may lead to others. */
const HOLDERS = ["properties", "patternProperties", "additionalProperties", "items", "oneOf", "anyOf"];

/** Compares the heirs of two schemas, and gives them to be looked through. */
function chosen(comparison: Comparison, bodies: Bodies, at: Reached): readonly Reached[] {
  const [old, next] = [baseAt(comparison.before, at.before), baseAt(comparison.after, at.after)];
  const bases = { before: addressOf(at.before), after: addressOf(at.after) };
  const keyOf = (isKnown: boolean): string => `${bases.before} ${bases.after} ${isKnown}`;
  const key = keyOf(at.steps !== null);
  if (!at.isOpen || old === null || next === null) return [];
  if (bodies.settled.has(key) || bodies.settled.has(keyOf(true))) return [];
  bodies.settled.add(key);
  compareValues(comparison, bodies, at, { before: old, after: next });
  return [...old.heirs].flatMap(([value, before]): readonly Reached[] => {
    const after = next.heirs.get(value);
    if (after === undefined) return [];
    const properties = { before: old.property, after: next.property };
    const choice: Choice = { before, after, value, steps: at.steps ?? [], properties, bases };
    const choices = [...at.choices, choice];
    const differs = old.property !== next.property || !isSame(comparison, before, after);
    if (differs && !isSettled(comparison, bodies, at, choices)) bodies.settled.delete(key);
    const inside = choices.length > NESTED ? { steps: null } : { choices };
    return [{ ...at, before, after, ...inside, isOpen: false }];
  });
}

/** Compares two heirs unless that was done. Is nothing left to be said of them? */
function isSettled(comparison: Comparison, bodies: Bodies, at: Reached, choices: readonly Choice[]): boolean {
  const choice = choices.at(-1);
  if (choice === undefined) return true;
  const key = `${addressOf(choice.before)} ${addressOf(choice.after)} ${choice.value} ${at.steps !== null}`;
  const places = (bodies.silent.get(key) ?? 0) + 1;
  if (places > PLACES) return true;
  const counts = countsOf(comparison);
  const { emissions } = counts;
  compareChoices(counts.comparison, bodies, at, choices);
  const isSaid = counts.emissions > emissions;
  bodies.silent.set(key, isSaid ? PLACES : places);
  return isSaid || places === PLACES;
}

/** What was done in one comparison: pairs looked at, bodies compared, and what was said through `comparison`. */
interface Counts {
  pairs: number;
  bodies: number;
  emissions: number;
  readonly comparison: Comparison;
}

const allCounts = new WeakMap<Comparison, Counts>();

function countsOf(comparison: Comparison): Counts {
  const known = allCounts.get(comparison);
  if (known) return known;
  const emit = (emission: Emission): void => {
    counts.emissions += 1;
    comparison.emit(emission);
  };
  const counts: Counts = { pairs: 0, bodies: 0, emissions: 0, comparison: { ...comparison, emit } };
  allCounts.set(comparison, counts);
  allCounts.set(counts.comparison, counts);
  return counts;
}

/** Compares the bodies in which the choices are made: the last of them differs. */
function compareChoices(
  comparison: Comparison,
  { schemas, holders }: Bodies,
  at: Reached,
  choices: readonly Choice[],
): void {
  const [before, after] = SIDES.map((side) => bodyAs(comparison[side], schemas[side], choices, side));
  const counts = countsOf(comparison);
  counts.bodies += 1;
  const part = `${schemas.part || schemas.what} as ${choices.map(({ value }) => value).join(" with ")}`;
  const isXmlBody = SIDES.some((side) => hasRoot(holders[side])); // whose outermost element is called after the base
  const isWritten = (side: Side, node: Node): boolean =>
    choices.every(({ steps }) => steps.every((step) => step.type === "items" || step.name !== ANY)) ||
    comparison.judge.decide({ side, node }, { side, node: NOTHING }, policyFor(schemas.flow.message)).answer ===
      "not-contained";
  const isOpen = !before || !after || !isWritten("before", before) || !isWritten("after", after);
  if (at.steps === null || isOpen || isXmlBody || counts.bodies > BODIES) {
    leaveOpen(comparison, { ...schemas, part }, at, choices);
    return;
  }
  const operations: OperationPair = {
    ...schemas.operations,
    before: holding(schemas.operations.before, holders.before, before),
    after: holding(schemas.operations.after, holders.after, after),
  };
  compareSchemas(comparison, { ...schemas, operations, before, after, part, chosen: true });
}

const hasRoot = (holder: Holder): boolean => "type" in holder && isXml(holder.type);

/** Where no whole body can be written: an heir that may break is named. */
function leaveOpen(comparison: Comparison, schemas: SchemaPair, at: Reached, choices: readonly Choice[]): void {
  const choice = choices.at(-1);
  if (choice === undefined) return;
  for (const writer of SIDES) {
    const [own, other] = [writer, otherSide(writer)].map((side: Side) => {
      const node = choice[side];
      return {
        side,
        node: { ...node, value: { allOf: partsOf(node.file, choice, side) }, made: `as ${choice.value}` },
      };
    });
    if (!own || !other) continue;
    const { answer } = comparison.judge.decide(own, other, policyFor(schemas.flow.message));
    if (answer === "contained") continue;
    const why = `${choice.value}, which its discriminator may choose, takes other values now`;
    emitOpen(comparison, schemas, { ...choice, label: at.label }, why, writer);
  }
}

function emitOpen(
  comparison: Comparison,
  schemas: SchemaPair,
  at: Twin & Pick<Reached, "label">,
  next: string,
  ...writers: readonly Side[]
): void {
  for (const writer of writers.length > 0 ? writers : SIDES) {
    comparison.emit({
      rule: `${schemas.position}.schema-changed`,
      writer,
      flow: schemas.flow,
      level: "undecided",
      pair: schemas.operations,
      element: elementOf(schemas, at.label),
      before: at.before,
      after: at.after,
      what: at.label === "" ? schemas.what : at.label,
      mark: next,
      part: schemas.part,
      old: "",
      next,
      focus: null,
    });
  }
}

/** The other side may not know whose name it reads: it takes the value for what all have in common, or not at all. */
function compareValues(
  comparison: Comparison,
  { schemas }: Bodies,
  at: Reached,
  bases: Readonly<Record<Side, Base>>,
): void {
  const values = { before: [...bases.before.heirs.keys()].sort(), after: [...bases.after.heirs.keys()].sort() };
  const discriminators = { before: child(at.before, "discriminator"), after: child(at.after, "discriminator") };
  for (const writer of SIDES) {
    if (values[writer].every((value) => bases[otherSide(writer)].heirs.has(value))) continue;
    comparison.emit({
      rule: `${schemas.position}.discriminator-changed`,
      writer,
      flow: schemas.flow,
      level: "risky",
      pair: schemas.operations,
      element: elementOf(schemas, at.label),
      before: discriminators.before ?? at.before,
      after: discriminators.after ?? at.after,
      what: at.label === "" ? schemas.what : at.label,
      mark: "",
      part: schemas.part,
      old: shown(values.before),
      next: shown(values.after),
      peers: {
        buf: [],
        oasdiff: peersOfEdit(schemas.position, "discriminator-changed", at.label !== "", discriminators),
      },
      focus: null,
      fragments: values,
    });
  }
}
