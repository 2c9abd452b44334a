import type { Side } from "../../../core/place.ts";
import type { Payload } from "../../../core/witness.ts";
import type { Api } from "../model.ts";
import type { Judge } from "../schemas/judge.ts";
import type { Try } from "../seed.ts";
import type { Claim, Contract, CredentialTerm } from "./contract.ts";
import type { Author } from "./message.ts";
import { answerOf, type Cut, parameterTerm, parameterTerms } from "./terms.ts";

/** A message and the two contracts it is held against, not yet replayed. */
export interface Attempt {
  readonly payload: Payload;
  readonly claim: Claim;
  readonly contracts: Readonly<Record<Side, Contract>>;
  readonly grants?: readonly CredentialTerm[];
  readonly wrote: string;
  /** True where the message comes from the other side than the one that the difference is about. */
  readonly turned?: boolean;
}

/** Both sides of one try. */
export interface Scene {
  readonly judge: Judge;
  readonly apis: Readonly<Record<Side, Api>>;
  readonly attempt: Try;
}

/** Cuts a contract out of one side. */
export type Cutter = (cut: Cut, side: Side) => Omit<Contract, "dialect">;

/** The reading side refuses the message. */
export const REFUSED: Claim = { type: "refused" };

/** Both contracts, each cut by the same hand; a side without the operation has only its routes. */
export function contractsOf(scene: Scene, about: Cut["about"], cutter: Cutter): Readonly<Record<Side, Contract>> {
  const one = (side: Side): Contract => {
    const { apis, attempt } = scene;
    const operation = attempt.pair[side];
    const { dialect } = apis[side];
    return operation === null
      ? { dialect }
      : { dialect, ...cutter({ api: apis[side], operation, about, selects: scene.judge.selects }, side) };
  };
  return { before: one("before"), after: one("after") };
}

/** The contract about one parameter. */
export const parametersOf =
  (key: string): Cutter =>
  (cut) => ({ path: cut.operation.path, parameters: parameterTerms(cut, key) });

/** The status that a side takes the message for. */
export const takenAs = (
  author: Author,
  spot: { readonly status: string; readonly readAs?: string },
  side: Side,
): number => Number(side === author.side ? spot.status : (spot.readAs ?? spot.status));

/** The contract about one response header. */
export const headerOf =
  (key: string, status: number): Cutter =>
  (cut) => {
    const headers = (answerOf(cut.operation, status)?.headers ?? []).filter((header) => header.key === key);
    return { answer: { headers: headers.map((header) => parameterTerm(cut, header, "response")), contents: [] } };
  };
