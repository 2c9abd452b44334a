import { canonicalJson } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Payload } from "../../../core/witness.ts";
import type { Policy } from "../../../json-schema/answer.ts";
import type { SchemaFocus } from "../compare/schema-focus.ts";
import { whereabouts } from "../compare/whereabouts.ts";
import { isMultipart } from "../media.ts";
import type { Api, Operation } from "../model.ts";
import { anything, type Node } from "../node.ts";
import { constrain, notEmpty, withMember, withProperty, withSomething } from "../schemas/constrain.ts";
import { type Judge, policyFor, type Schema } from "../schemas/judge.ts";
import type { Focus, Try } from "../seed.ts";
import { statusOfRoute } from "./check.ts";
import type { Claim, Contract, CredentialTerm } from "./contract.ts";
import type { Request, Response } from "./http.ts";
import { type Author, type RequestWish, type Stuck, smallest, writeRequest, writeResponse } from "./message.ts";
import { polish } from "./polish.ts";
import { sampleOf, sampleTelling } from "./sample.ts";
import {
  answerOf,
  type Cut,
  contentTerms,
  credentialTerm,
  parameterTerm,
  parameterTerms,
  securityTerms,
  typeTerms,
} from "./terms.ts";

/** A message and the two contracts it is held against, not yet replayed. */
export interface Attempt {
  readonly payload: Payload;
  readonly claim: Claim;
  readonly contracts: Readonly<Record<Side, Contract>>;
  readonly grants?: readonly CredentialTerm[];
  readonly wrote: string;
  /** True where the message comes from the other side than the one that the difference is about. */
  readonly turned?: boolean;
}

/** Both sides of one try. */
export interface Scene {
  readonly judge: Judge;
  readonly apis: Readonly<Record<Side, Api>>;
  readonly attempt: Try;
}

/** Cuts a contract out of one side. */
type Cutter = (cut: Cut, side: Side) => Omit<Contract, "dialect">;

/** Builds the message that shows one focus. */
export function makeAttempt(scene: Scene): Attempt | Stuck {
  const { focus, writer, pair } = scene.attempt;
  const operation = pair[writer];
  if (operation === null) return { stuck: "the writing side has no such operation" };
  const author: Author = { side: writer, api: scene.apis[writer], operation, judge: scene.judge };
  if (focus.type === "schema") return schemaAttempt(scene, author, focus);
  return isAnswer(focus) ? answerAttempt(scene, author, focus) : requestAttempt(scene, author, focus);
}

const ANSWERS = ["answer-type", "status", "answer-body-missing", "header-missing", "header-text"] as const;

type AnswerFocus = Extract<Focus, { readonly type: (typeof ANSWERS)[number] }>;
type RequestFocus = Exclude<Focus, AnswerFocus | SchemaFocus>;

const isAnswer = (focus: Focus): focus is AnswerFocus => ANSWERS.some((type) => type === focus.type);

const REFUSED: Claim = { type: "refused" };

/** Both contracts, each cut by the same hand; a side without the operation has only its routes. */
function contractsOf(scene: Scene, about: Cut["about"], cutter: Cutter): Readonly<Record<Side, Contract>> {
  const one = (side: Side): Contract => {
    const { apis, attempt } = scene;
    const operation = attempt.pair[side];
    const { dialect } = apis[side];
    return operation === null
      ? { dialect }
      : { dialect, ...cutter({ api: apis[side], operation, about, selects: scene.judge.selects }, side) };
  };
  return { before: one("before"), after: one("after") };
}

