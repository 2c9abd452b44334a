import { canonicalJson, isObject } from "../../../core/json.ts";
import { bestMatch, covers, isForm, isJson, isMultipart, isText, isVendor, isXml } from "../media.ts";
import { statusKey } from "../status.ts";
import { decodePairs, decodeText } from "./codec.ts";
import type { ContentTerm, Contract, CredentialTerm, ParameterTerm } from "./contract.ts";
import { readForm, typed } from "./form.ts";
import { cookiesOf, headerOf, matchPath, type Request, type Response, splitUrl } from "./http.ts";
import { partHeaders, partTroubles, readMultipart } from "./multipart.ts";
import { type Opinions, opinionsOn, opinionsOnBody } from "./opinion.ts";
import { shapeOf } from "./shape.ts";
import { readXml } from "./xml.ts";

/** What is wrong with a message under a contract, as each reader of it says. */
export interface Verdict {
  /** What our own reading of the HTTP parts finds; the status that a server would answer with. */
  readonly ours: readonly { readonly says: string; readonly status: number }[];
  readonly ajv: readonly string[];
  readonly hyperjump: readonly string[];
  /** What a validator could not judge. */
  readonly unsure: readonly string[];
}

interface Findings {
  readonly ours: { says: string; status: number }[];
  readonly ajv: string[];
  readonly hyperjump: string[];
  readonly unsure: string[];
}

const empty = (): Findings => ({ ours: [], ajv: [], hyperjump: [], unsure: [] });

/** Reads a request as the provider of this contract would, as far as the contract goes. */
export async function checkRequest(
  contract: Contract,
  request: Request,
  grants: readonly CredentialTerm[] = [],
): Promise<Verdict> {
  const findings = empty();
  checkRoute(contract, request, findings);
  checkSecurity(contract, request, grants, findings);
  for (const term of contract.parameters ?? []) await checkParameter(contract, term, request, findings);
  await checkBody(contract, request, findings);
  checkAccept(contract, request, findings);
  return findings;
}

/** Reads a response as the consumer of this contract would, as far as the contract goes. */
export async function checkResponse(contract: Contract, response: Response): Promise<Verdict> {
  const findings = empty();
  if (contract.statuses && statusKey(contract.statuses, response.status) === null) {
    findings.ours.push({ says: `status ${response.status} is not documented`, status: 0 });
  }
  for (const term of contract.answer?.headers ?? []) {
    const text = headerOf(response.headers, term.name);
    if (text !== null) await judgeValue(term, decodeText(text, term, shapeOf(term.schema)), contract, findings);
    else if (term.required) findings.ours.push({ says: `header ${term.name} is missing`, status: 0 });
  }
  const contents = contract.answer?.contents ?? [];
  if (contents.length > 0) await checkContent(contents, response.headers, response.body, contract, findings, 0);
  return findings;
}

function checkRoute(contract: Contract, request: Request, findings: Findings): void {
  const status = statusOfRoute(contract, request);
  if (status === 404) findings.ours.push({ says: "there is no such path", status });
  if (status === 405) findings.ours.push({ says: `the path does not take ${request.method}`, status });
}

/** What routing alone answers to a request: 404, 405, or null where an operation takes it. */
export function statusOfRoute({ routes }: Contract, request: Request): 404 | 405 | null {
  if (routes === undefined) return null;
  const { path } = splitUrl(request.url);
  const fitting = routes.filter((route) => matchPath(route.slice(route.indexOf(" ") + 1), path) !== null);
  if (fitting.length === 0) return 404;
  return fitting.some((route) => route.startsWith(`${request.method} `)) ? null : 405;
}

function checkSecurity(
  { security }: Contract,
  request: Request,
  grants: readonly CredentialTerm[],
  findings: Findings,
): void {
  if (security === undefined) return;
  const held = grants.filter((grant) => carries(request, grant));
  const known = (asked: CredentialTerm): boolean => held.some(({ meaning }) => meaning === asked.meaning);
  const serves = (asked: CredentialTerm): boolean =>
    held.some(
      ({ meaning, scopes }) => meaning === asked.meaning && asked.scopes.every((scope) => scopes.includes(scope)),
    );
  if (security.some((alternative) => alternative.every(serves))) return;
  const status = security.some((alternative) => alternative.every(known)) ? 403 : 401;
  findings.ours.push({
    says: status === 403 ? "the credentials lack a scope" : "the credentials are not accepted",
    status,
  });
}

/** Does the request carry the credential where its scheme says? */
function carries(request: Request, { scheme }: CredentialTerm): boolean {
  if (!isObject(scheme) || scheme.type !== "apiKey") return headerOf(request.headers, "authorization") !== null;
  const name = String(scheme.name);
  if (scheme.in === "header") return headerOf(request.headers, name) !== null;
  const pairs = scheme.in === "cookie" ? cookiesOf(request.headers) : splitUrl(request.url).query;
  return pairs.some(([key]) => key === name);
}

async function checkParameter(
  contract: Contract,
  term: ParameterTerm,
  request: Request,
  findings: Findings,
): Promise<void> {
  const values = valuesOf(contract, term, request);
  if (values !== null) await judgeValue(term, values, contract, findings);
  else if (term.required) findings.ours.push({ says: `${term.in} parameter ${term.name} is missing`, status: 400 });
}

