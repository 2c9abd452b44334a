import { type Charset, preference, readableChars } from "./charset.ts";
import { branches, type Derive } from "./derive.ts";
import type { Meter } from "./meter.ts";
import type { Term } from "./term.ts";

/** Questions about the texts of a term. Each may throw the meter's `BudgetSpent`. */
export interface Explorer {
  /** True when no text belongs to the term. */
  isEmpty(term: Term): boolean;
  /** A shortest text of the term, readable where there is a choice; null when there is none. */
  shortest(term: Term): string | null;
  /** The `count` first texts, shortest first; fewer only when the term holds no more. */
  words(term: Term, count: number): readonly string[];
}

interface Step {
  readonly term: Term;
  readonly from: Step | null;
  readonly by: Charset;
  readonly depth: number;
}

/** Explores terms by their derivatives, breadth first; remembers which terms are empty and which are not. */
export function createExplorer(derive: Derive, meter: Meter): Explorer {
  const dead = new Set<Term>();
  const alive = new Set<Term>();

  const next = (term: Term): readonly (readonly [Term, Charset])[] => {
    const derivative = derive(term);
    meter.spend(derivative.starts.length);
    const found = [...branches(derivative)].filter(([rest]) => rest.kind !== "none");
    return found.length < 2 ? found : found.sort((a, b) => preference(a[1]) - preference(b[1]));
  };

  /**
   * The last step of a shortest way to a text, or null after everything reachable was seen. Best first (A*): by the
   * characters read and the least number still to read, the deepest first among equals.
   */
  const search = (root: Term): Step | null => {
    const depths = new Map<Term, number>([[root, 0]]);
    const queue = createQueue();
    queue.push({ term: root, from: null, by: [], depth: 0 });
    for (let step = queue.pop(); step; step = queue.pop()) {
      if (step.term.nullable) return step;
      if (step.depth > (depths.get(step.term) ?? 0)) continue;
      for (const [term, by] of next(step.term).toReversed()) {
        const [depth, known] = [step.depth + 1, depths.get(term)];
        if (dead.has(term) || (known !== undefined && known <= depth)) continue;
        depths.set(term, depth);
        queue.push({ term, from: step, by, depth });
      }
    }
    for (const term of depths.keys()) dead.add(term);
    return null;
  };

  const isEmpty = (term: Term): boolean => {
    if (term.nullable || alive.has(term)) return false;
    if (term.kind === "none" || dead.has(term)) return true;
    if (term.kind === "set" || term.kind === "window") return false;
    const end = search(term);
    for (let step = end; step; step = step.from) alive.add(step.term);
    return end === null;
  };

  const shortest = (term: Term): string | null => {
    const end = dead.has(term) ? null : search(term);
    const chars: number[] = [];
    for (let step = end; step?.from; step = step.from) chars.push(readableChars(step.by, 1)[0] ?? 0);
    return end && textOf(chars.reverse());
  };

  const words = (root: Term, count: number): readonly string[] => {
    const found: string[] = [];
    const visits = new Map<Term, number>();
    let layer: (readonly [Term, string])[] = isEmpty(root) ? [] : [[root, ""]];
    while (layer.length > 0 && found.length < count) {
      const later: (readonly [Term, string])[] = [];
      for (const [term, text] of layer) {
        const visit = (visits.get(term) ?? 0) + 1;
        visits.set(term, visit);
        // Each of these prefixes has an own continuation, so `count` visits of one term give `count` texts.
        if (visit > count) continue;
        if (term.nullable && found.push(text) >= count) break;
        for (const [rest, by] of next(term)) {
          if (isEmpty(rest)) continue;
          for (const char of readableChars(by, count)) later.push([rest, text + String.fromCodePoint(char)]);
        }
        meter.spend(later.length >> 4);
      }
      layer = later;
    }
    return found;
  };

  return { isEmpty, shortest, words };
}

/** In pieces: an argument list has a bound. */
function textOf(chars: readonly number[]): string {
  let text = "";
  for (const char of chars) text += String.fromCodePoint(char);
  return text;
}

/** Steps by the least length of a text that may come of them; last in, first out among equals. */
function createQueue(): { push(step: Step): void; pop(): Step | undefined } {
  const stacks = new Map<number, Step[]>();
  let [lowest, count] = [0, 0];
  return {
    push(step) {
      const length = step.depth + step.term.min;
      const stack = stacks.get(length);
      if (stack) stack.push(step);
      else stacks.set(length, [step]);
      lowest = count === 0 ? length : Math.min(lowest, length);
      count += 1;
    },
    pop() {
      if (count === 0) return undefined;
      // Lengths grow by small steps, except where a far one is all that is left.
      while (!stacks.get(lowest)?.length) {
        stacks.delete(lowest);
        lowest = stacks.has(lowest + 1) ? lowest + 1 : Math.min(...stacks.keys());
      }
      count -= 1;
      return stacks.get(lowest)?.pop();
    },
  };
}
