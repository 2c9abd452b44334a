import { canonicalJson } from "../../../core/json.ts";
import { pair } from "../../../core/pair.ts";
import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import type { Answer, Parameter } from "../model.ts";
import { anything, type Node } from "../node.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { RESPONSE } from "./flow.ts";
import { compareHeirs } from "./heirs.ts";
import { JUDGED } from "./parameters.ts";
import { compareRest } from "./rest.ts";
import type { SchemaPair } from "./schema-pair.ts";
import { compareSchemas } from "./schemas.ts";
import { describeSerialization } from "./serialization.ts";
import { writesAlike } from "./writes-alike.ts";

/** Compares the headers of a response: a reader may rely on those that are always sent. */
export function compareHeaders(
  comparison: Comparison,
  operations: OperationPair,
  answers: Readonly<Record<Side, Answer>>,
  status: number,
): void {
  const { added, removed, kept } = pair(answers.before.headers, answers.after.headers, (header) => header.key);
  for (const header of removed) missing(comparison, operations, answers, header, "before", status);
  for (const header of added) missing(comparison, operations, answers, header, "after", status);
  for (const [before, after] of kept) {
    for (const writer of SIDES) {
      const sides = { before, after };
      if (!sides[writer].required && sides[otherSide(writer)].required) {
        missing(comparison, operations, answers, sides[otherSide(writer)], otherSide(writer), status);
      }
    }
    compareKept(comparison, operations, { before, after }, `response.${answers.after.status}`, status);
  }
}

/** A header that `owner` documents, and the other side does not send, or not always. */
function missing(
  comparison: Comparison,
  operations: OperationPair,
  answers: Readonly<Record<Side, Answer>>,
  header: Parameter,
  owner: Side,
  status: number,
): void {
  const node = (side: Side): Node =>
    answers[side].headers.find(({ key }) => key === header.key)?.node ?? answers[side].node;
  comparison.emit({
    rule: header.required ? "header.required-added" : "header.added",
    writer: otherSide(owner),
    flow: { ...RESPONSE, reversed: operations.reversed },
    level: header.required ? "breaking" : "risky",
    pair: operations,
    element: `response.${answers.after.status}.header.${header.name}`,
    before: node("before"),
    after: node("after"),
    what: `header ${header.name}`,
    part: answers.after.status === "default" ? "the default response" : `the response ${answers.after.status}`,
    ...(header.required && { peers: { buf: [], oasdiff: [peerName(answers, header, owner)] } }),
    focus: header.required ? { type: "header-missing", key: header.key, status: String(status) } : null,
    fragments: {
      before: owner === "before" ? header.node.value : null,
      after: owner === "after" ? header.node.value : null,
    },
  });
}

/** oasdiff's name: the other side does not have the header, or does not promise it. */
function peerName(answers: Readonly<Record<Side, Answer>>, { key }: Parameter, owner: Side): string {
  const isKept = answers[otherSide(owner)].headers.some((other) => other.key === key);
  if (owner === "before") return isKept ? "response-header-became-optional" : "required-response-header-removed";
  return isKept ? "response-header-became-required" : "response-header-added";
}

function compareKept(
  comparison: Comparison,
  operations: OperationPair,
  headers: Readonly<Record<Side, Parameter>>,
  element: string,
  status: number,
): void {
  const { before, after } = headers;
  const flow = { ...RESPONSE, reversed: operations.reversed };
  const part = `${element.replace("response.", "the response ")}`;
  const schemas: SchemaPair = {
    operations,
    flow,
    position: "header",
    before: before.schema ?? anything(before.node),
    after: after.schema ?? anything(after.node),
    spot: { type: "header", key: before.key, status: String(status) },
    element: `${element}.header.${after.name}`,
    what: `header ${after.name}`,
    part,
    text: before.serialization.media === null && after.serialization.media === null,
    serializations: { before: before.serialization, after: after.serialization },
  };
  compareSchemas(comparison, schemas);
  compareHeirs(comparison, schemas, headers);
  const nodes = { before: before.node, after: after.node };
  compareRest(comparison, nodes, operations, JUDGED, `${element}.header.${after.name}`);
  if (canonicalJson(before.serialization) === canonicalJson(after.serialization)) return;
  for (const writer of SIDES) {
    if (writesAlike(comparison, headers[writer], headers[otherSide(writer)], writer)) continue;
    comparison.emit({
      rule: "header.serialization-changed",
      writer,
      flow,
      level: "breaking",
      pair: operations,
      element: `${element}.header.${after.name}`,
      before: before.node,
      after: after.node,
      what: `header ${after.name}`,
      part,
      old: describeSerialization(before.serialization),
      next: describeSerialization(after.serialization),
      focus: { type: "header-text", key: before.key, status: String(status) },
      fragments: { before: before.serialization, after: after.serialization },
    });
  }
}
