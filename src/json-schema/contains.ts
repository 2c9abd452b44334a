import type { JsonValue } from "../core/json.ts";
import { type Decision, type Dialect, type Policy, STRICT } from "./answer.ts";
import { openSession, type Session, type Side } from "./session.ts";
import { confirm } from "./validate/index.ts";
import { schemaWorld } from "./world.ts";

/** How to ask. */
export interface ContainsOptions {
  readonly dialect: Dialect;
  /** `format` asserts; default: it annotates. */
  readonly formats?: boolean;
  /** Decide under this policy as well; both answers are kept. */
  readonly policy?: Policy;
  /** Steps for one decision. */
  readonly budget?: number;
}

/** The answer to "is every document valid under A valid under B?", strictly and under the policy asked for. */
export interface Answer {
  readonly strict: Decision;
  /** Null when no policy was given. */
  readonly underPolicy: Decision | null;
}

/** Further witnesses that are tried when the validators do not confirm one. */
const MAX_WITNESSES = 5;

/**
 * Decides containment of two self-contained schemas. `not-contained` is said only with a witness that ajv and
 * hyperjump both accept under A and both refuse under B.
 */
export async function contains(a: unknown, b: unknown, options: ContainsOptions): Promise<Answer> {
  const session = openSession(options.budget === undefined ? {} : { budget: options.budget });
  const [writer, reader] = [schemaWorld(a, options.dialect), schemaWorld(b, options.dialect)];
  const formats = options.formats ?? false;
  const strict = await decideAndConfirm(session, writer, reader, { ...STRICT, formats });
  const underPolicy = options.policy ? session.decide(writer, reader, options.policy) : null;
  return { strict, underPolicy };
}

/** Decides strictly, and holds a "no" back until two validators confirm its witness. */
async function decideAndConfirm(session: Session, a: Side, b: Side, policy: Policy): Promise<Decision> {
  const refused: JsonValue[] = [];
  let split = false;
  for (let attempt = 0; attempt < MAX_WITNESSES; attempt += 1) {
    const decision = session.decide(a, b, policy, refused);
    if (decision.answer !== "not-contained")
      return refused.length === 0 ? decision : unconfirmed(decision, refused, split);
    const claim = { dialect: a.world.dialect, formats: policy.formats, a: a.located.value, b: b.located.value };
    const { verdict } = await confirm({ ...claim, witness: decision.witness });
    if (verdict === "confirmed") return decision;
    split ||= verdict === "split";
    refused.push(decision.witness);
  }
  return unconfirmed(session.decide(a, b, policy), refused, split);
}

function unconfirmed(decision: Decision, refused: readonly JsonValue[], split: boolean): Decision {
  const code = split ? "validators-split" : "witness-refused";
  const detail = `${refused.length} values were found, such as ${JSON.stringify(refused[0])}, and not confirmed`;
  return { answer: "undecided", steps: decision.steps, reason: { code, path: "", detail } };
}
