import type { Kind } from "../core/kind.ts";

/** A line of the list of kinds: the code is loaded only when it is asked for. */
export interface KindEntry {
  readonly name: string;
  load(): Promise<Kind>;
}

/** Every kind there is. */
export const KINDS: readonly KindEntry[] = [
  { name: "proto", load: async () => (await import("./proto/index.ts")).proto },
  { name: "openapi", load: async () => (await import("./openapi/index.ts")).openapi },
];
