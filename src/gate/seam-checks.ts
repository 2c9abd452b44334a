import { isIgnored } from "./ignore.ts";
import { type Judged, type Judging, judge } from "./judge.ts";
import { publishNext, recordNext, togetherNext, verifyNext, waitNext } from "./next.ts";
import type { CopyObligation, Obligation, PactObligation } from "./obligations.ts";
import { copyReadings } from "./readings.ts";
import { concernsOf } from "./uses.ts";
import type { Check, Party } from "./verdict.ts";
import { count, liveWords, named } from "./words.ts";
import { refOf, type World } from "./world.ts";

type Of<T extends Obligation["type"]> = Extract<Obligation, { readonly type: T }>;

/** A consumer's pact with a provider version: only a verification result satisfies it. */
export function checkPact(world: World, { pact, consumer, provider, retired }: PactObligation): Check {
  const result = world.verification(pact, provider.version);
  const about = `the pact of ${named(consumer)} with ${named(provider)}`;
  const outcome =
    result === null
      ? { state: "missing" as const, reason: "verification-missing" as const, message: `${about} was never verified` }
      : result.success
        ? { state: "satisfied" as const, reason: "verified" as const, message: `${about} is verified` }
        : {
            state: "failed" as const,
            reason: "verification-failed" as const,
            message: `${about} failed its verification`,
          };
  const next = outcome.state === "satisfied" ? null : verifyNext(provider);
  return seamCheck(world, { type: "pact", ...outcome, consumer, provider, retired, next, link: result?.url ?? null });
}

/** A consumer's copy of the provider's schema, as the old side of a comparison with what the provider offers. */
export function checkCopy(world: World, obligation: CopyObligation): Check {
  const { copy, consumer, provider, offered } = obligation;
  const base = { ...obligation, kind: copy.kind, name: copy.name };
  const about = `the copy of ${copy.provider} that ${named(consumer)} was built against`;
  if (offered === null)
    return seamCheck(world, {
      ...base,
      state: "missing",
      reason: "interface-missing",
      message: `${named(provider)} has no published ${copy.kind} interface "${copy.name}" to hold against ${about}`,
      next: publishNext(provider),
    });
  if (copy.content === offered.content)
    return seamCheck(world, {
      ...base,
      state: "satisfied",
      reason: "copy-fits",
      message: `${about} says the same as ${named(provider)}`,
    });
  const known = world.comparison(copy.kind, copy.content, offered.content);
  if (known === null || known.state !== "done") {
    const failed = known?.state === "failed";
    return seamCheck(world, {
      ...base,
      state: "missing",
      reason: failed ? "comparison-failed" : "comparison-running",
      message: failed
        ? `${about} could not be compared with ${named(provider)}: ${known.error ?? "no reason given"}`
        : `${about} is not yet compared with ${named(provider)}`,
      next: failed
        ? publishNext(consumer)
        : waitNext(world.isAsked(provider) ? provider : consumer, world.facts.question.target),
    });
  }
  const concerns = concernsOf(copy);
  const judged = judge(
    known.findings.filter((finding) => finding.direction === "backward" && concerns(finding) !== "no"),
    { ...judgingOf(world, obligation), isSure: (finding) => concerns(finding) === "yes" },
  );
  return seamCheck(world, { ...base, ...copyOutcome(world, obligation, judged, about), findings: judged.findings });
}

function judgingOf(world: World, { consumer, provider }: CopyObligation): Judging {
  const { acceptances, now } = world.facts;
  return {
    inForce: { ...world.inForce, directions: ["backward"] },
    readings: copyReadings(world, consumer, provider),
    acceptances: acceptances.filter((one) => one.application === provider.application),
    now,
  };
}

function copyOutcome(world: World, { consumer, provider }: CopyObligation, judged: Judged, about: string): Outcome {
  const target = world.facts.question.target;
  const asked = world.isAsked(provider) ? provider : consumer;
  const other = world.isAsked(provider) ? consumer : provider;
  if (judged.breaking > 0)
    return {
      state: "failed",
      reason: "copy-broken",
      message: `${named(provider)} breaks ${about}: ${count(judged.breaking, "breaking finding")}`,
      next: togetherNext(asked, other.application, target),
    };
  if (judged.undecided > 0)
    return {
      state: "missing",
      reason: "copy-undecided",
      message: `whether ${named(provider)} fits ${about} is not decided: ${count(judged.undecided, "open finding")}`,
      next: togetherNext(asked, other.application, target),
    };
  return judged.accepted > 0
    ? {
        state: "satisfied",
        reason: "accepted",
        message: `${named(provider)} differs from ${about} in ${count(judged.accepted, "finding")}, accepted`,
      }
    : { state: "satisfied", reason: "copy-fits", message: `${named(provider)} fits ${about}` };
}

/** A consumer asked about whose provider is not in the target: a definite no only in an environment. */
export function checkAbsentProvider(world: World, { consumer, provider, retired }: Of<"provider-absent">): Check {
  const target = world.facts.question.target;
  const known = world.application(provider)?.hasVersions === true;
  const base = { type: "presence" as const, consumer, provider: { application: provider, version: null }, retired };
  if (known && target !== null && target.type !== "main-branch") {
    const where = target.type === "environment" ? "is not in " + target.name : `has no version tagged ${target.name}`;
    return seamCheck(world, {
      ...base,
      state: "failed",
      reason: "provider-not-deployed",
      message: `${named(consumer)} needs ${provider}, which ${where}`,
      next:
        target.type === "environment"
          ? recordNext(provider, target.name)
          : publishNext({ application: provider, version: "VERSION" }),
    });
  }
  return seamCheck(world, {
    ...base,
    state: "missing",
    reason: "provider-unknown",
    message: known
      ? `${named(consumer)} needs ${provider}, of which no version on its main branch is known`
      : `${named(consumer)} needs ${provider}, of which nothing is known`,
    next: publishNext({ application: provider, version: "VERSION" }),
  });
}

/** A live consumer version for which nothing was published: what it expects is not known. */
export function checkBlankConsumer(world: World, { consumer, provider, retired }: Of<"blank-consumer">): Check {
  return seamCheck(world, {
    type: "presence",
    consumer,
    provider,
    retired,
    state: "missing",
    reason: "nothing-published",
    message: `${named(consumer)} is ${liveWords(world.facts.question.target)}, but nothing was ever published for it`,
    next: publishNext(consumer),
  });
}

type Outcome = Pick<Check, "state" | "reason" | "message"> & Partial<Pick<Check, "next">>;

interface Parts extends Outcome, Partial<Pick<Check, "kind" | "name" | "findings" | "link">> {
  readonly type: Check["type"];
  readonly consumer: { readonly application: string; readonly version: string };
  readonly provider: Party;
  readonly retired: boolean;
}

function seamCheck(world: World, parts: Parts): Check {
  const consumer = refOf(parts.consumer);
  const provider = { application: parts.provider.application, version: parts.provider.version };
  const ignored = isIgnored(world, [consumer, provider]);
  return {
    type: parts.type,
    consumer,
    provider,
    state: parts.state,
    reason: parts.retired ? "retired" : ignored ? "ignored" : parts.reason,
    message: parts.message,
    against: null,
    kind: parts.kind ?? null,
    name: parts.name ?? null,
    findings: parts.findings ?? [],
    ignored: parts.retired || ignored,
    link: parts.link ?? null,
    next: parts.next ?? null,
  };
}
