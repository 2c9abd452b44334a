import type { Pact, Verified } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import { byContent, contentKey, headWords, type SelectedPact } from "./selected-pacts.ts";

/** The provider version that is about to verify, as far as its branch and tags say who it is. */
export interface ProviderLine {
  readonly provider: string;
  readonly branch: string | null;
  readonly tags: readonly string[];
}

/** When a content counts as accepted by a line of the provider. */
export interface Acceptance {
  /** Did it succeed on the line itself, or elsewhere before the line began? */
  accepts(pact: Pact): Promise<boolean>;
  /** The same, where on the line itself only results count that somebody asked for by name. */
  settles(pact: Pact): Promise<boolean>;
}

/**
 * A content is pending until a version of the provider's branch (or of each of its tags) verified it with success, or
 * another branch did so before this one began (pact_broker, provider_pacts_for_verification). Without branch and tags:
 * until anyone did.
 */
export async function acceptanceFor(tx: Reading, line: ProviderLine): Promise<Acceptance> {
  const { provider, branch, tags } = line;
  const began = branch === null ? null : ((await tx.versions.branch(provider, branch))?.createdAt ?? null);
  const tagBegan = new Map<string, string | null>();
  for (const tag of tags) tagBegan.set(tag, await firstTagged(tx, provider, tag));
  const judge = async (pact: Pact, settled: boolean): Promise<boolean> => {
    const successes = await tx.verifications.successes(pact.consumer, provider, pact.content);
    const on = (lineOf: LineOf, name: string, start: string | null): boolean =>
      successes.some((one) => isAccepted(one, lineOf(one), name, start, settled));
    if (branch !== null) return on((one) => one.branch, branch, began);
    if (tags.length > 0) return tags.every((tag) => on((one) => one.tag, tag, tagBegan.get(tag) ?? null));
    return successes.length > 0;
  };
  return { accepts: (pact) => judge(pact, false), settles: (pact) => judge(pact, true) };
}

type LineOf = (one: Verified) => string | null;

/** `began` null: the line has no version yet, so everything that succeeded did so before it. */
function isAccepted(one: Verified, line: string | null, name: string, began: string | null, settled: boolean): boolean {
  if (line === name) return !settled || one.settledAt !== null;
  return line !== null && (began === null || one.at < began);
}

async function firstTagged(tx: Reading, provider: string, tag: string): Promise<string | null> {
  const points = await tx.versions.select(provider, { type: "tag", name: tag, latest: false });
  const oldest = points.toSorted((a, b) => a.order - b.order)[0];
  const [version] = oldest ? await tx.versions.describe([oldest]) : [];
  return version?.tags.find(({ name }) => name === tag)?.createdAt ?? null;
}

/**
 * Work in progress: heads of consumers' branches and tags that began after a date, that nobody selected and that the
 * provider's line has not accepted by name. They are verified so that a feature can begin on the consumer's side.
 */
export async function workInProgress(
  tx: Reading,
  line: ProviderLine,
  since: string,
  selected: readonly SelectedPact[],
  acceptance: Acceptance,
): Promise<readonly SelectedPact[]> {
  if (line.branch === null && line.tags.length === 0) return [];
  const explicit = new Set(selected.map(({ pact }) => contentKey(pact)));
  const picks = [];
  for (const of of ["branches", "tags"] as const)
    for (const head of await tx.pacts.heads(line.provider, of))
      if (head.since >= since && !explicit.has(contentKey(head.pact)))
        picks.push({ pact: head.pact, reason: headWords(head, of) });
  const open: SelectedPact[] = [];
  for (const candidate of byContent(picks)) if (!(await acceptance.settles(candidate.pact))) open.push(candidate);
  return open;
}
