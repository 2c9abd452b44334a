/** What keywords speak of, as bits. */
export const TOPIC = {
  references: 1,
  types: 2,
  values: 4,
  numbers: 8,
  strings: 16,
  arrays: 32,
  objects: 64,
  logic: 128,
} as const;

/** Every keyword that is compiled, in any dialect, and what it speaks of. */
const TOPICS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    references: ["$ref", "$dynamicRef", "$recursiveRef"],
    types: ["type"],
    values: ["const", "enum"],
    numbers: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"],
    strings: ["minLength", "maxLength", "pattern", "format"],
    arrays: [
      ...["items", "prefixItems", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains"],
      "unevaluatedItems",
    ],
    objects: [
      ...["properties", "patternProperties", "additionalProperties", "required", "minProperties", "maxProperties"],
      ...["propertyNames", "dependencies", "dependentRequired", "dependentSchemas", "unevaluatedProperties"],
    ],
    logic: ["allOf", "anyOf", "oneOf", "not", "if"],
  } satisfies Readonly<Record<keyof typeof TOPIC, readonly string[]>>)
    .flatMap(([topic, names]) => names.map((name) => [name, TOPIC[topic as keyof typeof TOPIC]] as const)) // the keys above
    .reduce((all, [name, bit]) => all.set(name, (all.get(name) ?? 0) | bit), new Map<string, number>()),
);

/** Bits of `TOPIC`, joined: what the keywords of a schema object speak of. */
export function topicsOf(schema: Readonly<Record<string, unknown>>): number {
  let said = 0;
  for (const name in schema) said |= TOPICS.get(name) ?? 0;
  return said;
}
