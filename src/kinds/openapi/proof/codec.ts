import { isObject, jsonObject } from "../../../core/json.ts";
import type { ParameterPlace, Serialization } from "../model.ts";

/** What the codec needs to know of a parameter. */
export interface Written {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly serialization: Serialization;
}

/** The shapes a schema allows for a value at all. */
export interface Shape {
  readonly types: readonly string[];
  /** Types of the elements, or of the members whatever their names. */
  readonly below: readonly string[];
}

/** Pairs of a query string, in order, not yet percent-encoded. */
export type Pairs = readonly (readonly [string, string])[];

const scalar = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** True for values whose text keeps them whole: scalars, and flat lists or objects of scalars. */
export function isWritable(value: unknown, parameter: Written): boolean {
  if (parameter.serialization.media !== null) return value !== undefined;
  const flat = (item: unknown): boolean => typeof item !== "object" && item !== undefined;
  if (Array.isArray(value))
    return value.length > 0 && value.every(flat) && parameter.serialization.style !== "deepObject";
  if (isObject(value)) return Object.keys(value).length > 0 && Object.values(value).every(flat);
  return value !== undefined && value !== null;
}

const DELIMITERS: Readonly<Record<string, string>> = {
  form: ",",
  simple: ",",
  spaceDelimited: " ",
  pipeDelimited: "|",
  tabDelimited: "\t",
  label: ",",
  matrix: ",",
};

/** What stands between the members of a list that is one text. */
export const delimiterOf = ({ style }: Serialization): string => DELIMITERS[style] ?? ",";

/** How one text of a value is written where it travels. */
type Encode = (text: string) => string;

const plainly: Encode = (text) => text;

/** What stands between texts is written as it is where that may stand in a URL (RFC 6570, 3.2; RFC 3986, 2.2). */
const between = (delimiter: string, encode: Encode): string =>
  /^[,;.]$/.test(delimiter) ? delimiter : encode(delimiter);

/** The pairs a query or cookie parameter puts into the message (OpenAPI 3.1, 4.8.12.4). `encode`: for each text and name. */
export function encodePairs(value: unknown, parameter: Written, encode: Encode = plainly): Pairs {
  const { serialization } = parameter;
  const { style, explode, media } = serialization;
  const name = encode(parameter.name);
  const write = (item: unknown): string => encode(scalar(item));
  if (media !== null) return [[name, encode(JSON.stringify(value) ?? "")]];
  const delimiter = between(delimiterOf(serialization), encode);
  if (Array.isArray(value)) {
    if (explode) return value.map((item) => [name, write(item)] as const);
    return [[name, value.map(write).join(delimiter)]];
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (style === "deepObject")
      return entries.map(([key, item]) => [encode(`${parameter.name}[${key}]`), write(item)] as const);
    if (explode) return entries.map(([key, item]) => [encode(key), write(item)] as const);
    return [[name, entries.flatMap(([key, item]) => [encode(key), write(item)]).join(delimiter)]];
  }
  return [[name, write(value)]];
}

/** The text of a path or header parameter. `encode`: for each text and name in it. */
export function encodeText(value: unknown, parameter: Written, encode: Encode = plainly): string {
  const { serialization } = parameter;
  const { style, explode, media } = serialization;
  const write = (item: unknown): string => encode(scalar(item));
  if (media !== null) return encode(JSON.stringify(value) ?? "");
  const prefix = style === "label" ? "." : style === "matrix" ? ";" : "";
  const separator = explode && prefix !== "" ? prefix : between(delimiterOf(serialization), encode);
  const named = style === "matrix" ? `${encode(parameter.name)}=` : "";
  if (Array.isArray(value)) {
    const items = value.map(write);
    return (
      prefix +
      (explode && style === "matrix" ? items.map((item) => named + item) : [named + items.join(separator)]).join(
        separator,
      )
    );
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => [encode(key), write(item)]);
    if (explode) return prefix + entries.map(([key, item]) => `${key}=${item}`).join(separator);
    return prefix + named + entries.flat().join(separator);
  }
  return prefix + named + write(value);
}

