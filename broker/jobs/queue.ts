import { DEFAULT_IN_FORCE } from "../../src/core/verdict.ts";
import { type Facts, neededComparisons, type Target, type VersionRef } from "../../src/gate/index.ts";
import type { ContentPair } from "../store/records.ts";
import type { Reading, Store } from "../store/store.ts";
import type { Comparer } from "./comparer.ts";

/** Milliseconds. */
const RETIRE_WAIT = 2_000;

/**
 * Queues every comparison that the gate would need if it were asked about this version now: with what is live in each
 * environment, with the main branches, and with its own previous version. Returns how many are not done yet.
 */
export async function queueFor(
  { store, comparer, clock }: { readonly store: Store; readonly comparer: Comparer; readonly clock: () => string },
  version: VersionRef,
): Promise<number> {
  const now = clock();
  // The comparison with retired numbers is named after all of them; what takes longer is asked for by the gate.
  await comparer.retire([version.application], RETIRE_WAIT);
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
    return [...facts.flatMap((one) => neededComparisons(one)), ...(await withPrevious(tx, version))];
  });
  return comparer.ask(pairs);
}

/** The interfaces of a version beside those that the version before it had under the same names. */
async function withPrevious(tx: Reading, version: VersionRef): Promise<ContentPair[]> {
  const newest = await tx.versions.select(version.application, { type: "all" }, { skip: 0, size: 2 });
  const previous = newest.find((one) => one.version !== version.version);
  if (!previous) return [];
  const [before, after] = await Promise.all([tx.schemas.interfaces([previous]), tx.schemas.interfaces([version])]);
  return after.flatMap(({ kind, name, content }) => {
    const old = before.find((one) => one.kind === kind && one.name === name);
    return old ? [{ kind, before: old.content, after: content }] : [];
  });
}
