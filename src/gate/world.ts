import { TallyError } from "../core/errors.ts";
import { groupBy } from "../core/group.ts";
import type { InForce } from "../core/verdict.ts";
import type {
  ApplicationFact,
  Asked,
  ComparisonFact,
  CopyFact,
  Facts,
  InterfaceFact,
  PactFact,
  RetiredFact,
  SeamFact,
  VerificationFact,
  VersionFact,
  VersionRef,
} from "./facts.ts";
import { raised } from "./in-force.ts";

/** The facts with ways to look things up, so that a verdict costs no more than the facts are long. */
export interface World {
  readonly facts: Facts;
  /** What counts: the question, raised to the floor of the environment. */
  readonly inForce: InForce;
  /** The versions asked about that the broker knows, each once. */
  readonly asked: readonly VersionFact[];
  /** Words that came to no known version. */
  readonly unresolved: readonly Asked[];
  application(name: string): ApplicationFact | null;
  isAsked(version: VersionRef): boolean;
  /** Was any version of it asked about, known or not? */
  asksFor(application: string): boolean;
  /** Live versions of it in the target, those asked about left out. */
  liveOf(application: string): readonly VersionFact[];
  /**
   * What stands in the target in the end: of an application asked about the asked versions, which replace its
   * deployments but not its supported releases; of any other what is live.
   */
  standing(application: string): readonly VersionFact[];
  pacts(consumer: VersionRef, provider: string): readonly PactFact[];
  copies(consumer: VersionRef, provider: string): readonly CopyFact[];
  interfaces(version: VersionRef): readonly InterfaceFact[];
  /** What is remembered under the name of the interface, and under the one that it had before. */
  retired(offered: InterfaceFact): readonly RetiredFact[];
  verification(pact: PactFact, providerVersion: string): VerificationFact | null;
  comparison(kind: string, before: string, after: string): ComparisonFact | null;
}

/** Any texts as one key; no two lists share one. */
export const keyOf = (...parts: readonly (string | null)[]): string => JSON.stringify(parts);

/** The bare reference to a version. */
export const refOf = ({ application, version }: VersionRef): VersionRef => ({ application, version });

/** Do the checks of this seam no longer count: it, or one of its two applications, was retired? */
export const isRetired = (world: World, seam: SeamFact): boolean =>
  seam.retired ||
  world.application(seam.consumer)?.retired === true ||
  world.application(seam.provider)?.retired === true;

const refKey = (ref: VersionRef): string => keyOf(ref.application, ref.version);

/** Indexes the facts. Throws E_INVALID for a policy that the gate cannot apply yet (`consumers: known`). */
export function worldOf(facts: Facts): World {
  const versions = new Map(facts.versions.map((version) => [refKey(version), version]));
  const applications = new Map(facts.applications.map((application) => [application.name, application]));
  const words = facts.question.asked;
  const askedKeys = new Set(
    words.flatMap((one) => (one.version === null ? [] : [keyOf(one.application, one.version)])),
  );
  const askedNames = new Set(words.map((one) => one.application));
  const asked = [...askedKeys].flatMap((key) => versions.get(key) ?? []);
  const live = groupBy(
    facts.versions.filter((version) => version.live && !askedKeys.has(refKey(version))),
    (version) => version.application,
  );
  const pacts = groupBy(facts.pacts, (pact) => keyOf(pact.consumer, pact.consumerVersion, pact.provider));
  const copies = groupBy(facts.copies, (copy) => keyOf(copy.consumer, copy.consumerVersion, copy.provider));
  const interfaces = groupBy(facts.interfaces, refKey);
  const retired = groupBy(facts.retired ?? [], (one) => keyOf(one.application, one.kind));
  const results = newestResults(facts.verifications);
  const comparisons = new Map(facts.comparisons.map((one) => [keyOf(one.kind, one.before, one.after), one]));
  for (const name of askedNames) refuseKnownConsumers(applications.get(name));

  const liveOf = (name: string) => live.get(name) ?? [];
  const askedOf = groupBy(asked, (version) => version.application);
  return {
    facts,
    inForce: raised(facts.question.inForce, facts.floor),
    asked,
    unresolved: words.filter((one) => one.version === null || !versions.has(keyOf(one.application, one.version))),
    application: (name) => applications.get(name) ?? null,
    isAsked: (version) => askedKeys.has(refKey(version)),
    asksFor: (name) => askedNames.has(name),
    liveOf,
    standing: (name) =>
      askedNames.has(name)
        ? [...(askedOf.get(name) ?? []), ...liveOf(name).filter((version) => version.released)]
        : liveOf(name),
    pacts: (consumer, provider) => pacts.get(keyOf(consumer.application, consumer.version, provider)) ?? [],
    copies: (consumer, provider) => copies.get(keyOf(consumer.application, consumer.version, provider)) ?? [],
    interfaces: (version) => interfaces.get(refKey(version)) ?? [],
    retired: ({ application, kind, name, formerly }) =>
      (retired.get(keyOf(application, kind)) ?? []).filter((one) => one.name === name || one.name === formerly),
    verification: (pact, version) => results.get(keyOf(pact.content, pact.consumer, pact.provider, version)) ?? null,
    comparison: (kind, before, after) => comparisons.get(keyOf(kind, before, after)) ?? null,
  };
}

function refuseKnownConsumers(application: ApplicationFact | undefined): void {
  if (application?.consumers === "known")
    throw new TallyError("E_INVALID", `${application.name} has "consumers: known", which cannot be decided yet`, {
      hint: 'contracts do not say yet which parts they use; set "consumers: open"',
    });
}

/** Of several results for one pact and provider version the one with the highest number. */
function newestResults(results: readonly VerificationFact[]): ReadonlyMap<string, VerificationFact> {
  const newest = new Map<string, VerificationFact>();
  for (const result of results) {
    const key = keyOf(result.content, result.consumer, result.provider, result.providerVersion);
    const known = newest.get(key);
    if (known === undefined || known.number < result.number) newest.set(key, result);
  }
  return newest;
}
