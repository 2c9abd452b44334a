import { isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { Dialect, SchemaWorld } from "../../../json-schema/answer.ts";
import { branchesFor, type Reason, refusedAtGlance } from "../../../json-schema/validate/glance.ts";

/** What is asked about a value: is it allowed by the schema, or refused? */
type Question = "allowed" | "refused";

/** What looks at what other keywords found: where it stands, nothing is left out. */
const SUMS = /"(unevaluatedProperties|unevaluatedItems)":/;

/**
 * As much of a schema without references as a question about one value takes. `allowed`: what allows the value here, the
 * schema allows; branches of unions that refuse it at a glance are gone, or stand with no more than the reason. `refused`:
 * what refuses the value here, the schema refuses; of branches that refuse it at a glance only the reasons are left. Where
 * a glance is mistaken, the validators say so.
 */
export function enoughFor(question: Question, schema: JsonValue, value: JsonValue, dialect: Dialect): JsonValue {
  if (SUMS.test(JSON.stringify(schema))) return schema;
  const world: SchemaWorld = { dialect, resolve: () => null };
  const glance = (inner: JsonValue, at: JsonValue): Reason | null =>
    refusedAtGlance({ value: inner, base: "" }, at, world);
  return lessen(schema, value, { question, glance });
}

interface Frame {
  readonly question: Question;
  readonly glance: (schema: JsonValue, value: JsonValue) => Reason | null;
}

function lessen(schema: JsonValue, value: JsonValue, frame: Frame): JsonValue {
  if (!isObject(schema)) return schema;
  const reason = frame.question === "refused" ? frame.glance(schema, value) : null;
  if (reason !== null) return { allOf: branches([[reason]]) };
  const entries = Object.entries(schema) as [string, JsonValue][]; // members of a JsonValue
  return jsonObject(entries.map(([keyword, held]) => [keyword, lessenHeld(keyword, held, value, frame)]));
}

function lessenHeld(keyword: string, held: JsonValue, value: JsonValue, frame: Frame): JsonValue {
  if (keyword === "allOf" && Array.isArray(held)) return held.map((part) => lessen(part, value, frame));
  if ((keyword === "anyOf" || keyword === "oneOf") && Array.isArray(held)) return union(keyword, held, value, frame);
  if (keyword === "properties" && isObject(held)) {
    const named = Object.entries(held) as [string, JsonValue][];
    return jsonObject(named.map(([name, each]) => [name, lessenMember(each, value, name, frame)]));
  }
  const [only, ...more]: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const single = keyword === "items" && !Array.isArray(held) && only !== undefined && more.length === 0;
  return single ? lessen(held, only, frame) : held;
}

function lessenMember(schema: JsonValue, value: JsonValue, name: string, frame: Frame): JsonValue {
  return isObject(value) && Object.hasOwn(value, name) ? lessen(schema, value[name] as JsonValue, frame) : schema;
}

/**
 * Of `anyOf` one branch that holds is enough to allow, and each must refuse to refuse. Of `oneOf` those that stay, stay as
 * they are: how many of them hold counts.
 */
function union(keyword: "anyOf" | "oneOf", held: readonly JsonValue[], value: JsonValue, frame: Frame): JsonValue {
  const seen = held.map((branch) => ({ branch, reason: frame.glance(branch, value) }));
  const open = seen.flatMap(({ branch, reason }) => (reason === null ? [branch] : []));
  const reasons = branches(seen.flatMap(({ reason }) => (reason === null ? [] : [[reason]])));
  const isAllowed = frame.question === "allowed";
  if (keyword === "oneOf") {
    if (reasons.length === 0 || (isAllowed && open.length === 0)) return held;
    if (isAllowed) return [{ allOf: [{ oneOf: open }, { not: { anyOf: reasons } }] }];
    return open.length === 0 ? [{ anyOf: reasons }] : held;
  }
  const kept = open.map((branch) => lessen(branch, value, frame));
  return isAllowed && kept.length > 0 ? kept : [...kept, ...reasons];
}

/** Reasons are written with types, names and listed values: JSON all of them. */
const branches = (reasons: readonly (readonly Reason[])[]): readonly JsonValue[] =>
  branchesFor(reasons) as readonly JsonValue[];
