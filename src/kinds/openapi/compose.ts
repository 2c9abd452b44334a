import { TallyError } from "../../core/errors.ts";
import type { Documents } from "./documents.ts";
import type { Operation } from "./model.ts";
import { textAt } from "./node.ts";

/** The date of an endpoint that names none, as oasdiff's documentation has it (MATCHING-ENDPOINTS). */
const SINCE = "2000-01-01";

/**
 * Joins the operations of several documents, sorted by key. Of those that two documents describe the one with the
 * latest `x-since-date` counts. Throws E_INVALID, with the place, where the dates do not order them.
 */
export function composeOperations(all: readonly (readonly Operation[])[], documents: Documents): readonly Operation[] {
  const joined = new Map<string, Operation>();
  for (const operation of all.flat()) {
    const known = joined.get(operation.key);
    if (known && sinceOf(known) === sinceOf(operation)) throw twice(known, operation, documents);
    if (!known || sinceOf(known) < sinceOf(operation)) joined.set(operation.key, operation);
  }
  return [...joined.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The date of an operation counts before that of its path. */
const sinceOf = ({ node, item }: Operation): string =>
  textAt(node, "x-since-date") ?? textAt(item, "x-since-date") ?? SINCE;

const twice = (known: Operation, operation: Operation, documents: Documents): TallyError =>
  new TallyError("E_INVALID", `${operation.name} is described here and in ${known.node.file}`, {
    place: documents.place(operation.node),
    hint: "say with x-since-date which one is newer",
  });
