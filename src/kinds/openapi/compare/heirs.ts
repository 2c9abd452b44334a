import { posix } from "node:path";
import { jsonObject } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import { isRemote } from "../documents.ts";
import { type Base, baseAt, basesOf, isHeir } from "../heirs.ts";
import { isXml } from "../media.ts";
import type { Api, Content, Operation } from "../model.ts";
import { addressOf, child, type Node } from "../node.ts";
import { around } from "../schemas/constrain.ts";
import { type Judge, policyFor } from "../schemas/judge.ts";
import { below } from "./below.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { SIDES } from "./flow.ts";
import type { Step } from "./schema-focus.ts";
import { compareSchemas, elementOf, type SchemaPair } from "./schemas.ts";
import { shown } from "./shown.ts";
import { joined, type Twin } from "./twin.ts";

/** More pairs of schemas below those of one body are not looked at. */
const REACH = 10_000;

/** At most so many schemas with heirs inside each other. */
const NESTED = 8;

/** What more than so many bodies hold is not proved any more. */
const BODIES = 5_000;

/** A value somewhere in a body, as one of the heirs of the schema that describes it. */
interface Choice extends Twin {
  readonly value: string;
  readonly steps: readonly Step[];
  readonly properties: Readonly<Record<Side, string>>;
  /** Addresses of what they build on. */
  readonly bases: Readonly<Record<Side, string>>;
}

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

