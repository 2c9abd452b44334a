import type { Direction, Level, Peers } from "../../../core/finding.ts";
import type { CompareOptions, Draft } from "../../../core/kind.ts";
import type { Side } from "../../../core/place.ts";
import type { Forgiven } from "../../../core/reading.ts";
import type { Api, Operation } from "../model.ts";
import { addressOf, type Node, placeOf, refOf } from "../node.ts";
import { findRow } from "../rules/index.ts";
import type { Names } from "../rules/row.ts";
import { sameness } from "../same.ts";
import { type Explainer, openExplainer } from "../schemas/explain.ts";
import { type Judge, openJudge } from "../schemas/judge.ts";
import { openMarks } from "../schemas/marks.ts";
import type { Focus, Seed } from "../seed.ts";
import { directionOf, type Flow } from "./flow.ts";
import type { SchemaPair } from "./schema-pair.ts";
import { mayChange } from "./stability.ts";

/** An operation on both sides; null where a side does not have it. */
export interface OperationPair {
  readonly before: Operation | null;
  readonly after: Operation | null;
  /** True for callbacks and webhooks: the provider sends the request. */
  readonly reversed: boolean;
}

/** A difference, seen once for each side that may be the writing one. */
export interface Emission {
  /** The rule that describes the edit when the old side writes, without `openapi.`; else its mirror is taken. */
  readonly rule: string;
  readonly writer: Side;
  readonly flow: Flow;
  readonly level: Level;
  readonly pair: OperationPair;
  /** Path of the element inside its operation: `response.200.body.status`. */
  readonly element: string;
  readonly before: Node | null;
  readonly after: Node | null;
  readonly what: string;
  /** Tells edits at the same two places apart; `what` where it is absent. */
  readonly mark?: string;
  /** Which part of the operation: `the response 200`; empty for the operation itself. */
  readonly part?: string;
  readonly old?: string;
  readonly next?: string;
  /** What makes a break risky. */
  readonly forgiven?: Forgiven;
  readonly peers?: Peers;
  /** What the witness must show; null where none can exist. */
  readonly focus: Focus | null;
  /** What it may show instead, where that cannot be shown. */
  readonly also?: Focus;
  /** True where another emission about the same edit, at whatever level, says it better. */
  readonly weak?: boolean;
  /** Who judged it, where that is not the judge of the comparison. */
  readonly judge?: Judge;
  /** Source surface instead of HTTP. */
  readonly source?: boolean;
  /** Instead of the whole nodes, for the fingerprint. */
  readonly fragments?: { readonly before: unknown; readonly after: unknown };
}

/** Everything that comparing shares. */
export interface Comparison {
  readonly before: Api;
  readonly after: Api;
  readonly options: CompareOptions;
  /** Do two nodes say the same, annotations and names of reference targets apart? */
  readonly same: (a: Node | null, b: Node | null, role?: "plain" | "names") => boolean;
  /** True when both sides follow the same version, so that equal texts mean the same. */
  readonly alike: boolean;
  /** Every two schemas that differ, for what is looked at after all operations. */
  readonly schemas: SchemaPair[];
  readonly judge: Judge;
  readonly explainer: Explainer;
  /** The same without discriminators selecting the branches of unions; itself where they do not. */
  readonly plain: Pick<Comparison, "judge" | "explainer">;
  emit(emission: Emission): void;
}

/** What stands beside a reference counts from OpenAPI 3.1 on. */
export const followIn = ({ dialect, documents }: Api) =>
  dialect === "openapi-3.0" || dialect === "draft-07" ? documents.deref : documents.follow;

/** Where the reference of a node leads, whatever stands beside it. */
export const hopIn =
  ({ documents }: Api) =>
  (node: Node): Node | null => {
    const ref = refOf(node);
    return ref === null ? null : documents.resolve(ref, node.file);
  };

interface Group {
  readonly first: Emission;
  /** The edit, whatever its level. */
  readonly edit: string;
  readonly direction: Direction;
  readonly rule: string;
  /** The first of its operations, in order, each with how it is called, and where in them: what is said is said of them. */
  readonly leads: (readonly [call: string, emission: Emission])[];
  /** True where it was met in an operation that was promised to stay. */
  isPromised: boolean;
  /** Every operation it was met in, with what was said there if a better word may be said in some of them. */
  readonly calls: Map<string, Emission | null>;
  readonly operations: Set<string>;
}

/** At most this many operations are tried when a witness is built, each in this many places: one may hide what another shows. */
const SEED_LIMIT = { operations: 2, places: 3 };

