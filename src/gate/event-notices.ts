import type { Events } from "../core/events.ts";
import type { CopyFact, InterfaceFact } from "./facts.ts";
import type { Check, Party } from "./verdict.ts";
import { listed, named, titleOf } from "./words.ts";
import type { World } from "./world.ts";

/** Names shown of one list; more are counted. */
const SHOWN = 5;

/** What was declared of messages that no call carries, as far as the checks rest on it: who writes them cannot be seen. */
export function eventNotices({ facts }: World, checks: readonly Check[]): readonly string[] {
  const offers = facts.interfaces.flatMap((offer) =>
    offer.events && checks.some((check) => isOf(check, offer))
      ? [`${named(offer)} declares of its ${titleOf(offer)} that it ${words(offer.events)}`]
      : [],
  );
  const copies = facts.copies.flatMap((copy) => {
    const consumer = { application: copy.consumer, version: copy.consumerVersion };
    return copy.events && checks.some((check) => isOfCopy(check, copy))
      ? [`${named(consumer)} declares of its copy of ${copy.provider} that it ${words(copy.events)}`]
      : [];
  });
  const said = [...new Set([...offers, ...copies])].sort().map((one) => `${one}.`);
  return said.length === 0 ? [] : [...said, HALF];
}

const HALF = "A message on a bus that only one side of a comparison declares counts both ways.";

const isParty = (party: Party | null, application: string, version: string): boolean =>
  party?.application === application && party.version === version;

const isOf = (check: Check, { application, version, kind }: InterfaceFact): boolean =>
  (check.type === "interface" || check.type === "copy") &&
  check.kind === kind &&
  (isParty(check.provider, application, version) || isParty(check.against, application, version));

const isOfCopy = (check: Check, copy: CopyFact): boolean =>
  check.type === "copy" &&
  check.kind === copy.kind &&
  check.name === copy.name &&
  check.provider.application === copy.provider &&
  isParty(check.consumer, copy.consumer, copy.consumerVersion);

const words = ({ publishes, receives }: Events): string =>
  [...nonEmpty("publishes", publishes), ...nonEmpty("receives", receives)].join(" and ");

function nonEmpty(verb: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length - SHOWN;
  return [`${verb} ${listed(rest > 0 ? [...names.slice(0, SHOWN), `${rest} more`] : names)}`];
}
