import { type Charset, EVERY, intersect, union } from "./charset.ts";
import { dropAbsorbed, dropWithinWindows, gather, hasOpposites, isPlainlyVoid, mergeRuns, mergeSets } from "./merge.ts";

/**
 * A regular language over code points, as an extended regular expression: hash-consed, so that equal terms are
 * the same object. `window` is every text of a length in [min, max]; `rec` is a loop whose body looks around.
 */
export type Term =
  | (TermFacts & { readonly kind: "none" })
  | (TermFacts & { readonly kind: "window" })
  | (TermFacts & { readonly kind: "set"; readonly set: Charset })
  | (TermFacts & { readonly kind: "cat"; readonly head: Term; readonly tail: Term })
  | (TermFacts & { readonly kind: "loop"; readonly body: Term; readonly from: number; readonly to: number })
  | (TermFacts & { readonly kind: "or" | "and"; readonly terms: readonly Term[] })
  | (TermFacts & { readonly kind: "not"; readonly of: Term })
  | (TermFacts & { readonly kind: "rec"; readonly unfold: () => Term });

/** What is known of every term. */
export interface TermFacts {
  readonly id: number;
  /** The empty text belongs to it. */
  readonly nullable: boolean;
  /** No text in it is shorter, in code points. For `none` it is Infinity. */
  readonly min: number;
  /** No text in it is longer, in code points. */
  readonly max: number;
}

/** Builds terms; two terms that it builds are equal exactly when they are the same object. */
export interface Terms {
  readonly none: Term;
  readonly all: Term;
  readonly empty: Term;
  window(min: number, max: number): Term;
  set(set: Charset): Term;
  cat(head: Term, tail: Term): Term;
  loop(body: Term, from: number, to: number): Term;
  or(terms: readonly Term[]): Term;
  and(terms: readonly Term[]): Term;
  not(term: Term): Term;
  rec(key: string, facts: { readonly nullable: boolean; readonly min: number }, unfold: () => Term): Term;
}

type Shape = Term extends infer T ? (T extends Term ? Omit<T, "id"> : never) : never;

