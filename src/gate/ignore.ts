import type { Party } from "./verdict.ts";
import type { World } from "./world.ts";

/** Is a check set aside by the question: does it touch an application, or a version of one, that is to be ignored? */
export function isIgnored(world: World, parties: readonly Party[]): boolean {
  return world.facts.question.ignore.some((ignored) =>
    parties.some(
      (party) =>
        party.application === ignored.application && (ignored.version === null || ignored.version === party.version),
    ),
  );
}
