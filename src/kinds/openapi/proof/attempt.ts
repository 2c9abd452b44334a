import { otherSide, type Side } from "../../../core/place.ts";
import type { SchemaFocus } from "../compare/schema-focus.ts";
import { anything } from "../node.ts";
import type { Focus } from "../seed.ts";
import { valuesApart } from "./apart.ts";
import { statusOfRoute } from "./check.ts";
import type { Contract } from "./contract.ts";
import { type Request, type Response, writtenPath } from "./http.ts";
import { type Author, type Stuck, smallest, writeRequest, writeResponse } from "./message.ts";
import { routesLike } from "./routes.ts";
import { sampleTelling } from "./sample.ts";
import {
  type Attempt,
  type Cutter,
  contractsOf,
  headerOf,
  parametersOf,
  REFUSED,
  type Scene,
  takenAs,
} from "./scene.ts";
import { schemaAttempt } from "./schema-attempt.ts";
import { answerOf, credentialTerm, securityTerms, typeTerms } from "./terms.ts";

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
      return made(requestWithBody(author), {
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

/** A request with a body of the first media type that one can be written in. */
function requestWithBody(author: Author): Request | Stuck {
  const all = (author.operation.body?.contents ?? []).map(({ type }) => writeRequest(author, { media: type }));
  return all.find((made) => !("stuck" in made)) ?? all[0] ?? writeRequest(author, {});
}

/** Who asks for a response is not who writes it. */
function requester(scene: Scene, author: Author): Author {
  const side = otherSide(author.side);
  const operation = scene.attempt.pair[side];
  return operation === null ? author : { side, api: scene.apis[side], operation, judge: author.judge };
}

/** A call that only routing answers; `base`: below the base path of a server, so that servers count. */
function routeAttempt(scene: Scene, author: Author, base: string | null = null): Attempt | Stuck {
  const path = (base ?? "") + author.operation.path;
  const routes = (side: Side): Contract => ({
    dialect: scene.apis[side].dialect,
    routes: routesLike(scene.apis[side], path, base !== null),
  });
  const contracts = { before: routes("before"), after: routes("after") };
  const reader = contracts[otherSide(author.side)];
  const called = (parameters?: ReadonlyMap<string, unknown>): Attempt | Stuck => {
    const written = writeRequest(author, { ...(parameters && { parameters }) });
    if ("stuck" in written) return written;
    const payload = { ...written, url: writtenPath(base ?? "") + written.url };
    const meets = statusOfRoute(reader, payload);
    if (meets === null) return { stuck: "another operation answers the call" };
    return {
      payload: { ...payload, meets },
      claim: REFUSED,
      contracts,
      wrote: `a call of ${author.operation.name}`,
    };
  };
  const made = called();
  if (!("stuck" in made)) return made;
  const apart = valuesApart(author, path, reader.routes ?? []);
  return apart.size === 0 ? made : called(apart);
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
