import type { Facts, Question } from "../../src/gate/facts.ts";
import { canIDeploy, neededComparisons, neededDeprecations } from "../../src/gate/index.ts";
import { ENGINE } from "../../src/version.ts";
import type { Decided } from "../broker.ts";
import type { Config } from "../config.ts";
import type { Store } from "../store/store.ts";
import { type Comparer, keyOf, TOLERANCES } from "./comparer.ts";

/** Asks the gate, after what it needs (retired numbers, then comparisons) was found out or the wait was over. */
export function decider(store: Store, config: Config, comparer: Comparer, clock: () => string) {
  return async (question: Question, options: { readonly wait?: number } = {}): Promise<Decided> => {
    const now = clock();
    const wait = options.wait ?? config.comparisonWait;
    let first = await gather(store, question, now);
    if ((first.retired ?? []).some((one) => one.state !== "done")) {
      await comparer.retire(
        question.asked.map((one) => one.application),
        wait,
      );
      first = await gather(store, question, now);
    }
    const missing = missingIn(first);
    if (missing.length === 0) return { facts: first, verdict: canIDeploy(first) };
    await comparer.ask(missing);
    await comparer.settled(missing, wait);
    const facts = await gather(store, question, now);
    return { facts, verdict: canIDeploy(facts) };
  };
}

/** Facts with the comparisons and the deprecations that they need, all from one snapshot. */
function gather(store: Store, question: Question, now: string): Promise<Facts> {
  return store.read(async (tx) => {
    const facts = await tx.facts(question, now);
    const comparisons = await tx.comparisons.find(neededComparisons(facts), ENGINE, TOLERANCES);
    const compared = { ...facts, comparisons };
    const wanted = neededDeprecations(compared);
    const { target } = question;
    if (target?.type !== "environment" || wanted.length === 0) return compared;
    return { ...compared, deprecations: await tx.deprecations(target.name, wanted) };
  });
}

function missingIn(facts: Facts) {
  const done = new Set(facts.comparisons.filter((one) => one.state === "done").map(keyOf));
  return neededComparisons(facts).filter((pair) => !done.has(keyOf(pair)));
}
