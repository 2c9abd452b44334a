import fc from "fast-check";
import { expect, test } from "vitest";
import { DIALECTS } from "../../../src/json-schema/index.ts";
import { judge } from "./judge.ts";
import { POLICIES, policyFault } from "./policies.ts";
import { FAMILIES, nastyPairs } from "./schemas.ts";
import { ARRAYS, OBJECTS } from "./universe.ts";

/** Pairs in all; a nightly run asks for more: TALLY_PAIRS=100000. The seed is printed when a pair fails. */
const pairs = Number(process.env.TALLY_PAIRS ?? 300);
const seed = Number(process.env.TALLY_SEED ?? 20261121);
const numRuns = Math.max(1, Math.round(pairs / DIALECTS.length / FAMILIES.length));

/** Objects and arrays for policies: they change nothing else. */
const values = [...OBJECTS, ...ARRAYS, { a: { b: null } }, { a: { zz: 1 } }, [{ a: 1, zz: null }]];

for (const dialect of DIALECTS) {
  test(`no document of a small universe denies an answer: ${dialect}, seed ${seed}`, {
    timeout: 7_200_000,
  }, async () => {
    for (const family of FAMILIES)
      await fc.assert(
        fc.asyncProperty(nastyPairs(dialect, family), async (pair) => {
          const { faults } = await judge(pair);
          expect(
            faults.filter(({ kind }) => kind === "wrong-contained"),
            JSON.stringify(pair),
          ).toEqual([]);
        }),
        { numRuns, seed },
      );
  });

  test(`a policy means what the schema rewritten for it means: ${dialect}`, { timeout: 7_200_000 }, async () => {
    const role = fc.constantFrom("writer" as const, "reader" as const);
    await fc.assert(
      fc.asyncProperty(
        nastyPairs(dialect, "mixed"),
        role,
        fc.constantFrom(...POLICIES),
        fc.constantFrom(...values),
        async (pair, side, policy, value) => {
          fc.pre(!JSON.stringify(pair).includes("multipleOf"));
          expect(await policyFault(pair, side, policy, value), JSON.stringify([pair.a, value])).toBeNull();
        },
      ),
      { numRuns: numRuns * 3, seed },
    );
  });
}
