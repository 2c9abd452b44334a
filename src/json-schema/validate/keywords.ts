import type { Dialect } from "../answer.ts";

/** How a keyword holds schemas: one, a list, a map from names, one or a list, or a map to schemas or name lists. */
export type Holds = "schema" | "list" | "map" | "schema-or-list" | "map-of-schemas-or-names";

const HOLDS: ReadonlyMap<string, Holds> = new Map<string, Holds>([
  ...named("schema", [
    "not",
    "if",
    "then",
    "else",
    "additionalItems",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
  ]),
  ...named("list", ["allOf", "anyOf", "oneOf", "prefixItems"]),
  ...named("map", ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"]),
  ["items", "schema-or-list"],
  ["dependencies", "map-of-schemas-or-names"],
]);

function named(holds: Holds, keywords: readonly string[]): (readonly [string, Holds])[] {
  return keywords.map((keyword) => [keyword, holds] as const);
}

/** How a keyword holds schemas, or null when it holds none. */
export const holdsOf = (keyword: string): Holds | null => HOLDS.get(keyword) ?? null;

const OLD_CORE = [
  "type",
  "enum",
  "multipleOf",
  "maximum",
  "minimum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "maxLength",
  "minLength",
  "pattern",
  "items",
  "maxItems",
  "minItems",
  "uniqueItems",
  "maxProperties",
  "minProperties",
  "required",
  "properties",
  "additionalProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "format",
  "$ref",
];
const DRAFT_04 = [...OLD_CORE, "additionalItems", "patternProperties", "dependencies"];
const DRAFT_06 = [...DRAFT_04, "const", "contains", "propertyNames"];
const DRAFT_07 = [...DRAFT_06, "if", "then", "else"];
const DRAFT_2019 = [
  ...DRAFT_07.filter((keyword) => keyword !== "dependencies"),
  "dependentRequired",
  "dependentSchemas",
  "maxContains",
  "minContains",
  "unevaluatedItems",
  "unevaluatedProperties",
  "$recursiveRef",
  "$recursiveAnchor",
];
const DRAFT_2020 = [
  ...DRAFT_2019.filter((keyword) => !["additionalItems", "$recursiveRef", "$recursiveAnchor"].includes(keyword)),
  "prefixItems",
  "$dynamicRef",
  "$dynamicAnchor",
];

const ASSERTS: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  "draft-04": new Set(DRAFT_04),
  "draft-06": new Set(DRAFT_06),
  "draft-07": new Set(DRAFT_07),
  "2019-09": new Set(DRAFT_2019),
  "2020-12": new Set(DRAFT_2020),
  "openapi-3.0": new Set([...OLD_CORE, "nullable"]),
  "openapi-3.1": new Set(DRAFT_2020),
};

/** Keywords that assert something in some dialect. */
const EVERYWHERE: ReadonlySet<string> = new Set(Object.values(ASSERTS).flatMap((keywords) => [...keywords]));

/** Does the keyword assert in another dialect, but not in this one? Validators of several dialects mix them up. */
export const isForeign = (keyword: string, dialect: Dialect): boolean =>
  EVERYWHERE.has(keyword) && !ASSERTS[dialect].has(keyword);

/** Does the keyword assert something in any dialect? */
export const isAssertion = (keyword: string): boolean => EVERYWHERE.has(keyword);

/** Are the siblings of `$ref` ignored? (draft-07 Core 8.3; OpenAPI 3.0.4 section 4.7.23) */
export const ignoresRefSiblings = (dialect: Dialect): boolean =>
  ["draft-04", "draft-06", "draft-07", "openapi-3.0"].includes(dialect);
