import { unescapeToken } from "../pointer.ts";
import type { Span } from "./lines.ts";

/** The JSON Pointers whose spans are looked for, as a tree of keys, so that one pass over the text finds them all. */
export interface Wanted {
  /** The pointer that ends here. */
  readonly pointer: string;
  readonly below: Map<string, Wanted>;
}

/** Where found spans go: from a pointer to the member (key and value) or element it names. */
export type Found = Map<string, Span>;

/** Builds the tree for a list of pointers. Every step on the way is wanted too: what is not there is shown by what holds it. */
export function wantedTree(pointers: Iterable<string>): Wanted {
  const root: Wanted = { pointer: "", below: new Map() };
  for (const pointer of pointers) {
    let here = root;
    for (const token of pointer === "" ? [] : pointer.slice(1).split("/")) {
      const key = unescapeToken(token);
      const next: Wanted = here.below.get(key) ?? { pointer: `${here.pointer}/${token}`, below: new Map() };
      here.below.set(key, next);
      here = next;
    }
  }
  return root;
}
