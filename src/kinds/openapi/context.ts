import type { Documents } from "./documents.ts";
import type { SpecVersion } from "./load.ts";
import type { Alternative } from "./model.ts";
import type { Node } from "./node.ts";

/** What building an operation needs to know of its document. */
export interface Context {
  readonly documents: Documents;
  readonly version: SpecVersion;
  readonly root: Node;
  /** What lists of servers and of security requirements come to, by the list: most operations share that of the document. */
  readonly servers: Map<unknown, readonly string[]>;
  readonly security: Map<unknown, readonly Alternative[]>;
  /** Which references lead to what building cannot refuse, by what is expected there. */
  readonly sound: Map<string, boolean>;
}

/** What is worked out once for a value of the document, though many operations share it. */
export function once<T>(known: Map<unknown, T>, node: Node | null, make: () => T): T {
  const found = known.get(node?.value);
  if (found !== undefined) return found;
  const made = make();
  known.set(node?.value, made);
  return made;
}