function requestAttempt(scene: Scene, author: Author, focus: RequestFocus): Attempt | Stuck {
  const { operation } = author;
  const made = (payload: Request | Stuck, rest: Omit<Attempt, "payload">): Attempt | Stuck =>
    "stuck" in payload ? payload : { payload, ...rest };
  switch (focus.type) {
    case "route":
      return routeAttempt(scene, author);
    case "address":
      return routeAttempt(scene, author, focus.base);
    case "parameter-missing":
      return made(writeRequest(author, { parameters: new Map([[focus.key, undefined]]) }), {
        claim: REFUSED,
        contracts: contractsOf(scene, null, parametersOf(focus.key)),
        wrote: "a request without it, which the writing side may send",
      });
    case "parameter-refused":
      return made(writeRequest(author, {}), {
        claim: REFUSED,
        contracts: contractsOf(scene, null, (cut, side) =>
          side === author.side ? { parameters: [] } : parametersOf(focus.key)(cut, side),
        ),
        wrote: `a call of ${operation.name}`,
      });
    case "parameter-lost":
    case "parameter-default":
    case "parameter-text":
      return parameterAttempt(scene, author, focus);
    case "body-missing":
      return made(writeRequest(author, { body: null }), {
        claim: REFUSED,
        contracts: contractsOf(scene, null, ({ operation: { body } }) => ({
          body: body && { required: body.required, contents: typeTerms(body.contents) },
        })),
        wrote: "a request without a body",
      });
    case "body-lost":
      return made(writeRequest(author, operation.body?.contents[0] ? { media: operation.body.contents[0].type } : {}), {
        claim: { type: "lost", what: "body" },
        contracts: contractsOf(scene, null, ({ operation: { body } }) => ({
          body: body && { required: body.required, contents: typeTerms(body.contents) },
        })),
        wrote: "a request with a body",
      });
    case "media-type":
      return made(writeRequest(author, { media: focus.media }), {
        claim: REFUSED,
        contracts: contractsOf(scene, null, ({ operation: { body } }) => ({
          body: body && { required: body.required, contents: typeTerms(body.contents) },
        })),
        wrote: `a body of ${focus.media}`,
      });
    case "accept":
      return made(writeRequest(requester(scene, author), { accept: focus.media }), {
        turned: true,
        claim: REFUSED,
        contracts: contractsOf(scene, null, (cut) => ({
          answer: { headers: [], contents: typeTerms(answerOf(cut.operation, Number(focus.status))?.contents ?? []) },
        })),
        wrote: `a request that asks for ${focus.media}`,
      });
    case "security":
      return securityAttempt(scene, author, focus.alternative);
  }
}

/** Who asks for a response is not who writes it. */
function requester(scene: Scene, author: Author): Author {
  const side = otherSide(author.side);
  const operation = scene.attempt.pair[side];
  return operation === null ? author : { side, api: scene.apis[side], operation, judge: author.judge };
}

const parametersOf =
  (key: string): Cutter =>
  (cut) => ({ path: cut.operation.path, parameters: parameterTerms(cut, key) });

/** A call that only routing answers; `base`: below the base path of a server, so that servers count. */
function routeAttempt(scene: Scene, author: Author, base: string | null = null): Attempt | Stuck {
  const written = writeRequest(author, {});
  if ("stuck" in written) return written;
  const payload = { ...written, url: (base ?? "") + written.url };
  const parts = ((base ?? "") + author.operation.path).split("/");
  const bases = (operation: Operation): readonly string[] =>
    base === null ? [""] : [...new Set(whereabouts(operation).map((place) => place.base))];
  const routes = (side: Side): Contract => ({
    dialect: scene.apis[side].dialect,
    routes: scene.apis[side].operations
      .flatMap((each) => bases(each).map((own) => ({ each, own })))
      .filter(({ each, own }) => couldMatch(own === "" ? segmentsOf(each) : (own + each.path).split("/"), parts))
      .map(({ each, own }) => `${each.method} ${own}${each.path}`),
  });
  const contracts = { before: routes("before"), after: routes("after") };
  const meets = statusOfRoute(contracts[otherSide(author.side)], payload);
  if (meets === null) return { stuck: "another operation answers the call" };
  return {
    payload: { ...payload, meets },
    claim: REFUSED,
    contracts,
    wrote: `a call of ${author.operation.name}`,
  };
}

