import { isObject } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Forgiven } from "../../../core/reading.ts";
import type { Tolerance } from "../../../core/verdict.ts";
import type { Decision } from "../../../json-schema/answer.ts";
import type { Flow } from "../compare/flow.ts";
import type { Step } from "../compare/schema-focus.ts";
import { addressOf, type Node } from "../node.ts";
import { openEditJudge, type Shown } from "./alone.ts";
import { appliedBelow, appliedEdits } from "./applied-edits.ts";
import { type Carry, openCarry, type Stop } from "./carry.ts";
import { openStructure, type Structure } from "./contained.ts";
import type { Below, Edit, Facing } from "./edit.ts";
import { type Forgiving, forgivenBy } from "./forgive.ts";
import { type Judge, policyFor } from "./judge.ts";
import { openLeasts } from "./least.ts";
import { objectBelow, objectEdits } from "./object-edits.ts";
import type { Hop } from "./outline.ts";
import { scalarEdits } from "./scalar-edits.ts";

/** One edit that may break, at the schema where it was made. */
export interface Core {
  readonly edit: Edit;
  /** A value of the writing side's schema there that the edit makes the other side refuse; absent: not known. */
  readonly value?: unknown;
  /** One that it was made smaller from, where that is at hand: as good for whoever only judges it. */
  readonly found?: unknown;
  /** Why nothing was proved, where nothing was. */
  readonly open: string | null;
  /** What makes it no break, if anything does. */
  readonly forgiven: Forgiven | null;
  /** True where the other side refuses the value for one member alone, whatever else it asks for. */
  readonly plain?: true | undefined;
}

/** What explains that one schema is not contained in another: edits made right here, and schemas below. */
export interface Explanation {
  readonly cores: readonly Core[];
  readonly below: readonly {
    readonly link: Below;
    readonly spot: Spot;
    readonly here: Stop;
    readonly hidden: boolean;
  }[];
}

/** Two schemas that face each other, and what explains them once somebody has looked. */
interface Spot {
  readonly at: readonly [Side, Node, Node, Flow];
  explanation: Explanation | null;
}

/** A core, and the way to it from the schema that was asked about. */
export interface Traced {
  readonly core: Core;
  readonly steps: readonly Step[];
  /** `owner.login`, `tags[].name`. */
  readonly label: string;
  /** The way to the property around it that such a message should not carry: readOnly in requests, writeOnly in responses. */
  readonly hidden: readonly Step[] | null;
  /** Every pair of schemas on the way, the one of the core at the end. */
  readonly stops: readonly Stop[];
}

/** What explaining needs. */
export interface Surroundings {
  readonly judge: Judge;
  readonly same: Facing["same"];
  readonly follow: Readonly<Record<Side, (node: Node) => Node>>;
  /** The target of the reference of a node, whatever stands beside it; null where it is none. */
  readonly hop: Readonly<Record<Side, Hop>>;
  readonly tolerances: readonly Tolerance[];
  /** May some list of values be marked as one that may grow? */
  readonly marks: () => boolean;
}

/** Finds the edits behind a broken containment; every pair of schemas is looked at once. */
export interface Explainer {
  /** Is every value of the writing side's schema one of the other side's? */
  decide(side: Side, writer: Node, reader: Node, view: "request" | "response"): Decision;
  /** The same, proved part by part; false only means that it has to be decided. */
  readonly contained: Structure;
  /** A whole value that shows an edit. */
  readonly carry: Carry;
  /** The edits that explain why not, each with the shortest way to it; the same ones whenever the same is asked. */
  trace(side: Side, writer: Node, reader: Node, flow: Flow): readonly Traced[];
  /** What forgives a strict break, or null; `shown`: a value that may show it. */
  forgivenBy(edit: Pick<Edit, "writer" | "reader" | "change" | "added">, flow: Flow, shown?: Shown): Forgiven | null;
}

/** At most this many pairs of schemas below one are looked at. */
const REACH = 10_000;

