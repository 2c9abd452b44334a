import type { Question } from "./facts.ts";
import type { Check, Reason, Verdict } from "./verdict.ts";
import { count, doingWords, listed, named } from "./words.ts";

/** The answer in one sentence: what was asked, what came of it, and the first reason. */
export function sentenceOf(
  question: Question,
  { verdict, reason }: Pick<Verdict, "verdict" | "reason">,
  deciding: readonly Check[],
  summary: Verdict["summary"],
): string {
  const subject = listed([
    ...new Set(
      question.asked.map((one) =>
        one.version === null ? `${one.application} (${one.words})` : named({ ...one, version: one.version }),
      ),
    ),
  ]);
  const doing = doingWords(question.target);
  const first = deciding[0];
  if (verdict === "yes")
    return `${subject} can ${doing}: ${yesWords(question, reason, summary)}${forgivenWords(deciding)}.`;
  const more = deciding.length - 1;
  const open =
    verdict === "no" && summary.missing > 0 ? `; ${count(summary.missing, "check")} besides not yet known` : "";
  const why = `${first?.message ?? ""}${more > 0 ? `, and ${more} more` : ""}${open}`;
  return verdict === "no"
    ? `${subject} must not ${doing}: ${why}.`
    : `It is not known whether ${subject} can ${doing}: ${why}.`;
}

/** A yes that forgives a break says so first. */
function forgivenWords(satisfied: readonly Check[]): string {
  const forgiven = satisfied.filter((check) => check.reason === "forgiven").length;
  return forgiven === 0 ? "" : `, ${forgiven} of them by forgiving what breaks`;
}

function yesWords(question: Question, reason: Reason, { satisfied, ignored }: Verdict["summary"]): string {
  const where = question.target?.type === "environment" ? `live in ${question.target.name}` : "there";
  const none =
    reason === "nothing-live"
      ? `nothing that it has to do with is ${where}`
      : "nothing there can be hurt by it or is missing for it";
  const kept = satisfied > 0 ? `${count(satisfied, "check")} satisfied` : none;
  return ignored > 0 ? `${kept}, ${ignored} ignored` : kept;
}
