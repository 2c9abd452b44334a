import fc from "fast-check";

/** A JSON Schema as generated here. */
export type Schema = { readonly [key: string]: unknown };

const text: fc.Arbitrary<Schema> = fc.record(
  {
    type: fc.constant("string"),
    minLength: fc.integer({ min: 0, max: 2 }),
    maxLength: fc.integer({ min: 2, max: 4 }),
    pattern: fc.constantFrom("^[a-c]*$", "^a", "b$", "^[a-z]+$", ".*"),
    enum: fc.constantFrom(["a"], ["a", "b"], ["abc", "b", ""]),
  },
  { requiredKeys: ["type"] },
);

const number: fc.Arbitrary<Schema> = fc.record(
  {
    type: fc.constantFrom("integer", "number"),
    minimum: fc.integer({ min: -2, max: 2 }),
    maximum: fc.integer({ min: 2, max: 5 }),
    exclusiveMaximum: fc.integer({ min: 3, max: 5 }),
    multipleOf: fc.constantFrom(1, 2, 3),
  },
  { requiredKeys: ["type"] },
);

const plain: fc.Arbitrary<Schema> = fc.oneof(
  { arbitrary: text, weight: 3 },
  { arbitrary: number, weight: 3 },
  fc.constant({ type: "boolean" }),
  fc.constant({ type: ["string", "null"] }),
  fc.constant({ type: ["integer", "string"] }),
  fc.constant({}),
);

/** Schemas of scalars without null and unions, which every version has words for. */
export const plainSchemas: fc.Arbitrary<Schema> = fc.oneof(text, number, fc.constant({ type: "boolean" }));

const NAMES = ["a", "b", "c"] as const;

const { schema } = fc.letrec<{ schema: Schema; object: Schema; list: Schema; union: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    plain,
    { arbitrary: tie("object"), weight: 4 },
    tie("list"),
    tie("union"),
  ),
  object: fc.record(
    {
      type: fc.constant("object"),
      properties: fc.dictionary(fc.constantFrom(...NAMES), tie("schema"), { minKeys: 1, maxKeys: 3 }),
      required: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), plain),
      maxProperties: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ["type", "properties"] },
  ),
  list: fc.record(
    {
      type: fc.constant("array"),
      items: tie("schema"),
      minItems: fc.integer({ min: 0, max: 1 }),
      maxItems: fc.integer({ min: 1, max: 3 }),
      uniqueItems: fc.boolean(),
    },
    { requiredKeys: ["type", "items"] },
  ),
  union: fc.oneof(
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: plain }),
  ),
}));

/** Schemas of every shape that bodies have, two levels deep. */
export const schemas = schema;

/** Schemas of what a parameter carries: a scalar, a list or an object of scalars. */
export const flatSchemas: fc.Arbitrary<Schema> = fc.oneof(
  plain,
  fc.record({ type: fc.constant("array"), items: plain, maxItems: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    type: fc.constant("object"),
    properties: fc.dictionary(fc.constantFrom(...NAMES), plain, { maxKeys: 2 }),
  }),
);

/** One edit: where (a number that picks one of the schemas inside), and what is put there. */
export interface Edit {
  readonly at: number;
  readonly how: (schema: Schema) => Schema;
}

const set = (key: string, value: unknown) => (old: Schema) => ({ ...old, [key]: value });

/** Edits as people make them: a keyword set, changed or gone, a branch more or less, another schema instead. */
export const edits: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(1000),
  how: fc.oneof(
    fc.tuple(text, fc.boolean()).map(([more]) => (old: Schema) => ({ ...old, ...more })),
    fc.tuple(number).map(([more]) => (old: Schema) => ({ ...old, ...more })),
    fc
      .constantFrom("maximum", "minimum", "maxLength", "pattern", "enum", "required", "items", "additionalProperties")
      .map((key) => (old: Schema) => Object.fromEntries(Object.entries(old).filter(([name]) => name !== key))),
    fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }).map((names) => set("required", names)),
    fc.boolean().map((open) => set("additionalProperties", open)),
    fc.tuple(fc.constantFrom(...NAMES), plain).map(([name, one]) => (old: Schema) => ({
      ...old,
      properties: { ...(old.properties as Schema | undefined), [name]: one },
    })),
    plain.map((one) => (old: Schema) => ({ anyOf: [old, one] })),
    plain.map((one) => (old: Schema) => ({ oneOf: [old, one] })),
    plain.map((one) => (old: Schema) => ({ allOf: [old, one] })),
    plain.map((one) => () => one),
  ),
});

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Ways to every schema inside a schema, itself first. */
function waysIn(value: unknown, way: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (!isSchema(value)) return [];
  const lists = ["anyOf", "oneOf", "allOf"].flatMap((key) =>
    Array.isArray(value[key]) ? value[key].flatMap((inner, index) => waysIn(inner, [...way, key, index])) : [],
  );
  const properties = isSchema(value.properties) ? Object.entries(value.properties) : [];
  return [
    way,
    ...lists,
    ...waysIn(value.items, [...way, "items"]),
    ...properties.flatMap(([name, inner]) => waysIn(inner, [...way, "properties", name])),
  ];
}

