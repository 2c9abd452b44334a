import { canonicalJson, isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { Pairs } from "./codec.ts";
import { parseQuery, writeQuery } from "./http.ts";
import { itemsSchema, propertySchema, shapeOf } from "./shape.ts";

/**
 * A form (application/x-www-form-urlencoded) that stands for a value, or null where none does. Lists repeat their
 * name; properties named in `deep` write what is inside them in brackets (`style: deepObject`), other objects are
 * JSON texts (OpenAPI 3.1, 4.8.15.1); lists named in `joined` are one text. A form that would be read as another value is none.
 */
export function writeForm(
  value: unknown,
  schema: JsonValue,
  deep: readonly string[],
  joined: Readonly<Record<string, string>> = {},
): string | null {
  if (!isObject(value)) return null;
  const pairs: [string, string][] = [];
  for (const [name, item] of Object.entries(value)) {
    const delimiter = Object.hasOwn(joined, name) ? joined[name] : undefined;
    if (delimiter !== undefined && Array.isArray(item)) pairs.push([name, item.map(String).join(delimiter)]);
    else if (!writeField(name, item, deep.includes(name), pairs)) return null;
  }
  const body = writeQuery(pairs);
  const isRead = [false, true].some(
    (eager) => canonicalJson(readForm(body, schema, deep, joined, eager)) === canonicalJson(value),
  );
  return isRead ? body : null;
}

const isScalar = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

/** Adds the pairs of one field; false where it has no form. */
function writeField(name: string, value: unknown, deep: boolean, pairs: [string, string][]): boolean {
  if (isScalar(value)) pairs.push([name, String(value)]);
  else if (deep && Array.isArray(value))
    return value.length > 0 && value.every((item, at) => writeField(`${name}[${at}]`, item, true, pairs));
  else if (deep && isObject(value)) {
    const members = Object.entries(value);
    return (
      members.length > 0 &&
      members.every(([key, item]) => !/[[\]]/.test(key) && writeField(`${name}[${key}]`, item, true, pairs))
    );
  } else if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isScalar)) return false;
    for (const item of value) pairs.push([name, String(item)]);
  } else if (isObject(value)) pairs.push([name, JSON.stringify(value)]);
  else return false;
  return true;
}

/**
 * The value that a form stands for: each text is read as the schema at its place says. `eager`: as a number or a boolean
 * wherever it can be one, though a text may be meant too.
 */
export function readForm(
  body: string,
  schema: JsonValue,
  deep: readonly string[],
  joined: Readonly<Record<string, string>> = {},
  eager = false,
): unknown {
  const pairs = parseQuery(body);
  const names = [...new Set(pairs.map(([name]) => name.replace(/\[.*$/, "")))];
  return jsonObject(
    names.map((name) => {
      const [below, delimiter] = [propertySchema(schema, name), Object.hasOwn(joined, name) ? joined[name] : undefined];
      const texts = pairs.flatMap(([key, text]) => (key === name ? [text] : []));
      const list = delimiter !== undefined && shapeOf(below).types.includes("array");
      if (list) return [name, typed((texts[0] ?? "").split(delimiter), below, eager)] as const;
      return [name, readField(name, pairs, below, deep.includes(name), eager)] as const;
    }),
  );
}

function readField(name: string, pairs: Pairs, schema: unknown, deep: boolean, eager: boolean): unknown {
  const inside = pairs.filter(([key]) => key.startsWith(`${name}[`));
  if (deep && inside.length > 0) return typed(grow(name, inside), schema, eager);
  const own = pairs.filter(([key]) => key === name).map(([, text]) => text);
  const { types } = shapeOf(schema);
  if (types.includes("array") && (own.length > 1 || !types.includes("string"))) return typed(own, schema, eager);
  const [text = ""] = own;
  return !deep && text.startsWith("{") && types.includes("object") ? parsed(text) : typed(text, schema, eager);
}

/** A tree of texts from `a[b][c]=d`; keys that are all numbers in order make a list. */
function grow(name: string, pairs: Pairs): unknown {
  const tree = new Map<string, [string, string][]>();
  for (const [key, text] of pairs) {
    const rest = key.slice(name.length);
    const first = /^\[([^[\]]*)\]/.exec(rest)?.[1] ?? "";
    tree.set(first, [...(tree.get(first) ?? []), [rest.slice(first.length + 2), text]]);
  }
  const grown = [...tree].map(([key, below]) => [key, below[0]?.[0] === "" ? below[0][1] : grow("", below)] as const);
  return grown.every(([key], index) => key === String(index)) ? grown.map(([, value]) => value) : jsonObject(grown);
}

const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** Texts read as what a schema names: a text stays one wherever a text is asked for, unless the reader is eager. */
export function typed(value: unknown, schema: unknown, eager = false): unknown {
  if (Array.isArray(value)) return value.map((item) => typed(item, itemsSchema(schema), eager));
  if (isObject(value)) {
    return jsonObject(
      Object.entries(value).map(([key, item]) => [key, typed(item, propertySchema(schema, key), eager)] as const),
    );
  }
  const { types } = shapeOf(schema);
  if (typeof value !== "string" || types.length === 0 || (types.includes("string") && !eager)) return value;
  if ((types.includes("number") || types.includes("integer")) && NUMBER.test(value)) return Number(value);
  return types.includes("boolean") && (value === "true" || value === "false") ? value === "true" : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
