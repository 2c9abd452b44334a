import type { JsonValue } from "../../core/json.ts";
import type { UndecidedCode } from "../answer.ts";
import type { Lit } from "../model/node.ts";
import type { Store } from "../model/store.ts";

/** Why something is not known. */
export interface Reason {
  readonly code: UndecidedCode;
  readonly detail: string;
}

/** Is there a value that meets a literal? One such value; proof that there is none; or not known. */
export type Outcome =
  | { readonly is: "value"; readonly value: JsonValue }
  | { readonly is: "empty" }
  | { readonly is: "unknown"; readonly reason: Reason };

/** There is none. */
export const EMPTY: Outcome = { is: "empty" };

/** This one. */
export const found = (value: JsonValue): Outcome => ({ is: "value", value });

/** Not known, and why. */
export const unknown = (code: UndecidedCode, detail: string): Outcome => ({ is: "unknown", reason: { code, detail } });

/** What the solvers of single kinds may ask: other literals, and for steps. */
export interface Solver {
  readonly store: Store;
  /** Is there a value that meets all of these? */
  solve(lits: readonly Lit[]): Outcome;
  /** Counts work; ends the whole question when the budget is used up. */
  tick(steps?: number): void;
}

/** Collects outcomes of alternatives: the first value wins, and one unknown spoils a proof of emptiness. */
export interface Tally {
  reason: Reason | null;
}

/** The outcome when no alternative gave a value. */
export const settle = (tally: Tally): Outcome => (tally.reason ? { is: "unknown", reason: tally.reason } : EMPTY);
