import type { Lit } from "../model/node.ts";
import { EMPTY, type Outcome, unknown } from "./outcome.ts";

/** A question that is being worked on: `low` is the outermost open question whose emptiness its answer assumes. */
interface Frame {
  low: number;
}

/** Questions nested deeper than this are given up. */
const MAX_NESTING = 300;

/** Remembers the answers of questions, through recursion. */
export interface Table {
  /** The answer for a literal: remembered, assumed on a circle, or worked out. */
  ask(lit: Lit): Outcome;
  /** Forgets what was provisional; to be called when a question ends, however it ends. */
  reset(): void;
}

/**
 * Recursion is inductive: a question that comes back to itself may be answered "none" on that path, because the
 * smallest value never contains another value for the same question. An answer that rests on such an assumption is
 * provisional until the outer question ends, and is forgotten if that one turns out to have a value.
 */
export function createTable(explore: (lit: Lit) => Outcome): Table {
  const memo = new Map<Lit, Outcome>();
  const provisional = new Map<Lit, number>();
  const order: Lit[] = [];
  const frames: Frame[] = [];
  const openAt = new Map<Lit, number>();

  const dependOn = (low: number): void => {
    const top = frames.at(-1);
    if (top) top.low = Math.min(top.low, low);
  };

  /** A proof of emptiness: final, or provisional on an outer question together with all that was proved inside. */
  const concludeEmpty = (lit: Lit, low: number, depth: number, inner: readonly Lit[]): void => {
    if (low < depth) {
      for (const one of inner) provisional.set(one, Math.min(provisional.get(one) ?? depth, low));
      provisional.set(lit, low);
      order.push(...inner, lit);
      dependOn(low);
      return;
    }
    for (const one of [...inner, lit]) {
      provisional.delete(one);
      memo.set(one, EMPTY);
    }
  };

  const conclude = (lit: Lit, outcome: Outcome, low: number, mark: number): void => {
    const depth = frames.length;
    const inner = order.splice(mark);
    if (outcome.is === "empty") {
      concludeEmpty(lit, low, depth, inner);
      return;
    }
    for (const one of inner) provisional.delete(one);
    if (outcome.is === "value" || low >= depth) memo.set(lit, outcome);
    else dependOn(low);
  };

  return {
    ask(lit) {
      const known = memo.get(lit);
      if (known) return known;
      const assumed = provisional.get(lit) ?? openAt.get(lit);
      if (assumed !== undefined) {
        dependOn(assumed);
        return EMPTY;
      }
      if (frames.length >= MAX_NESTING) return unknown("too-large", `values nested deeper than ${MAX_NESTING}`);
      const mark = order.length;
      const frame: Frame = { low: Number.POSITIVE_INFINITY };
      openAt.set(lit, frames.length);
      frames.push(frame);
      const outcome = explore(lit);
      frames.pop();
      openAt.delete(lit);
      conclude(lit, outcome, frame.low, mark);
      return outcome;
    },
    reset() {
      frames.length = 0;
      order.length = 0;
      openAt.clear();
      provisional.clear();
    },
  };
}
