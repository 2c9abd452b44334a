import type { Finding } from "../core/finding.ts";
import { forgiving } from "./forgiveness.ts";
import { type Judged, judge } from "./judge.ts";
import { acceptNext, waitNext } from "./next.ts";
import type { RetiredObligation } from "./obligations.ts";
import { type Outcome, ownCheck } from "./own-checks.ts";
import { ownReadings } from "./readings.ts";
import type { Check } from "./verdict.ts";
import { count, named, titleOf } from "./words.ts";
import type { World } from "./world.ts";

/** What an asked version offers, against the numbers that earlier deployed versions gave up, whatever is live now. */
export function checkRetired(world: World, obligation: RetiredObligation): Check {
  const { version, offered } = obligation;
  const outcome = retiredOutcome(world, obligation);
  return ownCheck(world, { type: "interface", version, ...outcome, kind: offered.kind, name: offered.name });
}

function retiredOutcome(world: World, obligation: RetiredObligation): Outcome {
  const { version, offered, retired } = obligation;
  const title = `${titleOf(offered)} of ${named(version)}`;
  const known = retired.content === null ? null : world.comparison(offered.kind, retired.content, offered.content);
  // what is known to be reused stays so, whatever else comes to light
  const found = known?.state === "done" ? judgeReuse(world, obligation, known.findings) : null;
  if (found && found.breaking > 0) return reuseOutcome(found, title, version.application);
  const error = retired.state === "failed" ? retired.error : known?.state === "failed" ? known.error : undefined;
  if (error !== undefined)
    return {
      state: "missing",
      reason: "comparison-failed",
      message: `${title} could not be compared with the numbers that earlier versions retired: ${error ?? "no reason given"}`,
    };
  if (retired.state === "running" || (retired.content !== null && !found))
    return {
      state: "missing",
      reason: "comparison-running",
      message: `${title} is not yet compared with the numbers that earlier versions retired`,
      next: waitNext(version, world.facts.question.target),
    };
  return found
    ? reuseOutcome(found, title, version.application)
    : {
        state: "satisfied",
        reason: "interface-compatible",
        message: `${title} meets no retired number: there is none`,
      };
}

function judgeReuse(world: World, { version, offered }: RetiredObligation, findings: readonly Finding[]): Judged {
  return judge(findings, {
    inForce: world.inForce,
    readings: ownReadings(world, null, version, offered),
    forgive: forgiving(world, [...world.liveOf(version.application), version], offered),
    acceptances: world.facts.acceptances.filter((one) => one.application === version.application),
    now: world.facts.now,
  });
}

function reuseOutcome(judged: Judged, title: string, application: string): Outcome {
  const { findings, breaking, undecided, accepted, forgiven } = judged;
  const open = findings.find(
    ({ level, accepted: by }) => by === null && level === (breaking > 0 ? "breaking" : "undecided"),
  );
  const next = open ? acceptNext(open.fingerprint, application) : null;
  if (breaking > 0)
    return {
      ...{ state: "failed", reason: "interface-break", findings, next },
      message: `${title} gives retired numbers another meaning: ${count(breaking, "breaking finding")}`,
    };
  if (undecided > 0)
    return {
      ...{ state: "missing", reason: "interface-undecided", findings, next },
      message: `whether ${title} gives retired numbers another meaning, is not decided: ${count(undecided, "open finding")}`,
    };
  if (forgiven > 0)
    return {
      ...{ state: "satisfied", reason: "forgiven", findings },
      message: `${title} gives retired numbers another meaning, in ${count(forgiven, "finding")} that its versions agree to forgive`,
    };
  return accepted > 0
    ? {
        ...{ state: "satisfied", reason: "accepted", findings },
        message: `${title} gives retired numbers another meaning, in ${count(accepted, "finding")}, accepted`,
      }
    : {
        ...{ state: "satisfied", reason: "interface-compatible", findings },
        message: `${title} gives no retired number another meaning`,
      };
}
