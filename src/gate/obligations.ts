import type { CopyFact, InterfaceFact, PactFact, RetiredFact, SeamFact, VersionFact } from "./facts.ts";
import { findInterface } from "./match.ts";
import { isRetired, type World } from "./world.ts";

/** Something that has to hold, before it is known whether it does. */
export type Obligation =
  | PactObligation
  | CopyObligation
  | InterfaceObligation
  | RetiredObligation
  | {
      /** A consumer asked about needs a provider that is not there. */
      readonly type: "provider-absent";
      readonly consumer: VersionFact;
      readonly provider: string;
      readonly retired: boolean;
    }
  | {
      /** A live consumer about which nothing was ever published. */
      readonly type: "blank-consumer";
      readonly consumer: VersionFact;
      readonly provider: VersionFact;
      readonly retired: boolean;
    }
  /** A version asked about for which nothing was ever published. */
  | { readonly type: "blank"; readonly version: VersionFact }
  /** Words that came to no version. */
  | {
      readonly type: "unresolved";
      readonly application: string;
      readonly version: string | null;
      readonly words: string;
    };

/** A pact and a provider version that it must be verified by. */
export interface PactObligation {
  readonly type: "pact";
  readonly pact: PactFact;
  readonly consumer: VersionFact;
  readonly provider: VersionFact;
  readonly retired: boolean;
}

/** A consumer's copy as the old side, and what a provider version offers as the new one. */
export interface CopyObligation {
  readonly type: "copy";
  readonly copy: CopyFact;
  readonly consumer: VersionFact;
  readonly provider: VersionFact;
  /** null: the provider version offers nothing of this kind and name. */
  readonly offered: InterfaceFact | null;
  readonly retired: boolean;
}

/** What an own live version offers, and what the version asked about offers in its place. */
export interface InterfaceObligation {
  readonly type: "interface";
  readonly version: VersionFact;
  readonly live: VersionFact;
  /** null: new with the version asked about. */
  readonly before: InterfaceFact | null;
  /** null: gone. */
  readonly after: InterfaceFact | null;
}

/** What a version asked about offers, and the numbers that earlier deployed versions gave up. */
export interface RetiredObligation {
  readonly type: "retired";
  readonly version: VersionFact;
  readonly offered: InterfaceFact;
  readonly retired: RetiredFact;
}

/** Everything that has to hold for the question, in no particular order. */
export function obligationsOf(world: World): readonly Obligation[] {
  return [
    ...world.unresolved.map((one) => ({ type: "unresolved" as const, ...one })),
    ...world.asked.filter((version) => !version.published).map((version) => ({ type: "blank" as const, version })),
    ...world.facts.seams.flatMap((seam) => seamObligations(world, seam)),
    ...world.asked.flatMap((version) =>
      world.liveOf(version.application).flatMap((live) => ownObligations(world, version, live)),
    ),
    ...world.asked.flatMap((version) => retiredObligations(world, version)),
  ];
}

/** Every pair of versions that will stand there together, where at least one of the two was asked about. */
function seamObligations(world: World, seam: SeamFact): readonly Obligation[] {
  const providers = world.standing(seam.provider);
  const retired = isRetired(world, seam);
  return world.standing(seam.consumer).flatMap((consumer) => {
    if (providers.length === 0) return absentProvider(world, consumer, seam.provider, retired);
    return providers
      .filter((provider) => world.isAsked(consumer) || world.isAsked(provider))
      .flatMap((provider) => pairObligations(world, consumer, provider, retired));
  });
}

function absentProvider(
  world: World,
  consumer: VersionFact,
  provider: string,
  retired: boolean,
): readonly Obligation[] {
  const needs = world.pacts(consumer, provider).length + world.copies(consumer, provider).length > 0;
  if (!needs || !world.isAsked(consumer) || world.asksFor(provider)) return [];
  return [{ type: "provider-absent", consumer, provider, retired }];
}

function pairObligations(
  world: World,
  consumer: VersionFact,
  provider: VersionFact,
  retired: boolean,
): readonly Obligation[] {
  const pair = { consumer, provider, retired };
  const offers = world.interfaces(provider);
  const pacts = world.pacts(consumer, provider.application).map((pact) => ({ type: "pact" as const, pact, ...pair }));
  const copies = world.copies(consumer, provider.application).map((copy) => ({
    type: "copy" as const,
    copy,
    offered: findInterface(offers, copy),
    ...pair,
  }));
  if (pacts.length + copies.length === 0 && !consumer.published && !world.isAsked(consumer))
    return [{ type: "blank-consumer", ...pair }];
  return [...pacts, ...copies];
}

function ownObligations(world: World, version: VersionFact, live: VersionFact): readonly InterfaceObligation[] {
  const [old, next] = [world.interfaces(live), world.interfaces(version)];
  const matched = new Set<InterfaceFact>();
  const kept = old.map((before): InterfaceObligation => {
    const after = findInterface(next, before);
    if (after) matched.add(after);
    return { type: "interface", version, live, before, after };
  });
  const added = next
    .filter((after) => !matched.has(after))
    .map((after): InterfaceObligation => ({ type: "interface", version, live, before: null, after }));
  return [...kept, ...added];
}

/** Whatever is live already, in this very meaning, is not decided anew. Without a target nothing is replaced. */
function retiredObligations(world: World, version: VersionFact): readonly RetiredObligation[] {
  if (version.live || world.facts.question.target === null) return [];
  const live = world.liveOf(version.application).flatMap((one) => world.interfaces(one));
  return world
    .interfaces(version)
    .filter(({ kind, content }) => !live.some((one) => one.kind === kind && one.content === content))
    .flatMap((offered) =>
      world.retired(offered).map((retired) => ({ type: "retired" as const, version, offered, retired })),
    );
}
