import { isObject } from "../../core/json.ts";
import type { Draft, NoWitness } from "../../core/kind.ts";
import { otherSide } from "../../core/place.ts";
import type { Outcome, Witness } from "../../core/witness.ts";
import type { Api } from "./model.ts";
import { makeAttempt } from "./proof/attempt.ts";
import type { Claim } from "./proof/contract.ts";
import type { Stuck } from "./proof/message.ts";
import { bodySchema, type Ground, isConfirmedNearby, nearbyOf } from "./proof/nearby.ts";
import { settleOpinions } from "./proof/opinion.ts";
import type { Attempt, Scene } from "./proof/scene.ts";
import { TooDeep } from "./proof/specialise.ts";
import { replayWitness } from "./replay.ts";
import type { Seed, Try } from "./seed.ts";

/** Builds the message for a draft: the first attempt that replays, of the operations that one edit reaches. */
export async function buildWitness(draft: Draft<Seed>, before: Api, after: Api): Promise<Witness | NoWitness> {
  let trouble: string | null = null;
  let last: Witness | null = null;
  for (const attempt of draft.seed?.tries ?? []) {
    const made = attemptOrStuck({ judge: attempt.judge, apis: { before, after }, attempt });
    if ("stuck" in made) {
      trouble ??= made.stuck;
      continue;
    }
    last = witnessOf(made, attempt, draft.message);
    await confirmNearby(last, attempt, { before, after });
    if ((await replayWitness(last)).reproduced) return last;
  }
  return last ?? { noWitness: trouble ?? "no message could be made" };
}

/**
 * Both validators are asked about the smallest part of the body that decides it; our own evaluator has judged the whole.
 * Where they do not agree, replaying asks them about the whole.
 */
async function confirmNearby(witness: Witness, attempt: Try, apis: Scene["apis"]): Promise<void> {
  const { focus, writer, judge } = attempt;
  const { payload, context } = witness;
  if (focus.type !== "schema" || focus.whole?.at === undefined || !("body" in payload) || payload.body === null) return;
  const whole = JSON.stringify(focus.whole.value);
  if (payload.body !== whole || witness.producer !== writer || witness.outcome !== "rejected") return;
  const ground: Ground = { judge, apis, writer, view: payload.type === "http-request" ? "request" : "response" };
  const near = orNull(() => nearbyOf(ground, focus.whole ?? { value: null }));
  if (near === null || !(await isConfirmedNearby(ground, near))) return;
  for (const side of SIDES) {
    const schema = isObject(context) ? bodySchema(context[side]) : null;
    const says = side === writer;
    if (schema !== null) settleOpinions(schema, JSON.parse(whole), { ajv: says, hyperjump: says });
  }
}

function orNull<T>(make: () => T | null): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof TooDeep) return null;
    throw error;
  }
}

const SIDES = ["before", "after"] as const;

function attemptOrStuck(scene: Scene): Attempt | Stuck {
  try {
    return makeAttempt(scene);
  } catch (error) {
    if (error instanceof TooDeep) return { stuck: error.message };
    throw error;
  }
}

const OUTCOMES: Readonly<Record<Claim["type"], Outcome>> = {
  refused: "rejected",
  lost: "lost",
  default: "changed",
  misread: "changed",
  "misread-body": "changed",
};

function witnessOf(made: Attempt, attempt: Try, message: string): Witness {
  const producer = made.turned ? otherSide(attempt.writer) : attempt.writer;
  return {
    kind: "openapi",
    payload: made.payload,
    producer,
    reader: otherSide(producer),
    outcome: OUTCOMES[made.claim.type],
    wrote: made.wrote,
    read: readOf(made, message),
    context: JSON.parse(
      JSON.stringify({ claim: made.claim, ...made.contracts, ...(made.grants && { grants: made.grants }) }),
    ),
  };
}

function readOf({ claim, payload }: Attempt, message: string): string {
  if (payload.type === "http-request" && payload.meets !== undefined) return `answers ${payload.meets}`;
  if (claim.type === "refused") return `refuses it: ${message}`;
  return claim.type === "lost" ? "takes it and does not look at it" : "takes it to mean something else";
}