/** Starts a comparison. `finish` merges what one edit caused in several operations, and finds the places. */
export function startComparison(
  before: Api,
  after: Api,
  options: CompareOptions,
): { readonly comparison: Comparison; finish(): readonly Draft<Seed>[] } {
  const groups = new Map<string, Group>();
  const emit = (said: Emission): void => {
    const emission = asWritten(said, before, after);
    const rule = ruleOf(emission);
    const direction = directionOf(emission.flow, emission.writer);
    const places = [address(emission.before), address(emission.after)];
    const edit = [rule, direction, emission.mark ?? emission.what, ...places].join("\n");
    const key = `${edit}\n${emission.level}\n${emission.weak === true}`;
    const group = groups.get(key) ?? newGroup(emission, edit, direction, rule);
    groups.set(key, group);
    meet(group, emission);
    group.isPromised ||= !mayChange(emission, direction, { before, after }, options);
  };
  const same = sameness(before.documents, after.documents);
  const judge = openJudge(before, after, same, options.tolerances.includes("discriminator-selects"));
  const meant: typeof same = judge.alike ? same : () => false;
  const follow = { before: followIn(before), after: followIn(after) };
  const hop = { before: hopIn(before), after: hopIn(after) };
  const surroundings = { same: meant, follow, hop, tolerances: options.tolerances, marks: openMarks(before, after) };
  const comparison: Comparison = {
    before,
    after,
    options,
    same,
    alike: before.version === after.version && before.version !== "mixed" && before.dialect === after.dialect,
    schemas: [],
    judge,
    explainer: openExplainer({ judge, ...surroundings }),
    plain: {
      judge: judge.plain,
      explainer: openExplainer({ judge: judge.plain, ...surroundings }),
    },
    emit,
  };
  return { comparison, finish: () => finish(before, after, strongest([...groups.values()]), judge) };
}

/** What aliases of YAML repeat is said of where it is written: it is one edit. */
function asWritten(emission: Emission, before: Api, after: Api): Emission {
  const [old, next] = [
    emission.before && before.documents.origin(emission.before),
    emission.after && after.documents.origin(emission.after),
  ];
  return old === emission.before && next === emission.after ? emission : { ...emission, before: old, after: next };
}

const newGroup = (first: Emission, edit: string, direction: Direction, rule: string): Group => ({
  first,
  edit,
  direction,
  rule,
  isPromised: false,
  leads: [],
  calls: new Map(),
  operations: new Set(),
});

/** Are there as many operations as are tried? The same ones stand side by side. */
function isFull(leads: Group["leads"]): boolean {
  const calls = leads.filter(([call], index) => call !== leads[index - 1]?.[0]);
  return calls.length >= SEED_LIMIT.operations;
}

/** Notes that an edit was met in one more operation. */
function meet({ calls, operations, leads }: Group, emission: Emission): void {
  const call = callOf(emission.pair);
  if (!calls.has(call)) {
    calls.set(call, emission.weak === true ? emission : null);
    const name = nameOf(emission.pair);
    if (name !== "") operations.add(name);
  }
  const later = leads.findIndex((lead) => byCall([call, emission], lead) < 0);
  if (later === -1 && isFull(leads) && leads.at(-1)?.[0] !== call) return;
  leads.splice(later === -1 ? leads.length : later, 0, [call, emission]);
  const extra = leads.filter(([known]) => known === call)[SEED_LIMIT.places];
  if (extra) leads.splice(leads.indexOf(extra), 1);
  const kept = [...new Set(leads.map(([known]) => known))].slice(0, SEED_LIMIT.operations);
  leads.splice(leads.findLastIndex(([known]) => kept.includes(known)) + 1);
}

/** The groups, the weak ones without the operations in which a strong one speaks of the same edit. */
function strongest(groups: readonly Group[]): readonly Group[] {
  const strong = new Map<string, Set<string>>();
  for (const { first, edit, calls } of groups) {
    if (first.weak === true) continue;
    const covered = strong.get(edit) ?? new Set();
    strong.set(edit, covered);
    for (const call of calls.keys()) covered.add(call);
  }
  return groups.flatMap((group) => {
    const covered = group.first.weak === true ? strong.get(group.edit) : undefined;
    return covered === undefined ? [group] : elsewhere(group, covered);
  });
}