/** The two schemas of a body, and what holds them. */
interface Bodies {
  readonly schemas: SchemaPair;
  readonly contents: Readonly<Record<Side, Content>>;
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
 * A body that a schema with heirs describes, at its top or inside, may be any of them: each is compared with its
 * namesake as if the body asked for it by name. Where a schema is inherited from says nothing more of the value.
 */
export function compareHeirs(
  comparison: Comparison,
  schemas: SchemaPair,
  contents: Readonly<Record<Side, Content>>,
): void {
  if (!heirsDiffer(comparison)) return;
  const bodies = { schemas, contents };
  const { before, after } = schemas;
  const queue: Reached[] = [{ before, after, label: "", steps: [], choices: [], isOpen: true }];
  const seen = new Set<string>();
  for (let index = 0; index < queue.length && index < REACH; index += 1) {
    const reached = queue[index];
    if (reached === undefined) return;
    const at = { ...reached, ...followed(comparison, reached) };
    const key = `${addressOf(at.before)} ${addressOf(at.after)}`;
    if (seen.has(key) && (!at.isOpen || seen.has(`${key} open`))) continue;
    seen.add(key).add(at.isOpen ? `${key} open` : key);
    queue.push(...chosen(comparison, bodies, at));
    const isChosen = !at.isOpen || isHeir(comparison.before, at.before) || isHeir(comparison.after, at.after);
    for (const { step, label, ...twin } of below(at)) {
      queue.push({
        ...twin,
        label: joined(at.label, label),
        steps: step === "unknown" || at.steps === null ? null : [...at.steps, ...(step === null ? [] : [step])],
        choices: at.choices,
        isOpen: !isChosen || step !== null,
      });
    }
  }
}

const followed = ({ before, after }: Comparison, twin: Twin): Twin => ({
  before: before.documents.follow(twin.before),
  after: after.documents.follow(twin.after),
});

/** Compares the heirs of two schemas, and gives them to be looked through. */
function chosen(comparison: Comparison, bodies: Bodies, at: Reached): readonly Reached[] {
  const [old, next] = [baseAt(comparison.before, at.before), baseAt(comparison.after, at.after)];
  if (!at.isOpen || old === null || next === null) return [];
  compareValues(comparison, bodies, at, { before: old, after: next });
  return [...old.heirs].flatMap(([value, before]): readonly Reached[] => {
    const after = next.heirs.get(value);
    if (after === undefined) return [];
    const properties = { before: old.property, after: next.property };
    const bases = { before: addressOf(at.before), after: addressOf(at.after) };
    const choice: Choice = { before, after, value, steps: at.steps ?? [], properties, bases };
    const choices = [...at.choices, choice];
    if (old.property !== next.property || !isSame(comparison, before, after)) {
      compareChoices(comparison, bodies, at, choices);
    }
    return choices.length > NESTED ? [] : [{ ...at, before, after, choices, isOpen: false }];
  });
}

const compared = new WeakMap<Judge, { count: number }>();

/** Compares the bodies in which the choices are made: the last of them differs. */
function compareChoices(
  comparison: Comparison,
  { schemas, contents }: Bodies,
  at: Reached,
  choices: readonly Choice[],
): void {
  const [before, after] = SIDES.map((side) => bodyAs(comparison[side], schemas[side], choices, side));
  const counter = compared.get(comparison.judge) ?? { count: 0 };
  compared.set(comparison.judge, counter);
  counter.count += 1;
  const part = `${schemas.part} as ${choices.map(({ value }) => value).join(" with ")}`;
  const isXmlBody = SIDES.some((side) => isXml(contents[side].type)); // whose outermost element is called after the base
  if (at.steps === null || !before || !after || isXmlBody || counter.count > BODIES) {
    leaveOpen(comparison, { ...schemas, part }, at, choices);
    return;
  }
  const operations: OperationPair = {
    ...schemas.operations,
    before: holding(schemas.operations.before, contents.before, before),
    after: holding(schemas.operations.after, contents.after, after),
  };
  compareSchemas(comparison, { ...schemas, operations, before, after, part, chosen: true });
}

/** The schema of a body, for values only that are what was chosen; null where no reference leads to that. */
function bodyAs(api: Api, root: Node, choices: readonly Choice[], side: Side): Node | null {
  const isReached = choices.every((choice) => {
    const target = api.documents.resolve(referenceTo(choice[side], root.file), root.file);
    return target !== null && addressOf(target) === addressOf(choice[side]);
  });
  if (!isReached) return null;
  const parts = choices.flatMap(({ steps, ...choice }): readonly unknown[] => {
    const inner = partsOf(root.file, choice, side);
    return steps.length === 0
      ? inner
      : [steps.reduceRight<Record<string, unknown>>((below, step) => around(step, below), { allOf: inner })];
  });
  const first = choices[0]?.bases[side];
  const isHeir = choices[0]?.steps.length === 0 && first === addressOf(api.documents.follow(root)); // and says all of it
  const made = `as ${JSON.stringify(choices.map(({ value, steps }) => [value, steps]))} ${root.made ?? ""}`;
  return { ...root, value: { allOf: isHeir ? parts : [root.value, ...parts] }, made };
}

/** An heir that says its name. */
function partsOf(file: string, choice: Omit<Choice, "steps">, side: Side): readonly Record<string, unknown>[] {
  const required = [...new Set(SIDES.map((each) => choice.properties[each]))]; // each side looks at its own
  const properties = jsonObject(required.map((name) => [name, { enum: [choice.value] }]));
  return [{ $ref: referenceTo(choice[side], file) }, { type: "object", required, properties }];
}

/** A reference that stands in a file. */
function referenceTo({ file, pointer }: Node, from: string): string {
  const fragment = pointer.includes("%") ? encodeURIComponent(pointer) : pointer;
  if (file === from) return `#${fragment}`;
  return `${isRemote(file) ? file : posix.relative(posix.dirname(from), file)}#${fragment}`;
}

/** The operation, with another schema for one of its bodies. */
function holding(operation: Operation | null, content: Content, schema: Node): Operation | null {
  if (operation === null) return null;
  const swapped = (contents: readonly Content[]): readonly Content[] =>
    contents.map((each) => (each === content ? { ...each, schema } : each));
  const { body, answers } = operation;
  return {
    ...operation,
    body: body && { ...body, contents: swapped(body.contents) },
    answers: answers.map((answer) => ({ ...answer, contents: swapped(answer.contents) })),
  };
}

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
    comparison.emit({
      rule: `${schemas.position}.schema-changed`,
      writer,
      flow: schemas.flow,
      level: "undecided",
      pair: schemas.operations,
      element: elementOf(schemas, at.label),
      before: choice.before,
      after: choice.after,
      what: at.label === "" ? schemas.what : at.label,
      mark: `as ${choice.value}`,
      part: schemas.part,
      old: "?",
      next: `${choice.value}, which its discriminator may choose, takes other values now`,
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
      focus: null,
      fragments: values,
    });
  }
}
