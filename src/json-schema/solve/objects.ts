import { type JsonValue, jsonObject } from "../../core/json.ts";
import { FALSE, isNegated, KIND, type Lit, type NameSet, not, TRUE } from "../model/node.ts";
import { accepts, hasName } from "./accepts.ts";
import { built } from "./built.ts";
import { EMPTY, type Outcome, type Solver, settle, type Tally, unknown } from "./outcome.ts";

/** Something some property must do: a name of a set with a value that meets `lit`, or a name that meets `nameLit`. */
interface Demand {
  readonly names: NameSet;
  readonly lit: Lit;
  /** The name, as a string, meets this too. */
  readonly nameLit: Lit;
}

/** What some atoms about objects ask for. */
interface Demands {
  /** Demands on all properties of a set of names. */
  readonly each: { readonly names: NameSet; readonly lit: Lit }[];
  /** Demands on the property of one name. */
  readonly members: Map<string, Lit[]>;
  readonly nameLits: Lit[];
  readonly some: Demand[];
  readonly required: Set<string>;
  readonly absent: Set<string>;
  least: number;
  most: number;
}

/** The properties chosen so far: a name, and what its value must meet. */
type Chosen = ReadonlyMap<string, Lit>;

/** Everything the search over names needs. */
interface Search {
  readonly demands: Demands;
  /** Names that any atom mentions; all others differ only in the patterns they match. */
  readonly explicit: readonly string[];
  readonly patterns: readonly string[];
  readonly solver: Solver;
  readonly tally: Tally;
}

/** Objects with more properties than this are not built. */
const MAX_PROPERTIES = 2_000;

/** Patterns whose overlaps are all considered. */
const MAX_PATTERNS = 8;

const ALL_NAMES: NameSet = { all: [], butNames: [], butPatterns: [] };

/** A small object that meets all atoms about objects. */
export function solveObject(atoms: readonly Lit[], solver: Solver): Outcome {
  const demands = demandsOf(atoms, solver);
  for (const name of demands.required) if (demands.absent.has(name)) return EMPTY;
  if (Math.max(demands.least, demands.required.size) > demands.most) return EMPTY;
  const search = searchOf(demands, solver);
  // A demand that nothing can meet ends the question before anything is built.
  for (const { names, lit } of demands.some)
    if (names.one !== undefined && solver.solve([literalOf(names.one, search), lit]).is === "empty")
      return settle(search.tally);
  const chosen = new Map<string, Lit>();
  for (const name of [...demands.required].sort()) {
    const lit = add(chosen, name, TRUE, search);
    if (lit === null) return settle(search.tally);
    chosen.set(name, lit);
  }
  if (demands.least > MAX_PROPERTIES) return unknown("too-large", `an object of ${demands.least} properties is needed`);
  const complete = place(chosen, 0, search);
  return complete ? built(build(complete, solver)) : settle(search.tally);
}

function demandsOf(atoms: readonly Lit[], solver: Solver): Demands {
  const demands: Demands = {
    each: [],
    members: new Map(),
    nameLits: [],
    some: [],
    required: new Set(),
    absent: new Set(),
    least: 0,
    most: Number.POSITIVE_INFINITY,
  };
  for (const lit of atoms) addAtom(demands, lit, solver);
  return demands;
}

function addAtom(demands: Demands, lit: Lit, solver: Solver): void {
  const node = solver.store.node(lit);
  const negated = isNegated(lit);
  switch (node.kind) {
    case "each":
      if (negated) demands.some.push({ names: node.names, lit: not(node.lit), nameLit: TRUE });
      else if (node.names.one === undefined) demands.each.push(node);
      else demands.members.set(node.names.one, [...(demands.members.get(node.names.one) ?? []), node.lit]);
      break;
    case "names":
      if (negated) demands.some.push({ names: ALL_NAMES, lit: TRUE, nameLit: not(node.lit) });
      else demands.nameLits.push(node.lit);
      break;
    case "required":
      (negated ? demands.absent : demands.required).add(node.name);
      break;
    case "minProperties":
      if (negated) demands.most = Math.min(demands.most, node.count - 1);
      else demands.least = Math.max(demands.least, node.count);
      break;
    case "maxProperties":
      if (negated) demands.least = Math.max(demands.least, node.count + 1);
      else demands.most = Math.min(demands.most, node.count);
      break;
    default:
  }
}

function searchOf(demands: Demands, solver: Solver): Search {
  const explicit = new Set([...demands.required, ...demands.absent, ...demands.members.keys()]);
  const patterns = new Set<string>();
  for (const { names } of [...demands.each, ...demands.some]) {
    if (names.one !== undefined) {
      explicit.add(names.one);
      continue;
    }
    for (const name of names.butNames) explicit.add(name);
    for (const pattern of [...names.all, ...names.butPatterns]) patterns.add(pattern);
  }
  return {
    demands,
    explicit: [...explicit],
    patterns: [...patterns].sort(),
    solver,
    tally: { reason: null },
  };
}

/** What the value of a property of this name must meet; FALSE when the name may not stand. */
function literalOf(name: string, search: Search): Lit {
  const { demands, solver, tally } = search;
  if (demands.absent.has(name)) return FALSE;
  for (const lit of demands.nameLits) {
    const truth = accepts(solver.store, lit, name);
    if (truth === null) tally.reason ??= { code: "unsupported-pattern", detail: `is ${name} a property name here?` };
    if (truth !== true) return FALSE;
  }
  const parts: Lit[] = [...(demands.members.get(name) ?? [])];
  solver.store.visits += demands.each.length;
  for (const { names, lit } of demands.each) {
    const member = hasName(names, name, solver.store.words);
    if (member === null) tally.reason ??= { code: "unsupported-pattern", detail: `which patterns does ${name} match?` };
    if (member !== false) parts.push(lit);
  }
  return solver.store.and(parts);
}

