import type { Documents } from "./documents.ts";
import type { SpecVersion } from "./load.ts";
import type { Node } from "./node.ts";

/** What building an operation needs to know of its document. */
export interface Context {
  readonly documents: Documents;
  readonly version: SpecVersion;
  readonly root: Node;
}
