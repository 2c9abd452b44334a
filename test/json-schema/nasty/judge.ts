import type { JsonValue } from "../../../src/core/json.ts";
import { contains, type Decision, openSession, schemaWorld } from "../../../src/json-schema/index.ts";
import { compileWithAjv } from "../../../src/json-schema/validate/ajv.ts";
import { clean } from "../../../src/json-schema/validate/clean.ts";
import { compileWithHyperjump } from "../../../src/json-schema/validate/hyperjump.ts";
import type { Pair, Schema } from "./schemas.ts";
import { UNIVERSE } from "./universe.ts";

/** What is wrong with an answer, or with our reading of a schema. */
export interface Fault {
  readonly kind: "wrong-contained" | "wrong-reading" | "split";
  readonly text: string;
}

type Verdict = boolean | null;
type Judge = (value: JsonValue) => Verdict;

/** One validator over one schema; null where it says nothing. */
async function judgeOf(compile: typeof compileWithAjv, schema: Schema, dialect: Pair["dialect"]): Promise<Judge> {
  try {
    const check = await compile(clean(schema, dialect, false), dialect, false);
    return (value) => {
      try {
        return check === null ? null : check(value);
      } catch {
        return null;
      }
    };
  } catch {
    return () => null;
  }
}

/** Both validators work out multiples in doubles: with fractions they are no judges. */
function isRounded(pair: Pair, value: JsonValue): boolean {
  const text = JSON.stringify([pair.a, pair.b]);
  if (!text.includes('"multipleOf"')) return false;
  const steps = [...text.matchAll(/"multipleOf":([^,}]*)/g)].map(([, step]) => Number(step));
  const fractional = steps.some((step) => !Number.isSafeInteger(step));
  return (JSON.stringify(value).match(/-?\d[\d.e+-]*/g) ?? []).some(
    (number) => fractional || !Number.isSafeInteger(Number(number)),
  );
}

/** The decision of a pair, and every document of the universe at which the validators deny it. */
export async function judge(pair: Pair): Promise<{ readonly decision: Decision; readonly faults: readonly Fault[] }> {
  const { a, b, dialect } = pair;
  const { strict: decision } = await contains(a, b, { dialect });
  const session = openSession();
  const [left, right] = [schemaWorld(a, dialect), schemaWorld(b, dialect)];
  const faults: Fault[] = [];
  const compilers = [compileWithAjv, compileWithHyperjump] as const;
  const [ajvA, hyperA] = await Promise.all(compilers.map((each) => judgeOf(each, a, dialect)));
  const [ajvB, hyperB] = await Promise.all(compilers.map((each) => judgeOf(each, b, dialect)));
  if (!ajvA || !hyperA || !ajvB || !hyperB) throw new Error("two validators, two schemas");
  const note = (
    kind: Fault["kind"],
    value: JsonValue,
    ours: Verdict,
    ajv: Verdict,
    hyper: Verdict,
    side: string,
  ): void => {
    faults.push({ kind, text: `${side} ${JSON.stringify(value)}: ours ${ours}, ajv ${ajv}, hyperjump ${hyper}` });
  };
  for (const value of UNIVERSE) {
    const ours = [session.accepts(left, "writer", value), session.accepts(right, "reader", value)] as const;
    const ajv = [ajvA(value), ajvB(value)] as const;
    const hyper = [hyperA(value), hyperB(value)] as const;
    for (const [index, side] of ["a", "b"].entries()) {
      const [own, first, second] = [ours[index] ?? null, ajv[index] ?? null, hyper[index] ?? null];
      if (own === null || isRounded(pair, value)) continue;
      if (first !== null && first === second && first !== own) note("wrong-reading", value, own, first, second, side);
      else if ((first !== null && first !== own) || (second !== null && second !== own))
        note("split", value, own, first, second, side);
    }
    if (decision.answer !== "contained") continue;
    if (ours[0] === true && ours[1] === false) note("wrong-contained", value, null, null, null, "our own reading");
    const denied = ajv[0] === true && hyper[0] === true && ajv[1] === false && hyper[1] === false;
    if (denied && !isRounded(pair, value)) note("wrong-contained", value, false, false, false, "both");
  }
  return { decision, faults };
}
