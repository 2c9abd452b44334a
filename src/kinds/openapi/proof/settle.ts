import { canonicalJson, isObject, type JsonValue } from "../../../core/json.ts";
import { otherSide, SIDES } from "../../../core/place.ts";
import type { Witness } from "../../../core/witness.ts";
import type { Dialect } from "../../../json-schema/answer.ts";
import type { Judge } from "../schemas/judge.ts";
import type { Try } from "../seed.ts";
import { mayDefy } from "./defiant.ts";
import { type Asked, type Question, questionsFor } from "./enough.ts";
import { withoutNames } from "./nameless.ts";
import { bodyTerm, nearbyOf } from "./nearby.ts";
import { opinionsOn, settleOpinions } from "./opinion.ts";
import type { Scene } from "./scene.ts";
import { TooDeep } from "./specialise.ts";

/** The questions by which a message shows what it is claimed to: for the writing side, and for the reading side. */
interface Questions {
  readonly writer: Question;
  readonly reader: Question;
}

/**
 * Settles what both validators say of the body of a message by asking them about no more than decides it. Where they do
 * not answer as they should, nothing is settled, and replaying asks them about the whole.
 */
export async function settleBody(witness: Witness, attempt: Try, apis: Scene["apis"]): Promise<void> {
  const { payload, context, producer, outcome } = witness;
  if (attempt.focus.type !== "schema" || !isObject(context) || !("body" in payload)) return;
  if (producer !== attempt.writer || (outcome !== "rejected" && outcome !== "lost")) return;
  if (SIDES.some((side) => mayDefy(apis[side]))) return;
  const value = jsonOf(payload.body);
  if (value === undefined) return;
  const questions: Questions = { writer: "allowed", reader: outcome === "lost" ? "allowed" : "refused" };
  const terms = { before: bodyTerm(context.before), after: bodyTerm(context.after) };
  const view = payload.type === "http-request" ? "request" : "response";
  if (!(await isShownNearby(attempt, apis, view, payload.body, questions))) {
    const { before, after } = terms;
    if (before === null || after === null) return;
    const schemas = { before: before.schema, after: after.schema };
    if (!(await isShown(schemas, value, attempt, apis, questions))) return;
  }
  for (const side of SIDES) {
    const says = questions[side === producer ? "writer" : "reader"] === "allowed";
    const term = terms[side];
    if (term !== null) settleOpinions(term, value, { ajv: says, hyperjump: says });
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
  { writer, judge }: Try,
  apis: Scene["apis"],
  questions: Questions,
): Promise<boolean> {
  for (const [side, question] of [[writer, questions.writer] as const, [otherSide(writer), questions.reader] as const])
    if (!(await isAnswered({ question, schema: schemas[side], value }, apis[side].dialect, judge))) return false;
  return true;
}

/** Taken apart, and where an answer is no, as a whole: a glance may have been mistaken. */
async function isAnswered(whole: Asked, dialect: Dialect, judge: Judge): Promise<boolean> {
  return (
    (await areAnswered(questionsFor(whole, dialect), dialect, judge)) || (await areAnswered([whole], dialect, judge))
  );
}

async function areAnswered(questions: readonly Asked[], dialect: Dialect, judge: Judge): Promise<boolean> {
  for (const asked of questions) if (!(await isOnceAnswered(asked, dialect, judge))) return false;
  return true;
}

const answers = new WeakMap<Judge, Map<string, boolean>>();

/** Messages of one comparison ask the same again and again: the validators are asked once. */
async function isOnceAnswered(asked: Asked, dialect: Dialect, judge: Judge): Promise<boolean> {
  const known = answers.get(judge) ?? new Map<string, boolean>();
  answers.set(judge, known);
  const { schema, value } = withoutNames(asked);
  const key = `${dialect} ${asked.question} ${canonicalJson([schema, value])}`;
  const old = known.get(key);
  if (old !== undefined) return old;
  const says = asked.question === "allowed";
  const { ajv, hyperjump } = await opinionsOn(schema, value, dialect);
  const isSaid = ajv === says && hyperjump === says;
  known.set(key, isSaid);
  return isSaid;
}
