import { defineKind } from "../../core/define-kind.ts";
import type { Kind } from "../../core/kind.ts";
import { bundle, identity, operations, same, text } from "./bundle.ts";
import { events } from "./events.ts";
import { deprecated, forgivable } from "./forgivable.ts";
import { load } from "./load.ts";
import { loadPair } from "./load-pair.ts";
import type { ProtoModel } from "./model.ts";
import { PROTO_RULES } from "./rules/index.ts";
import type { ProtoSeed } from "./seed.ts";

type Work = typeof import("./work.ts");

let known: Work | null = null;

/** Comparing and replaying: loaded with the first model, while a compiler runs. */
async function work(): Promise<Work> {
  known ??= await import("./work.ts");
  return known;
}

function loaded(): Work {
  if (!known) throw new Error("a model of this kind comes from its own loading only");
  return known;
}

/** Protocol Buffers: proto2, proto3 and editions, from sources or descriptor sets. */
export const proto: Kind = defineKind<ProtoModel, ProtoSeed>({
  name: "proto",
  title: "Protocol Buffers (proto2, proto3, editions 2023 and 2024)",
  rules: PROTO_RULES,
  async load(source, options) {
    const model = await load(source, options);
    await work();
    return model;
  },
  async loadPair(before, after, options) {
    const pair = await loadPair(before, after, options);
    await work();
    return pair;
  },
  identity,
  same,
  operations,
  bundle,
  text,
  notices: ({ notices = [] }) => notices,
  compare: async (before, after, options) => (await work()).draftsOf(before, after, options),
  witness: async (draft, before, after) => (await work()).witnessOf(draft, before, after),
  replay: async (witness) => (await work()).replayOf(witness),
  forgivable,
  deprecated,
  events,
  retirement: {
    adds: (before, after) => loaded().adds(before, after),
    retired: (before, after) => loaded().retired(before, after),
    reused: (numbers, after) => loaded().reused(numbers, after),
  },
});
