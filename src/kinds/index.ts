import { TallyError } from "../core/errors.ts";
import type { Kind } from "../core/kind.ts";
import type { Source } from "../core/source.ts";

/** A line of the list of kinds: the code is loaded only when it is asked for. */
export interface KindEntry {
  readonly name: string;
  /** Is this source probably of this kind? Cheap: names and first bytes only. */
  recognise(source: Source): Promise<boolean>;
  /** Has it the room `retirement`? Known without its code. */
  readonly hasNumbers: boolean;
  load(): Promise<Kind>;
}

/** Every kind there is. A source is of the first that recognises it. */
export const KINDS: readonly KindEntry[] = [
  {
    name: "proto",
    hasNumbers: true,
    recognise: async (source) => (await import("./proto/recognise.ts")).recognise(source),
    load: async () => (await import("./proto/index.ts")).proto,
  },
  {
    name: "openapi",
    hasNumbers: false,
    recognise: async (source) => (await import("./openapi/recognise.ts")).recognise(source),
    load: async () => (await import("./openapi/index.ts")).openapi,
  },
];

/** The kind of this name. Throws E_KIND. */
export async function loadKind(name: string): Promise<Kind> {
  const entry = KINDS.find((kind) => kind.name === name);
  if (entry) return entry.load();
  throw new TallyError("E_KIND", `there is no kind "${name}"; known: ${KINDS.map((kind) => kind.name).join(", ")}`);
}
