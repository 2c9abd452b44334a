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

/** Names of one list that are shown; more are counted. */
const SHOWN = 5;

/** `publishes a.B and receives c.D, c.E and 7 more`. */
export function eventWords({ publishes, receives }: Events): string {
  const words = (verb: string, names: readonly string[]): readonly string[] => {
    const rest = names.length - SHOWN;
    const shown = names.slice(0, SHOWN).join(", ");
    return names.length === 0 ? [] : [`${verb} ${shown}${rest > 0 ? ` and ${rest} more` : ""}`];
  };
  return [...words("publishes", publishes), ...words("receives", receives)].join(" and ");
}
