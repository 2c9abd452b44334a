import { isObject } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Step } from "../compare/schema-focus.ts";
import { addressOf, child, elements, type Node, refOf } from "../node.ts";
import { polish } from "../proof/polish.ts";
import { isAnnotation } from "../roles.ts";
import { type Alone, refutes } from "./alone.ts";
import { constrain } from "./constrain.ts";
import { policyFor, type Schema } from "./judge.ts";
import type { Ground, Leasts } from "./least.ts";

/** One pair of facing schemas on the way from a whole message to an edit. */
export interface Stop {
  readonly writer: Node;
  readonly reader: Node;
  /** How the next stop is reached from here: null where it speaks of the same value; absent at the last one. */
  readonly step?: Step | null;
  /** The whole that may take what the next stop refuses, where that is one branch of it. */
  readonly within?: Node;
}

/** An edit at the end of a way, with a value there that it makes the other side refuse. */
export interface Carried {
  readonly core: {
    readonly edit: Alone;
    readonly value?: unknown;
    readonly found?: unknown;
    readonly plain?: true | undefined;
  };
  readonly stops: readonly Stop[];
}

/**
 * A value of the first stop's writing side that holds the offending one and that its reading side refuses: built from
 * the end of the way to its beginning, each part once for all ways that share it; null where that does not work out.
 */
export type Carry = (side: Side, view: "request" | "response", carried: Carried) => Part | null;

/** A value that one side allows and the other refuses: there is one, and it is put together when it is wanted. */
export interface Part {
  readonly value: unknown;
}

function partOf(make: () => unknown): Part {
  let made: { readonly value: unknown } | null = null;
  return {
    get value() {
      made ??= { value: make() };
      return made.value;
    },
  };
}

/** Keywords that leave a declared property alone with its own schema. */
const PLAIN: ReadonlySet<string> = new Set([
  ...["type", "properties", "required", "additionalProperties", "items", "nullable"],
  ...["readOnly", "writeOnly", "default", "deprecated", "xml"],
]);

/** Keywords beside a choice that say nothing. */
const CHOICE: ReadonlySet<string> = new Set(["readOnly", "writeOnly", "default", "deprecated", "xml"]);

/** Opens a carrier. */
export function openCarry({ judge, follow }: Ground, leasts: Leasts): Carry {
  const known = new WeakMap<object, Map<string, Part | null>>();

  return (side, view, { core, stops }) => {
    const { edit } = core;
    const kept = known.get(core) ?? new Map<string, Part | null>();
    known.set(core, kept);
    const policy = policyFor(view);
    const own = (node: Node): Schema => ({ side, node });
    const far = (node: Node): Schema => ({ side: otherSide(side), node });
    const shows = ({ writer, reader }: Stop, next: unknown): boolean =>
      refutes(judge, { writer: own(writer), reader: far(reader) }, next, policy);

    /** What the engine finds for a stop where the plain way does not work out. */
    const found = ({ writer, reader, step }: Stop, below: unknown): Part | null => {
      const narrowed = own(constrain(writer, step ? [step] : [], below));
      const decision = judge.decide(narrowed, far(reader), policy);
      if (decision.answer !== "not-contained") return null;
      const whole = polish(decision.witness, writer, follow[side], (next) => shows({ writer, reader }, next));
      return { value: whole };
    };

    const nice = (stop: Stop, value: unknown): unknown =>
      polish(value, stop.writer, follow[side], (next) => shows(stop, next));

    const last = (stop: Stop): Part | null => {
      if (isCertain(core, stop)) return partOf(() => nice(stop, core.value));
      const part = smallest(core, (value) => shows(stop, value));
      if (part !== null) return partOf(() => nice(stop, part.value));
      const whole = nice(stop, core.value);
      return shows(stop, whole) ? { value: whole } : found(stop, core.value);
    };

    const around = (stop: Stop, next: Stop | undefined, below: Part): Part | null => {
      const whole = wrapped(stop, below);
      if (whole !== null && isPlain(stop)) return whole;
      const others = otherBranches(stop, next, follow[otherSide(side)]);
      if (others?.every((branch) => judge.accepts(far(branch), below.value, policy) === false)) return below;
      return whole !== null && shows(stop, whole.value) ? whole : found(stop, below.value);
    };

    /** A value of one branch that no other branch of the reading side takes either. */
    const throughout = (stop: Stop, branch: Stop): Part | null => {
      if (stop.within === undefined) return null;
      const decision = judge.decide(own(branch.writer), far(stop.within), policy);
      if (decision.answer !== "not-contained") return null;
      const { found: larger } = decision;
      const isOne = (value: unknown) => judge.accepts(edit.reader, value, policy) === false && shows(stop, value);
      return smallest(
        {
          found: larger,
          get value() {
            return decision.witness;
          },
        },
        isOne,
      );
    };

    const wrapped = ({ writer, step }: Stop, below: Part): Part | null => {
      if (step === null || step === undefined) return below;
      if (step.type === "items") return partOf(() => [below.value]);
      const base = leasts(own(writer), view);
      return base?.isObject ? partOf(() => Object.assign({}, base.value, { [step.name]: below.value })) : null;
    };

    const keys = keysOf(stops);
    const at = (index: number): Part | null => {
      const [stop, key] = [stops[index], keys[index]];
      if (stop === undefined || key === undefined) return null;
      const old = kept.get(key);
      if (old !== undefined) return old;
      const below = index === stops.length - 1 ? null : at(index + 1);
      const next = stops[index + 1];
      const plain = next === undefined ? last(stop) : below && around(stop, next, below);
      const made = plain ?? (next && index === stops.length - 2 ? throughout(stop, next) : null);
      kept.set(key, made);
      return made;
    };
    return at(0);
  };
}

