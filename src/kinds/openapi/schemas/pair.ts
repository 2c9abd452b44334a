/** Two schemas that stand opposite each other, and whatever else the writing side says about the same value. */
export interface Pair {
  holds: boolean;
  /** How it is decided once something does not hold that it rests on; null: it does not hold either. */
  readonly otherwise: (() => boolean) | null;
  isAsked: boolean;
  /** What rests on it. */
  readonly users: Set<Pair>;
}

/** A pair that nothing rests on yet. */
export const pairThat = (holds: boolean, otherwise: Pair["otherwise"] = null): Pair => ({
  holds,
  otherwise,
  isAsked: false,
  users: new Set(),
});

/** What does not hold makes nothing hold that rests on it, unless that is decided otherwise, which is queued. */
export function fail(start: Pair, queue: (() => void)[]): void {
  const waiting = [start];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    if (!pair.holds) continue;
    const { otherwise, users } = pair;
    if (otherwise === null) {
      pair.holds = false;
      waiting.push(...users);
    } else if (!pair.isAsked) {
      pair.isAsked = true;
      queue.push(() => {
        if (!otherwise()) for (const user of users) fail(user, queue);
      });
    }
  }
}
