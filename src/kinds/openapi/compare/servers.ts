import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import type { Api, Operation } from "../model.ts";
import { erased } from "../paths.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST } from "./flow.ts";
import { addressAt, isOpen, type Whereabouts, whereabouts } from "./whereabouts.ts";

/**
 * Servers are where calls go, not what they say: another one is risky. Where the same hosts stay but answer at none of
 * the paths that callers use, calls meet 404.
 */
export function compareServers(comparison: Comparison, operations: OperationPair): void {
  const { before, after, reversed } = operations;
  if (before === null || after === null || reversed) return;
  if (before.path === after.path && before.servers.join("\n") === after.servers.join("\n")) return;
  const urls = { before: urlsOf(before), after: urlsOf(after) };
  for (const writer of SIDES) {
    const lost = urls[writer].filter((url) => !urls[otherSide(writer)].includes(url));
    const [own, other] = [operations[writer], operations[otherSide(writer)]];
    if (lost.length === 0 || own === null || other === null) continue;
    const unanswered = unansweredAt(comparison, own, other, writer);
    comparison.emit({
      rule: unanswered === null ? "server.changed" : "server.base-path-changed",
      writer,
      flow: REQUEST,
      level: unanswered === null ? "risky" : "breaking",
      pair: operations,
      element: "servers",
      before: before.serversNode ?? before.node,
      after: after.serversNode ?? after.node,
      what: "servers",
      old: basesOf(before),
      next: basesOf(after),
      focus: unanswered === null ? null : { type: "address", base: unanswered.base },
      fragments: { before: before.servers, after: after.servers },
    });
  }
}

const urlsOf = (operation: Operation): readonly string[] =>
  whereabouts(operation).map(({ url }) => url + erased(operation.path));

const basesOf = (operation: Operation): string =>
  [...new Set(whereabouts(operation).map(({ base }) => base || "/"))].sort().join(", ");

/** The first place where the writing side calls an operation, if the reading side has the host of each and answers at none. */
function unansweredAt(comparison: Comparison, own: Operation, other: Operation, writer: Side): Whereabouts | null {
  const [places, known] = [whereabouts(own), whereabouts(other)];
  const answered = addressesOf(comparison[otherSide(writer)]);
  const isLost = (place: Whereabouts): boolean =>
    !isOpen(place) &&
    known.some(({ host }) => host === place.host) &&
    !answered.has(addressAt(own, place)) &&
    !known.some((each) => isOpen(each) || (each.host === null) !== (place.host === null));
  return places.every(isLost) ? (places[0] ?? null) : null;
}

const addresses = new WeakMap<Api, ReadonlySet<string>>();

/** Every address at which a side answers, on whatever host. */
function addressesOf(api: Api): ReadonlySet<string> {
  const known = addresses.get(api);
  if (known) return known;
  const made = new Set(api.operations.flatMap((each) => whereabouts(each).map((place) => addressAt(each, place))));
  addresses.set(api, made);
  return made;
}
