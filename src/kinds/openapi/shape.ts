import { TallyError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import type { Documents } from "./documents.ts";
import { child, type Node } from "./node.ts";

/** Members of an operation that hold something below them, and whether that is an object or a list. */
const PARTS = { parameters: "list", responses: "object", requestBody: "object", callbacks: "object" } as const;

/** Throws E_INVALID, with the place, where an object of the description is something else; nothing at all is let pass. */
export function wantObject(node: Node | null, what: string, documents: Documents): void {
  if (node === null || node.value === null || isObject(node.value)) return;
  throw new TallyError("E_INVALID", `${what} must be an object`, { place: documents.place(node) });
}

/** Throws E_INVALID, with the place, where an operation or a part of it is not what OpenAPI says it is. */
export function checkOperation(operation: Node, name: string, documents: Documents): void {
  wantObject(operation, name, documents);
  for (const [part, shape] of Object.entries(PARTS)) {
    const node = child(operation, part);
    if (shape === "object") wantObject(node, `${part} of ${name}`, documents);
    else if (node !== null && node.value !== null && !Array.isArray(node.value))
      throw new TallyError("E_INVALID", `${part} of ${name} must be a list`, { place: documents.place(node) });
  }
}
