import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import { concreteType, isRange, meetingType } from "../media.ts";
import type { Answer, Content } from "../model.ts";
import { child, members } from "../node.ts";
import type { Focus } from "../seed.ts";
import { isSuccess, representatives, statusKey } from "../status.ts";
import { rootsOf } from "../xml-roots.ts";
import type { Comparison, Emission, OperationPair } from "./comparison.ts";
import { compareContents, partnerOf } from "./contents.ts";
import { RESPONSE } from "./flow.ts";
import { compareHeaders } from "./headers.ts";
import { heirsDiffer } from "./heirs.ts";
import { compareRest } from "./rest.ts";
import { readUnnamed, sharesSuccess } from "./stand-in.ts";

const JUDGED: ReadonlySet<string> = new Set(["headers", "content", "links", "schema", "examples"]);

/** Compares the responses of an operation that both sides have, status by status. */
export function compareAnswers(comparison: Comparison, operations: OperationPair): void {
  const answers = { before: operations.before?.answers ?? [], after: operations.after?.answers ?? [] };
  const keys = { before: answers.before.map(({ status }) => status), after: answers.after.map(({ status }) => status) };
  const seen = new Set<string>();
  for (const status of representatives(keys.before, keys.after)) {
    const [old, next] = [statusKey(keys.before, status), statusKey(keys.after, status)];
    const mark = old === null || next === null ? `${old} ${next} ${isSuccess(status)}` : `${old} ${next}`;
    if (seen.has(mark)) continue;
    seen.add(mark);
    const before = answers.before.find((answer) => answer.status === old) ?? null;
    const after = answers.after.find((answer) => answer.status === next) ?? null;
    if (before !== null && after !== null) compareAnswer(comparison, operations, before, after, status);
    else if (before !== null) onlyOn(comparison, operations, before, "before", status);
    else if (after !== null) onlyOn(comparison, operations, after, "after", status);
  }
}

/** A status that only `owner` documents. */
function onlyOn(comparison: Comparison, operations: OperationPair, answer: Answer, owner: Side, status: number): void {
  const explicit = (side: Side): boolean => (operations[side]?.answers ?? []).some(({ status: key }) => /^2/.test(key));
  const success = isSuccess(status);
  if (success && answer.status === "default" && explicit(owner)) return;
  if (answer.status === "default" && !/^[245]/.test(String(status))) return;
  const shared = {
    flow: { ...RESPONSE, reversed: operations.reversed },
    pair: operations,
    element: `response.${answer.status}`,
    before: owner === "before" ? answer.node : (operations.before?.node ?? null),
    after: owner === "after" ? answer.node : (operations.after?.node ?? null),
    what: answer.status === "default" ? "any other status" : answer.status,
    fragments: { before: owner === "before" ? answer.status : null, after: owner === "after" ? answer.status : null },
  } as const;
  const kind = success ? "success" : "error";
  comparison.emit({
    ...shared,
    rule: `response.${kind}-removed`,
    writer: owner,
    ...judgeUnnamed(comparison, operations, answer, owner, status),
  });
  const lastSuccess = /^2/.test(answer.status) && !explicit(otherSide(owner));
  comparison.emit({
    ...shared,
    rule: lastSuccess ? "response.first-success" : `response.${kind}-added`,
    writer: otherSide(owner),
    level: lastSuccess ? "breaking" : "risky",
    focus: null,
  });
}

/** How bad it is that the other side does not document a status, and what shows it. */
function judgeUnnamed(
  comparison: Comparison,
  operations: OperationPair,
  answer: Answer,
  owner: Side,
  status: number,
): Pick<Emission, "level" | "next" | "focus"> {
  const unnamed: Focus = { type: "status", status: String(status) };
  const success = isSuccess(status);
  if (success && !sharesSuccess(operations, owner)) return { level: "breaking", focus: unnamed };
  const reading =
    answer.status === "default" && !success ? null : readUnnamed(comparison, operations, answer, owner, status);
  if (reading === null) return { level: success ? "breaking" : "risky", focus: unnamed };
  if (reading.type === "read") return { level: "risky", focus: unnamed };
  const next = `read as ${reading.as}, its content does not fit`;
  if (reading.type === "open") return { level: "undecided", next: `${next}: ${reading.why}`, focus: null };
  return { level: "breaking", next, focus: reading.focus };
}

