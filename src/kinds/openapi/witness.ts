import type { JsonValue } from "../../core/json.ts";
import type { Draft, NoWitness } from "../../core/kind.ts";
import { otherSide } from "../../core/place.ts";
import type { Outcome, Witness } from "../../core/witness.ts";
import type { Api } from "./model.ts";
import { makeAttempt } from "./proof/attempt.ts";
import type { Claim, WitnessContext } from "./proof/contract.ts";
import type { Stuck } from "./proof/message.ts";
import type { Attempt, Scene } from "./proof/scene.ts";
import { settleBody } from "./proof/settle.ts";
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
    await settleBody(last, attempt, { before, after });
    if ((await replayWitness(last)).reproduced) return last;
  }
  return last ?? { noWitness: trouble ?? "no message could be made" };
}

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
    context: contextOf(made),
  };
}

function contextOf({ claim, contracts, grants }: Attempt): JsonValue {
  const context: WitnessContext = { claim, ...contracts, ...(grants && { grants }) };
  return context as unknown as JsonValue; // documents hold JSON, and so do the terms that are made of them
}

function readOf({ claim, payload }: Attempt, message: string): string {
  if (payload.type === "http-request" && payload.meets !== undefined) return `answers ${payload.meets}`;
  if (claim.type === "refused") return `refuses it: ${message}`;
  return claim.type === "lost" ? "takes it and does not look at it" : "takes it to mean something else";
}
