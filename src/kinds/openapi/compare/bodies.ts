import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import { concreteType, meetingType } from "../media.ts";
import type { Body, Content } from "../model.ts";
import { child } from "../node.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { compareContents, partnerOf } from "./contents.ts";
import { REQUEST } from "./flow.ts";
import { compareRest, emitUnjudged } from "./rest.ts";

const JUDGED: ReadonlySet<string> = new Set([
  "required",
  "content",
  "name",
  "in",
  "schema",
  "parameters",
  "consumes",
  "produces",
  "responses",
  "operationId",
  "tags",
  "deprecated",
  "security",
  "schemes",
]);

/** Compares the request bodies of an operation that both sides have. */
export function compareBodies(comparison: Comparison, operations: OperationPair): void {
  const [before, after] = [operations.before?.body ?? null, operations.after?.body ?? null];
  if (before === null || after === null) {
    if (before !== null) onlyOn(comparison, operations, before, "before");
    if (after !== null) onlyOn(comparison, operations, after, "after");
    return;
  }
  compareRequired(comparison, operations, { before, after });
  if ((before.contents.length === 0) !== (after.contents.length === 0)) {
    const nodes = { before: child(before.node, "content"), after: child(after.node, "content") };
    emitUnjudged(comparison, operations, nodes, { before: before.node, after: after.node }, "content", "request.body");
  }
  for (const writer of SIDES) compareMediaTypes(comparison, operations, { before, after }, writer);
  compareRest(comparison, { before: before.node, after: after.node }, operations, JUDGED, "request.body");
}

/** A body that only `owner` knows. */
function onlyOn(comparison: Comparison, operations: OperationPair, body: Body, owner: Side): void {
  const shared = {
    flow: { ...REQUEST, reversed: operations.reversed },
    pair: operations,
    element: "request.body",
    before: owner === "before" ? body.node : (operations.before?.node ?? null),
    after: owner === "after" ? body.node : (operations.after?.node ?? null),
    what: "the body",
    ...(owner === "after" && {
      peers: { buf: [], oasdiff: [`request-body-added-${body.required ? "required" : "optional"}`] },
    }),
    fragments: {
      before: owner === "before" ? body.node.value : null,
      after: owner === "after" ? body.node.value : null,
    },
  } as const;
  comparison.emit({
    ...shared,
    rule: "request.body-removed",
    writer: owner,
    level: "breaking",
    focus: { type: "body-lost" },
  });
  if (!body.required) return;
  comparison.emit({
    ...shared,
    rule: "request.body-added",
    writer: otherSide(owner),
    level: "breaking",
    focus: { type: "body-missing" },
  });
}

function compareRequired(
  comparison: Comparison,
  operations: OperationPair,
  bodies: Readonly<Record<Side, Body>>,
): void {
  for (const writer of SIDES) {
    if (bodies[writer].required || !bodies[otherSide(writer)].required) continue;
    comparison.emit({
      rule: "request.body-required",
      writer,
      flow: { ...REQUEST, reversed: operations.reversed },
      level: "breaking",
      pair: operations,
      element: "request.body",
      before: bodies.before.node,
      after: bodies.after.node,
      what: "the body",
      focus: { type: "body-missing" },
      fragments: { before: bodies.before.required, after: bodies.after.required },
    });
  }
}

function compareMediaTypes(
  comparison: Comparison,
  operations: OperationPair,
  bodies: Readonly<Record<Side, Body>>,
  writer: Side,
): void {
  const contents = { before: bodies.before.contents, after: bodies.after.contents };
  const readable = contents[otherSide(writer)].map(({ type }) => type);
  for (const content of contents[writer]) {
    const missing = readable.length === 0 ? null : concreteType(content.type, readable);
    if (missing !== null) emitRefused(comparison, operations, bodies, writer, content, missing);
    const partner = partnerOf(contents, writer, content);
    if (partner === null) continue;
    const [before, after] = writer === "before" ? [content, partner] : [partner, content];
    const types = contents[writer].map(({ type }) => type);
    const media = meetingType({ type: content.type, types }, { type: partner.type, types: readable });
    compareContents(comparison, {
      operations,
      flow: { ...REQUEST, reversed: operations.reversed },
      before,
      after,
      spot: { type: "request-body", media },
      element: "request.body",
      part: "the request body",
    });
  }
}

function emitRefused(
  comparison: Comparison,
  operations: OperationPair,
  bodies: Readonly<Record<Side, Body>>,
  writer: Side,
  content: Content,
  media: string,
): void {
  comparison.emit({
    rule: "request.media-type-removed",
    writer,
    flow: { ...REQUEST, reversed: operations.reversed },
    level: "breaking",
    pair: operations,
    element: `request.body ${content.type}`,
    before: writer === "before" ? content.node : bodies.before.node,
    after: writer === "after" ? content.node : bodies.after.node,
    what: content.type,
    focus: { type: "media-type", media },
    fragments: {
      before: bodies.before.contents.map(({ type }) => type),
      after: bodies.after.contents.map(({ type }) => type),
    },
  });
}
