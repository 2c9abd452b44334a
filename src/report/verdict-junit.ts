import type { InForce } from "../core/verdict.ts";
import type { Check } from "../gate/verdict.ts";
import { escapeXml } from "./junit.ts";
import { witnessLines } from "./payload.ts";
import { decidingFindings, partyText, type VerdictFormat } from "./verdict-report.ts";

/** JUnit XML: a failed check is a failure, a missing one an error, an ignored or inapplicable one is skipped. */
export const verdictJunit: VerdictFormat = {
  name: "junit",
  summary: "JUnit XML for CI test views",
  render: ({ verdict }) => {
    const cases =
      verdict.checks.length > 0
        ? verdict.checks.map((check) => testCase(check, verdict.inForce))
        : [`    <testcase classname="tally.gate" name="${escapeXml(verdict.sentence)}"/>`];
    const { failed, missing } = verdict.summary;
    const skipped = verdict.checks.filter(isSkipped).length;
    const counts = `tests="${cases.length}" failures="${failed}" errors="${missing}" skipped="${skipped}"`;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="tally can-i-deploy" tests="${cases.length}" failures="${failed}" errors="${missing}">`,
      `  <testsuite name="${escapeXml(verdict.sentence)}" ${counts}>`,
      ...cases,
      "  </testsuite>",
      "</testsuites>",
      "",
    ].join("\n");
  },
};

const isSkipped = (check: Check): boolean => check.ignored || check.state === "not-applicable";

function testCase(check: Check, inForce: InForce): string {
  const parties = [check.consumer, check.provider, check.against].filter((party) => party !== null).map(partyText);
  const name = [check.type, parties.join(" - "), check.kind, check.name].filter(Boolean).join(" ");
  const open = `    <testcase classname="tally.gate.${escapeXml(check.type)}" name="${escapeXml(name)}"`;
  if (isSkipped(check))
    return `${open}><skipped message="${escapeXml(`${check.reason}: ${check.message}`)}"/></testcase>`;
  if (check.state === "satisfied") return `${open}/>`;
  const tag = check.state === "failed" ? "failure" : "error";
  const body = [
    ...decidingFindings(check, inForce).flatMap((finding) => [
      `${finding.level}: ${finding.message} (${finding.id}, ${finding.fingerprint})`,
      ...(finding.witness ? witnessLines(finding.witness) : []),
    ]),
    ...(check.next === null ? [] : [`next: ${check.next}`]),
  ].join("\n");
  return `${open}>\n      <${tag} type="${escapeXml(check.reason)}" message="${escapeXml(check.message)}">${escapeXml(body)}</${tag}>\n    </testcase>`;
}
