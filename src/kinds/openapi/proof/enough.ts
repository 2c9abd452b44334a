import { isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { Dialect, SchemaWorld } from "../../../json-schema/answer.ts";
import { branchesFor, refusedAtGlance } from "../../../json-schema/validate/glance.ts";

/** What is asked about a value: is it allowed by the schema, or refused? */
export type Question = "allowed" | "refused";

type Schema = Readonly<Record<string, unknown>>;

/** What looks at what other keywords found: where it stands, nothing is left out. */
const SUMS = /"(unevaluatedProperties|unevaluatedItems)":/;

/** What looks at the names that `properties` lists: beside it, all of them stay. */
const OTHERS = ["additionalProperties", "patternProperties"] as const;

/**
 * As much of a schema without references as a question about one value takes. `allowed`: what allows the value here, the
 * schema allows; branches of unions that refuse it at a glance are gone, or stand with no more than the reason, and nobody
 * is asked whether members are there that are. `refused`: what refuses the value here, the schema refuses; where a glance
 * finds a reason, only the reason is left. Where a glance is mistaken, the validators say so.
 */
export function enoughFor(question: Question, schema: JsonValue, value: JsonValue, dialect: Dialect): JsonValue {
  if (SUMS.test(JSON.stringify(schema))) return schema;
  const world: SchemaWorld = { dialect, resolve: () => null };
  return question === "allowed" ? allowing(schema, value, world) : refusing(schema, value, world);
}

/** Members and elements of a JsonValue are JsonValues. */
const entriesOf = (value: unknown): readonly [string, JsonValue][] =>
  isObject(value) ? (Object.entries(value) as [string, JsonValue][]) : [];

const itemsOf = (value: unknown): readonly JsonValue[] => (Array.isArray(value) ? value : []);

const UNIONS = ["anyOf", "oneOf"] as const;

/** A part of a schema that refuses the value, found at a glance; null where none is. */
function refusal(schema: JsonValue, value: JsonValue, world: SchemaWorld): JsonValue | null {
  if (!isObject(schema)) return null;
  const reason = refusedAtGlance({ value: schema, base: "" }, value, world);
  if (reason !== null) return branchesFor([[reason]])[0] as JsonValue; // types, names and listed values
  if (isUnlisted(schema, value)) return { enum: schema.enum as JsonValue };
  const members = entriesOf(schema.properties).filter(([name]) => isObject(value) && Object.hasOwn(value, name));
  for (const [name, held] of members) {
    const inner = refusal(held, (value as Record<string, JsonValue>)[name] ?? null, world);
    if (inner !== null) return { properties: jsonObject([[name, inner]]) };
  }
  for (const item of isObject(schema.items) && schema.prefixItems === undefined ? itemsOf(value) : []) {
    const inner = refusal(schema.items as JsonValue, item, world);
    if (inner !== null) return { items: inner };
  }
  for (const part of itemsOf(schema.allOf)) {
    const inner = refusal(part, value, world);
    if (inner !== null) return inner;
  }
  return refusalOfUnion(schema, value, world);
}

/** Listed scalars, and the value is another; null goes its own ways in OpenAPI 3.0. */
const isUnlisted = (schema: Schema, value: JsonValue): boolean =>
  Array.isArray(schema.enum) && value !== null && typeof value !== "object" && !schema.enum.includes(value);

function refusalOfUnion(schema: Schema, value: JsonValue, world: SchemaWorld): JsonValue | null {
  for (const keyword of UNIONS) {
    const branches = itemsOf(schema[keyword]);
    const refused = branches.flatMap((branch) => refusal(branch, value, world) ?? []);
    if (branches.length > 0 && refused.length === branches.length) return { anyOf: distinct(refused) };
  }
  return null;
}

const distinct = (schemas: readonly JsonValue[]): readonly JsonValue[] => [
  ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
];

function refusing(schema: JsonValue, value: JsonValue, world: SchemaWorld): JsonValue {
  const reason = refusal(schema, value, world);
  if (reason !== null || !isObject(schema)) return reason ?? schema;
  const anyOf = itemsOf(schema.anyOf).map((branch) => refusing(branch, value, world));
  return anyOf.length === 0 ? schema : ({ ...schema, anyOf: distinct(anyOf) } as JsonValue);
}

function allowing(schema: JsonValue, value: JsonValue, world: SchemaWorld): JsonValue {
  if (!isObject(schema)) return schema;
  const closes = OTHERS.some((keyword) => schema[keyword] !== undefined);
  const here: Schema = isObject(value) ? value : {};
  return jsonObject(
    entriesOf(schema).flatMap(([keyword, held]): readonly (readonly [string, JsonValue])[] => {
      if (keyword === "allOf") return [[keyword, itemsOf(held).map((part) => allowing(part, value, world))]];
      if (keyword === "anyOf" || keyword === "oneOf") return [[keyword, allowingUnion(keyword, held, value, world)]];
      if (keyword === "required")
        return keptOf(
          keyword,
          itemsOf(held).filter((name) => !isThere(here, name)),
        );
      const [only, ...more] = itemsOf(value);
      if (keyword === "items" && isObject(held) && only !== undefined && more.length === 0)
        return [[keyword, allowing(held as JsonValue, only, world)]];
      if (keyword !== "properties") return [[keyword, held]];
      const inner = entriesOf(held).map(([name, each]) => {
        const member = isThere(here, name) ? (here[name] as JsonValue) : undefined;
        return [name, member === undefined ? each : allowing(each, member, world)] as const;
      });
      return [[keyword, jsonObject(closes ? inner : inner.filter(([, each]) => !isIdle(each)))]];
    }),
  );
}

const isThere = (value: Schema, name: unknown): boolean => typeof name === "string" && Object.hasOwn(value, name);

/** The list, unless it is empty: old dialects know no empty `required`. */
const keptOf = (keyword: string, list: readonly JsonValue[]): readonly (readonly [string, JsonValue])[] =>
  list.length === 0 ? [] : [[keyword, list]];

/** Says nothing of any value. */
const isIdle = (schema: JsonValue): boolean =>
  schema === true || (isObject(schema) && Object.keys(schema).length === 0);

/** Of `anyOf` one branch that holds is enough; of `oneOf` how many hold counts, so that those that stay, stay as they are. */
function allowingUnion(keyword: "anyOf" | "oneOf", held: JsonValue, value: JsonValue, world: SchemaWorld): JsonValue {
  const seen = itemsOf(held).map((branch) => ({ branch, refused: refusal(branch, value, world) }));
  const open = seen.flatMap(({ branch, refused }) => (refused === null ? [branch] : []));
  const refused = distinct(seen.flatMap((each) => each.refused ?? []));
  if (open.length === 0 || (refused.length === 0 && keyword === "oneOf")) return held;
  if (keyword === "anyOf") return open.map((branch) => allowing(branch, value, world));
  return [{ allOf: [{ oneOf: open }, { not: { anyOf: refused } }] }];
}
