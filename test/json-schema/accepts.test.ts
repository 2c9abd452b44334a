import fc from "fast-check";
import { expect, test } from "vitest";
import { openSession, schemaWorld } from "../../src/json-schema/index.ts";
import { compileWithHyperjump } from "../../src/json-schema/validate/hyperjump.ts";
import { schemas, smallDocuments } from "./schemas.ts";

const seed = Number(process.env.TALLY_SEED ?? 7);

test(`our own judgement of values agrees with a validator (seed ${seed})`, { timeout: 120_000 }, async () => {
  for (const schema of fc.sample(schemas, { numRuns: 120, seed })) {
    const check = await compileWithHyperjump(
      schema === true ? {} : schema === false ? { not: {} } : schema,
      "2020-12",
      false,
    );
    const session = openSession();
    const side = schemaWorld(schema, "2020-12");
    for (const value of smallDocuments)
      expect(session.accepts(side, "reader", value), JSON.stringify([schema, value])).toBe(check?.(value));
  }
});
