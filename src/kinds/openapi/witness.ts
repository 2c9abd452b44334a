import type { Draft, NoWitness } from "../../core/kind.ts";
import type { Witness } from "../../core/witness.ts";
import type { Api } from "./model.ts";
import type { Seed } from "./seed.ts";

/** Builds. */
export async function buildWitness(_draft: Draft<Seed>, _before: Api, _after: Api): Promise<Witness | NoWitness> {
  return { noWitness: "none was built" };
}