/** A fresh store of terms. Ids count from zero, so that the same calls give the same ids. */
export function createTerms(): Terms {
  const known = new Map<string, Term>();
  const make = (key: string, shape: Shape): Term => {
    const found = known.get(key);
    if (found) return found;
    const term: Term = { id: known.size, ...shape };
    known.set(key, term);
    return term;
  };

  const none = make("none", { kind: "none", nullable: false, min: Number.POSITIVE_INFINITY, max: -1 });
  const window = (min: number, max: number): Term =>
    min > max || min === Number.POSITIVE_INFINITY
      ? none
      : make(`w${min},${max}`, { kind: "window", nullable: min === 0, min, max });
  const all = window(0, Number.POSITIVE_INFINITY);
  const empty = window(0, 0);

  const set = (chars: Charset): Term => {
    if (chars.length === 0) return none;
    if (chars.length === EVERY.length && chars[0] === EVERY[0] && chars[1] === EVERY[1]) return window(1, 1);
    return make(`s${chars.join()}`, { kind: "set", nullable: false, min: 1, max: 1, set: chars });
  };

  const cat = (head: Term, tail: Term): Term => {
    if (head === none || tail === none) return none;
    if (head === empty) return tail;
    if (tail === empty) return head;
    if (head.kind === "cat") return cat(head.head, cat(head.tail, tail));
    const [next, rest] = tail.kind === "cat" ? [tail.head, tail.tail] : [tail, empty];
    if (head.kind === "window" && next.kind === "window")
      return cat(window(head.min + next.min, head.max + next.max), rest);
    // An open window swallows what its neighbour may repeat: .*a{2,5} is .*a{2}, and a{2,5}.* is a{2}.*
    if (isOpen(head) && next.kind === "loop" && next.from < next.to)
      return cat(head, cat(loop(next.body, next.from, next.from), rest));
    if (isOpen(next) && head.kind === "loop" && head.from < head.to)
      return cat(loop(head.body, head.from, head.from), tail);
    return make(`c${head.id},${tail.id}`, {
      kind: "cat",
      nullable: head.nullable && tail.nullable,
      min: head.min + tail.min,
      max: head.max + tail.max,
      head,
      tail,
    });
  };

  const loop = (body: Term, from: number, to: number): Term => {
    if (to === 0 || body === empty) return empty;
    if (body === none) return from === 0 ? empty : none;
    if (from === 1 && to === 1) return body;
    const least = body.nullable ? 0 : from;
    if (body.kind === "window" && loopsEvenly(body.min, body.max, least))
      return window(body.min * least, body.max === 0 ? 0 : body.max * to);
    if (body.kind === "loop" && body.from <= 1 && body.to === Number.POSITIVE_INFINITY)
      return loop(body.body, body.from === 0 || least === 0 ? 0 : least, Number.POSITIVE_INFINITY);
    return make(`l${body.id},${least},${to}`, {
      kind: "loop",
      nullable: least === 0,
      min: least === 0 ? 0 : body.min * least,
      max: body.max === 0 ? 0 : body.max * to,
      body,
      from: least,
      to,
    });
  };

  const or = (terms: readonly Term[]): Term => {
    const parts = gather(terms, "or", none);
    if (parts.size === 0) return none;
    if (parts.size > 1) mergeSets(parts, set, union);
    if (parts.size > 1) mergeRuns(parts, { window, loop, cat, empty });
    if (parts.has(all)) return all;
    dropWithinWindows(parts);
    dropAbsorbed(parts, "and");
    if (hasOpposites(parts)) return all;
    const list = [...parts].sort((a, b) => a.id - b.id);
    const [only] = list;
    if (list.length === 1 && only) return only;
    return make(`o${list.map((term) => term.id).join()}`, {
      kind: "or",
      nullable: list.some((term) => term.nullable),
      min: Math.min(...list.map((term) => term.min)),
      max: Math.max(...list.map((term) => term.max)),
      terms: list,
    });
  };

  const and = (terms: readonly Term[]): Term => {
    const parts = gather(terms, "and", all);
    if (parts.has(none)) return none;
    if (parts.size > 1) mergeSets(parts, set, intersect);
    if (parts.has(none)) return none;
    let [min, max] = [0, Number.POSITIVE_INFINITY];
    let bounds = { min: 0, max: Number.POSITIVE_INFINITY };
    for (const part of parts) {
      [min, max] = [Math.max(min, part.min), Math.min(max, part.max)];
      if (part.kind !== "window") bounds = { min: Math.max(bounds.min, part.min), max: Math.min(bounds.max, part.max) };
    }
    if (min > max) return none;
    for (const part of parts) if (part.kind === "window") parts.delete(part);
    if (max === 0) return [...parts].every((part) => part.nullable) ? empty : none;
    if (min > bounds.min || max < bounds.max) parts.add(window(min, max));
    dropAbsorbed(parts, "or");
    if (hasOpposites(parts)) return none;
    if (isPlainlyVoid(parts)) return none;
    const list = [...parts].sort((a, b) => a.id - b.id);
    const [only] = list;
    if (only === undefined) return window(min, max);
    if (list.length === 1) return only;
    return make(`a${list.map((term) => term.id).join()}`, {
      kind: "and",
      nullable: list.every((term) => term.nullable),
      min,
      max,
      terms: list,
    });
  };

  const not = (term: Term): Term => {
    if (term === none) return all;
    if (term.kind === "not") return term.of;
    if (term.kind === "window") return or([window(0, term.min - 1), window(term.max + 1, Number.POSITIVE_INFINITY)]);
    if (term.kind === "or") return and(term.terms.map(not));
    if (term.kind === "and") return or(term.terms.map(not));
    return make(`n${term.id}`, {
      kind: "not",
      nullable: !term.nullable,
      min: term.nullable ? 1 : 0,
      max: Number.POSITIVE_INFINITY,
      of: term,
    });
  };

  const rec: Terms["rec"] = (key, facts, unfold) =>
    make(`r${key}`, { kind: "rec", ...facts, max: Number.POSITIVE_INFINITY, unfold });

  return { none, all, empty, window, set, cat, loop, or, and, not, rec };
}

const isOpen = (term: Term): boolean => term.kind === "window" && term.max === Number.POSITIVE_INFINITY;

/** Do the lengths of `from`, `from` + 1, ... repeats of a text of [min, max] characters leave no hole? */
const loopsEvenly = (min: number, max: number, from: number): boolean =>
  from === 0 ? min <= 1 : min * (from + 1) <= max * from + 1;
