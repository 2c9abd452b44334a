import type { Charset } from "./charset.ts";
import type { Term, Terms } from "./term.ts";
import { isPlainlyWithin } from "./within.ts";

/** The parts of a nested `or` or `and`, flat, without its neutral element. */
export function gather(terms: readonly Term[], kind: "or" | "and", unit: Term): Set<Term> {
  const parts = new Set<Term>();
  for (const term of terms) {
    if (term.kind === kind) for (const part of term.terms) parts.add(part);
    else if (term !== unit) parts.add(term);
  }
  return parts;
}

/** Joins all single-character parts into one. */
export function mergeSets(parts: Set<Term>, set: Terms["set"], join: (a: Charset, b: Charset) => Charset): void {
  const sets = [...parts].filter((part) => part.kind === "set");
  if (sets.length < 2) return;
  for (const part of sets) parts.delete(part);
  parts.add(set(sets.map((part) => part.set).reduce(join)));
}

type Builders = Pick<Terms, "window" | "loop" | "cat" | "empty">;

interface Run {
  readonly body: Term | null;
  readonly from: number;
  readonly to: number;
  readonly tail: Term;
}

/** A term as repeats of a body before a tail; a null body stands for any character. */
function runOf(term: Term, empty: Term): Run {
  const [head, tail] = term.kind === "cat" ? [term.head, term.tail] : [term, empty];
  if (head.kind === "window") return { body: null, from: head.min, to: head.max, tail };
  if (head.kind === "loop") return { body: head.body, from: head.from, to: head.to, tail };
  return { body: head, from: 1, to: 1, tail };
}

/** Joins parts that repeat one body before one tail a touching number of times: a{2}b | a{3}b is a{2,3}b. */
export function mergeRuns(parts: Set<Term>, { window, loop, cat, empty }: Builders): void {
  const groups = new Map<string, { readonly term: Term; readonly run: Run }[]>();
  for (const term of parts) {
    const run = runOf(term, empty);
    const key = `${run.body?.id ?? "any"},${run.tail.id}`;
    const group = groups.get(key);
    if (group) group.push({ term, run });
    else groups.set(key, [{ term, run }]);
  }
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    for (const { term } of group) parts.delete(term);
    for (const { body, from, to, tail } of joinTouching(group.map((entry) => entry.run)))
      parts.add(cat(body ? loop(body, from, to) : window(from, to), tail));
  }
}

function joinTouching(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const run of [...runs].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && run.from <= last.to + 1) joined[joined.length - 1] = { ...last, to: Math.max(last.to, run.to) };
    else joined.push(run);
  }
  return joined;
}

/** In a union: drops the parts whose lengths all lie within a window that is there too. */
export function dropWithinWindows(parts: Set<Term>): void {
  for (const wide of parts) {
    if (wide.kind !== "window") continue;
    for (const part of parts) if (part !== wide && part.min >= wide.min && part.max <= wide.max) parts.delete(part);
  }
}

/** Drops the compound parts that have another part among their own: x | (x & y) is x, and the dual. */
export function dropAbsorbed(parts: Set<Term>, kind: "or" | "and"): void {
  for (const part of parts) if (part.kind === kind && part.terms.some((inner) => parts.has(inner))) parts.delete(part);
}

/** The plain proofs look at all pairs, so they are tried among few parts only. */
const FEW = 6;

/** In an intersection: is one part plainly within what another part excludes? */
export function isPlainlyVoid(parts: ReadonlySet<Term>): boolean {
  if (parts.size > FEW) return false;
  for (const part of parts) {
    if (part.kind !== "not") continue;
    for (const other of parts) if (other !== part && isPlainlyWithin(other, part.of)) return true;
  }
  return false;
}

/** Is a part there together with its complement? */
export const hasOpposites = (parts: ReadonlySet<Term>): boolean => {
  for (const part of parts) if (part.kind === "not" && parts.has(part.of)) return true;
  return false;
};
