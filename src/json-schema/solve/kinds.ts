import { isNegated, KIND, type Lit, type Mask, NUMBER } from "../model/node.ts";
import { accepts } from "./accepts.ts";
import { solveArray } from "./arrays.ts";
import { solveNumber } from "./numbers.ts";
import { solveObject } from "./objects.ts";
import { EMPTY, found, type Outcome, type Reason, type Solver, settle, type Tally, unknown } from "./outcome.ts";
import { solveString } from "./strings.ts";

/** Is there a value of one kind that meets all atoms? An opaque atom among them keeps any value from being sure. */
export function solveAtoms(atoms: readonly Lit[], mask: Mask, solver: Solver): Outcome {
  const { store } = solver;
  const outcome = solveKind(atoms, mask, solver);
  if (outcome.is !== "value") return outcome;
  for (const lit of atoms) {
    const node = store.node(lit);
    if (node.kind === "opaque") return unknown(node.code, node.text);
  }
  return outcome;
}

function solveKind(atoms: readonly Lit[], mask: Mask, solver: Solver): Outcome {
  const { store } = solver;
  const listed = atoms.some((lit) => store.node(lit).kind === "values" && !isNegated(lit));
  if (listed) return solveListed(store.and([...atoms, store.type(mask)]), solver) ?? EMPTY;
  if (mask === KIND.null) return atoms.some((lit) => accepts(store, lit, null) === false) ? EMPTY : found(null);
  if (mask === KIND.boolean) {
    const value = [false, true].find((one) => atoms.every((lit) => accepts(store, lit, one) !== false));
    return value === undefined ? EMPTY : found(value);
  }
  if ((mask & NUMBER) === mask) return solveNumber(atoms, mask, solver);
  if (mask === KIND.string) return solveString(atoms, solver);
  return mask === KIND.array ? solveArray(atoms, solver) : solveObject(atoms, solver);
}

/** Values of a list that count as one step. */
const VALUES = 32;

/** Tries the values of a list that the literal demands, smallest first; null when it demands none. */
export function solveListed(lit: Lit, solver: Solver): Outcome | null {
  const { store } = solver;
  const whole = store.node(lit);
  const parts = whole.kind === "and" && !isNegated(lit) ? whole.of : [lit];
  for (const part of parts) {
    const node = store.node(part);
    if (node.kind !== "values" || isNegated(part)) continue;
    const tally: Tally = { reason: null };
    // What judging takes is counted where it is done.
    solver.tick(1 + Math.floor(node.values.size / VALUES));
    for (const [, value] of [...node.values].sort(([left], [right]) => left.length - right.length)) {
      const truth = accepts(store, lit, value);
      if (truth === true) return found(value);
      if (truth === null) tally.reason = reasonOf(parts, solver);
    }
    return settle(tally);
  }
  return null;
}

function reasonOf(parts: readonly Lit[], { store }: Solver): Reason {
  for (const part of parts) {
    const node = store.node(part);
    if (node.kind === "opaque") return { code: node.code, detail: node.text };
  }
  return { code: "unsupported-pattern", detail: "a listed value cannot be judged" };
}
