import { setTimeout as delay } from "node:timers/promises";

/** Waits until all of it is done, at most this many milliseconds. */
export async function waitFor(work: readonly Promise<unknown>[], milliseconds: number): Promise<void> {
  if (work.length === 0) return;
  const stop = new AbortController();
  const wait = delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([Promise.all(work), wait]);
  stop.abort();
}
