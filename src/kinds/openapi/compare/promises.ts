import type { Level, Peers } from "../../../core/finding.ts";
import { STABILITIES } from "../../../core/kind.ts";
import { child, type Node } from "../node.ts";
import { findRow } from "../rules/index.ts";
import { fittingPeers } from "../rules/peers.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST } from "./flow.ts";
import { type Grace, graceOf } from "./grace.ts";
import { DATE, type Promising } from "./promising.ts";
import { shown } from "./shown.ts";

/** Levels of `x-stability-level`, the weakest first; what says nothing is stable. */
const LEVELS: readonly unknown[] = STABILITIES;

/** Compares what is promised about the future: sunset dates while deprecated, and stability levels. */
export function comparePromises(comparison: Comparison, operations: OperationPair, thing: Promising): void {
  compareDeprecated(comparison, operations, thing);
  compareSunset(comparison, operations, thing);
  compareStability(comparison, operations, thing);
}

function compareDeprecated(comparison: Comparison, operations: OperationPair, thing: Promising): void {
  const [before, after] = [child(thing.before, "deprecated"), child(thing.after, "deprecated")];
  const [was, is] = [before?.value === true, after?.value === true];
  if (was === is) return;
  const sunset = is ? child(thing.after, "x-sunset") : null;
  comparison.emit({
    rule: `${thing.owner}.${is ? "deprecated" : "reactivated"}`,
    writer: "before",
    flow: REQUEST,
    level: "safe",
    ...peersFor(thing, is ? "deprecated" : "reactivated"),
    ...(sunset && { next: `, until ${shown(sunset.value)}` }),
    ...(is && graceOf(comparison, operations, thing, "set")),
    pair: operations,
    element: thing.owner === "operation" ? "deprecated" : thing.element,
    before: (thing.owner === "operation" ? null : before) ?? thing.before,
    after: (thing.owner === "operation" ? null : after) ?? thing.after,
    what: thing.what,
    focus: null,
    fragments: { before: was, after: is },
  });
}

function compareSunset(comparison: Comparison, operations: OperationPair, thing: Promising): void {
  const [before, after] = [child(thing.before, "x-sunset"), child(thing.after, "x-sunset")];
  const deprecated = child(thing.after, "deprecated")?.value === true;
  if (!deprecated || String(before?.value) === String(after?.value)) return;
  const emit = emitter(comparison, operations, thing, before, after);
  const readable = (node: Node | null): boolean => node === null || DATE.test(String(node.value));
  if (!readable(before) || !readable(after)) emit("sunset-unreadable", "breaking");
  else if (after === null)
    emit("sunset-removed", child(thing.before, "deprecated")?.value === true ? "breaking" : "safe");
  else if (before === null) {
    const isNew = child(thing.before, "deprecated")?.value !== true; // then that is said of the deprecation
    if (!isNew) emit("sunset-added", "safe", graceOf(comparison, operations, thing, "set"));
  } else if (dayOf(after) < dayOf(before)) emit("sunset-earlier", "breaking");
  else emit("sunset-later", "safe", graceOf(comparison, operations, thing, "changed"));
}

const dayOf = (node: Node): string => String(node.value).slice(0, 10);

function compareStability(comparison: Comparison, operations: OperationPair, thing: Promising): void {
  const [before, after] = [child(thing.before, "x-stability-level"), child(thing.after, "x-stability-level")];
  if (before?.value === after?.value) return;
  const emit = emitter(comparison, operations, thing, before, after);
  const rank = (node: Node | null): number => (node === null ? LEVELS.length - 1 : LEVELS.indexOf(node.value));
  if (rank(before) < 0 && rank(after) === LEVELS.length - 1) emit("stability-unreadable", "safe");
  else if (rank(before) < 0 || rank(after) < 0) emit("stability-unreadable", "breaking");
  else if (rank(after) < rank(before)) emit("stability-lowered", "breaking");
  else if (rank(after) > rank(before)) emit("stability-raised", "safe");
}

/** Of the names that oasdiff gives to a promise those for what carries a property, and for a sunset date that comes with it. */
function peersFor({ owner, message, after }: Promising, change: string): { readonly peers: Peers } {
  const names = findRow(`openapi.${owner}.${change}`).peers.oasdiff;
  const about = names.filter((name) => message === undefined || name.startsWith(`${message}-`));
  return { peers: { buf: [], oasdiff: fittingPeers(about, child(after, "x-sunset") !== null && "sunset") } };
}

const emitter =
  (comparison: Comparison, operations: OperationPair, thing: Promising, before: Node | null, after: Node | null) =>
  (change: string, level: Level, grace: Grace | null = null): void =>
    comparison.emit({
      rule: `${thing.owner}.${change}`,
      writer: "before",
      flow: REQUEST,
      level,
      ...peersFor(thing, change),
      pair: operations,
      element: thing.element,
      before: before ?? thing.before,
      after: after ?? thing.after,
      what: thing.what,
      old: before === null ? "none" : shown(before.value),
      next: after === null ? "none" : shown(after.value),
      ...(grace && { ...grace, next: `${after === null ? "none" : shown(after.value)}${grace.next}` }),
      focus: null,
      fragments: { before: before?.value, after: after?.value },
    });
