import { canonicalJson, isObject, type JsonValue } from "../core/json.ts";
import { type Decision, type Dialect, type Policy, STRICT } from "./answer.ts";
import { metaschemaFor } from "./metaschemas.ts";
import { openSession, type Session, type Side } from "./session.ts";
import { bundle, type Confirmation, confirm, transformsOf } from "./validate/index.ts";
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
  /** Say for `contained` which demands of B were discharged, and how. */
  readonly explain?: boolean;
}

/** The answer to "is every document valid under A valid under B?", strictly and under the policy asked for. */
export interface Answer {
  readonly strict: Decision;
  /** The policy that was asked for; null when none was. */
  readonly policy: Policy | null;
  /** The answer under it. Its witness is one without it too, and confirmed as such. */
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
  const documents = await metaschemaFor(options.dialect, [a, b]);
  const writer = schemaWorld(a, options.dialect, documents);
  const reader = schemaWorld(b, options.dialect, documents);
  const strictly: Policy = { ...STRICT, formats: options.formats ?? false };
  const decided = isSameText(a, b) ? SAME : await decideAndConfirm(session, writer, reader, strictly);
  const explained = decided.answer === "contained" && options.explain && decided !== SAME;
  const strict = explained ? { ...decided, trace: session.explain(writer, reader, strictly) } : decided;
  const { policy = null } = options;
  return { strict, policy, underPolicy: policy && (await decideAndConfirm(session, writer, reader, policy)) };
}

const SAME: Decision = { answer: "contained", steps: 0, trace: ["both sides are the same text"] };

/** Are two self-contained schemas the same text, `$schema` aside? Then nothing can tell them apart. */
function isSameText(a: unknown, b: unknown): boolean {
  try {
    return canonicalJson(withoutDialect(a)) === canonicalJson(withoutDialect(b));
  } catch (error) {
    // Too deep to be written down: decided like any other pair.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const withoutDialect = (schema: unknown): unknown => (isObject(schema) ? { ...schema, $schema: undefined } : schema);

/**
 * Asks both validators about the schemas as they are; where one cannot read them, about the part that the witness
 * touches, which has no identifiers and only local references. Under a policy, or of large schemas, it is always that part, with
 * what the policy changes written into it.
 */
async function askValidators(a: Side, b: Side, policy: Policy, witness: JsonValue): Promise<Confirmation> {
  const claim = { dialect: a.world.dialect, formats: policy.formats, witness };
  const whole = { ...claim, a: a.located.value, b: b.located.value };
  const isSmall = isWritten(policy) && lengthOf(a) + lengthOf(b) <= MAX_WHOLE;
  const first = isSmall ? await confirm(whole) : null;
  if (first && !("error" in first.ajv) && !("error" in first.hyperjump)) return first;
  const cut = ({ world, located }: Side, role: "writer" | "reader"): unknown => {
    const transforms = transformsOf(policy, role);
    return bundle(world, located, { value: witness, view: policy.view, transforms }) ?? located.value;
  };
  const [left, right] = [cut(a, "writer"), cut(b, "reader")];
  const second = await confirm({ ...claim, a: left, b: right });
  return first === null || second.verdict === "confirmed" ? second : first;
}

/** Schemas of more characters are not compiled whole to judge one witness. */
const MAX_WHOLE = 20_000;

/** Characters of a schema as JSON; infinitely many where it nests too deep to be written. */
function lengthOf({ located }: Side): number {
  try {
    return (JSON.stringify(located.value) ?? "").length;
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** Are the schemas asked about as they are written, formats aside? */
const isWritten = (policy: Policy): boolean =>
  JSON.stringify({ ...policy, formats: false }) === JSON.stringify({ ...STRICT, formats: false });

/** Decides, and holds a "no" back until two validators confirm its witness. */
async function decideAndConfirm(session: Session, a: Side, b: Side, policy: Policy): Promise<Decision> {
  const refused: JsonValue[] = [];
  let split = false;
  let steps = 0;
  for (let attempt = 0; attempt < MAX_WITNESSES; attempt += 1) {
    const decision = session.decide(a, b, policy, refused);
    steps += decision.steps;
    if (decision.answer !== "not-contained" && refused.length === 0) return decision;
    if (decision.answer !== "not-contained") break;
    const { witness } = decision;
    const { verdict, ajv, hyperjump } = await askValidators(a, b, policy, witness);
    if (verdict === "confirmed") return { ...decision, steps };
    split ||= verdict === "split";
    refused.push(witness);
    // Neither can read the schemas: another witness would not help.
    if ("error" in ajv && "error" in hyperjump) break;
  }
  const code = split ? "validators-split" : "witness-refused";
  const detail = `${refused.length} values were found, such as ${JSON.stringify(refused[0])}, and not confirmed`;
  return { answer: "undecided", steps, reason: { code, path: "", detail } };
}
