import type { Documents } from "./documents.ts";
import { isXml } from "./media.ts";
import type { Content, Operation } from "./model.ts";
import { child, elements, type Node, refOf } from "./node.ts";

/** A component gives its name to the outermost element of an XML document (OpenAPI 3.1, 4.8.26). */
export const rootName = ({ schema }: Content): string | null => refOf(schema)?.split("/").at(-1) ?? null;

/** What a schema, or a part of it in `allOf`, says of XML; null where nothing is said. */
export function xmlOf(schema: Node | null, { follow }: Documents): Node | null {
  if (schema === null) return null;
  const target = follow(schema);
  const parts = [target, ...elements(child(target, "allOf")).map(follow)];
  return parts.map((part) => child(part, "xml")).find((said) => said !== null) ?? null;
}

/**
 * The names that components give to the XML documents of an operation, as one text, empty for most: the only place
 * where the name of a component has a meaning.
 */
export function xmlRoots(operation: Operation, documents: Documents): string {
  if (operation.isNodeAll) return "";
  const { body, answers } = operation;
  return rootsOf([...(body?.contents ?? []), ...answers.flatMap(({ contents }) => contents)], documents);
}

/** The same for some media types. */
export const rootsOf = (contents: readonly Content[], documents: Documents): string =>
  contents
    .filter(({ type, schema }) => isXml(type) && child(xmlOf(schema, documents), "name") === null)
    .flatMap((content) => rootName(content) ?? [])
    .join(" ");
