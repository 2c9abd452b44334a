import { isObject } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Policy } from "../../../json-schema/answer.ts";
import type { SchemaFocus } from "../compare/schema-focus.ts";
import { isMultipart } from "../media.ts";
import type { Node } from "../node.ts";
import { asSegment, constrain, isSegment, withMember, withSomething } from "../schemas/constrain.ts";
import { type Judge, policyFor, type Schema } from "../schemas/judge.ts";
import { bundleSchema } from "./bundle.ts";
import type { Claim, ContentTerm } from "./contract.ts";
import { lostValue } from "./lost.ts";
import { type Author, type RequestWish, type Stuck, writeRequest, writeResponse } from "./message.ts";
import { polish } from "./polish.ts";
import { sampleOf } from "./sample.ts";
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
import { answerOf, type Cut, contentTerms } from "./terms.ts";

const inPath = ({ operation }: Author, spot: SchemaFocus["spot"]): boolean =>
  spot.type === "parameter" && operation.parameters.some(({ key, in: place }) => key === spot.key && place === "path");

/** A body in parts has one part at least (RFC 2046, 5.1). */
const inParts = (spot: SchemaFocus["spot"]): boolean => "media" in spot && isMultipart(spot.media);

/** The schema without the values that cannot travel at this spot: no segment of a path, no part among parts. */
function carried(
  author: Author,
  spot: SchemaFocus["spot"],
  schema: Node,
): { readonly node: Node; readonly isIdle: (value: unknown) => boolean } {
  if (inPath(author, spot)) return { node: asSegment(schema), isIdle: (value) => !isSegment(value) };
  const isNothing = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;
  return inParts(spot) ? { node: withMember(schema), isIdle: isNothing } : { node: schema, isIdle: () => false };
}

/** A value that the focus is about, and what it is claimed to show. */
function valueFor(
  scene: Scene,
  author: Author,
  focus: SchemaFocus,
): { readonly value: unknown; readonly claim: Claim } | Stuck {
  const { spot, steps, lost } = focus;
  const view = spot.type === "request-body" || spot.type === "parameter" ? "request" : "response";
  const { node, isIdle } = carried(author, spot, focus.schemas[author.side]);
  const own = { side: author.side, node };
  const other = { side: otherSide(author.side), node: focus.schemas[otherSide(author.side)] };
  const { api } = author;
  if (lost !== undefined) {
    const value = lostValue(scene.judge, { own, other }, api, view, { steps, name: lost });
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
  const policy = policyFor(view);
  const fits = (next: unknown): boolean =>
    scene.judge.accepts(own, next, policy) === true && scene.judge.accepts(other, next, policy) === false;
  const selective = scene.judge.selects && scene.judge.isSelective(own, other, policy);
  if (focus.whole && !selective && fits(focus.whole.value)) return { value: focus.whole.value, claim: REFUSED };
  const open = focus.value === undefined || (steps.length === 0 && isIdle(focus.value));
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

/** Builds the message that holds a value which the reading side's schema refuses. */
export function schemaAttempt(scene: Scene, author: Author, focus: SchemaFocus): Attempt | Stuck {
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
    const contents = contentTerms(cut, body?.contents ?? [], spot.media, "request");
    return {
      body: body && { required: body.required, contents: contents.map((term) => withHeader(cut, side, term, focus)) },
    };
  };
  const wrote = `${spot.type === "parameter" ? "a parameter" : "a body"} that the writing side allows`;
  return { payload, claim, contracts: contractsOf(scene, { value }, cutter), wrote };
}

/** What the header of a part must be, where that is what it is about. */
function withHeader(cut: Cut, side: Side, term: ContentTerm, { part }: SchemaFocus): ContentTerm {
  if (part?.header === undefined) return term;
  const { name, schemas } = part.header;
  const schema = bundleSchema(schemas[side], cut.api.documents, null, "request", cut.selects);
  const own = term.parts?.[part.name] ?? { headers: [] };
  return { ...term, parts: { ...term.parts, [part.name]: { ...own, header: { name, schema } } } };
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
