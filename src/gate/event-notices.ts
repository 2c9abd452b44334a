import { eventWords } from "../core/events.ts";
import type { CopyFact, InterfaceFact } from "./facts.ts";
import type { Check, Party } from "./verdict.ts";
import { named, titleOf } from "./words.ts";
import type { World } from "./world.ts";

/** What was declared of messages that no call carries, as far as the checks rest on it: who writes them cannot be seen. */
export function eventNotices({ facts }: World, checks: readonly Check[]): readonly string[] {
  const offers = facts.interfaces.flatMap((offer) =>
    offer.events && checks.some((check) => isOf(check, offer))
      ? [`${named(offer)} declares of its ${titleOf(offer)} that it ${eventWords(offer.events)}`]
      : [],
  );
  const copies = facts.copies.flatMap((copy) => {
    const consumer = { application: copy.consumer, version: copy.consumerVersion };
    return copy.events && checks.some((check) => isOfCopy(check, copy))
      ? [`${named(consumer)} declares of its copy of ${copy.provider} that it ${eventWords(copy.events)}`]
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
