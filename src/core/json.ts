import { createHash } from "node:crypto";

/** Any value that JSON can carry. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object. Keys are arbitrary, `__proto__` included: read with `Object.hasOwn`, build with `jsonObject`. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** True for a JSON object: neither null nor an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object that holds exactly these entries; a key named `__proto__` is an ordinary key. */
export const jsonObject = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries(entries);

/**
 * The text of a JSON value with the keys of every object sorted by code unit and no white space, so that
 * equal values have equal texts. Recursive: whoever loads bounds the depth.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return beyond(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  let text = ""; // grown in place: this is asked for whole operations
  if (Array.isArray(value)) {
    for (const item of value) text += (text === "" ? "" : ",") + canonicalJson(item);
    return `[${text}]`;
  }
  const object = value as Record<string, unknown>; // neither null nor an array
  for (const key of Object.keys(object).sort()) {
    const held = object[key];
    if (held !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(held)}`;
  }
  return `{${text}}`;
}

/** Numbers that YAML has and JSON has not: as texts that no other number has, and that are not that of null. */
const beyond = (value: number): string => (Number.isNaN(value) ? "0e999" : value > 0 ? "1e999" : "-1e999");

/**
 * JSON of which the uppermost `levels` stand one member or element to a line, two blanks a level, and whatever is below
 * on that line: as small as machines want it, and a difference between two of them is the lines that differ.
 */
export function spreadJson(value: unknown, levels: number, indent = ""): string {
  if (levels === 0 || typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  const spread = (below: unknown): string => spreadJson(below, levels - 1, inner);
  const lines = Array.isArray(value)
    ? value.map(spread)
    : Object.entries(value).flatMap(([key, below]) =>
        below === undefined ? [] : `${JSON.stringify(key)}: ${spread(below)}`,
      );
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return lines.length === 0 ? `${open}${close}` : `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** SHA-256 of a text or bytes, in lower-case hexadecimal (64 characters). */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** SHA-256 of the canonical JSON of a value. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value));

/**
 * Offset of the first bracket of a JSON text that opens a level below `depth`, or -1. Knows strings and their escapes; the
 * text need not be JSON. To be asked before whatever recurses.
 */
export function firstDeeper(text: string, depth: number): number {
  let level = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 92) at += 1;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 91 || code === 123) {
      level += 1;
      if (level > depth) return at;
    } else if (code === 93 || code === 125) level -= 1;
  }
  return -1;
}
