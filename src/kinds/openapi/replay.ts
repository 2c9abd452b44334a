import { canonicalJson, isObject, jsonObject } from "../../core/json.ts";
import type { Replay, Witness } from "../../core/witness.ts";
import { bodyOf, checkRequest, checkResponse, type Verdict, valuesOf } from "./proof/check.ts";
import { decodeText } from "./proof/codec.ts";
import type { Claim, Contract, ParameterTerm, WitnessContext } from "./proof/contract.ts";
import { headerOf, type Request, type Response } from "./proof/http.ts";
import { opinionsOn } from "./proof/opinion.ts";
import { defaultOf, itemsSchema, propertySchema, shapeOf } from "./proof/shape.ts";

type View = Replay["views"][number];

const replayed = new WeakMap<Witness, Replay>();

/** Replays a witness from itself alone: the message, and the trimmed contracts of both sides in its context. */
export async function replayWitness(witness: Witness): Promise<Replay> {
  const known = replayed.get(witness);
  if (known) return known;
  const made = await replaySafely(witness);
  replayed.set(witness, made);
  return made;
}

const DAMAGED: Replay = { reproduced: false, views: [{ reader: "tallystick", says: "the witness is damaged" }] };

/** A witness may come from anywhere: one whose parts are of the wrong kind does not reproduce. */
async function replaySafely(witness: Witness): Promise<Replay> {
  try {
    return await replayOnce(witness);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return DAMAGED;
    throw error;
  }
}

async function replayOnce(witness: Witness): Promise<Replay> {
  const context = contextOf(witness);
  if (context === null) return DAMAGED;
  const { claim } = context;
  const [written, read] = [await check(witness, context, "producer"), await check(witness, context, "reader")];
  const allowed = written.ours.length + written.ajv.length + written.hyperjump.length + written.unsure.length === 0;
  const views: View[] = [
    { reader: `${witness.producer} side`, says: allowed ? "may send it" : `may not send it: ${complaints(written)}` },
  ];
  if (claim.type === "refused") {
    views.push(...refusals(read));
    return { reproduced: allowed && isRefused(witness, read), views };
  }
  const taken = read.ours.length + read.ajv.length + read.hyperjump.length === 0;
  const differs = await readsOtherwise(claim, witness, context, taken);
  views.push({ reader: `${witness.reader} side`, says: differs.says });
  return { reproduced: allowed && differs.yes, views };
}

/** The context as this kind writes it; null for anything else. */
function contextOf(witness: Witness): WitnessContext | null {
  const { context } = witness;
  if (!isObject(context) || !isObject(context.claim) || !isObject(context.before) || !isObject(context.after))
    return null;
  return context as unknown as WitnessContext; // written by `buildWitness`; a damaged part makes a check fail
}

async function check(witness: Witness, context: WitnessContext, role: "producer" | "reader"): Promise<Verdict> {
  const contract = context[witness[role]];
  const { payload } = witness;
  if (payload.type === "http-request") return checkRequest(contract, payload, context.grants ?? []);
  if (payload.type === "http-response") return checkResponse(contract, payload);
  return { ours: [{ says: "this is no HTTP message", status: 0 }], ajv: [], hyperjump: [], unsure: [] };
}

const complaints = ({ ours, ajv, hyperjump, unsure }: Verdict): string =>
  [
    ...ours.map(({ says }) => says),
    ...ajv.map((says) => `ajv: ${says}`),
    ...hyperjump.map((says) => `hyperjump: ${says}`),
    ...unsure,
  ].join("; ");

/** Our own reading of the HTTP parts refuses, or both validators do. */
function isRefused({ payload }: Witness, read: Verdict): boolean {
  const meets = payload.type === "http-request" ? payload.meets : undefined;
  if (meets !== undefined) return read.ours.some(({ status }) => status === meets);
  return read.ours.length > 0 || (read.ajv.length > 0 && read.hyperjump.length > 0);
}

function refusals({ ours, ajv, hyperjump, unsure }: Verdict): readonly View[] {
  const views: View[] = [
    ...ours.map(({ says }) => ({ reader: "tallystick", says })),
    ...ajv.map((says) => ({ reader: "ajv", says })),
    ...hyperjump.map((says) => ({ reader: "@hyperjump/json-schema", says })),
    ...unsure.map((says) => ({ reader: "tallystick", says })),
  ];
  return views.length > 0 ? views : [{ reader: "tallystick", says: "the reading side accepts it" }];
}

