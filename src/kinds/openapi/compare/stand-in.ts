import { otherSide, type Side } from "../../../core/place.ts";
import { bestMatch, concreteType, meetingType } from "../media.ts";
import type { Answer, Content } from "../model.ts";
import { anything } from "../node.ts";
import type { Focus } from "../seed.ts";
import { isSuccess, statusKey } from "../status.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { RESPONSE } from "./flow.ts";

/** What becomes of a status that the reading side does not document. */
export type Reading =
  /** Taken as another status of its class, and read. */
  | { readonly type: "read"; readonly as: string }
  /** Taken as another status of its class, whose body or headers it does not bring. */
  | { readonly type: "misfit"; readonly as: string; readonly focus: Focus }
  | { readonly type: "open"; readonly as: string; readonly why: string };

/** Only callers that ask for them get these: with a condition or a range (RFC 9110, 15.4.5 and 15.3.7). */
const ASKED_FOR: ReadonlySet<number> = new Set([206, 304]);

/**
 * How a reader takes a status that it does not know: as the x00 of its class (RFC 9110, 15). Where its document has no
 * x00, a success is read like each other success of the class. Null where nothing of the class is documented.
 */
export function readUnnamed(
  comparison: Comparison,
  operations: OperationPair,
  answer: Answer,
  owner: Side,
  status: number,
): Reading | null {
  const known = standIns(operations[otherSide(owner)]?.answers ?? [], status);
  const readings = known.map((standIn) => readAs(comparison, answer, standIn, owner, status));
  if (ASKED_FOR.has(status)) return { type: "read", as: "one that was asked for" };
  return (
    readings.find(({ type }) => type === "misfit") ??
    readings.find(({ type }) => type === "open") ??
    readings[0] ??
    null
  );
}

function standIns(answers: readonly Answer[], status: number): readonly Answer[] {
  const digit = String(status).slice(0, 1);
  const head = answers.filter((answer) => answer.status === `${digit}00`);
  if (head.length > 0 || !isSuccess(status)) return head;
  return answers.filter((answer) => answer.status.startsWith(digit));
}

/** Does one of the successes that `owner` may answer with have a place in the document of the other side? */
export function sharesSuccess(operations: OperationPair, owner: Side): boolean {
  const keys = (side: Side): readonly string[] => (operations[side]?.answers ?? []).map(({ status }) => status);
  const [own, other] = [keys(owner), keys(otherSide(owner))];
  return own.some((key) => {
    if (key === "default") return other.some((each) => /^2|default/.test(each));
    if (!/^[23]/.test(key)) return false;
    if (key.endsWith("XX")) return other.some((each) => each === "default" || each[0] === key[0]);
    return statusKey(other, Number(key)) !== null;
  });
}

function readAs(comparison: Comparison, answer: Answer, standIn: Answer, owner: Side, status: number): Reading {
  const [spot, as] = [{ status: String(status), readAs: standIn.status }, standIn.status];
  const missing = standIn.headers.find(
    ({ key, required }) => required && !answer.headers.some((header) => header.key === key && header.required),
  );
  if (missing) return { type: "misfit", as, focus: { type: "header-missing", key: missing.key, ...spot } };
  const readable = standIn.contents.map(({ type }) => type);
  if (readable.length === 0) return { type: "read", as };
  const [first] = answer.contents;
  if (first === undefined) return { type: "misfit", as, focus: { type: "answer-body-missing", ...spot } };
  const pairs = answer.contents.flatMap((content) => {
    const best = bestMatch(readable, content.type);
    const match = standIn.contents.find(({ type }) => type === best);
    return match === undefined ? [] : [{ content, match }];
  });
  const media = concreteType(first.type, readable);
  if (pairs.length === 0 && media !== null)
    return { type: "misfit", as, focus: { type: "answer-type", media, ...spot } };
  const types = answer.contents.map(({ type }) => type);
  const readings = pairs.map(({ content, match }) => {
    const met = meetingType({ type: content.type, types }, { type: match.type, types: readable });
    return readContent(comparison, owner, { content, match, media: met }, spot);
  });
  return readings.find(({ type }) => type !== "read") ?? { type: "read", as };
}

function readContent(
  comparison: Comparison,
  owner: Side,
  { content, match, media }: { readonly content: Content; readonly match: Content; readonly media: string },
  spot: { readonly status: string; readonly readAs: string },
): Reading {
  const [from, to] = [content.schema ?? anything(content.node), match.schema ?? anything(match.node)];
  const as = spot.readAs;
  const decision = comparison.explainer.decide(owner, from, to, "response");
  if (decision.answer === "contained") return { type: "read", as };
  if (decision.answer === "undecided") {
    return { type: "open", as, why: `${decision.reason.code}: ${decision.reason.detail}` };
  }
  const edit = {
    change: "schema-changed",
    writer: { side: owner, node: from },
    reader: { side: otherSide(owner), node: to },
  };
  if (comparison.explainer.forgivenBy(edit, RESPONSE) !== null) return { type: "read", as };
  const [before, after] = owner === "before" ? [from, to] : [to, from];
  return {
    type: "misfit",
    as,
    focus: { type: "schema", spot: { type: "answer-body", media, ...spot }, schemas: { before, after }, steps: [] },
  };
}
