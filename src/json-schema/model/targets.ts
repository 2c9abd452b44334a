import { cutLoop, sortReferences, type TargetOf } from "./loops.ts";
import type { Lit } from "./node.ts";
import type { Store } from "./store.ts";

/**
 * What a reference leads to, compiled when first asked for. It is `open` until it is known whether it leads back to
 * itself; if it does, its state is its circle until it is followed, and `endless` once it was cut for that.
 */
interface Target {
  /** The reference itself. */
  readonly ref: Lit;
  readonly compile: () => Lit;
  lit: Lit | null;
  state: "open" | "good" | "endless" | ReadonlySet<number>;
}

/** The targets of all references of one store, by number. */
export interface Targets {
  /** The number of a new reference, given its literal. */
  add(ref: Lit, compile: () => Lit): number;
  /** What a reference leads to. One that leads back to itself without a step into the value is opaque from there on. */
  follow(number: number): Lit;
  /** Was a reference followed that leads back to itself? */
  hasEndless(): boolean;
}

/** Opens the targets of a store. */
export function openTargets(store: Store): Targets {
  const targets: Target[] = [];
  let endless = 0;
  const at = (number: number): Target => {
    const target = targets[number];
    if (target === undefined) throw new Error(`no target ${number}`);
    return target;
  };
  const litOf = (target: Target): Lit => {
    target.lit ??= target.compile();
    return target.lit;
  };
  // What is settled, or is on a circle that is known, is never on one with what leads to it.
  const openOf: TargetOf = (number) => (at(number).state === "open" ? litOf(at(number)) : null);

  /** Settles all references on the way from one at once, so that a chain is walked once and not from each link. */
  const settle = (ref: Lit): void => {
    const sorted = sortReferences(store, ref, openOf);
    for (const number of sorted.plain) if (at(number).state === "open") at(number).state = "good";
    for (const circle of sorted.circles) for (const number of circle) at(number).state = circle;
  };

  const cut = (target: Target, number: number, circle: ReadonlySet<number>): void => {
    target.lit = cutLoop(store, litOf(target), number, (other) => (circle.has(other) ? litOf(at(other)) : null));
    target.state = "endless";
    endless += 1;
    const others = [...circle].filter((other) => other !== number).map(at);
    for (const other of others) other.state = "open";
    for (const other of others) if (other.state === "open") settle(other.ref);
  };

  return {
    add(ref, compile) {
      targets.push({ ref, compile, lit: null, state: "open" });
      return targets.length - 1;
    },
    follow(number) {
      const target = at(number);
      if (target.state === "open") settle(target.ref);
      if (typeof target.state === "object") cut(target, number, target.state);
      return litOf(target);
    },
    hasEndless: () => endless > 0,
  };
}
