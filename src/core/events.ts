import type { Place } from "./place.ts";

/**
 * Message types that travel outside of calls, on a bus say, from the side of one application. Each name is the full name
 * of a type, or `pkg.*` for all that are declared in the package.
 */
export interface Events {
  /** It writes them, and whoever subscribed reads them. */
  readonly publishes: readonly string[];
  /** Others write them, and it reads them. */
  readonly receives: readonly string[];
  /** Where a name is written down, for messages; absent: in no file. Never travels. */
  readonly places?: ReadonlyMap<string, Place>;
}

/** Every name once, sorted, without places; null where nothing is declared. */
export function plainEvents(events: Events | null | undefined): Events | null {
  const [publishes, receives] = [sorted(events?.publishes ?? []), sorted(events?.receives ?? [])];
  return publishes.length + receives.length === 0 ? null : { publishes, receives };
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

/** The same from the other side: what a consumer receives, its provider publishes. */
export const otherEnd = ({ publishes, receives, places }: Events): Events => ({
  publishes: receives,
  receives: publishes,
  ...(places && { places }),
});

/** Every name of either list, each once. */
export const eventNames = ({ publishes, receives }: Events): readonly string[] => sorted([...publishes, ...receives]);