function compareAnswer(
  comparison: Comparison,
  operations: OperationPair,
  before: Answer,
  after: Answer,
  status: number,
): void {
  const [old, next] = [comparison.before.documents, comparison.after.documents];
  const named = rootsOf(before.contents, old) === rootsOf(after.contents, next);
  const alike = comparison.alike && named && typesOf(before) === typesOf(after);
  if (alike && !heirsDiffer(comparison) && comparison.same(before.node, after.node)) return;
  compareHeaders(comparison, operations, { before, after }, status);
  compareBodiesOf(comparison, operations, { before, after }, status);
  if (!comparison.same(before.links, after.links, "names")) {
    for (const writer of SIDES) {
      if (!losesLinks(comparison, { before, after }, writer)) continue;
      comparison.emit({
        rule: "link.changed",
        writer,
        flow: { ...RESPONSE, reversed: operations.reversed },
        level: "risky",
        pair: operations,
        element: `response.${after.status}.links`,
        before: before.links ?? before.node,
        after: after.links ?? after.node,
        what: "links",
        part: partOf(after),
        focus: null,
        fragments: { before: before.links?.value, after: after.links?.value },
      });
    }
  }
  compareRest(comparison, { before: before.node, after: after.node }, operations, JUDGED, `response.${after.status}`);
}

/** The media types of a response; in Swagger 2.0 they stand elsewhere. */
const typesOf = ({ contents }: Answer): string => contents.map(({ type }) => type).join("\n");

/** Does a reader know a link that the writing side does not offer, or offers otherwise? */
function losesLinks(comparison: Comparison, answers: Readonly<Record<Side, Answer>>, writer: Side): boolean {
  const [own, other] = [answers[writer].links, answers[otherSide(writer)].links];
  return members(other).some(([name, link]) => {
    const offered = child(own, name);
    return !(writer === "before" ? comparison.same(offered, link) : comparison.same(link, offered));
  });
}

/** `the response 200`. */
export const partOf = (answer: Answer): string =>
  answer.status === "default" ? "the default response" : `the response ${answer.status}`;

function compareBodiesOf(
  comparison: Comparison,
  operations: OperationPair,
  answers: Readonly<Record<Side, Answer>>,
  status: number,
): void {
  for (const writer of SIDES) {
    const [from, to] = [answers[writer].contents, answers[otherSide(writer)].contents];
    if (from.length === 0 && to.length > 0) {
      emitContent(comparison, operations, answers, writer, null, "response.body-added", "breaking", status);
      continue;
    }
    for (const content of from) compareType(comparison, operations, answers, writer, content, status);
  }
}

/** A media type of the writing side: may it be sent to a reader that does not know it, and does its schema fit? */
function compareType(
  comparison: Comparison,
  operations: OperationPair,
  answers: Readonly<Record<Side, Answer>>,
  writer: Side,
  content: Content,
  status: number,
): void {
  const to = answers[otherSide(writer)].contents;
  const readable = to.map(({ type }) => type);
  const unknown = readable.length === 0 ? null : concreteType(content.type, readable);
  if (unknown !== null) {
    const wider = isRange(content.type);
    const rule = wider ? "response.media-type-specialized" : "response.media-type-removed";
    emitContent(comparison, operations, answers, writer, content, rule, wider ? "breaking" : "risky", status);
    if (!readable.some((type) => concreteType(type, [content.type]) === null)) {
      emitContent(
        comparison,
        operations,
        answers,
        otherSide(writer),
        content,
        "response.media-type-added",
        "breaking",
        status,
      );
    }
  }
  const contents = { before: answers.before.contents, after: answers.after.contents };
  const partner = partnerOf(contents, writer, content);
  if (partner === null) return;
  const [before, after] = writer === "before" ? [content, partner] : [partner, content];
  const types = contents[writer].map(({ type }) => type);
  const media = meetingType({ type: content.type, types }, { type: partner.type, types: readable });
  compareContents(comparison, {
    operations,
    flow: { ...RESPONSE, reversed: operations.reversed },
    before,
    after,
    spot: { type: "answer-body", media, status: String(status) },
    element: `response.${answers.after.status}.body`,
    part: partOf(answers.after),
  });
}

function emitContent(
  comparison: Comparison,
  operations: OperationPair,
  answers: Readonly<Record<Side, Answer>>,
  writer: Side,
  content: Content | null,
  rule: string,
  level: "breaking" | "risky",
  status: number,
): void {
  const others = rule === "response.media-type-specialized" ? answers[otherSide(writer)].contents : [];
  const known = others.map(({ type }) => type);
  const media = content === null ? "" : (concreteType(content.type, known) ?? content.type);
  const asked = rule === "response.media-type-added";
  const owner = asked ? otherSide(writer) : writer;
  comparison.emit({
    rule,
    writer,
    flow: { ...RESPONSE, reversed: operations.reversed },
    level,
    pair: operations,
    element: `response.${answers.after.status}.body${content === null ? "" : ` ${content.type}`}`,
    before: owner === "before" && content !== null ? content.node : answers.before.node,
    after: owner === "after" && content !== null ? content.node : answers.after.node,
    what: content?.type ?? "the body",
    part: partOf(answers.after),
    focus:
      content === null
        ? { type: "answer-body-missing", status: String(status) }
        : asked
          ? { type: "accept", media, status: String(status) }
          : { type: "answer-type", media, status: String(status) },
    fragments: {
      before: answers.before.contents.map(({ type }) => type),
      after: answers.after.contents.map(({ type }) => type),
    },
  });
}