/** Keeps the routing table small: only paths that agree with the path where both are fixed. */
function couldMatch(path: readonly string[], wanted: readonly string[]): boolean {
  if (path.length !== wanted.length) return false;
  return path.every((part, index) => part === wanted[index] || part.includes("{") || wanted[index]?.includes("{"));
}

const segments = new WeakMap<Operation, readonly string[]>();

/** The parts of a path between its slashes. */
function segmentsOf(operation: Operation): readonly string[] {
  const known = segments.get(operation) ?? operation.path.split("/");
  segments.set(operation, known);
  return known;
}

function parameterAttempt(
  scene: Scene,
  author: Author,
  focus: Extract<Focus, { readonly type: "parameter-lost" | "parameter-default" | "parameter-text" }>,
): Attempt | Stuck {
  const parameter = author.operation.parameters.find(({ key }) => key === focus.key);
  if (parameter === undefined) return { stuck: "the writing side has no such parameter" };
  const target = { in: parameter.in, name: parameter.name };
  if (focus.type === "parameter-default") {
    const payload = writeRequest(author, { parameters: new Map([[focus.key, undefined]]) });
    if ("stuck" in payload) return payload;
    return {
      payload,
      claim: { type: "default", ...target },
      contracts: contractsOf(scene, null, parametersOf(focus.key)),
      wrote: "a request that leaves it out",
    };
  }
  const schema = { side: author.side, node: parameter.schema ?? anything(parameter.node) };
  const value =
    focus.type === "parameter-text"
      ? sampleTelling(author.judge, schema, author.api, parameter)
      : smallest(author, parameter);
  if (value === undefined) return { stuck: `no value for ${parameter.in} parameter ${parameter.name} could be made` };
  const payload = writeRequest(author, { parameters: new Map([[focus.key, value]]) });
  if ("stuck" in payload) return payload;
  return {
    payload,
    claim:
      focus.type === "parameter-lost" ? { type: "lost", what: "parameter", ...target } : { type: "misread", ...target },
    contracts: contractsOf(scene, { value }, parametersOf(focus.key)),
    wrote: `${parameter.in} parameter ${parameter.name} = ${JSON.stringify(value)}`,
  };
}

function securityAttempt(scene: Scene, author: Author, index: number): Attempt | Stuck {
  const alternative = author.operation.security[index] ?? [];
  const payload = writeRequest(author, { credentials: alternative });
  if ("stuck" in payload) return payload;
  const reader = scene.attempt.pair[otherSide(author.side)];
  const names = alternative.map(({ meaning }) => meaning);
  const known = (reader?.security ?? []).some((asked) => asked.every(({ meaning }) => names.includes(meaning)));
  return {
    payload: { ...payload, meets: known ? 403 : 401 },
    claim: REFUSED,
    contracts: contractsOf(scene, null, ({ operation }) => ({ security: securityTerms(operation) })),
    grants: alternative.map(credentialTerm),
    wrote:
      alternative.length === 0
        ? "a call without credentials"
        : `a call with ${alternative.map(({ name, scopes }) => [name, ...scopes].join(" ")).join(" and ")}`,
  };
}

function answerAttempt(scene: Scene, author: Author, focus: AnswerFocus): Attempt | Stuck {
  const status = Number(focus.status);
  if (focus.type === "header-text") return headerTextAttempt(scene, author, focus.key, status);
  const wish = {
    "answer-type": () => ({ status, ...(focus.type === "answer-type" && { media: focus.media }) }),
    status: () => ({ status }),
    "answer-body-missing": () => ({ status, body: null }),
    "header-missing": () => ({
      status,
      ...(focus.type === "header-missing" && { headers: new Map([[focus.key, undefined]]) }),
    }),
  }[focus.type]();
  const payload: Response | Stuck = writeResponse(author, wish);
  if ("stuck" in payload) return payload;
  const cutter: Cutter = (cut, side) => {
    const taken = takenAs(author, focus, side);
    const answer = answerOf(cut.operation, taken);
    if (focus.type === "status") return { statuses: cut.operation.answers.map((each) => each.status) };
    if (focus.type === "header-missing") return headerOf(focus.key, taken)(cut, side);
    return { answer: { headers: [], contents: typeTerms(answer?.contents ?? []) } };
  };
  return { payload, claim: REFUSED, contracts: contractsOf(scene, null, cutter), wrote: `a response ${status}` };
}

