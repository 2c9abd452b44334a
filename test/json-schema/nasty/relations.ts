import type { Schema } from "./schemas.ts";

/** Is it a schema object? */
export const isPlain = (schema: Schema): schema is Record<string, unknown> =>
  typeof schema === "object" && schema !== null;

/** B made from A and another schema, so that containment is neither rare nor plain. */
export const RELATIONS: readonly ((a: Schema, x: Schema, roll: number) => readonly [Schema, Schema])[] = [
  (a, x) => [a, x],
  (a, x) => [a, x],
  (a, x) => [{ allOf: [a, x] }, a],
  (a, x) => [a, { anyOf: [x, a] }],
  (a, x) => [a, { anyOf: [{ allOf: [a, x] }, { allOf: [a, { not: x }] }] }],
  (a, x) => [{ oneOf: [a, x] }, { anyOf: [a, x] }],
  (a, x) => [{ anyOf: [a, x] }, { oneOf: [a, x] }],
  (a, x) => [{ allOf: [a, { not: x }] }, { oneOf: [a, x] }],
  (a, x) => [{ not: { anyOf: [a, x] } }, { allOf: [{ not: a }, { not: x }] }],
  (a, _, roll) => [a, without(a, roll)],
  (a, x, roll) => [a, merged(a, x, roll)],
  (a, x, roll) => [merged(x, a, roll), merged(a, x, roll)],
  (a, _, roll) => [a, withBranches(a, (list) => [...list].reverse().filter((_each, index) => index !== roll))],
  (a, x, roll) => [a, withBranches(a, (list) => list.with(roll % list.length, x))],
  (a, _, roll) => [
    a,
    withBranches(a, (list) => list.with(roll % list.length, without(list[roll % list.length], roll))),
  ],
];

/** The same union with other branches. */
function withBranches(schema: Schema, change: (list: readonly Schema[]) => readonly Schema[]): Schema {
  if (!isPlain(schema)) return schema;
  for (const keyword of ["anyOf", "oneOf", "allOf"]) {
    const list: unknown = schema[keyword];
    if (!Array.isArray(list) || list.length < 2) continue;
    const changed = change(list);
    return changed.length > 0 ? { ...schema, [keyword]: changed } : schema;
  }
  return schema;
}

function without(schema: Schema, roll: number): Schema {
  if (!isPlain(schema)) return schema;
  const entries = Object.entries(schema);
  return Object.fromEntries(entries.filter((_, index) => index !== roll % entries.length));
}

function merged(schema: Schema, other: Schema, roll: number): Schema {
  if (!isPlain(schema) || !isPlain(other)) return schema;
  const entries = Object.entries(other);
  const taken = entries[roll % Math.max(entries.length, 1)];
  return taken === undefined ? schema : { ...schema, [taken[0]]: taken[1] };
}
