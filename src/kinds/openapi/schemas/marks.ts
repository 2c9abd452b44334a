import type { Api } from "../model.ts";

/** A word of each way to say that a list of values may grow: of both keywords, and of the phrase in a description. */
const WORDS = /xtensible|modelAsString/;

/**
 * May some list of values in either interface be marked as one that may grow (`x-extensible-enum`, `x-ms-enum`, or
 * `[Extensible enum]` in its description)? Where none is, to take marked lists as open is to take them as they are. The
 * texts are searched when first asked.
 */
export function openMarks(...apis: readonly Api[]): () => boolean {
  let known: boolean | null = null;
  return () => {
    known ??= apis.some(({ documents }) =>
      [...documents.files.values()].some((file) => WORDS.test(file.text) || file.mayHold("x-extensible-enum")),
    );
    return known;
  };
}
