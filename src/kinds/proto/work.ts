import type { CompareOptions, Draft, NoWitness } from "../../core/kind.ts";
import { oncePer } from "../../core/once.ts";
import type { Witness } from "../../core/witness.ts";
import { compare } from "./compare.ts";
import { languagesOf } from "./languages.ts";
import type { ProtoModel } from "./model.ts";
import { replay } from "./replay.ts";
import type { MessageSeed, ProtoSeed } from "./seed.ts";
import { grow } from "./witness.ts";

export { adds, retired } from "./retired.ts";
export { reused } from "./reused.ts";

// A finding in both directions has one seed: what is grown from it and replayed once holds for both.
const grown = new WeakMap<ProtoSeed, Witness | NoWitness>();

/** The same seed with every value tried: the first one may be one that is left out (an implicit zero). */
function withoutHaste(seed: MessageSeed): MessageSeed {
  const { any: _, ...slow } = seed;
  return slow;
}

/** The differences of two models, each on `source` with the languages that it is about. */
export const draftsOf = (before: ProtoModel, after: ProtoModel, options: CompareOptions): readonly Draft<ProtoSeed>[] =>
  compare(before, after, options).map((draft) => {
    const languages = draft.surface === "source" ? languagesOf(draft, before, after) : null;
    return languages ? { ...draft, languages } : draft;
  });

/** The witness of a draft, grown once. */
export function witnessOf({ seed }: Draft<ProtoSeed>, before: ProtoModel, after: ProtoModel): Witness | NoWitness {
  if (seed === null) return { noWitness: "no payload can show it" };
  const known = grown.get(seed);
  if (known) return known;
  const registries = { before: before.registry, after: after.registry };
  const first = grow(seed, registries);
  const isShort = "noWitness" in first && seed.type === "message" && seed.any;
  const made = isShort ? grow(withoutHaste(seed), registries) : first;
  grown.set(seed, made);
  return made;
}

/** Replays a witness, once. */
export const replayOf = oncePer(replay);
