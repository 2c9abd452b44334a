import type { Registry } from "@bufbuild/protobuf";
import type { NoWitness } from "../../core/kind.ts";
import { oncePer } from "../../core/once.ts";
import type { Side } from "../../core/place.ts";
import type { Witness } from "../../core/witness.ts";
import type { ProtoSeed } from "./seed.ts";
import { viewRegistry } from "./wire/from-desc.ts";
import { viewSchema } from "./wire/schema.ts";
import { growCall } from "./witness-call.ts";
import { growRequest } from "./witness-http.ts";
import { growMessage } from "./witness-message.ts";
import { growPacked } from "./witness-packed.ts";
import { growTranscoding } from "./witness-transcoding.ts";

/** The types of a registry as the wire needs them; each type is converted once per registry. */
export const viewOf = oncePer(viewRegistry);

/**
 * Grows the witness of a seed from the descriptors of both sides. Cheap enough for thousands: types are converted
 * once, and only the fields of the seed are tried. Gives the reason where no payload shows the difference.
 */
export function grow(seed: ProtoSeed, registries: Readonly<Record<Side, Registry>>): Witness | NoWitness {
  if (seed.type === "call") return growCall(seed, registries);
  if (seed.type === "http") return growRequest(seed);
  if (seed.type === "packed") return growPacked(seed, registries);
  if (seed.type === "transcoding") return growTranscoding(seed);
  if (seed.type === "retired")
    return growMessage(seed.message, { before: viewSchema(seed.schema), after: viewOf(registries.after) });
  return growMessage(seed, { before: viewOf(registries.before), after: viewOf(registries.after) });
}
