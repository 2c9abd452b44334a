import type { Direction, Level, Surface } from "../../core/finding.ts";
import type { Draft } from "../../core/kind.ts";
import type { Place, Side } from "../../core/place.ts";
import { otherSide } from "../../core/place.ts";
import type { Tolerance } from "../../core/verdict.ts";
import type { NamedType } from "./compare-changed.ts";
import type { Graph, Sides } from "./compare-graph.ts";
import { type Element, placeOf } from "./places.ts";
import { ruleOf } from "./rules/index.ts";
import type { ProtoSeed } from "./seed.ts";

/** A comparison under way: the two sides, what meets, and what was found so far. */
export interface Comparing extends Sides {
  readonly graph: Graph;
  readonly tolerances: ReadonlySet<Tolerance>;
  readonly drafts: Draft<ProtoSeed>[];
}

/** A draft as the comparers write it down: the sentence and the places follow. */
export interface Found {
  readonly rule: string;
  readonly level: Level;
  readonly surface: Surface;
  readonly directions: readonly Direction[];
  readonly element: string;
  /** The side that writes, calls, or is compiled against the other. */
  readonly writer: Side;
  readonly at: Readonly<Record<Side, At | null>>;
  /** What the sentence calls the two sides; also the fragments of the fingerprint, unless given apart. */
  readonly before: string;
  readonly after: string;
  readonly operations?: readonly string[];
  readonly tolerance?: Tolerance;
  readonly seed: ProtoSeed | null;
  /** True where it is about something that the writer does not write. */
  readonly isUnwritten?: true;
  /** Names that buf gives to this very case, where the row names several. */
  readonly buf?: readonly string[];
}

/** An element, and a part of it by field numbers of its descriptor. */
export interface At {
  readonly element: Element;
  readonly detail?: readonly number[];
}

/**
 * The name that a file of one side has on the other: its own, unless both inputs are one file each, which is then
 * the same file whatever it is called.
 */
export function partnerName({ models }: Sides, side: Side, name: string): string {
  const [own, others] = [models[side].own, models[otherSide(side)].own];
  const [only] = others;
  return own.size === 1 && others.size === 1 && only !== undefined && own.has(name) ? only : name;
}

/** The types of one side that are declared otherwise than on the other: nothing in the rest can differ. */
export const changedTypes = ({ changed }: Comparing, side: Side): Iterable<NamedType> => changed[side].types;

/**
 * The types that both sides have under one name and declare otherwise, where one of the inputs holds them itself: the other
 * may merely import the file that declares them there.
 */
export function* keptTypes({ models, changed }: Comparing): Iterable<readonly [before: NamedType, after: NamedType]> {
  for (const type of changed.before.types) {
    const partner = models.after.registry.get(type.typeName);
    if (partner?.kind === type.kind) yield [type, partner];
  }
  for (const type of changed.after.types) {
    const partner = models.before.registry.get(type.typeName);
    if (partner?.kind === type.kind && !changed.before.types.has(partner)) yield [partner, type];
  }
}

/** What a sentence calls the two sides. */
export const SIDE_NAMES: Readonly<Record<Side, string>> = { before: "the old version", after: "the new version" };

/** Writes a finding down, once per direction. */
export function report(comparing: Comparing, found: Found): void {
  const rule = ruleOf(found.rule);
  const words = {
    element: found.element,
    before: found.before,
    after: found.after,
    writer: SIDE_NAMES[found.writer],
    reader: SIDE_NAMES[otherSide(found.writer)],
    isUnwritten: found.isUnwritten === true,
  };
  const operations = found.operations ?? [];
  const [before, after] = [place(comparing, "before", found.at.before), place(comparing, "after", found.at.after)];
  const message = rule.say(words);
  for (const direction of found.directions) {
    comparing.drafts.push({
      rule: found.rule,
      level: found.level,
      direction,
      surface: found.surface,
      operation: operations.length === 1 ? (operations[0] ?? null) : null,
      ...(operations.length > 1 && { operations }),
      element: found.element,
      before,
      after,
      message,
      fragments: { before: found.before, after: found.after },
      ...(found.tolerance && { tolerance: found.tolerance }),
      ...(found.buf && { peers: { buf: found.buf, oasdiff: [] } }),
      seed: found.seed,
    });
  }
}

const place = (comparing: Comparing, side: Side, at: At | null): Place | null =>
  at && placeOf(comparing.models[side], at.element, at.detail);

/** The name to use for what is called otherwise on the two sides: the same whichever side is the old one. */
export const commonName = (before: string, after: string): string => (before < after ? before : after);

/** The two ways in which peers of the two versions meet, each from the side that acts. */
export const FLOWS: readonly { readonly writer: Side; readonly direction: Direction }[] = [
  { writer: "before", direction: "backward" },
  { writer: "after", direction: "forward" },
];