/** Every way to read a parameter of a request; null where the request does not carry it. */
export function valuesOf(contract: Contract, term: ParameterTerm, request: Request): readonly unknown[] | null {
  const shape = shapeOf(term.schema);
  const { path, query } = splitUrl(request.url);
  if (term.in === "header" || term.in === "path") {
    const text =
      term.in === "header"
        ? headerOf(request.headers, term.name)
        : (matchPath(contract.path ?? "", path)?.get(term.name) ?? null);
    return text === null ? null : decodeText(text, term, shape);
  }
  const pairs = term.in === "cookie" ? cookiesOf(request.headers) : query;
  const named = pairs.some(([key]) => key === term.name || key.startsWith(`${term.name}[`));
  const spread = term.serialization.explode && shape.types.includes("object") && pairs.length > 0;
  return named || spread ? decodePairs(pairs, term, shape) : null;
}

/** A value that can be read in several ways is accepted if one of them is. */
async function judgeValue(
  term: ParameterTerm,
  values: readonly unknown[],
  contract: Contract,
  findings: Findings,
): Promise<void> {
  const opinions = await Promise.all(values.map((value) => opinionsOn(term.schema, value, contract.dialect)));
  note(`${term.in} parameter ${term.name}`, opinions, findings);
}

function note(what: string, opinions: readonly Opinions[], findings: Findings): void {
  for (const name of ["ajv", "hyperjump"] as const) {
    if (opinions.some((opinion) => opinion[name] === true)) continue;
    if (opinions.some((opinion) => opinion[name] === null)) findings.unsure.push(`${name} cannot judge ${what}`);
    else findings[name].push(`${what} does not fit its schema`);
  }
}

async function checkBody(contract: Contract, request: Request, findings: Findings): Promise<void> {
  const { body } = contract;
  if (body === undefined || body === null) return;
  if (request.body === null) {
    if (body.required) findings.ours.push({ says: "the body is missing", status: 400 });
    return;
  }
  await checkContent(body.contents, request.headers, request.body, contract, findings, 415);
}

async function checkContent(
  contents: readonly ContentTerm[],
  headers: Readonly<Record<string, string>>,
  body: string | null,
  contract: Contract,
  findings: Findings,
  status: number,
): Promise<void> {
  const media = headerOf(headers, "content-type");
  if (body === null || media === null) {
    findings.ours.push({ says: "the body is missing", status: 400 });
    return;
  }
  const best = bestMatch(
    contents.map(({ type }) => type),
    media,
  );
  const content = contents.find(({ type }) => type === best);
  if (content === undefined) {
    findings.ours.push({ says: `media type ${media} is not known`, status });
    return;
  }
  const value = readBody(body, media, content);
  if (value === undefined) findings.ours.push({ says: `the body cannot be read as ${media}`, status: 400 });
  else if (isMultipart(media) && partTroubles(body, content.parts ?? {}).length > 0)
    findings.ours.push(...partTroubles(body, content.parts ?? {}).map((says) => ({ says, status: 400 })));
  else if (isMultipart(media) && partHeaders(body, content.parts ?? {}).length > 0)
    await checkPartHeaders(body, content, contract, findings);
  else {
    const values: unknown[] = [value];
    if (isForm(media) || isMultipart(media)) {
      const eager = readBody(body, media, content, true);
      if (canonicalJson(eager ?? null) !== canonicalJson(value)) values.push(eager);
    }
    const opinions = await Promise.all(values.map((each) => opinionsOnBody(content, each, contract.dialect)));
    note("the body", opinions, findings);
  }
}

async function checkPartHeaders(
  body: string,
  { parts = {} }: ContentTerm,
  { dialect }: Contract,
  findings: Findings,
): Promise<void> {
  for (const { part, name, text, schema } of partHeaders(body, parts)) {
    const readings = decodeText(text, { name, in: "header", serialization: PLAIN }, shapeOf(schema));
    const opinions = await Promise.all(readings.map((value) => opinionsOn(schema, value, dialect)));
    note(`header ${name} of the part ${part}`, opinions, findings);
  }
}

const PLAIN = { style: "simple", explode: false, allowReserved: false, allowEmptyValue: false, media: null };

/** The value that the body of a message stands for to this side; undefined where it has none or cannot read it. */
export function bodyOf({ body, answer }: Contract, message: Request | Response): unknown {
  const media = headerOf(message.headers, "content-type");
  const contents = body?.contents ?? answer?.contents ?? [];
  if (media === null || message.body === null) return undefined;
  const best = bestMatch(
    contents.map(({ type }) => type),
    media,
  );
  const content = contents.find(({ type }) => type === best);
  return content && readBody(message.body, media, content);
}

/** The value a body stands for; undefined where it cannot be read. */
function readBody(body: string, media: string, content: ContentTerm, eager = false): unknown {
  if (isJson(media)) {
    try {
      return JSON.parse(body);
    } catch {
      return undefined;
    }
  }
  const { schema, deep, joined, root, parts } = content; // JSON is read without a look at its schema
  if (isXml(media) && root !== undefined) return readXml(body, schema, root);
  if (isMultipart(media)) return readMultipart(body, schema, parts, eager);
  if (isText(media)) return typed(body, schema);
  if (isVendor(media)) return structured(body);
  return isForm(media) ? readForm(body, schema, deep ?? [], joined ?? {}, eager) : body;
}

/** An object or a list as JSON; anything else is the text itself. */
function structured(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : body;
  } catch {
    return body;
  }
}

function checkAccept(contract: Contract, request: Request, findings: Findings): void {
  const wanted = headerOf(request.headers, "accept");
  const offered = contract.answer?.contents;
  if (wanted === null || offered === undefined) return;
  const fits = offered.some(({ type }) => covers(type, wanted) || covers(wanted, type));
  if (!fits) findings.ours.push({ says: `${wanted} is not offered`, status: 406 });
}
