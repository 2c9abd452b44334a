import type { InForce } from "../../../src/core/verdict.ts";
import type { Check, Facts, Party, Target, Verdict } from "../../../src/gate/index.ts";
import { decidingFindings, payloadLines } from "../../../src/report/index.ts";
import type { MatrixQuery, MatrixSelector } from "./matrix-query.ts";
import type { Notice } from "./notice.ts";

const MAX_FINDINGS = 5;
const MAX_COMMANDS = 3;
const MAX_WITNESS = 200;

/**
 * What the gate's checks say, in the sentences of the Pact Broker where it has one (pact_broker,
 * deployment_status_summary.rb): scripts in the wild look for them. Checks of schemas bring their findings along.
 */
export function noticesOf(query: MatrixQuery, { checks, inForce }: Verdict, facts: Facts): readonly Notice[] {
  const open = checks.filter(({ ignored, state }) => !ignored && (state === "failed" || state === "missing"));
  if (open.length > 0) {
    const next = new Set(open.flatMap((check) => check.next ?? []));
    const commands = [...next]
      .slice(0, MAX_COMMANDS)
      .map((command): Notice => ({ type: "info", text: `Next: ${command}` }));
    return [...open.flatMap((check) => checkNotices(query, check, facts, inForce)), ...commands];
  }
  const good = checks.filter(({ state, ignored }) => state === "satisfied" && !ignored);
  const verified = good.some(({ type }) => type === "pact");
  const text = verified
    ? "All required verification results are published and successful"
    : "There are no missing dependencies";
  const forgiven = good.filter(({ reason }) => reason === "forgiven"); // never a silent yes
  const schemas = good.filter(({ type, reason }) => type !== "pact" && reason !== "forgiven").slice(0, MAX_FINDINGS);
  return [
    { type: "success", text },
    ...forgiven.map(({ message }): Notice => ({ type: "warning", text: message })),
    ...schemas.map(({ message }): Notice => ({ type: "info", text: message })),
  ];
}

function checkNotices(query: MatrixQuery, check: Check, facts: Facts, inForce: InForce): readonly Notice[] {
  const text = classicText(query, check, facts);
  if (text !== null) return [{ type: "error", text }];
  const type = check.state === "failed" ? "error" : "warning";
  // One notice for each line: the Rust client prints the lines of one notice without a break.
  return [
    { type, text: check.message },
    ...findingLines(check, inForce).map((line): Notice => ({ type, text: `  ${line}` })),
  ];
}

function findingLines(check: Check, inForce: InForce): readonly string[] {
  const hurting = decidingFindings(check, inForce).filter(
    ({ accepted, level }) => accepted === null && level === LEVEL[check.state],
  );
  const more = hurting.length - MAX_FINDINGS;
  const shown = hurting
    .slice(0, MAX_FINDINGS)
    .flatMap((finding) => [
      `${finding.operation ?? finding.element}: ${finding.message}`,
      ...(finding.witness === null ? [] : [`witness: ${oneLine(payloadLines(finding.witness.payload).join(" "))}`]),
    ]);
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

const oneLine = (text: string): string => (text.length > MAX_WITNESS ? `${text.slice(0, MAX_WITNESS)}...` : text);

const LEVEL: Readonly<Partial<Record<Check["state"], string>>> = { failed: "breaking", missing: "undecided" };

function classicText(query: MatrixQuery, check: Check, facts: Facts): string | null {
  const between = (): string =>
    `${check.consumer ? partyWords(query, check.consumer, facts) : ""} and ${partyWords(query, check.provider, facts)}`;
  switch (check.reason) {
    case "verification-missing":
    case "provider-not-deployed":
    case "provider-unknown":
      return `There is no verified pact between ${between()}`;
    case "verification-failed":
      return `The verification for the pact between ${between()} failed`;
    case "version-unknown":
      return unknownWords(query, check.provider);
    default:
      return null;
  }
}

/** The words by which a version came into question: asked for, or live in the target. */
function partyWords({ selectors, target }: MatrixQuery, party: Party, facts: Facts): string {
  const asked = facts.question.asked.findIndex(
    (one) => one.application === party.application && one.version === party.version,
  );
  const selector = selectors[asked];
  if (selector) return selector.among.type === "version" ? selector.phrase : `${selector.phrase} (${party.version})`;
  return party.version === null ? absentWords(party.application, target) : liveWords(party, target, facts);
}

function liveWords({ application, version }: Party, target: Target | null, facts: Facts): string {
  const live = facts.versions.filter((one) => one.application === application && one.live);
  const one = live.length > 1 ? "one of the versions" : "the version";
  switch (target?.type) {
    case "environment":
      return `${one} of ${application} currently in ${target.name} (${version})`;
    case "tag":
      return `the latest version of ${application} with tag ${target.name} (${version})`;
    case "main-branch":
      return `the latest version of ${application} from the main branch (${version})`;
    default:
      return `the latest version of ${application} (${version})`;
  }
}

function absentWords(application: string, target: Target | null): string {
  switch (target?.type) {
    case "environment":
      return `a version of ${application} currently in ${target.name} (no version is currently recorded as deployed/released in this environment)`;
    case "tag":
      return `the latest version of ${application} with tag ${target.name} (no such version exists)`;
    case "main-branch":
      return `the latest version of ${application} from the main branch (no such version exists)`;
    default:
      return `the latest version of ${application} (no such version exists)`;
  }
}

function unknownWords({ selectors }: MatrixQuery, { application, version }: Party): string {
  const among = selectors.find((one) => one.application === application)?.among;
  switch (among?.type) {
    case "tag":
      return `No version with tag ${among.name} exists for ${application}`;
    case "branch":
      return `No version of ${application} from branch ${among.name} exists`;
    case "main-branch":
      return `No version of ${application} from the main branch exists`;
    default:
      return `No pacts or verifications have been published for ${version === null ? "any version" : `version ${version}`} of ${application}`;
  }
}

/** What could not be ignored because it does not exist. */
export const ignoreNotices = (query: MatrixQuery, known: (application: string) => boolean): readonly Notice[] =>
  query.ignore
    .filter(({ application }) => !known(application))
    .map(({ application }) => ({
      type: "warning",
      text: `WARN: Cannot ignore pacticipant ${application}: there is none of this name`,
    }));

/** Advice about a question that names less than a release needs. */
export function adviceNotices({ selectors, target }: MatrixQuery): readonly Notice[] {
  const unnamed = selectors.filter((one: MatrixSelector) => one.among.type === "latest" || one.among.type === "all");
  return [
    ...(target === null && selectors.length === 1
      ? [
          {
            type: "warning" as const,
            text: "WARN: For production use of can-i-deploy, say where the version goes: --to-environment. Without it the newest version of everything counts.",
          },
        ]
      : []),
    ...unnamed.map(({ application }) => ({
      type: "warning" as const,
      text: `WARN: For production use of can-i-deploy, give the version number of ${application}: "latest" may be another version by the time the answer arrives.`,
    })),
  ];
}