/** The status that a side takes the message for. */
const takenAs = (author: Author, spot: { readonly status: string; readonly readAs?: string }, side: Side): number =>
  Number(side === author.side ? spot.status : (spot.readAs ?? spot.status));

/** The contract about one response header. */
const headerOf =
  (key: string, status: number): Cutter =>
  (cut) => {
    const headers = (answerOf(cut.operation, status)?.headers ?? []).filter((header) => header.key === key);
    return { answer: { headers: headers.map((header) => parameterTerm(cut, header, "response")), contents: [] } };
  };

/** A response header whose text both sides take, each to mean something else. */
function headerTextAttempt(scene: Scene, author: Author, key: string, status: number): Attempt | Stuck {
  const header = answerOf(author.operation, status)?.headers.find((each) => each.key === key);
  if (header === undefined) return { stuck: "the writing side has no such header" };
  const schema = { side: author.side, node: header.schema ?? anything(header.node) };
  const value = sampleTelling(author.judge, schema, author.api, header);
  if (value === undefined) return { stuck: `no value for header ${header.name} could be made` };
  const payload = writeResponse(author, { status, headers: new Map([[key, value]]) });
  if ("stuck" in payload) return payload;
  return {
    payload,
    claim: { type: "misread", in: "header", name: header.name },
    contracts: contractsOf(scene, { value }, headerOf(key, status)),
    wrote: `header ${header.name} = ${JSON.stringify(value)}`,
  };
}

/** A path parameter without text is no path parameter. */
const inPath = ({ operation }: Author, spot: SchemaFocus["spot"]): boolean =>
  spot.type === "parameter" && operation.parameters.some(({ key, in: place }) => key === spot.key && place === "path");

/** A body in parts has one part at least (RFC 2046, 5.1). */
const inParts = (spot: SchemaFocus["spot"]): boolean => "media" in spot && isMultipart(spot.media);

/** The schema without the one value that cannot travel at this spot: no text in a path, no part among parts. */
function carried(
  author: Author,
  spot: SchemaFocus["spot"],
  schema: Node,
): { readonly node: Node; readonly not?: unknown } {
  if (inPath(author, spot)) return { node: notEmpty(schema), not: "" };
  return inParts(spot) ? { node: withMember(schema), not: {} } : { node: schema };
}

/** A value that the focus is about, and what it is claimed to show. */
function valueFor(
  scene: Scene,
  author: Author,
  focus: SchemaFocus,
): { readonly value: unknown; readonly claim: Claim } | Stuck {
  const { spot, steps, lost } = focus;
  const view = spot.type === "request-body" || spot.type === "parameter" ? "request" : "response";
  const { node, not } = carried(author, spot, focus.schemas[author.side]);
  const own = { side: author.side, node };
  const { api } = author;
  if (lost !== undefined) {
    const value = sampleOf(scene.judge, { ...own, node: withProperty(own.node, steps, lost) }, api, view);
    const names = steps.map((step) => (step.type === "items" ? null : step.name));
    return value === undefined
      ? { stuck: "no value with the property was found" }
      : { value, claim: { type: "lost", what: "property", steps: names, name: lost } };
  }
  if (focus.part !== undefined) {
    const value = sampleOf(scene.judge, { ...own, node: withSomething(own.node, steps) }, api, view);
    return value === undefined ? { stuck: "no value with the part was found" } : { value, claim: REFUSED };
  }
  if (focus.misread === true) {
    const value = sampleOf(scene.judge, { ...own, node: withSomething(own.node, steps) }, api, view);
    return value === undefined
      ? { stuck: "no value was found that holds it" }
      : { value, claim: { type: "misread-body" } };
  }
  const other = { side: otherSide(author.side), node: focus.schemas[otherSide(author.side)] };
  const policy = policyFor(view);
  const fits = (next: unknown): boolean =>
    scene.judge.accepts(own, next, policy) === true && scene.judge.accepts(other, next, policy) === false;
  const selective = scene.judge.selects && scene.judge.isSelective(own, other, policy);
  if (focus.whole && !selective && fits(focus.whole.value)) return { value: focus.whole.value, claim: REFUSED };
  const idle = not !== undefined && steps.length === 0 && canonicalJson(focus.value ?? null) === canonicalJson(not);
  const open = focus.value === undefined || idle;
  const narrowed = open ? own : { ...own, node: constrain(own.node, steps, focus.value) };
  const decision = scene.judge.decide(narrowed, other, policy);
  if (decision.answer !== "not-contained") return { stuck: "no whole value was found that holds it" };
  const shown = preferred(scene.judge, narrowed, other, policy, decision.witness);
  return { value: polish(shown, own.node, api.documents.follow, fits), claim: REFUSED };
}

