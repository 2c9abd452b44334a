import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/core/json.ts";
import type { Decision, Policy, Session } from "../../src/json-schema/index.ts";
import { openSession, STRICT, schemaWorld } from "../../src/json-schema/index.ts";
import { documents, recursiveSchemas, type Schema, schemas, smallDocuments } from "./schemas.ts";

/** Pairs tried per law; a nightly run asks for more: TALLY_PAIRS=100000. The seed is printed when a law fails. */
const numRuns = Number(process.env.TALLY_PAIRS ?? 300);
const seed = Number(process.env.TALLY_SEED ?? 20261121);

const side = (schema: Schema) => schemaWorld(schema, "2020-12");
const decide = (a: Schema, b: Schema): Decision => openSession().decide(side(a), side(b));

/** Writers that hold nearly everything of a kind, so that any slip in a proof about the reader shows. */
const PLAIN: readonly Schema[] = [
  {},
  { type: "array" },
  { type: "object" },
  { type: "array", items: { type: "integer" } },
];

const FORGIVING: readonly Partial<Policy>[] = [
  { undeclaredNamesAbsent: true },
  { ignoreUnknownProperties: true },
  { extensibleEnums: "on" },
  { undeclaredNamesAbsent: true, ignoreUnknownProperties: true, extensibleEnums: "on" },
];

/** The same schema with larger ranges and other types let in, so that containment is not a matter of identity. */
function loosened(schema: Schema): Schema {
  const text = JSON.stringify(schema).replaceAll('"integer"', '"number"').replaceAll('"minimum":', '"x-minimum":');
  return JSON.parse(text) as Schema;
}

/** A few values of a schema, found by asking for one after the other. */
function samples(session: Session, schema: Schema): readonly JsonValue[] {
  const found: JsonValue[] = [];
  for (let count = 0; count < 8; count += 1) {
    const decision = session.decide(side(schema), side(false), STRICT, found);
    if (decision.answer !== "not-contained") break;
    found.push(decision.witness);
  }
  return found;
}

/** Undecided is always allowed; the other answer never. */
const never = (wrong: Decision["answer"], decision: Decision): void => {
  expect(decision.answer, JSON.stringify(decision)).not.toBe(wrong);
};

describe(`laws of containment (seed ${seed}, ${numRuns} runs)`, () => {
  const law = (name: string, property: fc.IRawProperty<unknown>): void =>
    test(name, { timeout: 7_200_000 }, () => fc.assert(property, { numRuns, seed }));

  law(
    "no document of A is refused by B where A is contained",
    fc.property(schemas, schemas, fc.integer({ min: 0, max: 11 }), (drawn, b, mode) => {
      const a = PLAIN[mode] ?? drawn;
      const session = openSession();
      if (session.decide(side(a), side(b)).answer !== "contained") return;
      for (const value of smallDocuments)
        if (session.accepts(side(a), "writer", value) === true)
          expect(session.accepts(side(b), "reader", value), JSON.stringify([a, b, value])).not.toBe(false);
    }),
  );

  law(
    "nor where the schemas are recursive, nor values built from A itself",
    fc.property(
      recursiveSchemas,
      recursiveSchemas,
      fc.integer({ min: 0, max: 2 }),
      fc.array(documents, { minLength: 20, maxLength: 40 }),
      (a, other, mode, values) => {
        const b = mode === 0 ? other : mode === 1 ? loosened(a) : { anyOf: [a, other], $defs: a.$defs };
        const session = openSession();
        if (session.decide(side(a), side(b)).answer !== "contained") return;
        for (const value of [...values, ...samples(session, a)])
          if (session.accepts(side(a), "writer", value) === true)
            expect(session.accepts(side(b), "reader", value), JSON.stringify([a, b, value])).not.toBe(false);
      },
    ),
  );

  law(
    "a witness is valid under A and not under B",
    fc.property(schemas, schemas, (a, b) => {
      const session = openSession();
      const decision = session.decide(side(a), side(b));
      if (decision.answer !== "not-contained") return;
      expect(session.accepts(side(a), "writer", decision.witness)).toBe(true);
      expect(session.accepts(side(b), "reader", decision.witness)).toBe(false);
    }),
  );

  law(
    "A is contained in A",
    fc.property(schemas, (a) => never("not-contained", decide(a, a))),
  );

  law(
    "A is contained in (A or X)",
    fc.property(schemas, schemas, (a, x) => never("not-contained", decide(a, { anyOf: [a, x] }))),
  );

  law(
    "(A and X) is contained in A",
    fc.property(schemas, schemas, (a, x) => never("not-contained", decide({ allOf: [a, x] }, a))),
  );

  law(
    "negation swaps the sides",
    fc.property(schemas, schemas, (a, b) => {
      const swapped = decide({ not: b }, { not: a });
      const direct = decide(a, b);
      if (direct.answer === "contained") never("not-contained", swapped);
      if (direct.answer === "not-contained") never("contained", swapped);
    }),
  );

  law(
    "containment is transitive",
    fc.property(schemas, schemas, schemas, (a, x, y) => {
      const b: Schema = { anyOf: [a, x] };
      const c: Schema = { anyOf: [y, b] };
      never("not-contained", decide(a, c));
      if (decide(a, x).answer === "contained" && decide(x, y).answer === "contained")
        never("not-contained", decide(a, y));
    }),
  );

  law(
    "the same question gets the same bytes",
    fc.property(schemas, schemas, (a, b) => {
      expect(JSON.stringify(decide(a, b))).toBe(JSON.stringify(decide(a, b)));
    }),
  );

  law(
    "a policy only forgives: a yes stays a yes, and its witnesses are witnesses without it",
    fc.property(schemas, schemas, fc.constantFrom(...FORGIVING), (a, b, policy) => {
      const session = openSession();
      const strict = session.decide(side(a), side(b)).answer;
      const forgiving = session.decide(side(a), side(b), { ...STRICT, ...policy });
      if (strict === "contained") never("not-contained", forgiving);
      if (forgiving.answer !== "not-contained") return;
      expect(session.accepts(side(a), "writer", forgiving.witness)).toBe(true);
      expect(session.accepts(side(b), "reader", forgiving.witness)).toBe(false);
    }),
  );
});
