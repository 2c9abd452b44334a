import { defineKind, type Kind } from "../../core/kind.ts";
import { bundle, identity, operations, text } from "./bundle.ts";
import { compare } from "./compare.ts";
import { load, recognise } from "./load.ts";
import type { ProtoModel } from "./model.ts";
import { replay } from "./replay.ts";
import { PROTO_RULES } from "./rules/index.ts";
import type { ProtoSeed } from "./seed.ts";
import { grow } from "./witness.ts";

/** Protocol Buffers: proto2, proto3 and editions, from sources or descriptor sets. */
export const proto: Kind = defineKind<ProtoModel, ProtoSeed>({
  name: "proto",
  title: "Protocol Buffers (proto2, proto3, editions 2023 and 2024)",
  rules: PROTO_RULES,
  recognise,
  load,
  identity,
  operations,
  bundle,
  text,
  compare: async (before, after, options) => compare(before, after, options),
  witness: async (draft, before, after) =>
    draft.seed === null
      ? { noWitness: "no payload can show it" }
      : grow(draft.seed, { before: before.registry, after: after.registry }),
  replay,
});
