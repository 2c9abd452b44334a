import { type Finding, operationsOf } from "../core/finding.ts";
import type { CopyFact } from "./facts.ts";

/** Does a finding concern what a consumer uses? `unknown`: it names an operation that is none of the copy's by name. */
export type Concern = "yes" | "no" | "unknown";

/**
 * Says of each finding whether it concerns a copy. The two sides may spell one operation differently (`/pets/{id}` and
 * `/pets/{petId}`), and a request may reach another path than the one it was written for (`/pets/me` and `/pets/{id}`):
 * whatever one request can match is one operation here. A finding that names no operation may reach every one.
 */
export function concernsOf(copy: CopyFact): (finding: Finding) => Concern {
  if (copy.operations === null) return () => "yes";
  const [used, others] = [matcher(copy.operations), matcher(copy.others ?? [])];
  return (finding) => {
    const reached = operationsOf(finding);
    if (reached.length === 0 || reached.some(used)) return "yes";
    return reached.every(others) ? "no" : "unknown";
  };
}

/** Can one call be both of this operation and of one in the list? */
function matcher(operations: readonly string[]): (operation: string) => boolean {
  const exact = new Set(operations);
  const byShape = new Map<string, (readonly string[])[]>();
  for (const operation of operations) {
    const { shape, segments } = partsOf(operation);
    byShape.set(shape, [...(byShape.get(shape) ?? []), segments]);
  }
  return (operation) => {
    if (exact.has(operation)) return true;
    const { shape, segments } = partsOf(operation);
    return (byShape.get(shape) ?? []).some((known) => known.every((part, index) => meets(part, segments[index] ?? "")));
  };
}

/** `GET /pets/{id}` -> a shape that only operations with as many segments share, and the segments. */
function partsOf(operation: string): { readonly shape: string; readonly segments: readonly string[] } {
  const space = operation.lastIndexOf(" ");
  const segments = operation.slice(space + 1).split("/");
  return { shape: `${operation.slice(0, space + 1)}${segments.length}`, segments };
}

const meets = (one: string, other: string): boolean => one === other || one.includes("{") || other.includes("{");
