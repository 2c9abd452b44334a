import { DIRECTIONS, SURFACES } from "../core/finding.ts";
import type { InForce } from "../core/verdict.ts";
import type { Floor } from "./facts.ts";

/** Source code that no longer builds stops nobody who runs: it never counts in the gate. */
const COUNTED = SURFACES.filter((one) => one !== "source");

const NOTHING: Floor = { directions: [], surfaces: [], strict: [] };

/** What counts: what the question puts in force, raised to the floor of the environment. */
export function raised(asked: InForce, floor: Floor | null): InForce {
  const { directions, surfaces, strict } = floor ?? NOTHING;
  return {
    directions: DIRECTIONS.filter((one) => asked.directions.includes(one) || directions.includes(one)),
    surfaces: COUNTED.filter((one) => asked.surfaces.includes(one) || surfaces.includes(one)),
    tolerances: asked.tolerances.filter((one) => !strict.includes(one)),
  };
}

/** What the floor added to the question, in words; empty where it added nothing. */
export function raisedWords(asked: InForce, inForce: InForce): readonly string[] {
  return [
    ...inForce.directions.filter((one) => !asked.directions.includes(one)),
    ...inForce.surfaces.filter((one) => !asked.surfaces.includes(one)),
    ...asked.tolerances.filter((one) => !inForce.tolerances.includes(one)).map((one) => `no ${one}`),
  ];
}
