import type { Direction, Peers, Surface } from "../../../core/finding.ts";
import type { Rule } from "../../../core/rule.ts";

/** The names that a message is made of. */
export interface Names {
  /** The thing that differs, as a person would name it: `status`, `the body`, `query parameter limit`. */
  readonly what: string;
  /** Where it is met: `the response 200 of GET /pets`, `12 operations`. */
  readonly where: string;
  /** The value on the old side, as shown to people; empty where there is none. */
  readonly old: string;
  /** The value on the new side. */
  readonly next: string;
}

/** A rule row with its message. */
export interface Row extends Rule {
  readonly message: (names: Names) => string;
}

/** Both ways a contract can be met. */
export const BOTH: readonly Direction[] = ["backward", "forward"];

/** The surface of HTTP messages. */
export const HTTP: readonly Surface[] = ["http"];

/** oasdiff's names for a change. */
export const oasdiff = (...ids: readonly string[]): Peers => ({ buf: [], oasdiff: ids });

/** A row about HTTP messages in both directions; ids without `openapi.`. */
export const row = (id: string, mirror: string, rest: Omit<Row, "id" | "mirror" | "surfaces" | "directions">): Row => ({
  id: `openapi.${id}`,
  mirror: `openapi.${mirror}`,
  surfaces: HTTP,
  directions: BOTH,
  ...rest,
});

/** What to do instead of taking a form away. */
export const ADD_BESIDE = "keep the old form working and add the new one beside it";