/** Where a discriminator matters: rather a value that breaks with it and without it, if one is found. */
function preferred(judge: Judge, own: Schema, other: Schema, policy: Policy, found: unknown): unknown {
  const { plain } = judge;
  if (!judge.selects || !judge.isSelective(own, other, policy)) return found;
  const breaks = (by: Judge, value: unknown): boolean =>
    by.accepts(own, value, policy) === true && by.accepts(other, value, policy) === false;
  if (breaks(plain, found)) return found;
  const decision = plain.decide(own, other, policy);
  return decision.answer === "not-contained" && breaks(judge, decision.witness) ? decision.witness : found;
}

function schemaAttempt(scene: Scene, author: Author, focus: SchemaFocus): Attempt | Stuck {
  const { spot } = focus;
  const found = valueFor(scene, author, focus);
  if ("stuck" in found) return found;
  const { value, claim } = found;
  if (spot.type === "answer-body" || spot.type === "header")
    return answerSchemaAttempt(scene, author, spot, value, claim);
  const wish: RequestWish =
    spot.type === "parameter"
      ? { parameters: new Map([[spot.key, value]]) }
      : { body: { media: spot.media, value, ...(focus.part && { part: focus.part }) } };
  const payload = writeRequest(author, wish);
  if ("stuck" in payload) return payload;
  const cutter: Cutter = (cut, side) => {
    if (spot.type === "parameter") return parametersOf(spot.key)(cut, side);
    const { body } = cut.operation;
    return {
      body: body && { required: body.required, contents: contentTerms(cut, body.contents, spot.media, "request") },
    };
  };
  const wrote = `${spot.type === "parameter" ? "a parameter" : "a body"} that the writing side allows`;
  return { payload, claim, contracts: contractsOf(scene, { value }, cutter), wrote };
}

function answerSchemaAttempt(
  scene: Scene,
  author: Author,
  spot: Extract<SchemaFocus["spot"], { readonly type: "answer-body" | "header" }>,
  value: unknown,
  claim: Claim,
): Attempt | Stuck {
  const status = Number(spot.status);
  const payload = writeResponse(
    author,
    spot.type === "header"
      ? { status, headers: new Map([[spot.key, value]]) }
      : { status, body: { media: spot.media, value } },
  );
  if ("stuck" in payload) return payload;
  const cutter: Cutter = (cut, side) => {
    if (spot.type === "header") return headerOf(spot.key, status)(cut, side);
    const contents = answerOf(cut.operation, takenAs(author, spot, side))?.contents ?? [];
    return { answer: { headers: [], contents: contentTerms(cut, contents, spot.media, "response") } };
  };
  const wrote = `${spot.type === "header" ? "a header" : "a body"} that the writing side allows`;
  return { payload, claim, contracts: contractsOf(scene, { value }, cutter), wrote };
}
