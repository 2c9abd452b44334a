import type { Node } from "../node.ts";
import type { Step } from "./schema-focus.ts";
import type { SchemaPair } from "./schemas.ts";

/** Two schemas that describe the same value on both sides. */
export interface Twin {
  readonly before: Node;
  readonly after: Node;
}

/** Says one difference in meaning, for one spot of a message. */
export type Aspect = (schemas: SchemaPair, way: Way) => void;

/** How a schema is reached from the whole value: as people name it, and as steps where each is known. */
export interface Way {
  readonly label: string;
  readonly steps: readonly Step[] | null;
}

/** The label of something inside something labelled: `owner.login`, `tags[]`. */
export const joined = (label: string, more: string): string =>
  label === "" || more === "" || more.startsWith("[") ? label + more : `${label}.${more}`;
