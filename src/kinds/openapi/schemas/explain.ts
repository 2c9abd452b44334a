import { isObject } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Forgiven } from "../../../core/reading.ts";
import type { Tolerance } from "../../../core/verdict.ts";
import type { Decision } from "../../../json-schema/answer.ts";
import type { Step } from "../compare/schema-focus.ts";
import { addressOf, type Node } from "../node.ts";
import { appliedBelow, appliedEdits } from "./applied-edits.ts";
import type { Below, Edit, Facing } from "./edit.ts";
import { forgivenBy } from "./forgive.ts";
import { type Judge, policyFor } from "./judge.ts";
import { objectBelow, objectEdits } from "./object-edits.ts";
import { scalarEdits } from "./scalar-edits.ts";

/** One edit that may break, at the schema where it was made. */
export interface Core {
  readonly edit: Edit;
  /** A value of the writing side's schema there that the edit makes the other side refuse; absent: not known. */
  readonly value?: unknown;
  /** Why nothing was proved, where nothing was. */
  readonly open: string | null;
  /** What makes it no break, if anything does. */
  readonly forgiven: Forgiven | null;
}

/** What explains that one schema is not contained in another: edits made right here, and schemas below. */
export interface Explanation {
  readonly cores: readonly Core[];
  readonly below: readonly { readonly link: Below; readonly key: string; readonly hidden: boolean }[];
}

/** A core, and the way to it from the schema that was asked about. */
export interface Traced {
  readonly core: Core;
  readonly steps: readonly Step[];
  /** `owner.login`, `tags[].name`. */
  readonly label: string;
  /** The way to the property around it that such a message should not carry: readOnly in requests, writeOnly in responses. */
  readonly hidden: readonly Step[] | null;
}

/** A pair of schemas that is to be looked at, and the way to it. */
interface Stop extends Omit<Traced, "core"> {
  readonly key: string;
}

/** What explaining needs. */
export interface Surroundings {
  readonly judge: Judge;
  readonly same: Facing["same"];
  readonly follow: Readonly<Record<Side, (node: Node) => Node>>;
  readonly tolerances: readonly Tolerance[];
}

/** Finds the edits behind a broken containment; every pair of schemas is looked at once. */
export interface Explainer {
  /** Is every value of the writing side's schema one of the other side's? */
  decide(side: Side, writer: Node, reader: Node, view: "request" | "response"): Decision;
  /** The edits that explain why not, each with the shortest way to it. */
  trace(side: Side, writer: Node, reader: Node, view: "request" | "response"): readonly Traced[];
  /** What forgives a strict break, or null. */
  forgivenBy(edit: Pick<Edit, "writer" | "reader" | "change">, view: "request" | "response"): Forgiven | null;
}

/** At most this many pairs of schemas below one are looked at. */
const REACH = 2_000;

/** At most this many steps down. */
const DEPTH = 100;

