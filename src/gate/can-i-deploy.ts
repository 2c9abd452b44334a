import { sortedBy } from "../core/order.ts";
import { eventNotices } from "./event-notices.ts";
import type { Facts, VersionFact } from "./facts.ts";
import { raisedWords } from "./in-force.ts";
import { holds } from "./judge.ts";
import { afterYes } from "./next.ts";
import { type Obligation, obligationsOf } from "./obligations.ts";
import { checkBlank, checkInterface } from "./own-checks.ts";
import { checkRetired } from "./retired-check.ts";
import { seamsOf } from "./seam.ts";
import { checkAbsentProvider, checkBlankConsumer, checkCopy, checkPact } from "./seam-checks.ts";
import { sentenceOf } from "./sentence.ts";
import { type Check, type Party, REASONS, type Reason, type Verdict } from "./verdict.ts";
import { listed, liveWords, named } from "./words.ts";
import { keyOf, refOf, type World, worldOf } from "./world.ts";

/**
 * The gate: a pure function of the facts, by the rules of CONTRIBUTING.md ("How the gate decides"). Any failed check
 * in force: `no`; else any missing one: `unknown`; else `yes`. Throws E_INVALID for a policy it cannot apply.
 */
export function canIDeploy(facts: Facts): Verdict {
  const world = worldOf(facts);
  const found = withContractNotes(obligationsOf(world).map((obligation) => checkOf(world, obligation)));
  const checks = sortedBy(found, orderKey);
  const summary = summaryOf(checks);
  const verdict = summary.failed > 0 ? "no" : summary.missing > 0 ? "unknown" : "yes";
  const deciding = checks.filter((check) => !check.ignored && check.state === DECIDING_STATE[verdict]);
  const reason = verdict === "yes" ? yesReason(world, summary) : (deciding[0]?.reason ?? "all-satisfied");
  return {
    schemaVersion: 1,
    verdict,
    reason,
    sentence: sentenceOf(facts.question, { verdict, reason }, deciding, summary),
    question: facts.question,
    inForce: world.inForce,
    summary,
    seams: seamsOf(checks),
    checks,
    notices: noticesOf(world, checks),
    next: verdict === "yes" ? afterYes(world.asked.map(refOf), facts.question.target) : (deciding[0]?.next ?? null),
  };
}

const DECIDING_STATE = { yes: "satisfied", no: "failed", unknown: "missing" } as const;
const STATE_ORDER: readonly Check["state"][] = ["failed", "missing", "satisfied", "not-applicable"];

function checkOf(world: World, obligation: Obligation): Check {
  switch (obligation.type) {
    case "pact":
      return checkPact(world, obligation);
    case "copy":
      return checkCopy(world, obligation);
    case "interface":
      return checkInterface(world, obligation);
    case "retired":
      return checkRetired(world, obligation);
    case "provider-absent":
      return checkAbsentProvider(world, obligation);
    case "blank-consumer":
      return checkBlankConsumer(world, obligation);
    case "blank":
    case "unresolved":
      return checkBlank(world, obligation);
  }
}

/** Callers that nobody knows exist: a break of the own live interface counts even where no contract is hit, and says so. */
function withContractNotes(checks: readonly Check[]): readonly Check[] {
  const isHit = (provider: string): boolean =>
    checks.some(
      (check) => check.consumer !== null && check.state !== "satisfied" && refText(check.provider) === provider,
    );
  return checks.map((check) =>
    check.reason === "interface-break" && !isHit(refText(check.provider))
      ? { ...check, message: `${check.message}; no published contract is hit` }
      : check,
  );
}

const refText = (ref: Party | null): string => (ref === null ? "" : keyOf(ref.application, ref.version));

/** Failed checks first, then by reason and parties, whatever order the facts came in. */
function orderKey(check: Check): string {
  const rank = (check.ignored ? STATE_ORDER.length : 0) + STATE_ORDER.indexOf(check.state);
  const reason = String(REASONS.indexOf(check.reason)).padStart(3, "0");
  return [
    String(rank),
    reason,
    refText(check.consumer),
    refText(check.provider),
    refText(check.against),
    check.kind ?? "",
    check.name ?? "",
    check.message,
  ].join("\u0000");
}

function summaryOf(checks: readonly Check[]): Verdict["summary"] {
  const active = checks.filter((check) => !check.ignored);
  const of = (state: Check["state"]) => active.filter((check) => check.state === state).length;
  return {
    satisfied: of("satisfied"),
    failed: of("failed"),
    missing: of("missing"),
    ignored: checks.length - active.length,
  };
}

function yesReason(world: World, summary: Verdict["summary"]): Reason {
  const anyLive = world.facts.versions.some((version) => version.live && !world.isAsked(version));
  return summary.satisfied === 0 && !anyLive ? "nothing-live" : "all-satisfied";
}

const guidelineNotices = (one: VersionFact): readonly string[] => [
  ...(one.preset == null ? [] : [`The interfaces of ${named(one)} follow the ${one.preset} guideline.`]),
  ...(one.reads == null ? [] : [`${named(one)} reads its providers by the ${one.reads} guideline.`]),
];

const noTarget = (asked: number): string =>
  asked > 1
    ? "No target was named: only what is between the applications asked about was judged."
    : "No target was named: the newest version of everything was taken as live.";

function noticesOf(world: World, checks: readonly Check[]): readonly string[] {
  const { question, acceptances, now } = world.facts;
  const names = [...new Set(question.asked.map((one) => one.application))];
  const alone = world.asked.filter(
    (one) => world.interfaces(one).length > 0 && world.liveOf(one.application).length === 0,
  );
  const fingerprints = new Set(checks.flatMap((check) => check.findings.map((finding) => finding.fingerprint)));
  const lapsed = acceptances.filter((one) => fingerprints.has(one.fingerprint) && !holds(one, now));
  const more = raisedWords(question.inForce, world.inForce);
  return [
    ...(more.length > 0 && question.target?.type === "environment"
      ? [`${question.target.name} demands more than was asked: ${more.join(", ")}.`]
      : []),
    ...(question.target === null ? [noTarget(names.length)] : []),
    ...world.asked.flatMap(guidelineNotices),
    ...eventNotices(world, checks),
    ...(question.asked.length > 1
      ? [
          `${listed(names)} were asked about together: judged as they stand there in the end, not the order or the overlap of their deployments.`,
        ]
      : []),
    ...(question.target === null ? [] : alone).map(
      (one) =>
        `No other version of ${one.application} is ${liveWords(question.target)}: there was no own interface to compare with.`,
    ),
    ...names
      .filter((name) => world.application(name)?.retired === true)
      .map((name) => `${name} is retired: its checks are shown and do not decide.`),
    ...question.ignore
      .filter((ignored) => !checks.some((check) => touches(check, ignored.application)))
      .map((ignored) => `Nothing to ignore: no check touches ${ignored.application}.`),
    ...lapsed.map((one) => `The acceptance of ${one.fingerprint} by ${one.owner} ended on ${one.until}.`),
  ];
}

const touches = (check: Check, application: string): boolean =>
  check.consumer?.application === application || check.provider.application === application;