/** At most this many steps down. */
const DEPTH = 100;

/** Opens an explainer. */
export function openExplainer(surroundings: Surroundings): Explainer {
  const { judge, follow } = surroundings;
  const contained = openStructure(surroundings);
  const leasts = openLeasts(surroundings);
  const edits = openEditJudge(surroundings, leasts);
  const forgiving: Forgiving = { edits, tolerances: surroundings.tolerances, marks: surroundings.marks };
  const carry = openCarry(surroundings, leasts);
  const decided = new Map<string, Decision>();
  const traces = new Map<string, readonly Traced[]>();
  const spots = new Map<string, Spot>();
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

  const facingOf = (side: Side, writer: Node, reader: Node, { message }: Flow): Facing | null => {
    const [own, other] = [follow[side](writer), follow[otherSide(side)](reader)];
    const [w, r] = [own.value, other.value];
    const asObject = (value: unknown) => (value === true ? {} : isObject(value) ? value : null);
    const [left, right] = [asObject(w), asObject(r)];
    if (left === null || right === null) return null;
    return {
      judge,
      same: surroundings.same,
      view: message,
      side,
      writer: own,
      reader: other,
      w: left,
      r: right,
      follow: { writer: follow[side], reader: follow[otherSide(side)] },
      hop: { writer: surroundings.hop[side], reader: surroundings.hop[otherSide(side)] },
    };
  };

  const spotOf = (...at: Spot["at"]): Spot => {
    const [side, writer, reader, flow] = at;
    const key = keyOf(side, writer, reader, nameOf(flow));
    const spot = spots.get(key) ?? { at, explanation: null };
    spots.set(key, spot);
    return spot;
  };

  const explain = (spot: Spot): Explanation => {
    if (spot.explanation) return spot.explanation;
    const facing = facingOf(...spot.at);
    spot.explanation = facing === null ? { cores: [], below: [] } : look(facing, spot.at[3]);
    return spot.explanation;
  };

  const look = (facing: Facing, flow: Flow): Explanation => {
    const { side, view } = facing;
    const found = [...scalarEdits(facing), ...objectEdits(facing), ...appliedEdits(facing)];
    const cores = found.flatMap((edit) => coreOf(forgiving, edit, flow));
    const below = [...objectBelow(facing), ...appliedBelow(facing)].flatMap((link) => {
      const [before, after] = side === "before" ? [link.writer, link.reader] : [link.reader, link.writer];
      if (surroundings.same(before, after)) return [];
      if (contained(side, link.writer, link.reader, policyFor(view))) return [];
      const [own, other] = [facing.follow.writer(link.writer), facing.follow.reader(link.reader)];
      const spot = spotOf(side, own, other, flow);
      const hidden = link.step?.type === "property" && isHidden(own, view);
      return [{ link, spot, here: { writer: own, reader: other }, hidden }];
    });
    return { cores, below };
  };

  /** Does something on the way make up for whatever differs at its end? */
  const isMadeUpFor = (side: Side, view: "request" | "response", stops: readonly Stop[]): boolean =>
    stops.some(({ writer, reader }) => decide(side, writer, reader, view).answer === "contained") ||
    stops.some(({ within }, index) => {
      const branch = stops[index + 1]?.writer;
      return within !== undefined && branch !== undefined && decide(side, branch, within, view).answer === "contained";
    });

  return {
    decide,
    contained,
    carry,
    forgivenBy: (edit, flow, shown) => forgivenBy(forgiving, edit, flow, shown),
    trace(side, writer, reader, flow) {
      const [own, other] = [follow[side](writer), follow[otherSide(side)](reader)];
      const root = keyOf(side, own, other, nameOf(flow));
      const old = traces.get(root);
      if (old) return old;
      const traced = walk(
        { spot: spotOf(side, own, other, flow), here: { writer: own, reader: other }, from: null, hidden: null },
        explain,
      );
      const left = traced.filter(({ core, stops }) => core.open === null || !isMadeUpFor(side, flow.message, stops));
      traces.set(root, left);
      return left;
    },
  };
}

