import type { Level } from "../../../core/finding.ts";
import { STABILITIES } from "../../../core/kind.ts";
import { child, type Node } from "../node.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST } from "./flow.ts";
import { shown } from "./shown.ts";

/** Something that lives on both sides and makes promises about its future. */
export interface Promising {
  readonly owner: "operation" | "parameter" | "property";
  readonly before: Node;
  readonly after: Node;
  readonly what: string;
  readonly element: string;
}

/** Levels of `x-stability-level`, the weakest first; what says nothing is stable. */
const LEVELS: readonly unknown[] = STABILITIES;

/** RFC 3339 dates, with or without a time. */
export const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([Tt ].*)?$/;

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
  comparison.emit({
    rule: `${thing.owner}.${is ? "deprecated" : "reactivated"}`,
    writer: "before",
    flow: REQUEST,
    level: "safe",
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
  else if (before === null) emit("sunset-added", "safe");
  else if (dayOf(after) < dayOf(before)) emit("sunset-earlier", "breaking");
  else emit("sunset-later", "safe");
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

const emitter =
  (comparison: Comparison, operations: OperationPair, thing: Promising, before: Node | null, after: Node | null) =>
  (change: string, level: Level): void =>
    comparison.emit({
      rule: `${thing.owner}.${change}`,
      writer: "before",
      flow: REQUEST,
      level,
      pair: operations,
      element: thing.element,
      before: before ?? thing.before,
      after: after ?? thing.after,
      what: thing.what,
      old: before === null ? "none" : shown(before.value),
      next: after === null ? "none" : shown(after.value),
      focus: null,
      fragments: { before: before?.value, after: after?.value },
    });