function replaced(value: unknown, way: readonly (string | number)[], how: Edit["how"]): unknown {
  const [key, ...rest] = way;
  if (key === undefined) return how(value as Schema);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, how) : item));
  return { ...(value as Schema), [key]: replaced((value as Schema)[key], rest, how) };
}

/** The schema after some edits. */
export const edited = (schema: Schema, changes: readonly Edit[]): Schema =>
  changes.reduce<Schema>((old, { at, how }) => {
    const ways = waysIn(old);
    return replaced(old, ways[at % ways.length] ?? [], how) as Schema;
  }, schema);

/** A value that follows a schema where it can, and strays from it now and then; most are valid. */
export function valueFor(schema: unknown, random: () => number, depth = 0): unknown {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const any = () => pick(["", "a", "b", "ab", "abc", 0, 1, 2, 3, 4, 6, -1, 0.5, true, null, [], {}]);
  if (!isSchema(schema) || depth > 4 || random() < 0.05) return any();
  const branches = ["anyOf", "oneOf", "allOf"].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []));
  if (branches.length > 0) return valueFor(pick(branches), random, depth + 1);
  if (Array.isArray(schema.enum)) return pick(schema.enum);
  const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type;
  if (type === "object") return objectFor(schema, random, depth);
  if (type === "array") {
    const size = Math.floor(random() * 4);
    return Array.from({ length: size }, () => valueFor(schema.items, random, depth + 1));
  }
  if (type === "string") return pick(["", "a", "b", "ab", "abc", "ba", "aab", "zzzz", "A"]);
  if (type === "integer" || type === "number") return pick([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 2.5]);
  if (type === "boolean") return random() < 0.5;
  return type === "null" ? null : any();
}

function objectFor(schema: Schema, random: () => number, depth: number): unknown {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const names = [...new Set([...Object.keys(properties), ...required.map(String), "d"])];
  const kept = names.filter((name) => required.includes(name) || random() < (name === "d" ? 0.15 : 0.6));
  return Object.fromEntries(
    kept.map((name) => [name, valueFor(properties[name] ?? schema.additionalProperties, random, depth + 1)]),
  );
}

/** With them, what has each member or element from any of them of the same shape: a scalar is a text or what the text says. */
export function mixed(readings: readonly unknown[]): readonly unknown[] {
  const shapes = new Map<string, object[]>();
  for (const each of readings) {
    if (typeof each !== "object" || each === null) continue;
    const shape = JSON.stringify([Array.isArray(each), Object.keys(each)]);
    shapes.set(shape, [...(shapes.get(shape) ?? []), each]);
  }
  return [...readings, ...[...shapes.values()].flatMap(products)];
}

function products(alike: readonly object[]): readonly unknown[] {
  const lists = alike.map((each) => Object.entries(each));
  const entries = (lists[0] ?? []).map((_, index) => new Map(lists.map((list) => [list[index]?.[1], list[index]])));
  const rows = entries.reduce<readonly (readonly [string, unknown][])[]>(
    (made, some) => made.flatMap((row) => [...some.values()].flatMap((entry) => (entry ? [[...row, entry]] : []))),
    [[]],
  );
  return rows.map((row) => (Array.isArray(alike[0]) ? row.map(([, value]) => value) : Object.fromEntries(row)));
}

/** A small generator of its own, so that a seed gives the same messages on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