/** Opens an explainer. */
export function openExplainer(surroundings: Surroundings): Explainer {
  const { judge, follow } = surroundings;
  const known = new Map<string, Explanation>();
  const decided = new Map<string, Decision>();
  const parts = new Map<string, readonly [Side, Node, Node, "request" | "response"]>();
  const keyOf = (side: Side, writer: Node, reader: Node, view: string): string =>
    `${side} ${view} ${addressOf(writer)} ${addressOf(reader)}`;

  const decide = (side: Side, from: Node, to: Node, view: "request" | "response"): Decision => {
    const [writer, reader] = [follow[side](from), follow[otherSide(side)](to)];
    const key = keyOf(side, writer, reader, view);
    const old = decided.get(key);
    if (old) return old;
    const answer = judge.decide({ side, node: writer }, { side: otherSide(side), node: reader }, policyFor(view));
    decided.set(key, answer);
    return answer;
  };

  const facingOf = (side: Side, writer: Node, reader: Node, view: "request" | "response"): Facing | null => {
    const [own, other] = [follow[side](writer), follow[otherSide(side)](reader)];
    const [w, r] = [own.value, other.value];
    const asObject = (value: unknown) => (value === true ? {} : isObject(value) ? value : null);
    const [left, right] = [asObject(w), asObject(r)];
    if (left === null || right === null) return null;
    return {
      judge,
      same: surroundings.same,
      view,
      side,
      writer: own,
      reader: other,
      w: left,
      r: right,
      follow: { writer: follow[side], reader: follow[otherSide(side)] },
    };
  };

  const explain = (key: string): Explanation => {
    const old = known.get(key);
    if (old) return old;
    const part = parts.get(key);
    const facing = part ? facingOf(...part) : null;
    const made = facing === null ? { cores: [], below: [] } : look(facing);
    known.set(key, made);
    return made;
  };

  const look = (facing: Facing): Explanation => {
    const { side, view } = facing;
    const edits = [...scalarEdits(facing), ...objectEdits(facing), ...appliedEdits(facing)];
    const cores = edits.flatMap((edit) => coreOf(surroundings, edit, view));
    const below = [...objectBelow(facing), ...appliedBelow(facing)].flatMap((link) => {
      const [before, after] = side === "before" ? [link.writer, link.reader] : [link.reader, link.writer];
      if (surroundings.same(before, after)) return [];
      if (decide(side, link.writer, link.reader, view).answer === "contained") return [];
      if (link.within && decide(side, link.writer, link.within, view).answer === "contained") return [];
      const [own, other] = [facing.follow.writer(link.writer), facing.follow.reader(link.reader)];
      const key = keyOf(side, own, other, view);
      parts.set(key, [side, own, other, view]);
      const hidden = link.step?.type === "property" && isHidden(own, view);
      return [{ link, key, hidden }];
    });
    return { cores, below };
  };

  return {
    decide,
    forgivenBy: (edit, view) => forgivenBy(surroundings, edit, view),
    trace(side, writer, reader, view) {
      const [own, other] = [follow[side](writer), follow[otherSide(side)](reader)];
      const root = keyOf(side, own, other, view);
      parts.set(root, [side, own, other, view]);
      return walk({ key: root, steps: [], label: "", hidden: null }, explain);
    },
  };
}

/** Looks at every pair of schemas below one, breadth first: once, and once more where it is met without being hidden. */
function walk(root: Stop, explain: (key: string) => Explanation): readonly Traced[] {
  const found = new Map<Core, Traced>();
  const seen = new Set([root.key]);
  let level: readonly Stop[] = [root];
  for (let depth = 0; level.length > 0 && depth < DEPTH && seen.size < REACH; depth += 1) {
    const next: Stop[] = [];
    for (const { key, steps, label, hidden } of level) {
      const { cores, below } = explain(key);
      for (const core of cores) {
        if (hidden !== null && found.has(core)) continue;
        found.set(core, { core, steps, label: joinLabel(label, core.edit.label), hidden });
      }
      for (const each of below) {
        const way = each.link.step === null ? steps : [...steps, each.link.step];
        const around = hidden ?? (each.hidden ? way : null);
        const mark = around === null ? each.key : `${each.key} hidden`;
        if (seen.has(mark) || seen.has(each.key)) continue;
        seen.add(mark);
        next.push({ key: each.key, steps: way, label: joinLabel(label, each.link.label), hidden: around });
      }
    }
    level = next;
  }
  return [...found.values()];
}

const isHidden = ({ value }: Node, view: "request" | "response"): boolean =>
  isObject(value) && value[view === "request" ? "readOnly" : "writeOnly"] === true;

const joinLabel = (label: string, more: string): string =>
  label === "" || more === "" || more.startsWith("[") ? label + more : `${label}.${more}`;

/** Applies one edit alone. Contained: it breaks nothing. */
function coreOf(surroundings: Surroundings, edit: Edit, view: "request" | "response"): readonly Core[] {
  const decision = surroundings.judge.decide(edit.writer, edit.reader, policyFor(view));
  if (decision.answer === "contained") return [];
  if (decision.answer === "undecided") {
    return [{ edit, open: `${decision.reason.code}: ${decision.reason.detail}`, forgiven: null }];
  }
  return [{ edit, value: decision.witness, open: null, forgiven: forgivenBy(surroundings, edit, view) }];
}
