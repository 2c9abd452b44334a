/** What failed is tried again, but not each time that somebody asks: the same failure may cost minutes. */
export interface Retries {
  /** Is it time to try this, for the first time or again? */
  due(key: string): boolean;
  failed(key: string): void;
}

/** Pause between two attempts, in milliseconds. */
const PAUSE = 600_000;
const MAX_REMEMBERED = 10_000;

/** Remembers what failed in this process; a new one, perhaps on a better machine, begins anew. */
export function startRetries(pause: number = PAUSE, now: () => number = () => performance.now()): Retries {
  const failures = new Map<string, number>();
  return {
    due: (key) => now() - (failures.get(key) ?? Number.NEGATIVE_INFINITY) >= pause,
    failed(key) {
      failures.delete(key);
      failures.set(key, now());
      const [oldest] = failures.keys();
      if (failures.size > MAX_REMEMBERED && oldest !== undefined) failures.delete(oldest);
    },
  };
}
