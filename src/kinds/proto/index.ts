import { defineKind, type Kind, type NoWitness } from "../../core/kind.ts";
import type { Replay, Witness } from "../../core/witness.ts";
import { bundle, identity, operations, same, text } from "./bundle.ts";
import { compare } from "./compare.ts";
import { forgivable } from "./forgivable.ts";
import { languagesOf } from "./languages.ts";
import { load } from "./load.ts";
import { loadPair } from "./load-pair.ts";
import type { ProtoModel } from "./model.ts";
import { replay } from "./replay.ts";
import { adds, retired } from "./retired.ts";
import { reused } from "./reused.ts";
import { PROTO_RULES } from "./rules/index.ts";
import type { MessageSeed, ProtoSeed } from "./seed.ts";
import { grow } from "./witness.ts";

// A finding in both directions has one seed: what is grown from it and replayed once holds for both.
const grown = new WeakMap<ProtoSeed, Witness | NoWitness>();
const replayed = new WeakMap<Witness, Replay>();

/** The same seed with every value tried: the first one may be one that is left out (an implicit zero). */
function withoutHaste(seed: MessageSeed): MessageSeed {
  const { any: _, ...slow } = seed;
  return slow;
}

/** Protocol Buffers: proto2, proto3 and editions, from sources or descriptor sets. */
export const proto: Kind = defineKind<ProtoModel, ProtoSeed>({
  name: "proto",
  title: "Protocol Buffers (proto2, proto3, editions 2023 and 2024)",
  rules: PROTO_RULES,
  load,
  loadPair,
  identity,
  same,
  operations,
  bundle,
  text,
  compare: async (before, after, options) =>
    compare(before, after, options).map((draft) => {
      const languages = draft.surface === "source" ? languagesOf(draft, before, after) : null;
      return languages ? { ...draft, languages } : draft;
    }),
  witness: async ({ seed }, before, after) => {
    if (seed === null) return { noWitness: "no payload can show it" };
    const known = grown.get(seed);
    if (known) return known;
    const registries = { before: before.registry, after: after.registry };
    const first = grow(seed, registries);
    const isShort = "noWitness" in first && seed.type === "message" && seed.any;
    const made = isShort ? grow(withoutHaste(seed), registries) : first;
    grown.set(seed, made);
    return made;
  },
  async replay(witness) {
    const known = replayed.get(witness);
    if (known) return known;
    const made = await replay(witness);
    replayed.set(witness, made);
    return made;
  },
  forgivable,
  retirement: { adds, retired, reused },
});
