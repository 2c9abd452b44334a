import { TallyError } from "../core/errors.ts";
import { findPreset, type Preset } from "../core/preset.ts";
import type { Reading } from "../core/reading.ts";
import { TOLERANCES } from "../core/verdict.ts";
import type { InterfaceFact, VersionFact } from "./facts.ts";
import { isIgnored } from "./ignore.ts";
import { findInterface } from "./match.ts";
import { named } from "./words.ts";
import { isRetired, type World } from "./world.ts";

/** How somebody reads, and who that is: `web 7`, `the azure guideline`. */
export interface NamedReading extends Reading {
  readonly who: string;
}

/** Who reads what the two sides send, and the guidelines that the whole is judged by. */
export interface Readings {
  /** The provider, by the side whose version reads requests. */
  readonly provider: Readonly<Record<"before" | "after", readonly NamedReading[]>>;
  readonly consumers: readonly NamedReading[];
  /** What they forbid, breaks. */
  readonly guidelines: readonly Preset[];
}

/**
 * An own interface: the guidelines of both versions count, so that a promise cannot be loosened in the very version that
 * uses it, and so does each consumer that stands there with a pact alone.
 */
export function ownReadings(
  world: World,
  live: VersionFact | null,
  version: VersionFact,
  offer: InterfaceFact,
): Readings {
  const versions = live === null ? [version] : [live, version];
  const shared = versions.map((one) => guideline(world, one.preset));
  return {
    provider: {
      before: live === null ? shared : [...shared, own(live)],
      after: [...shared, own(version)],
    },
    consumers: [...shared, ...pactReaders(world, offer)],
    guidelines: guidelinesOf(versions.map(({ preset }) => preset)),
  };
}

/** A consumer's copy: what the consumer says of itself counts, else the guideline of the provider. */
export function copyReadings(world: World, consumer: VersionFact, provider: VersionFact): Readings {
  const chosen = consumer.reads ?? provider.preset;
  const reader = [guideline(world, chosen), own(consumer)];
  return {
    provider: { before: reader, after: [guideline(world, provider.preset), own(provider)] },
    consumers: reader,
    guidelines: guidelinesOf([chosen]),
  };
}

const guidelinesOf = (names: readonly (string | null | undefined)[]): readonly Preset[] =>
  names.flatMap((name) => presetOf(name) ?? []);

/** The preset of a name; null where none is named. Throws E_INVALID for a name that is not known. */
function presetOf(name: string | null | undefined): Preset | null {
  if (name === null || name === undefined) return null;
  const preset = findPreset(name);
  if (!preset) throw new TallyError("E_INVALID", `there is no preset "${name}"`);
  return preset;
}

/** How callers read by a guideline; without one by what the question has in force. No floor is lowered. */
function guideline(world: World, name: string | null | undefined): NamedReading {
  const floor = world.facts.floor?.strict ?? [];
  const preset = presetOf(name);
  if (preset === null) return { who: "the default", granted: world.inForce.tolerances, off: floor };
  return { who: `the ${preset.name} guideline`, granted: preset.tolerances, off: [...preset.off, ...floor] };
}

/** What a version says of itself as a reader, on top of any guideline. */
const own = (version: VersionFact): NamedReading => ({
  who: named(version),
  granted: TOLERANCES,
  off: version.strict,
});

/** The consumers that stand there and have a pact, and no copy of the interface: a copy has a check of its own. */
function pactReaders(world: World, offer: InterfaceFact): readonly NamedReading[] {
  const { application } = offer;
  const seams = world.facts.seams.filter((seam) => seam.provider === application && !isRetired(world, seam));
  return seams
    .flatMap((seam) => world.standing(seam.consumer))
    .filter(
      (consumer) =>
        world.pacts(consumer, application).length > 0 &&
        !world.copies(consumer, application).some((copy) => findInterface([offer], copy)) &&
        !isIgnored(world, [consumer]),
    )
    .sort((a, b) => (named(a) < named(b) ? -1 : 1))
    .flatMap((consumer) => [own(consumer), ...(consumer.reads == null ? [] : [guideline(world, consumer.reads)])]);
}
