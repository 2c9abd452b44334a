import { DEFAULT_IN_FORCE } from "../../src/core/verdict.ts";
import { type Facts, neededComparisons, type Target, type VersionRef } from "../../src/gate/index.ts";
import type { Store } from "../store/store.ts";
import type { Comparer } from "./comparer.ts";

/**
 * Queues every comparison that the gate would need if it were asked about this version now: with what is live in each
 * environment, and with the main branches. Returns how many are not done yet.
 */
export async function queueFor(
  { store, comparer, clock }: { readonly store: Store; readonly comparer: Comparer; readonly clock: () => string },
  version: VersionRef,
): Promise<number> {
  const now = clock();
  const pairs = await store.read(async (tx) => {
    const environments = await tx.environments.list();
    const targets: Target[] = [
      { type: "main-branch" },
      ...environments.map((one) => ({ type: "environment", name: one.name }) as const),
    ];
    const facts: Facts[] = [];
    for (const target of targets) {
      const asked = [{ ...version, words: `version ${version.version}` }];
      facts.push(await tx.facts({ asked, target, ignore: [], inForce: DEFAULT_IN_FORCE }, now));
    }
    return facts.flatMap((one) => neededComparisons(one));
  });
  return comparer.ask(pairs);
}
