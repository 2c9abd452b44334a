import { isObject, type JsonValue } from "../../../core/json.ts";
import { otherSide } from "../../../core/place.ts";
import type { Witness } from "../../../core/witness.ts";
import type { Dialect } from "../../../json-schema/answer.ts";
import type { Try } from "../seed.ts";
import { enoughFor, type Question } from "./enough.ts";
import { withoutNames } from "./nameless.ts";
import { bodySchema, nearbyOf } from "./nearby.ts";
import { opinionsOn, settleOpinions } from "./opinion.ts";
import type { Scene } from "./scene.ts";
import { TooDeep } from "./specialise.ts";

/** The questions by which a message shows what it is claimed to: for the writing side, and for the reading side. */
interface Questions {
  readonly writer: Question;
  readonly reader: Question;
}

const SIDES = ["before", "after"] as const;

/**
 * Settles what both validators say of the body of a message by asking them about no more than decides it. Where they do
 * not answer as they should, nothing is settled, and replaying asks them about the whole.
 */
export async function settleBody(witness: Witness, attempt: Try, apis: Scene["apis"]): Promise<void> {
  const { payload, context, producer, outcome } = witness;
  if (attempt.focus.type !== "schema" || !isObject(context) || !("body" in payload)) return;
  if (producer !== attempt.writer || (outcome !== "rejected" && outcome !== "lost")) return;
  const value = jsonOf(payload.body);
  if (value === undefined) return;
  const questions: Questions = { writer: "allowed", reader: outcome === "lost" ? "allowed" : "refused" };
  const schemas = { before: bodySchema(context.before), after: bodySchema(context.after) };
  const view = payload.type === "http-request" ? "request" : "response";
  if (!(await isShownNearby(attempt, apis, view, payload.body, questions))) {
    const { before, after } = schemas;
    if (before === null || after === null || !(await isShown({ before, after }, value, attempt, apis, questions)))
      return;
  }
  for (const side of SIDES) {
    const says = questions[side === producer ? "writer" : "reader"] === "allowed";
    const schema = schemas[side];
    if (schema !== null) settleOpinions(schema, value, { ajv: says, hyperjump: says });
  }
}

function jsonOf(text: unknown): JsonValue | undefined {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined; // a body of another media type
  }
}

/** The smallest part of the body that decides it: our own evaluator has judged the whole. */
async function isShownNearby(
  attempt: Try,
  apis: Scene["apis"],
  view: "request" | "response",
  body: unknown,
  questions: Questions,
): Promise<boolean> {
  const { focus, writer, judge } = attempt;
  if (focus.type !== "schema" || focus.whole?.at === undefined || questions.reader !== "refused") return false;
  if (body !== JSON.stringify(focus.whole.value)) return false;
  try {
    const near = nearbyOf({ judge, apis, writer, view }, focus.whole);
    return near !== null && (await isShown(near.schemas, near.value, attempt, apis, questions));
  } catch (error) {
    if (error instanceof TooDeep) return false;
    throw error;
  }
}

/** Do both validators answer both questions as they should? */
async function isShown(
  schemas: Readonly<Record<"before" | "after", JsonValue>>,
  value: JsonValue,
  { writer }: Try,
  apis: Scene["apis"],
  questions: Questions,
): Promise<boolean> {
  const reader = otherSide(writer);
  return (
    (await isAnswered(questions.writer, schemas[writer], value, apis[writer].dialect)) &&
    isAnswered(questions.reader, schemas[reader], value, apis[reader].dialect)
  );
}

async function isAnswered(question: Question, schema: JsonValue, value: JsonValue, dialect: Dialect): Promise<boolean> {
  const asked = withoutNames({ schema: enoughFor(question, schema, value, dialect), value });
  const { ajv, hyperjump } = await opinionsOn(asked.schema, asked.value, dialect);
  const says = question === "allowed";
  return ajv === says && hyperjump === says;
}
