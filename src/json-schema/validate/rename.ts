import { isObject, type JsonValue, jsonObject } from "../../core/json.ts";
import { openStrings } from "../strings/index.ts";
import { holdsOf } from "./keywords.ts";

/** Names of members that validators take for something else: a prototype, a reference, an identifier, no name at all. */
const TROUBLE = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "$ref",
  "$id",
  "$anchor",
  "$dynamicAnchor",
  "$recursiveAnchor",
  "$schema",
];

/** Schemas and a value in which the same names were replaced. */
export interface Renamed {
  readonly schemas: readonly unknown[];
  readonly witness: JsonValue;
}

/**
 * Gives the members with troublesome names other names of the same length (of two letters where there is no name), in the
 * schemas and in the value alike; null where a pattern or `propertyNames` may tell the old name from the new one.
 */
export function renameTrouble(schemas: readonly unknown[], witness: JsonValue): Renamed | null {
  const text = JSON.stringify([schemas, witness]);
  const used = TROUBLE.filter((name) => text.includes(JSON.stringify(name)) && isMember(name, schemas, witness));
  if (used.length === 0) return { schemas, witness };
  const renaming = new Map(used.map((name) => [name, freshName(name, text)] as const));
  if (!schemas.every((schema) => agrees(schema, renaming))) return null;
  return {
    schemas: schemas.map((schema) => renameSchema(schema, renaming)),
    // Renaming members of a JsonValue leaves a JsonValue.
    witness: renameData(witness, renaming) as JsonValue,
  };
}

function freshName(name: string, text: string): string {
  for (let i = 0; ; i++) {
    const fresh = `${name[0] === "$" ? "_" : "x"}${name.slice(1, -1)}${String.fromCharCode(0x61 + i)}`;
    if (!text.includes(fresh) || i > 24) return fresh;
  }
}

/**
 * Is the name a member of data, or a declared property? As a keyword of a schema it stays. A member without a name is
 * misread only where a schema declares it.
 */
function isMember(name: string, schemas: readonly unknown[], witness: JsonValue): boolean {
  return (name !== "" && hasKey(witness, name)) || schemas.some((schema) => declares(schema, name));
}

function hasKey(data: unknown, name: string): boolean {
  if (Array.isArray(data)) return data.some((each) => hasKey(each, name));
  return isObject(data) && (Object.hasOwn(data, name) || Object.values(data).some((each) => hasKey(each, name)));
}

function declares(schema: unknown, name: string): boolean {
  if (!isObject(schema)) return false;
  return Object.entries(schema).some(([keyword, value]) => {
    if (keyword === "enum" || keyword === "const") return hasKey(value, name);
    if (keyword === "required") return Array.isArray(value) && value.includes(name);
    return heldSchemas(keyword, value).some(
      ([key, inner]) => (key === name && isMap(keyword)) || declares(inner, name),
    );
  });
}

const isMap = (keyword: string): boolean =>
  ["properties", "dependentSchemas", "dependencies", "dependentRequired"].includes(keyword);

function heldSchemas(keyword: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (holdsOf(keyword) === null && keyword !== "dependentRequired") return [];
  if (Array.isArray(value)) return value.map((each) => ["", each] as const);
  if (!isObject(value)) return [];
  return holdsOf(keyword) === "schema" || holdsOf(keyword) === "schema-or-list" ? [["", value]] : Object.entries(value);
}

type Renaming = ReadonlyMap<string, string>;

/** No pattern over names may tell an old name from its new one; `propertyNames` might, so it is not judged. */
function agrees(schema: unknown, renaming: Renaming): boolean {
  if (!isObject(schema)) return true;
  if (Object.hasOwn(schema, "propertyNames")) return false;
  const strings = openStrings();
  const blind = (source: string): boolean => {
    const language = strings.ofPattern(source);
    return !("unsupported" in language) && [...renaming].every(([from, to]) => language.has(from) === language.has(to));
  };
  if (isObject(schema.patternProperties) && !Object.keys(schema.patternProperties).every(blind)) return false;
  return Object.entries(schema).every(([keyword, value]) =>
    heldSchemas(keyword, value).every(([, inner]) => agrees(inner, renaming)),
  );
}

const newName = (name: string, renaming: Renaming): string => renaming.get(name) ?? name;

function renameData(data: unknown, renaming: Renaming): unknown {
  if (Array.isArray(data)) return data.map((each) => renameData(each, renaming));
  if (!isObject(data)) return data;
  return jsonObject(Object.entries(data).map(([key, value]) => [newName(key, renaming), renameData(value, renaming)]));
}

function renameSchema(schema: unknown, renaming: Renaming): unknown {
  if (!isObject(schema)) return schema;
  return jsonObject(Object.entries(schema).map(([keyword, value]) => [keyword, renameHeld(keyword, value, renaming)]));
}

function renameHeld(keyword: string, value: unknown, renaming: Renaming): unknown {
  if (keyword === "enum" || keyword === "const") return renameData(value, renaming);
  if (keyword === "required") return renameNames(value, renaming);
  const within = (inner: unknown): unknown =>
    Array.isArray(inner) ? renameNames(inner, renaming) : renameSchema(inner, renaming);
  if (isMap(keyword) && isObject(value))
    return jsonObject(Object.entries(value).map(([name, inner]) => [newName(name, renaming), within(inner)]));
  const holds = holdsOf(keyword);
  if (holds === null) return value;
  if (Array.isArray(value)) return value.map((each) => renameSchema(each, renaming));
  if (holds === "map" && isObject(value))
    return jsonObject(Object.entries(value).map(([name, inner]) => [name, renameSchema(inner, renaming)]));
  return renameSchema(value, renaming);
}

const renameNames = (value: unknown, renaming: Renaming): unknown =>
  Array.isArray(value) ? value.map((name) => (typeof name === "string" ? newName(name, renaming) : name)) : value;
