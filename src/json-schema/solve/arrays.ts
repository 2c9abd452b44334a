import type { JsonValue } from "../../core/json.ts";
import { FALSE, isNegated, type Lit, not, TRUE } from "../model/node.ts";
import { accepts } from "./accepts.ts";
import { built } from "./built.ts";
import { assignDistinct } from "./distinct.ts";
import { EMPTY, type Outcome, type Solver, settle, type Tally, unknown } from "./outcome.ts";

/** What some atoms about arrays ask for. */
interface Demands {
  readonly at: Map<number, Lit[]>;
  readonly tails: { readonly from: number; readonly lit: Lit }[];
  /** Some item at `from` or later meets `lit`. */
  readonly some: { readonly from: number; readonly lit: Lit }[];
  readonly limits: { readonly lit: Lit; readonly most: number }[];
  least: number;
  most: number;
  unique: boolean;
  twins: boolean;
}

/** Arrays longer than this are not built. */
const MAX_LENGTH = 2_000;

/** The shortest array that meets all atoms about arrays. */
export function solveArray(atoms: readonly Lit[], solver: Solver): Outcome {
  const demands = demandsOf(atoms, solver);
  const { store } = solver;
  const fixed = Math.max(
    0,
    ...[...demands.at.keys()].map((index) => index + 1),
    ...demands.tails.map(({ from }) => from),
    ...demands.some.map(({ from }) => from),
  );
  const baseOf = (index: number): Lit =>
    store.and([
      ...(demands.at.get(index) ?? []),
      ...demands.tails.filter(({ from }) => from <= index).map(({ lit }) => lit),
    ]);
  const tally: Tally = { reason: null };
  // Positions after `fixed` are alike: an item there that serves no demand can be left out.
  const useful = Math.max(demands.least, fixed + demands.some.length + (demands.twins ? 2 : 0));
  let longest = Math.min(demands.most, useful);
  for (let index = 0; index < Math.min(longest, fixed + 1); index += 1) {
    const item = solver.solve([baseOf(index)]);
    if (item.is === "unknown") tally.reason ??= item.reason;
    if (item.is === "empty") longest = Math.min(longest, index);
  }
  if (demands.least > longest) return EMPTY;
  if (demands.least > MAX_LENGTH) return unknown("too-large", `an array of ${demands.least} items is needed`);
  const limit = Math.min(longest, MAX_LENGTH);
  for (let length = demands.least; length <= limit; length += 1) {
    solver.tick();
    const positions = Array.from({ length }, (_, index) => baseOf(index));
    const items = place(positions, 0, demands, solver, tally);
    if (items) return built(items);
  }
  if (longest > limit)
    tally.reason ??= { code: "too-large", detail: `an array of more than ${MAX_LENGTH} items is needed` };
  return settle(tally);
}

function demandsOf(atoms: readonly Lit[], solver: Solver): Demands {
  const demands: Demands = {
    at: new Map(),
    tails: [],
    some: [],
    limits: [],
    least: 0,
    most: Number.POSITIVE_INFINITY,
    unique: false,
    twins: false,
  };
  for (const lit of atoms) addAtom(demands, lit, solver);
  return demands;
}

function addAtom(demands: Demands, lit: Lit, solver: Solver): void {
  const node = solver.store.node(lit);
  const negated = isNegated(lit);
  const atLeast = (count: number): void => {
    demands.least = Math.max(demands.least, count);
  };
  const atMost = (count: number): void => {
    demands.most = Math.min(demands.most, count);
  };
  switch (node.kind) {
    case "item":
      demands.at.set(node.index, [...(demands.at.get(node.index) ?? []), negated ? not(node.lit) : node.lit]);
      if (negated) atLeast(node.index + 1);
      break;
    case "items":
      if (negated) demands.some.push({ from: node.from, lit: not(node.lit) });
      else demands.tails.push(node);
      break;
    case "minItems":
      negated ? atMost(node.count - 1) : atLeast(node.count);
      break;
    case "maxItems":
      negated ? atLeast(node.count + 1) : atMost(node.count);
      break;
    case "contains":
      if (negated) demands.limits.push({ lit: node.lit, most: node.count - 1 });
      else
        for (let count = 0; count < Math.min(node.count, MAX_LENGTH); count += 1)
          demands.some.push({ from: -1 - count, lit: node.lit });
      if (!negated) atLeast(node.count);
      break;
    case "unique":
      if (negated) demands.twins = true;
      else demands.unique = true;
      if (negated) atLeast(2);
      break;
    default:
  }
}