/** What a property must meet with one more literal; null when nothing can, or it is not known. */
function add(chosen: Chosen, name: string, lit: Lit, search: Search): Lit | null {
  const { solver, tally } = search;
  const narrowed = solver.store.and([chosen.get(name) ?? literalOf(name, search), lit]);
  if (narrowed === FALSE) return null;
  const outcome = solver.solve([narrowed]);
  if (outcome.is === "unknown") tally.reason ??= outcome.reason;
  return outcome.is === "value" ? narrowed : null;
}

/** Gives each demand a property, then fills up to the least number; null when no way works. */
function place(chosen: Chosen, task: number, search: Search): Chosen | null {
  const { demands, solver } = search;
  solver.tick();
  if (chosen.size > demands.most) return null;
  const demand = demands.some[task];
  if (!demand) return fill(chosen, search);
  const { one } = demand.names;
  for (const name of one === undefined ? new Set([...chosen.keys(), ...search.explicit]) : [one]) {
    const member = hasName(demand.names, name, solver.store.words);
    if (member === null) search.tally.reason ??= { code: "unsupported-pattern", detail: `is ${name} meant?` };
    if (member !== true) continue;
    const fits = accepts(solver.store, demand.nameLit, name);
    if (fits === null) search.tally.reason ??= { code: "unsupported-pattern", detail: `is ${name} such a name?` };
    if (fits !== true) continue;
    const next = extend(chosen, name, demand.lit, search);
    const complete = next && place(next, task + 1, search);
    if (complete) return complete;
  }
  if (one !== undefined) return null;
  for (const name of freshNames(chosen, demand.names, demand.nameLit, search)) {
    const next = extend(chosen, name, demand.lit, search);
    const complete = next && place(next, task + 1, search);
    if (complete) return complete;
  }
  return null;
}

function extend(chosen: Chosen, name: string, lit: Lit, search: Search): Chosen | null {
  const narrowed = add(chosen, name, lit, search);
  return narrowed === null ? null : new Map([...chosen, [name, narrowed]]);
}

/** Adds properties until there are enough: which ones does not matter, their values are free of each other. */
function fill(chosen: Chosen, search: Search): Chosen | null {
  const { demands, explicit, solver } = search;
  let complete = chosen;
  for (const name of explicit) {
    if (complete.size >= demands.least) break;
    if (!complete.has(name)) complete = extend(complete, name, TRUE, search) ?? complete;
  }
  while (complete.size < demands.least) {
    solver.tick();
    let next: Chosen | null = null;
    for (const name of freshNames(complete, ALL_NAMES, TRUE, search)) {
      next = extend(complete, name, TRUE, search);
      if (next) break;
    }
    if (!next) return null;
    complete = next;
  }
  return complete.size > demands.most ? null : complete;
}

/**
 * One new name of every class: names that no atom mentions are told apart only by the patterns that they match and by
 * what demands ask of names as such, so one of each class stands for all.
 */
function* freshNames(chosen: Chosen, names: NameSet, nameLit: Lit, search: Search): Generator<string> {
  const { demands, explicit, patterns, solver, tally } = search;
  const { store } = solver;
  const asked = [...new Set(demands.some.map((demand) => demand.nameLit))].filter((lit) => lit !== TRUE);
  const marks = [...patterns.map((source) => store.pattern(source)), ...asked];
  if (marks.length > MAX_PATTERNS) {
    tally.reason ??= { code: "budget", detail: `${marks.length} patterns of names overlap` };
    return;
  }
  const used = store.enumeration([...new Set([...explicit, ...chosen.keys()])]);
  for (let subset = 0; subset < 2 ** marks.length; subset += 1) {
    const inside = patterns.filter((_, index) => subset & (1 << index));
    if (!classAllowed(names, inside, search)) continue;
    solver.tick();
    const outcome = solver.solve([
      store.type(KIND.string),
      nameLit,
      not(used),
      ...demands.nameLits,
      ...marks.map((mark, index) => (subset & (1 << index) ? mark : not(mark))),
    ]);
    if (outcome.is === "unknown") tally.reason ??= outcome.reason;
    if (outcome.is === "value" && typeof outcome.value === "string") yield outcome.value;
  }
}

/** Could a class of names, given by the patterns it matches, belong to a set and hold any value? */
function classAllowed(names: NameSet, inside: readonly string[], search: Search): boolean {
  const belongs = (set: NameSet): boolean =>
    set.one === undefined &&
    set.all.every((pattern) => inside.includes(pattern)) &&
    !set.butPatterns.some((pattern) => inside.includes(pattern));
  if (!belongs(names)) return false;
  return !search.demands.each.some((one) => one.lit === FALSE && belongs(one.names));
}

function build(chosen: Chosen, solver: Solver): JsonValue {
  const entries: [string, JsonValue][] = [];
  for (const [name, lit] of chosen) {
    const outcome = solver.solve([lit]);
    if (outcome.is === "value") entries.push([name, outcome.value]);
  }
  return jsonObject(entries);
}
