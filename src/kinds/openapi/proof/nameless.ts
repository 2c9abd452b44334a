import { isObject, type JsonValue, jsonObject } from "../../../core/json.ts";

/** A value and a schema that are asked about together. */
interface Asked {
  readonly schema: JsonValue;
  readonly value: JsonValue;
}

/** What may tell one name from another. */
const TELLS = /"(patternProperties|propertyNames|dependentRequired|dependentSchemas|dependencies|\$[a-zA-Z]+)":/;

/** Keywords that hold values, not schemas. */
const DATA: readonly string[] = ["enum", "const", "default", "example", "examples"];

/**
 * The same question with members named by number, so that many questions become one and the validators compile it once:
 * which names members have matters to no keyword left. Where one may tell names apart, all stay as they are.
 */
export function withoutNames({ schema, value }: Asked): Asked {
  if (TELLS.test(JSON.stringify(schema))) return { schema, value };
  const numbers = new Map<string, string>();
  const renamed = (name: string): string => {
    const known = numbers.get(name) ?? `m${numbers.size}`;
    numbers.set(name, known);
    return known;
  };
  return { schema: renameSchema(schema, renamed), value: renameData(value, renamed) };
}

type Rename = (name: string) => string;

function renameData(value: JsonValue, renamed: Rename): JsonValue {
  if (Array.isArray(value)) return value.map((item) => renameData(item, renamed));
  if (!isObject(value)) return value;
  return jsonObject(
    Object.entries(value).map(([name, item]) => [renamed(name), renameData(item as JsonValue, renamed)]),
  );
}

function renameSchema(schema: JsonValue, renamed: Rename): JsonValue {
  if (Array.isArray(schema)) return schema.map((each) => renameSchema(each, renamed));
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema) as [string, JsonValue][]; // members of a JsonValue
  return jsonObject(entries.map(([keyword, held]) => [keyword, renameHeld(keyword, held, renamed)]));
}

function renameHeld(keyword: string, held: JsonValue, renamed: Rename): JsonValue {
  if (DATA.includes(keyword)) return renameData(held, renamed);
  if (keyword === "required" && Array.isArray(held)) return held.map((name: JsonValue) => renamed(String(name)));
  if (keyword !== "properties" || !isObject(held)) return renameSchema(held, renamed);
  const entries = Object.entries(held) as [string, JsonValue][]; // members of a JsonValue
  return jsonObject(entries.map(([name, each]) => [renamed(name), renameSchema(each, renamed)]));
}
