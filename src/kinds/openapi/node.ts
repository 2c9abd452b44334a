import { isObject } from "../../core/json.ts";
import { join } from "./pointer.ts";

/** A value of a document, and where it stands. */
export interface Node {
  readonly value: unknown;
  /** Path of the file, relative to the source's root. */
  readonly file: string;
  /** JSON Pointer in the file. */
  readonly pointer: string;
}

/** `file#pointer`: names a node; the base of the schemas handed to the containment engine. */
export const addressOf = (node: Node): string => `${node.file}#${node.pointer}`;

/** The value under a key, or null where there is none. References are not followed. */
export function child(node: Node | null, key: string | number): Node | null {
  if (node === null) return null;
  const { value } = node;
  if (Array.isArray(value)) {
    const item: unknown = value[Number(key)];
    return item === undefined ? null : { value: item, file: node.file, pointer: join(node.pointer, key) };
  }
  if (!isObject(value) || !Object.hasOwn(value, key)) return null;
  return { value: value[key], file: node.file, pointer: join(node.pointer, key) };
}

/** All members of an object with their nodes, in the order of the document; none for anything else. */
export function members(node: Node | null): readonly (readonly [string, Node])[] {
  if (node === null || !isObject(node.value)) return [];
  return Object.entries(node.value).map(([key, value]) => [
    key,
    { value, file: node.file, pointer: join(node.pointer, key) },
  ]);
}

/** All elements of an array; none for anything else. */
export function elements(node: Node | null): readonly Node[] {
  if (node === null || !Array.isArray(node.value)) return [];
  return node.value.map((value: unknown, index) => ({ value, file: node.file, pointer: join(node.pointer, index) }));
}

/** The text under a key, or null. */
export function textAt(node: Node | null, key: string): string | null {
  const value = child(node, key)?.value;
  return typeof value === "string" ? value : null;
}

/** The reference a node is, or null. */
export const refOf = (node: Node | null): string | null => textAt(node, "$ref");