/** Gives each open demand a position, then values to all; null when no way works. */
function place(
  positions: readonly Lit[],
  task: number,
  demands: Demands,
  solver: Solver,
  tally: Tally,
): readonly JsonValue[] | null {
  // Each position is compared with each demand.
  solver.tick(1 + ((positions.length * demands.some.length) >> 10));
  const demand = demands.some[task];
  if (!demand)
    return demands.twins ? placeTwins(positions, demands, solver, tally) : realise(positions, demands, solver, tally);
  // Repeated demands of one `contains` (from < 0) take rising positions: their order does not matter.
  const previous = demand.from < -1 ? lastServed(positions, task, demands) : -1;
  // Positions are alike when they ask for the same, and the same demands can reach them.
  const reach = (index: number): number => demands.some.filter(({ from }) => from <= index).length;
  const tried = new Set<string>();
  for (let index = Math.max(demand.from, previous + 1, 0); index < positions.length; index += 1) {
    const before = `${positions[index]},${reach(index)}`;
    if (tried.has(before)) continue;
    tried.add(before);
    const next = narrow(positions, index, demand.lit, solver, tally);
    if (!next) continue;
    served.set(next, [...(served.get(positions) ?? []), [task, index]]);
    const items = place(next, task + 1, demands, solver, tally);
    if (items) return items;
  }
  return null;
}

/** Which task took which position, beside each list of positions. */
const served = new WeakMap<readonly Lit[], readonly (readonly [task: number, index: number])[]>();

function lastServed(positions: readonly Lit[], task: number, demands: Demands): number {
  const entry = served.get(positions)?.find(([done]) => done === task - 1);
  return entry && demands.some[task - 1]?.lit === demands.some[task]?.lit ? entry[1] : -1;
}

/** The positions with one more literal at one of them; null when nothing can stand there. */
function narrow(
  positions: readonly Lit[],
  index: number,
  lit: Lit,
  solver: Solver,
  tally: Tally,
): readonly Lit[] | null {
  const narrowed = solver.store.and([positions[index] ?? TRUE, lit]);
  if (narrowed === FALSE) return null;
  const outcome = solver.solve([narrowed]);
  if (outcome.is === "unknown") tally.reason ??= outcome.reason;
  if (outcome.is !== "value") return null;
  return positions.with(index, narrowed);
}

/** Makes two positions alike: the same literal gives the same value. */
function placeTwins(
  positions: readonly Lit[],
  demands: Demands,
  solver: Solver,
  tally: Tally,
): readonly JsonValue[] | null {
  const tried = new Set<string>();
  for (let left = 0; left < positions.length; left += 1)
    for (let right = left + 1; right < positions.length; right += 1) {
      const pair = `${positions[left]},${positions[right]}`;
      if (tried.has(pair)) continue;
      tried.add(pair);
      const first = narrow(positions, left, positions[right] ?? TRUE, solver, tally);
      const both = first && narrow(first, right, first[left] ?? TRUE, solver, tally);
      const items = both && realise(both, demands, solver, tally, [left, right]);
      if (items) return items;
    }
  return null;
}

/** Values for all positions, limits and uniqueness kept; null when there are none. */
function realise(
  positions: readonly Lit[],
  demands: Demands,
  solver: Solver,
  tally: Tally,
  twins: readonly number[] = [],
): readonly JsonValue[] | null {
  solver.tick();
  const items = demands.unique ? assignDistinct(positions, solver, tally) : assign(positions, solver, tally);
  if (!items) return null;
  for (const { lit, most } of demands.limits) {
    const over: number[] = [];
    for (const [index, item] of items.entries()) if (accepts(solver.store, lit, item) !== false) over.push(index);
    if (over.length <= most) continue;
    for (const index of over.slice(0, most + 1)) {
      let next = narrow(positions, index, not(lit), solver, tally);
      // Twins stay alike.
      if (next && twins.includes(index))
        for (const twin of twins) next = next && narrow(next, twin, not(lit), solver, tally);
      const solved = next && realise(next, demands, solver, tally, twins);
      if (solved) return solved;
    }
    return null;
  }
  return items;
}

function assign(positions: readonly Lit[], solver: Solver, tally: Tally): readonly JsonValue[] | null {
  const items: JsonValue[] = [];
  for (const lit of positions) {
    const outcome = solver.solve([lit]);
    if (outcome.is === "unknown") tally.reason ??= outcome.reason;
    if (outcome.is !== "value") return null;
    items.push(outcome.value);
  }
  return items;
}
