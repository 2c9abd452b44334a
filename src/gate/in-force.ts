import type { Direction, Surface } from "../core/finding.ts";
import type { InForce } from "../core/verdict.ts";
import type { Floor } from "./facts.ts";

const DIRECTIONS: readonly Direction[] = ["backward", "forward"];
const SURFACES: readonly Surface[] = ["wire", "json", "rpc", "http", "source"];

/** What counts: what the question puts in force, raised to the floor of the environment. */
export function raised(asked: InForce, floor: Floor | null): InForce {
  if (floor === null) return asked;
  return {
    directions: DIRECTIONS.filter((one) => asked.directions.includes(one) || floor.directions.includes(one)),
    surfaces: SURFACES.filter((one) => asked.surfaces.includes(one) || floor.surfaces.includes(one)),
    tolerances: asked.tolerances.filter((one) => !floor.strict.includes(one)),
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