/** What is left of a weak group: its other operations. */
function elsewhere(group: Group, covered: ReadonlySet<string>): readonly Group[] {
  const left = [...group.calls].flatMap(([call, emission]) =>
    emission === null || covered.has(call) ? [] : [emission],
  );
  const [first] = left;
  if (first === undefined) return [];
  const made: Group = { ...newGroup(first, group.edit, group.direction, group.rule), isPromised: group.isPromised };
  for (const emission of left) meet(made, emission);
  return [made];
}

const address = (node: Node | null): string => (node === null ? "" : addressOf(node));

/** `GET /pets/{id}`, as the new side spells it; of a callback, the operation whose call asks for it. */
const nameOf = ({ after, before }: OperationPair): string => {
  const operation = after ?? before;
  return operation?.owner ?? operation?.name ?? "";
};

/** The same as a person would say it: a callback by its own name too. */
export const callOf = ({ after, before }: OperationPair): string => {
  const operation = after ?? before;
  if (operation === null) return "the document";
  return operation.owner === null ? operation.name : `the callback ${operation.name} of ${operation.owner}`;
};

function ruleOf(emission: Emission): string {
  const row = findRow(`openapi.${emission.rule}`);
  return emission.writer === "before" ? row.id : row.mirror;
}

function finish(before: Api, after: Api, groups: readonly Group[], judge: Judge): readonly Draft<Seed>[] {
  const nodes = (side: "before" | "after") => groups.flatMap(({ first }) => first[side] ?? []);
  const places = { before: before.documents.places(nodes("before")), after: after.documents.places(nodes("after")) };
  const find = (side: "before" | "after", node: Node | null) =>
    node === null ? null : (places[side].get(placeOf(node)) ?? null);
  return groups.map((group): Draft<Seed> => {
    const { first, direction, rule } = group;
    const emissions = group.leads.map(([, emission]) => emission);
    const operations = [...group.operations].sort();
    const [lead = first] = emissions;
    return {
      rule,
      level: isLoose(group) ? "risky" : first.level,
      direction,
      surface: first.source ? "source" : "http",
      operation: operations.length === 1 ? (operations[0] ?? null) : null,
      ...(operations.length > 1 && { operations, lead: nameOf(lead.pair) }),
      element: elementOf(lead),
      before: find("before", first.before),
      after: find("after", first.after),
      message: findRow(rule).message(namesOf(lead, operations.length - 1)),
      fragments: first.fragments ?? { before: first.before?.value, after: first.after?.value },
      ...(isLoose(group) ? LOOSE : first.forgiven),
      ...peersOf(first),
      seed: seedOf(emissions, judge),
    };
  });
}

function peersOf({ peers }: Emission): { readonly peers?: Peers } {
  return peers === undefined ? {} : { peers };
}

const LOOSE: Forgiven = { tolerance: "unstable-operations" };

/** Would it count, but in operations alone of which the document promises nothing? */
const isLoose = ({ first: { level, source }, isPromised }: Group): boolean =>
  !isPromised && source !== true && (level === "breaking" || level === "undecided");

/** An emission as one sentence. */
export const sentenceOf = (emission: Emission): string => findRow(ruleOf(emission)).message(namesOf(emission, 0));

/** By operation, then by callback, then by where it is in them. */
function byCall(one: Group["leads"][number], two: Group["leads"][number]): number {
  const [name, other] = [nameOf(one[1].pair), nameOf(two[1].pair)];
  if (name !== other) return name < other ? -1 : 1;
  if (one[0] !== two[0]) return one[0] < two[0] ? -1 : 1;
  return one[1].element < two[1].element ? -1 : 1;
}

/** Where inside of its operation, the callback first. */
function elementOf({ pair, element }: Emission): string {
  const operation = pair.after ?? pair.before;
  return operation === null || operation.owner === null ? element : `callback ${operation.name} ${element}`.trimEnd();
}

function namesOf(lead: Emission, more: number): Names {
  const first = callOf(lead.pair);
  const all = more < 1 ? first : `${first} and ${more} more operation${more > 1 ? "s" : ""}`;
  return {
    what: lead.what,
    where: lead.part ? `${lead.part} of ${all}` : all,
    old: lead.old ?? "",
    next: lead.next ?? "",
  };
}

function seedOf(emissions: readonly Emission[], judge: Judge): Seed | null {
  const tries = emissions.flatMap(({ focus, also, writer, flow, pair, judge: own = judge }) => {
    const all = [focus, also].filter((each) => each != null);
    return all.map((each) => ({ judge: own, focus: each, writer, flow, pair }));
  });
  return tries.length === 0 ? null : { tries };
}
