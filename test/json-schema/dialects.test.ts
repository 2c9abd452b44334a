import fc from "fast-check";
import { expect, test } from "vitest";
import { isObject } from "../../src/core/json.ts";
import { type Dialect, openSession, schemaWorld } from "../../src/json-schema/index.ts";
import { type Schema, schemas } from "./schemas.ts";

const seed = Number(process.env.TALLY_SEED ?? 11);
const numRuns = Number(process.env.TALLY_PAIRS ?? 300);

/** Rewrites every schema inside a schema, innermost first. */
function rewrite(schema: unknown, change: (schema: Record<string, unknown>) => Record<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => rewrite(item, change));
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).map(([keyword, value]) => {
    if (["enum", "const", "required", "type"].includes(keyword)) return [keyword, value] as const;
    if (["properties", "patternProperties", "dependentSchemas", "$defs"].includes(keyword) && isObject(value))
      return [
        keyword,
        Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewrite(inner, change)])),
      ] as const;
    return [keyword, rewrite(value, change)] as const;
  });
  return change(Object.fromEntries(kept));
}

/** Tuples as drafts up to 2019-09 write them. */
function oldTuples({ prefixItems, items, ...rest }: Record<string, unknown>): Record<string, unknown> {
  if (prefixItems === undefined) return items === undefined ? rest : { ...rest, items };
  return { ...rest, items: prefixItems, ...(items !== undefined && { additionalItems: items }) };
}

/** `dependencies` as drafts up to 7 write them, beside each other where one name has both kinds. */
function oldDependencies({
  dependentRequired,
  dependentSchemas,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  const both = [dependentRequired, dependentSchemas].filter((value) => value !== undefined);
  return {
    ...rest,
    ...(both.length > 0 && {
      allOf: [...((rest.allOf as unknown[]) ?? []), ...both.map((dependencies) => ({ dependencies }))],
    }),
  };
}

const NEWER = ["unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains"];
const older = (schema: Schema): unknown =>
  rewrite(schema, (each) =>
    oldDependencies(
      oldTuples(Object.fromEntries(Object.entries(each).filter(([keyword]) => !NEWER.includes(keyword)))),
    ),
  );
const newer = (schema: Schema): unknown =>
  rewrite(schema, (each) => Object.fromEntries(Object.entries(each).filter(([keyword]) => !NEWER.includes(keyword))));

const decide = (a: unknown, b: unknown, dialect: Dialect) =>
  openSession().decide(schemaWorld(a, dialect), schemaWorld(b, dialect)).answer;

test(`one meaning in two dialects gets one answer (seed ${seed})`, { timeout: 7_200_000 }, () => {
  fc.assert(
    fc.property(schemas, schemas, (a, b) => {
      const expected = decide(newer(a), newer(b), "2020-12");
      expect(decide(older(a), older(b), "draft-07"), "draft-07").toBe(expected);
    }),
    { numRuns, seed },
  );
});

test(`tuples of 2019-09 mean those of 2020-12 (seed ${seed})`, { timeout: 7_200_000 }, () => {
  // `contains` evaluates items only since 2020-12.
  const plain = (schema: Schema) => JSON.stringify(schema).includes("unevaluatedItems");
  fc.assert(
    fc.property(schemas, schemas, (a, b) => {
      fc.pre(!plain(a) && !plain(b));
      expect(decide(rewrite(a, oldTuples), rewrite(b, oldTuples), "2019-09")).toBe(decide(a, b, "2020-12"));
    }),
    { numRuns, seed },
  );
});