/** A pair of schemas that is to be looked at, and how it was reached. */
interface Reached {
  readonly spot: Spot;
  readonly here: Stop;
  readonly from: { readonly reached: Reached; readonly link: Below } | null;
  /** The property around it that such a message should not carry. */
  readonly hidden: Reached | null;
}

/** Looks at every pair of schemas below one, breadth first: once, and once more where it is met without being hidden. */
function walk(root: Reached, explain: (spot: Spot) => Explanation): readonly Traced[] {
  const found = new Map<Core, Traced>();
  const seen = new Set([root.spot]);
  const veiled = new Set<Spot>();
  let level: readonly Reached[] = [root];
  for (let depth = 0; level.length > 0 && depth < DEPTH && seen.size + veiled.size < REACH; depth += 1) {
    const next: Reached[] = [];
    for (const reached of level) {
      const { cores, below } = explain(reached.spot);
      for (const core of cores) {
        if (reached.hidden === null || !found.has(core)) found.set(core, tracedTo(core, reached));
      }
      for (const { link, spot, here, hidden } of below) {
        const met = hidden || reached.hidden !== null ? veiled : seen;
        if (met.has(spot) || seen.has(spot)) continue;
        met.add(spot);
        const made: Reached = { spot, here, from: { reached, link }, hidden: reached.hidden };
        next.push(hidden && made.hidden === null ? { ...made, hidden: made } : made);
      }
    }
    level = next;
  }
  return [...found.values()];
}

/** The core with the way to it from the schema that was asked about. */
function tracedTo(core: Core, end: Reached): Traced {
  const links = linksTo(end);
  const label = [...links.map((link) => link.label), core.edit.label].reduce(joinLabel, "");
  const steps = stepsOf(links);
  const { hidden: name } = core.edit;
  const own = name === undefined ? null : [...steps, { type: "property", name } as const];
  return { core, steps, label, stops: stopsTo(end), hidden: end.hidden ? stepsOf(linksTo(end.hidden)) : own };
}

/** The links from the schema that was asked about. */
function linksTo(end: Reached): readonly Below[] {
  const links: Below[] = [];
  for (let at = end.from; at !== null; at = at.reached.from) links.push(at.link);
  return links.reverse();
}

const stepsOf = (links: readonly Below[]): readonly Step[] => links.flatMap(({ step }) => step ?? []);

function stopsTo(end: Reached): readonly Stop[] {
  const stops: Stop[] = [end.here];
  for (let at = end.from; at !== null; at = at.reached.from) {
    const { step, within } = at.link;
    stops.push({ ...at.reached.here, step, ...(within && { within }) });
  }
  return stops.reverse();
}

const isHidden = ({ value }: Node, view: "request" | "response"): boolean =>
  isObject(value) && value[view === "request" ? "readOnly" : "writeOnly"] === true;

const joinLabel = (label: string, more: string): string =>
  label === "" || more === "" || more.startsWith("[") ? label + more : `${label}.${more}`;

/** Who reads decides what is forgiven. */
const nameOf = ({ message, reversed }: Flow): string => (reversed ? `${message} reversed` : message);

/** Applies one edit alone. Contained: it breaks nothing. */
function coreOf(forgiving: Forgiving, edit: Edit, flow: Flow): readonly Core[] {
  const decision = forgiving.edits.decide(edit, policyFor(flow.message));
  if (decision.answer === "contained") return [];
  if (decision.answer === "undecided") {
    return [{ edit, open: `${decision.reason.code}: ${decision.reason.detail}`, forgiven: null }];
  }
  const forgiven = forgivenBy(forgiving, edit, flow, decision);
  const { plain } = decision;
  return [
    {
      edit,
      open: null,
      forgiven,
      plain,
      found: decision.found,
      get value() {
        return decision.witness;
      },
    },
  ];
}
