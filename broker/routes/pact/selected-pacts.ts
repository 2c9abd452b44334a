import { byText } from "../../../src/core/order.ts";
import type { Head, Pact, Selector } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import { everyPact } from "./provider-pacts.ts";
import type { ConsumerSelector } from "./verification-selectors.ts";

/** A pact that a provider is to verify, and in words why. */
export interface SelectedPact {
  /** The newest publication of its content among those selected. */
  readonly pact: Pact;
  /** `latest version of Foo from the main branch (1)`. */
  readonly reasons: readonly string[];
}

interface Pick {
  readonly pact: Pact;
  readonly reason: string;
}

/** The pacts that selectors name, each content once with every reason for it, by consumer and newest first. */
export async function selectPacts(
  tx: Reading,
  provider: string,
  selectors: readonly ConsumerSelector[],
  providerBranch: string | null,
): Promise<readonly SelectedPact[]> {
  const picks: Pick[] = [];
  for (const selector of selectors) picks.push(...(await picksOf(tx, provider, selector, providerBranch)));
  return byContent(picks);
}

/** One entry for each consumer and content. */
export function byContent(picks: readonly Pick[]): readonly SelectedPact[] {
  const found = new Map<string, SelectedPact>();
  for (const { pact, reason } of picks) {
    const key = contentKey(pact);
    const known = found.get(key);
    const newest = known && known.pact.order >= pact.order ? known.pact : pact;
    const reasons = known?.reasons ?? [];
    found.set(key, { pact: newest, reasons: reasons.includes(reason) ? reasons : [...reasons, reason] });
  }
  return [...found.values()].sort((a, b) => byText(a.pact.consumer, b.pact.consumer) || b.pact.order - a.pact.order);
}

/** Consumer and content as one key. */
export const contentKey = ({ consumer, content }: Pact): string => JSON.stringify([consumer, content]);

function picksOf(
  tx: Reading,
  provider: string,
  selector: ConsumerSelector,
  providerBranch: string | null,
): Promise<readonly Pick[]> {
  const { branch, tag, consumer } = selector;
  const scope = { provider, ...(consumer !== null && { consumer }) };
  if (selector.mainBranch) return ofMainBranches(tx, scope, selector.orLatest);
  if (selector.matchingBranch && providerBranch !== null)
    return newest(tx, scope, ofBranch(providerBranch), `from branch '${providerBranch}', as the provider`);
  if (branch === true) return heads(tx, scope, "branches");
  if (branch !== null)
    return orElse(tx, scope, ofBranch(branch), `from branch '${branch}'`, selector.fallbackBranch, ofBranch);
  if (tag === true) return heads(tx, scope, "tags");
  if (tag !== null && !selector.latest && selector.fallbackTag === null) return allWithTag(tx, scope, tag);
  if (tag !== null) return orElse(tx, scope, ofTag(tag), `with tag '${tag}'`, selector.fallbackTag, ofTag);
  if (selector.present !== null) return inEnvironment(tx, scope, selector.present, selector.environment);
  return newest(tx, scope, { type: "all" }, "");
}

interface Scope {
  readonly provider: string;
  readonly consumer?: string;
}

const ofBranch = (name: string): Selector => ({ type: "branch", name, latest: true });
const ofTag = (name: string): Selector => ({ type: "tag", name, latest: true });

async function newest(tx: Reading, scope: Scope, among: Selector, words: string): Promise<readonly Pick[]> {
  const pacts = await tx.pacts.newest({ ...scope, among });
  return pacts.map((pact) => ({ pact, reason: latestWords(pact, words) }));
}

const latestWords = (pact: Pact, words: string): string =>
  `latest version of ${pact.consumer}${words === "" ? "" : ` ${words}`} (${pact.consumerVersion})`;

/** A consumer that has nothing under the first name is looked for under the second. */
async function orElse(
  tx: Reading,
  scope: Scope,
  among: Selector,
  words: string,
  fallback: string | null,
  selectorOf: (name: string) => Selector,
): Promise<readonly Pick[]> {
  const first = await newest(tx, scope, among, words);
  if (fallback === null) return first;
  const found = new Set(first.map(({ pact }) => pact.consumer));
  const second = await newest(tx, scope, selectorOf(fallback), `${words.replace(/'.*'/, `'${fallback}'`)} (fallback)`);
  return [...first, ...second.filter(({ pact }) => !found.has(pact.consumer))];
}

async function ofMainBranches(tx: Reading, scope: Scope, orLatest: boolean): Promise<readonly Pick[]> {
  const main = await newest(tx, scope, { type: "main-branch", latest: true }, "from the main branch");
  if (!orLatest) return main;
  const found = new Set(main.map(({ pact }) => pact.consumer));
  const latest = await newest(tx, scope, { type: "all" }, "");
  return [...main, ...latest.filter(({ pact }) => !found.has(pact.consumer))];
}

async function heads(tx: Reading, { provider, consumer }: Scope, of: "branches" | "tags"): Promise<readonly Pick[]> {
  const found = await tx.pacts.heads(provider, of, consumer);
  return found.map((head) => ({ pact: head.pact, reason: headWords(head, of) }));
}

/** `latest version of Foo from branch 'x' (1)`. */
export const headWords = ({ name, pact }: Head, of: "branches" | "tags"): string =>
  latestWords(pact, of === "branches" ? `from branch '${name}'` : `with tag '${name}'`);

async function allWithTag(tx: Reading, { provider, consumer }: Scope, tag: string): Promise<readonly Pick[]> {
  const pacts = await everyPact(tx, provider, { type: "tag", name: tag, latest: false });
  return pacts
    .filter((pact) => consumer === undefined || pact.consumer === consumer)
    .map((pact) => ({ pact, reason: `version of ${pact.consumer} with tag '${tag}' (${pact.consumerVersion})` }));
}

async function inEnvironment(
  tx: Reading,
  { provider, consumer }: Scope,
  present: "deployed" | "released" | "either",
  environment: string | null,
): Promise<readonly Pick[]> {
  const type = present === "deployed" ? "deployment" : present === "released" ? "release" : null;
  const presences = await tx.environments.presences({
    current: true,
    ...(type !== null && { type }),
    ...(environment !== null && { environment }),
    ...(consumer !== undefined && { application: consumer }),
  });
  const pacts = await tx.pacts.ofVersions(presences, provider);
  return pacts.flatMap((pact) =>
    presences
      .filter(({ application, version }) => application === pact.consumer && version === pact.consumerVersion)
      .map(({ environment: name, type: how }) => ({
        pact,
        reason: `version of ${pact.consumer} currently ${how === "deployment" ? "deployed to" : "released and supported in"} ${name} (${pact.consumerVersion})`,
      })),
  );
}