/** A message that is taken, but read as something else. */
async function readsOtherwise(
  claim: Exclude<Claim, { readonly type: "refused" }>,
  witness: Witness,
  context: WitnessContext,
  taken: boolean,
): Promise<{ readonly yes: boolean; readonly says: string }> {
  const [own, other] = [context[witness.producer], context[witness.reader]];
  if (claim.type === "misread") return misread(claim.name, witness, own, other);
  if (claim.type === "misread-body") return misreadBody(witness, own, other);
  if (!taken) return { yes: false, says: "refuses it instead" };
  if (claim.type === "default") {
    const [left, right] = [own, other].map((side) => defaultOf(termOf(side, claim.name)?.schema));
    return {
      yes: left === undefined || right === undefined ? left !== right : canonicalJson(left) !== canonicalJson(right),
      says: `takes it as ${JSON.stringify(right) ?? "no value at all"}, meant was ${JSON.stringify(left) ?? "no value at all"}`,
    };
  }
  if (claim.type === "lost" && claim.what === "body") {
    return {
      yes: own.body != null && other.body == null,
      says: other.body == null ? "does not read a body" : "reads the body",
    };
  }
  if (claim.type === "lost" && claim.what === "parameter") {
    const known = other.parameters?.some(({ name }) => name === claim.name) === true;
    return { yes: !known, says: known ? "reads it" : `does not read ${claim.in} parameter ${claim.name}` };
  }
  const known = describes(other, claim.steps, claim.name);
  const yes = describes(own, claim.steps, claim.name) && !known;
  return { yes, says: known ? "reads it" : `has no description of ${claim.name} and does not read it` };
}

/** The text of a body: what the writing side means by it, and what the reading side makes of it. */
function misreadBody(
  { payload }: Witness,
  own: Contract,
  other: Contract,
): { readonly yes: boolean; readonly says: string } {
  if (!isMessage(payload)) return { yes: false, says: "there is no body" };
  const [meant, read] = [bodyOf(own, payload), bodyOf(other, payload)];
  if (read === undefined) return { yes: meant !== undefined, says: "cannot read the body" };
  const yes = meant !== undefined && canonicalJson(asTexts(meant)) !== canonicalJson(asTexts(read));
  return { yes, says: `reads ${JSON.stringify(read)}, meant was ${JSON.stringify(meant)}` };
}

/** A body as the texts in it mean it: scalars are their texts, and a list of one is its element. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? asTexts(value[0]) : value.map(asTexts);
  if (!isObject(value)) return String(value);
  return jsonObject(Object.entries(value).map(([name, each]) => [name, asTexts(each)] as const));
}

/** Does the contract describe a property of this name, at the end of the steps (null: into the elements of a list)? */
function describes(contract: Contract, steps: readonly (string | null)[], name: string): boolean {
  let schema: unknown = contract.body?.contents[0]?.schema ?? contract.parameters?.[0]?.schema;
  for (const step of steps) schema = step === null ? itemsSchema(schema) : propertySchema(schema, step);
  return propertySchema(schema, name) !== null;
}

/** The term of a contract for a parameter, or for a response header. */
const termOf = ({ parameters, answer }: Contract, name: string): ParameterTerm | undefined =>
  (parameters ?? answer?.headers)?.find((term) => term.name === name);

/** The raw text of a parameter or header: what the writing side means by it, and what the reading side makes of it. */
async function misread(
  name: string,
  { payload }: Witness,
  own: Contract,
  other: Contract,
): Promise<{ readonly yes: boolean; readonly says: string }> {
  const [written, reader] = [termOf(own, name), (other.parameters ?? other.answer?.headers)?.[0]];
  if (!isMessage(payload) || !written || !reader) return { yes: false, says: "there is no such parameter" };
  const meant = await accepted(own, written, payload);
  const read = await accepted(other, reader, payload);
  const [first] = read;
  if (read.length === 0) return { yes: true, says: `cannot read ${name} from this` };
  const yes = !meant.some((value) => read.some((each) => plain(each) === plain(value)));
  return { yes, says: `reads ${JSON.stringify(first)}, meant was ${JSON.stringify(meant[0])}` };
}

/** A value as it is meant: a number and its text are the same, and so are a scalar and the list of it. */
function plain(value: unknown): string {
  const text = (each: unknown): unknown =>
    isObject(each) || Array.isArray(each) || each === null ? each : String(each);
  if (Array.isArray(value)) return value.length === 1 ? plain(value[0]) : canonicalJson(value.map(text));
  if (!isObject(value)) return canonicalJson(text(value));
  return canonicalJson(jsonObject(Object.entries(value).map(([name, each]) => [name, text(each)] as const)));
}

const isMessage = (payload: Witness["payload"]): payload is Request | Response =>
  payload.type === "http-request" || payload.type === "http-response";

/** The readings of a parameter or header that fit its schema, as both validators agree. */
async function accepted(
  contract: Contract,
  term: ParameterTerm,
  message: Request | Response,
): Promise<readonly unknown[]> {
  const fits: unknown[] = [];
  for (const value of readingsOf(contract, term, message)) {
    const { ajv, hyperjump } = await opinionsOn(term.schema, value, contract.dialect);
    if (ajv === true && hyperjump === true) fits.push(value);
  }
  return fits;
}

/** Every way to read a parameter of a request, or a header of a response. */
function readingsOf(contract: Contract, term: ParameterTerm, message: Request | Response): readonly unknown[] {
  if (message.type === "http-request") return valuesOf(contract, term, message) ?? [];
  const text = headerOf(message.headers, term.name);
  return text === null ? [] : decodeText(text, term, shapeOf(term.schema));
}