/**
 * A value that passes, if one of the two does: the small one if it does, which is asked once somebody wants to see it.
 * To make it small takes many times as long as to judge what it is made from.
 */
function smallest(core: Pick<Carried["core"], "value" | "found">, passes: (value: unknown) => boolean): Part | null {
  const { found } = core;
  if (found !== undefined && passes(found)) return partOf(() => (passes(core.value) ? core.value : found));
  return passes(core.value) ? { value: core.value } : null;
}

/** Names what is left of a way from each of its stops on. */
function keysOf(stops: readonly Stop[]): readonly string[] {
  let key = "";
  const keys = stops.toReversed().map(({ writer, reader }) => {
    key = `${addressOf(writer)}\n${addressOf(reader)}\n${key}`;
    return key;
  });
  return keys.reverse();
}

/** Is the value refused where the edit was made, for a member that the reading side describes there? */
function isCertain({ edit, plain }: Carried["core"], { writer, reader }: Stop): boolean {
  const { added } = edit;
  if (plain !== true || added === undefined || edit.writer.node.value !== writer.value) return false;
  return child(child(reader, "properties"), added.name)?.value === added.schema.node.value && refOf(reader) === null;
}

/** The last stop that only plain steps lead to: what is refused there is refused as a whole. */
export function decidingStop(stops: readonly Stop[]) {
  const index = stops.findIndex((stop) => !isPlain(stop));
  const stop = stops[index];
  if (stop === undefined) return null;
  return { steps: stops.slice(0, index).flatMap(({ step }) => step ?? []), writer: stop.writer, reader: stop.reader };
}

/** Does the step lead to a declared property, or to elements, that only one schema speaks of, on both sides? */
function isPlain({ writer, reader, step }: Stop): boolean {
  if (step === null || step === undefined) return false;
  const below = (node: Node): Node | null =>
    step.type === "items" ? child(node, "items") : child(child(node, "properties"), step.name);
  return [writer, reader].every(
    (node) =>
      isObject(node.value) &&
      Object.keys(node.value).every((key) => PLAIN.has(key) || isAnnotation("plain", key)) &&
      isObject(below(node)?.value),
  );
}

/** The other branches of a reading side that is nothing but a choice, where the writing side is one too; else null. */
function otherBranches({ writer, reader, step }: Stop, next: Stop | undefined, follow: (node: Node) => Node) {
  if (step !== null || next === undefined) return null;
  const choice = (node: Node): boolean =>
    isObject(node.value) &&
    Object.keys(node.value).every((key) => key === "anyOf" || CHOICE.has(key) || isAnnotation("plain", key));
  if (!choice(writer) || !choice(reader)) return null;
  const branches = elements(child(reader, "anyOf")).map(follow);
  return branches.filter((branch) => addressOf(branch) !== addressOf(next.reader));
}
