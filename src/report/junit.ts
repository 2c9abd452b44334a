import { type Finding, placeOf } from "../core/finding.ts";
import { formatPlace } from "../core/place.ts";
import { activeFindings } from "../core/verdict.ts";
import { headline } from "./headline.ts";
import { witnessLines } from "./payload.ts";
import type { Format } from "./report.ts";

/** JUnit XML: a breaking finding is a failure, an undecided one an error, the rest passes. */
export const junit: Format = {
  name: "junit",
  summary: "JUnit XML for CI test views",
  render: ({ comparison }) => {
    const active = activeFindings(comparison);
    const cases =
      active.length > 0
        ? active.map(testCase)
        : [`    <testcase classname="tally" name="${escapeXml(headline(comparison))}"/>`];
    const { breaking, undecided } = comparison.counts;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="tally diff" tests="${cases.length}" failures="${breaking}" errors="${undecided}">`,
      `  <testsuite name="${escapeXml(comparison.kind)}" tests="${cases.length}" failures="${breaking}" errors="${undecided}">`,
      ...cases,
      "  </testsuite>",
      "</testsuites>",
      "",
    ].join("\n");
  },
};

function testCase(finding: Finding): string {
  const place = placeOf(finding);
  const file = place ? ` file="${escapeXml(place.file)}" line="${place.line}"` : "";
  const open = `    <testcase classname="${escapeXml(finding.id)}" name="${escapeXml(`${finding.direction} ${finding.surface} ${finding.element}`)}"${file}`;
  const tag = finding.level === "breaking" ? "failure" : finding.level === "undecided" ? "error" : null;
  if (tag === null) return `${open}/>`;
  const body = [
    ...(place ? [formatPlace(place)] : []),
    ...(finding.witness ? witnessLines(finding.witness) : []),
    ...(finding.noWitness ? [`no witness: ${finding.noWitness}`] : []),
  ].join("\n");
  return `${open}>\n      <${tag} type="${escapeXml(finding.id)}" message="${escapeXml(finding.message)}">${escapeXml(body)}</${tag}>\n    </testcase>`;
}

/** Escapes for XML; characters that XML 1.0 cannot carry become U+FFFD. */
export function escapeXml(value: string): string {
  return Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffe || code === 0xffff) return "\ufffd";
    return ENTITIES[character] ?? character;
  }).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
