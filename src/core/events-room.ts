import { TallyError } from "./errors.ts";
import { type Events, eventNames } from "./events.ts";
import type { Source } from "./source.ts";

/** The room of a kind for messages that no call carries, of which an application declares who writes them. */
export interface EventsRoom<Model> {
  /** Of these names those that stand for a message type of the model, or may stand for one in what was not loaded. */
  known(model: Model, names: readonly string[]): ReadonlySet<string>;
  /** The model with what is declared: part of its meaning. */
  declare(model: Model, events: Events): Model;
}

/**
 * Throws E_INVALID, with the place where it is written, for a declared name that stands for nothing on any side: a slip
 * of the pen would leave a message counted otherwise than was meant. Of two sides one may lack it, since types come and
 * go. `title` names the kind, which has no such room where its schemas say themselves who writes what.
 */
export function refuseUnknownEvents<Model>(
  title: string,
  room: EventsRoom<Model> | undefined,
  loaded: readonly (readonly [Source, Model])[],
): void {
  for (const [{ events, label }] of loaded) {
    const names = events ? eventNames(events) : [];
    const [first] = names;
    if (!events || first === undefined) continue;
    const at = (name: string) => ({ place: events.places?.get(name) ?? null });
    if (!room)
      throw new TallyError("E_INVALID", `${label} is ${title}: events are declared of protobuf messages`, {
        hint: "OpenAPI says itself who sends what: in webhooks and callbacks",
        ...at(first),
      });
    const known = loaded.map(([, model]) => room.known(model, names));
    const unknown = names.find((name) => !known.some((some) => some.has(name)));
    if (unknown !== undefined)
      throw new TallyError("E_INVALID", `events: ${label} has no message type ${unknown}`, {
        hint: "write the full name of a message, or pkg.* for all messages of a package",
        ...at(unknown),
      });
  }
}