/** Every way to read the pairs of a query or cookie parameter as a value; none where it is absent. */
export function decodePairs(pairs: Pairs, parameter: Written, shape: Shape): readonly unknown[] {
  const { name, serialization } = parameter;
  const { style, explode, media } = serialization;
  const own = pairs.filter(([key]) => key === name).map(([, text]) => text);
  if (media !== null) return own.slice(0, 1).flatMap(parseJson);
  const found: unknown[] = [];
  const delimiter = delimiterOf(serialization);
  if (isOneText(own, explode ? null : delimiter, shape) && style !== "deepObject") return scalars(own[0] ?? "", []);
  if (allows(shape, "object")) found.push(...decodeObjects(pairs, parameter, shape, own, delimiter));
  if (allows(shape, "array") && own.length > 0 && style !== "deepObject") {
    const items = explode ? own : (own[0] ?? "").split(delimiter);
    found.push(...variants(items, shape.below));
  }
  if (own.length === 1 && style !== "deepObject") found.push(...scalars(own[0] ?? "", shape.types));
  return found;
}

function decodeObjects(
  pairs: Pairs,
  { name, serialization }: Written,
  shape: Shape,
  own: readonly string[],
  delimiter: string,
): readonly unknown[] {
  if (serialization.style === "deepObject") {
    const inside = pairs.flatMap(([key, text]) =>
      key.startsWith(`${name}[`) && key.endsWith("]") ? [[key.slice(name.length + 1, -1), text] as const] : [],
    );
    return inside.length === 0 ? [] : objectVariants(inside, shape.below);
  }
  if (serialization.explode) return pairs.length === 0 ? [] : objectVariants(pairs, shape.below);
  const parts = (own[0] ?? "").split(delimiter);
  return own.length === 0 || parts.length % 2 === 1 ? [] : objectVariants(inPairs(parts), shape.below);
}

/** Every way to read the text of a path or header parameter as a value. */
export function decodeText(text: string, parameter: Written, shape: Shape): readonly unknown[] {
  const { name, serialization } = parameter;
  const { style, explode, media } = serialization;
  if (media !== null) return parseJson(text);
  const prefix = style === "label" ? "." : style === "matrix" ? ";" : "";
  if (!text.startsWith(prefix)) return [];
  const body = text.slice(prefix.length);
  const separator = explode && prefix !== "" ? prefix : delimiterOf(serialization);
  const unnamed = (part: string): string =>
    style === "matrix" && part.startsWith(`${name}=`) ? part.slice(name.length + 1) : part;
  const parts = (explode ? body : unnamed(body)).split(separator);
  const found: unknown[] = [];
  if (isOneText(parts, explode ? "=" : null, shape)) return scalars(unnamed(body), []);
  if (allows(shape, "object")) {
    const entries = explode ? parts.map((part) => splitOnce(part)) : inPairs(parts);
    if (explode ? parts.every((part) => part.includes("=")) : parts.length % 2 === 0)
      found.push(...objectVariants(entries, shape.below));
  }
  if (allows(shape, "array")) found.push(...variants(parts.map(unnamed), shape.below));
  found.push(...scalars(unnamed(body), shape.types));
  return found;
}

const allows = (shape: Shape, type: string): boolean => shape.types.length === 0 || shape.types.includes(type);

/** One text without a delimiter is a scalar where the schema speaks of no lists or objects: nothing else calls for one. */
const isOneText = (texts: readonly string[], delimiter: string | null, { types, below }: Shape): boolean =>
  types.length === 0 &&
  below.length === 0 &&
  texts.length === 1 &&
  (delimiter === null || texts[0]?.includes(delimiter) === false);

const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** What a text can be read as, given the types a schema names; the text itself always comes last. */
function scalars(text: string, types: readonly string[]): readonly unknown[] {
  const any = types.length === 0;
  return [
    ...((any || types.includes("number") || types.includes("integer")) && NUMBER.test(text) ? [Number(text)] : []),
    ...((any || types.includes("boolean")) && (text === "true" || text === "false") ? [text === "true"] : []),
    ...(any || types.includes("string") ? [text] : []),
  ];
}

/** Lists in which every element is read the first way it can be, and in which every element is text. */
function variants(items: readonly string[], types: readonly string[]): readonly unknown[] {
  const first = items.map((item) => scalars(item, types)[0] ?? item);
  return [first, [...items]];
}

function objectVariants(entries: Pairs, types: readonly string[]): readonly unknown[] {
  const read = (pick: (text: string) => unknown) =>
    jsonObject(entries.map(([key, text]) => [key, pick(text)] as const));
  return [read((text) => scalars(text, types)[0] ?? text), read((text) => text)];
}

const inPairs = (parts: readonly string[]): Pairs =>
  parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ""] as const] : []));

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf("=");
  return at === -1 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}

function parseJson(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
