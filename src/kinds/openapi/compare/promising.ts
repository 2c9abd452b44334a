import type { Node } from "../node.ts";

/** Something that lives on both sides and makes promises about its future. */
export interface Promising {
  readonly owner: "operation" | "parameter" | "property";
  readonly before: Node;
  readonly after: Node;
  readonly what: string;
  readonly element: string;
  /** What carries a property: oasdiff names its promises after that. */
  readonly message?: "request" | "response";
}

/** RFC 3339 dates, with or without a time. */
export const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([Tt ].*)?$/;
