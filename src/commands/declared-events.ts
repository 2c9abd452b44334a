import { eventWords } from "../core/events.ts";
import type { InterfacePair } from "../core/kind.ts";
import type { Source } from "../core/source.ts";
import type { Sides } from "./compare-sources.ts";
import type { Settings } from "./settings.ts";
import type { NamedSource } from "./source.ts";

/**
 * The two sides with what tally.yaml declares of their events: a side by its own path, else by that of the other side,
 * which it is compared with as the same thing. What came from a broker says itself what was declared when it was
 * published, and be it nothing.
 */
export function withEvents({ before, after }: Sides<NamedSource>, settings: Settings): Sides<Source> {
  const declared = ({ path }: NamedSource) => (path === undefined ? null : settings.eventsOf(path));
  const [old, next] = [declared(before), declared(after)];
  const add = ({ source }: NamedSource, events: ReturnType<typeof declared>): Source =>
    source.events || !events ? source : { ...source, events };
  return { before: add(before, old ?? next), after: add(after, next ?? old) };
}

/** What the judgement rests on where messages are declared: who writes them is nowhere else to be seen. */
export function eventNotices({ before, after }: InterfacePair): readonly string[] {
  const said = [before, after].map(({ events }) => events && eventWords(events));
  const [old, next] = said;
  if (!old && !next) return [];
  return old === next
    ? [`Who writes messages on a bus was declared: the application ${old}.`]
    : [
        `Who writes messages on a bus was declared: the old side ${old ?? "says nothing"}, the new side ${next ?? "says nothing"}. What only one side declares counts both ways.`,
      ];
}
