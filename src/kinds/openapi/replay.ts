import type { Replay, Witness } from "../../core/witness.ts";

/** Replays. */
export async function replayWitness(_witness: Witness): Promise<Replay> {
  return { reproduced: false, views: [] };
}
