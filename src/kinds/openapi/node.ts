import { isObject } from "../../core/json.ts";
import { under } from "./pointer.ts";

/** A value of a document, and where it stands. */
export interface Node {
  readonly value: unknown;
  /** Path of the file, relative to the source's root. */
  readonly file: string;
  /** JSON Pointer in the file. */
  readonly pointer: string;
  /** Tells a value that was put together from what stands there apart from the text itself. */
  readonly made?: string;
}

/** `file#pointer`: where a node stands in the text. */
export const placeOf = (node: Node): string => `${node.file}#${node.pointer}`;

/** Names a value: two nodes with the same address in one interface are the same value. */
export const addressOf = (node: Node): string =>
  node.made === undefined ? placeOf(node) : `${placeOf(node)}#${node.made}`;

function below({ file, pointer, made }: Node, key: string | number, value: unknown): Node {
  const here = under(pointer, key);
  return made === undefined ? { value, file, pointer: here } : { value, file, pointer: here, made };
}

/** The schema of anything at all, where a document leaves it out. */
export const anything = (node: Node): Node => ({ value: {}, file: node.file, pointer: node.pointer, made: "anything" });

/** The value under a key, or null where there is none. References are not followed. */
export function child(node: Node | null, key: string | number): Node | null {
  if (node === null) return null;
  const { value } = node;
  if (Array.isArray(value)) {
    const item: unknown = value[Number(key)];
    return item === undefined ? null : below(node, key, item);
  }
  if (!isObject(value) || !Object.hasOwn(value, key)) return null;
  return below(node, key, value[key]);
}

/** All members of an object with their nodes, in the order of the document; none for anything else. */
export function members(node: Node | null): readonly (readonly [string, Node])[] {
  if (node === null || !isObject(node.value)) return [];
  return Object.entries(node.value).map(([key, value]) => [key, below(node, key, value)]);
}

/** All elements of an array; none for anything else. */
export function elements(node: Node | null): readonly Node[] {
  if (node === null || !Array.isArray(node.value)) return [];
  return node.value.map((value: unknown, index) => below(node, index, value));
}

/** The value under a key of an object, or undefined: what `child` would hold, where its place is of no interest. */
export function valueAt(node: Node | null, key: string): unknown {
  const value = node?.value;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The text under a key, or null. */
export function textAt(node: Node | null, key: string): string | null {
  const value = valueAt(node, key);
  return typeof value === "string" ? value : null;
}

/** The reference a node is, or null. */
export const refOf = (node: Node | null): string | null => textAt(node, "$ref");
