import type { Finding } from "../core/finding.ts";
import type { InterfaceFact } from "./facts.ts";
import { forgiving } from "./forgiveness.ts";
import { isIgnored } from "./ignore.ts";
import { removedFinding } from "./interface-removed.ts";
import { type Judged, judge } from "./judge.ts";
import { diffNext, publishNext, waitNext } from "./next.ts";
import type { InterfaceObligation, Obligation } from "./obligations.ts";
import { ownReadings } from "./readings.ts";
import type { Check, Party } from "./verdict.ts";
import { count, liveWords, named, titleOf } from "./words.ts";
import { refOf, type World } from "./world.ts";

/** What a check of the version itself comes to. */
export type Outcome = Pick<Check, "state" | "reason" | "message"> & Partial<Pick<Check, "next" | "findings">>;

/** What an asked version offers, against what its own live version offers. No consumer takes part. */
export function checkInterface(world: World, obligation: InterfaceObligation): Check {
  const { version, live, before, after } = obligation;
  const shown = before ?? after;
  const outcome = interfaceOutcome(world, obligation);
  return ownCheck(world, {
    type: "interface",
    version,
    ...outcome,
    against: refOf(live),
    kind: shown?.kind ?? null,
    name: shown?.name ?? null,
  });
}

/** An asked version for which nothing was published, or words that came to no version. */
export function checkBlank(
  world: World,
  obligation: Extract<Obligation, { readonly type: "blank" | "unresolved" }>,
): Check {
  if (obligation.type === "blank")
    return ownCheck(world, {
      type: "presence",
      version: obligation.version,
      state: "missing",
      reason: "nothing-published",
      message: `nothing was ever published for ${named(obligation.version)}: no pact, no copy, no interface, no result`,
      next: publishNext(obligation.version),
    });
  return ownCheck(world, {
    type: "presence",
    version: { application: obligation.application, version: obligation.version },
    state: "missing",
    reason: "version-unknown",
    message: `${obligation.words} of ${obligation.application} is not known`,
    next: publishNext({ application: obligation.application, version: obligation.version ?? "VERSION" }),
  });
}

function interfaceOutcome(world: World, obligation: InterfaceObligation): Outcome {
  const { version, live, before, after } = obligation;
  const old = `${named(live)}, which is ${liveWords(world.facts.question.target)}`;
  if (before === null)
    return {
      state: "not-applicable",
      reason: "interface-not-applicable",
      message: `${old}, has no ${titleOf(after)} to compare with`,
    };
  if (after === null) return goneOutcome(world, obligation, before, old);
  if (before.content === after.content)
    return {
      state: "satisfied",
      reason: "interface-same",
      message: `${titleOf(after)} of ${named(version)} is the same as of ${old}`,
    };
  const known = world.comparison(before.kind, before.content, after.content);
  if (known?.state === "done")
    return comparedOutcome(
      world,
      { ...obligation, offer: after },
      known.findings,
      `${titleOf(after)} of ${named(version)}`,
      old,
    );
  if (known?.state === "failed")
    return {
      state: "missing",
      reason: "comparison-failed",
      message: `${titleOf(after)} of ${named(version)} could not be compared with ${old}: ${known.error ?? "no reason given"}`,
      next: diffNext(live, version, before.name),
    };
  return {
    state: "missing",
    reason: "comparison-running",
    message: `${titleOf(after)} of ${named(version)} is not yet compared with ${old}`,
    next: waitNext(version, world.facts.question.target),
  };
}

/** A version that offers something else let the name go; one that offers nothing was perhaps published half. */
function goneOutcome(world: World, obligation: InterfaceObligation, before: InterfaceFact, old: string): Outcome {
  const { version } = obligation;
  if (world.interfaces(version).length > 0)
    return comparedOutcome(
      world,
      { ...obligation, offer: before },
      [removedFinding(before)],
      `${titleOf(before)} of ${named(version)}`,
      old,
    );
  return {
    state: "missing",
    reason: "interface-missing",
    message: `${named(version)} was published without its ${titleOf(before)}; ${old}, has one`,
    next: publishNext(version),
  };
}

function comparedOutcome(
  world: World,
  { version, live, before, offer }: InterfaceObligation & { readonly offer: InterfaceFact },
  findings: readonly Finding[],
  title: string,
  old: string,
): Outcome {
  const judged = judge(findings, {
    inForce: world.inForce,
    readings: ownReadings(world, live, version, offer),
    forgive: forgiving(world, [live, version], before ?? offer),
    acceptances: world.facts.acceptances.filter((one) => one.application === version.application),
    now: world.facts.now,
  });
  const next = diffNext(live, version, before?.name ?? "default");
  return { ...judgedOutcome(judged, title, old, next), findings: judged.findings };
}

function judgedOutcome(judged: Judged, title: string, old: string, next: string): Outcome {
  if (judged.breaking > 0)
    return {
      state: "failed",
      reason: "interface-break",
      message: `${title} breaks ${old}: ${count(judged.breaking, "breaking finding")}`,
      next,
    };
  if (judged.undecided > 0)
    return {
      state: "missing",
      reason: "interface-undecided",
      message: `whether ${title} is compatible with ${old}, is not decided: ${count(judged.undecided, "open finding")}`,
      next,
    };
  if (judged.forgiven > 0)
    return {
      state: "satisfied",
      reason: "forgiven",
      message: `${title} breaks ${old}, in ${count(judged.forgiven, "finding")} that both versions agree to forgive${judged.accepted > 0 ? `, and in ${judged.accepted} accepted` : ""}`,
    };
  return judged.accepted > 0
    ? {
        state: "satisfied",
        reason: "accepted",
        message: `${title} differs from ${old}, in ${count(judged.accepted, "finding")}, accepted`,
      }
    : { state: "satisfied", reason: "interface-compatible", message: `${title} is compatible with ${old}` };
}

interface Parts extends Outcome, Partial<Pick<Check, "against" | "kind" | "name">> {
  readonly type: "interface" | "presence";
  readonly version: Party;
}

/** A check without a consumer in it. What a retired or ignored application offers does not count; that nothing is known of it does. */
export function ownCheck(world: World, parts: Parts): Check {
  const own = parts.type === "interface";
  const retired = own && world.application(parts.version.application)?.retired === true;
  const ignored = own && isIgnored(world, [parts.version, ...(parts.against ? [parts.against] : [])]);
  return {
    type: parts.type,
    consumer: null,
    provider: { application: parts.version.application, version: parts.version.version },
    state: parts.state,
    reason: retired ? "retired" : ignored ? "ignored" : parts.reason,
    message: parts.message,
    against: parts.against ?? null,
    kind: parts.kind ?? null,
    name: parts.name ?? null,
    findings: parts.findings ?? [],
    ignored: retired || ignored,
    link: null,
    next: parts.next ?? null,
  };
}
