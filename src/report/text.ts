import type { Advice } from "../core/advice.ts";
import { type Finding, operationsOf, placeOf } from "../core/finding.ts";
import { formatPlace, otherSide, type Place, type Side } from "../core/place.ts";
import { forbids } from "../core/preset.ts";
import { tolerancesOf } from "../core/reading.ts";
import { shellWord } from "../core/shell-word.ts";
import { isCut } from "../core/snippet.ts";
import { activeFindings, isExempted, isInForce } from "../core/verdict.ts";
import { clean } from "./clean.ts";
import { headline, worstFirst } from "./headline.ts";
import { witnessLines } from "./payload.ts";
import type { Format, ReportInput } from "./report.ts";
import { type Paint, painter } from "./style.ts";

/** At most this many operations are named on one finding; the JSON has them all. */
const OPERATIONS_SHOWN = 5;

/** For people: the answer first, then each finding in force with its places, snippets and witness. */
export const text: Format = { name: "text", summary: "for people", render: renderText };

function renderText(input: ReportInput): string {
  const { comparison } = input;
  const paint = painter(input.colour);
  const active = worstFirst(activeFindings(comparison));
  const exempted = comparison.findings.filter(isExempted);
  const rest = comparison.findings.filter((finding) => !isInForce(finding, comparison.inForce) && !isExempted(finding));
  const next = nextStep(input, active);
  const blocks = [
    paint(comparison.verdict, headline(comparison)),
    ...active.map((finding) => findingBlock(finding, input, paint)),
    ...(exempted.length > 0 ? [`Exempted by tally.yaml: ${exempted.length}`] : []),
    ...exempted.map((finding) => findingBlock(finding, input, paint)),
    ...(rest.length > 0 ? [restBlock(rest, paint)] : []),
    ...comparison.notices.map(clean),
    clean(nextVersion(comparison.advice)),
    ...(next === null ? [] : [clean(next)]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** What the change asks of the next version number, and whether the one that the interface gives itself is enough. */
function nextVersion({ bump, because, declared }: Advice): string {
  const asked = `Next version: ${bump} (${because})`;
  if (!declared || declared.enough === null) return asked;
  const { before, after, enough, next } = declared;
  if (enough)
    return `${asked}${before === after ? `; it may stay ${after}` : `; from ${before} to ${after} is enough`}`;
  return `${asked}: ${next} or later. ${before === after ? `It is still ${after}` : `From ${before} to ${after} is not enough`}.`;
}

function findingBlock(finding: Finding, input: ReportInput, paint: Paint): string {
  const place = placeOf(finding);
  const lines = [
    `${paint(finding.level, finding.level)}  ${clean(finding.message)}`,
    `  ${clean(place ? formatPlace(place) : finding.element)}  ${paint("dim", `${finding.id}, ${finding.direction}, ${finding.surface}`)}`,
    ...operationLines(finding),
    ...snippetLines(finding, input, paint),
    ...(finding.witness ? witnessLines(finding.witness).map((line) => `  ${clean(line)}`) : []),
    ...(finding.noWitness ? [`  no witness: ${clean(finding.noWitness)}`] : []),
    ...exemptionLines(finding),
    ...(finding.guideline && finding.witness ? [`  forbidden: ${forbids(finding.guideline)}`] : []),
    ...(finding.leniency ? [`  forgiven: ${finding.leniency}`] : []),
    ...toleranceLines(finding),
  ];
  return lines.join("\n");
}

function exemptionLines({ exemption }: Finding): readonly string[] {
  if (!exemption) return [];
  const { owner, reason, until, expired } = exemption;
  return [clean(`  ${expired ? "an exemption ended on" : "exempted until"} ${until} (${owner}: ${reason})`)];
}

function operationLines(finding: Finding): readonly string[] {
  const names = operationsOf(finding);
  if (names.length === 0) return [];
  const more = names.length - OPERATIONS_SHOWN;
  return [`  in ${clean(names.slice(0, OPERATIONS_SHOWN).join(", "))}${more > 0 ? ` and ${more} more` : ""}`];
}

function snippetLines(finding: Finding, input: ReportInput, paint: Paint): readonly string[] {
  const side = (name: Side, sign: string, style: "breaking" | "safe"): readonly string[] => {
    const place = finding[name];
    const snippet = place && input.snippet(name, place);
    if (!place || !snippet) return [];
    const where = name === "before" && finding.after ? paint("dim", `  (${clean(formatPlace(place))})`) : "";
    const holder = isHolder(place, finding[otherSide(name)]);
    return clean(snippet)
      .split("\n")
      .map((line, index) => {
        const shown = holder ? paint("dim", `  ${line}`) : paint(style, `${sign} ${line}`);
        return `  ${shown}${index === 0 ? where : ""}`;
      });
  };
  return [...side("before", "-", "breaking"), ...side("after", "+", "safe")];
}

/** What is too long to be shown, opposite something that is not, holds what came or went and stays itself. */
const isHolder = (place: Place, other: Place | null): boolean => other !== null && isCut(place) && !isCut(other);

function restBlock(rest: readonly Finding[], paint: Paint): string {
  const counts = new Map<string, number>();
  for (const finding of rest) {
    const key = `${finding.direction} on ${finding.surface}: ${finding.level}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const lines = [...counts].map(([key, count]) => `  ${key} ${count}`);
  return [
    paint("dim", "Not in force (listed by --format json; --direction and --surface put them in force):"),
    ...lines,
  ].join("\n");
}

/** The command that shows more; null where there is nothing more to show. */
function nextStep({ comparison, labels, options = [] }: ReportInput, active: readonly Finding[]): string | null {
  const diff = ["tally diff", ...[labels.before, labels.after, ...options].map(shellWord)].join(" ");
  if (active.some((finding) => finding.witness))
    return `Replay the proof: ${diff} --format json -o report.json && tally replay report.json`;
  const [first] = active;
  if (first) return `Why: tally rules ${first.id}`;
  const elsewhere = comparison.findings.some(({ direction }) => !comparison.inForce.directions.includes(direction));
  return elsewhere ? `Also ask for the way back: ${diff} --direction full` : null;
}

/** What forgives it, or would if it were on. */
function toleranceLines(finding: Finding): readonly string[] {
  if (finding.tolerance === undefined) return [];
  const names = tolerancesOf(finding).join(" and ");
  if (finding.level !== "risky") return [`  not forgiven: ${names} is off`];
  const granted = finding.marked === true ? ", the document marks the enum" : "";
  return [`  tolerated: ${names}${granted} (--strict ${finding.tolerance} makes it count)`];
}
