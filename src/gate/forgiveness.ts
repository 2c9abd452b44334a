import type { Finding } from "../core/finding.ts";
import { type Grant, grantWords, isUnconditional, type Leniency, strictestGrants } from "../core/leniency.ts";
import type { DeprecationFact, DeprecationQuery, InterfaceFact, VersionFact } from "./facts.ts";
import { count, listed, named } from "./words.ts";
import type { World } from "./world.ts";

/** What becomes of a break that versions agreed to forgive: it is forgiven, or it still counts; and why, in one sentence. */
export interface Forgiveness {
  /** null: not yet. */
  readonly leniency: Leniency | null;
  readonly because: string;
}

/**
 * What all of these versions agreed to forgive, each with the strictest that one of them asks: a promise is not loosened in
 * the very version that uses it. What the environment forbids nobody is granted.
 */
export function agreedGrants(world: World, versions: readonly VersionFact[]): readonly Grant[] {
  const forbidden: readonly string[] = world.facts.floor?.strict ?? [];
  const all = versions.map(({ lenient = [] }) => lenient);
  return strictestGrants(all.flat()).filter(
    ({ name }) => !forbidden.includes(name) && all.every((grants) => grants.some((grant) => grant.name === name)),
  );
}

/** What becomes of findings about an interface as its live version has it; null where nobody agreed to forgive one. */
export function forgiving(
  world: World,
  versions: readonly VersionFact[],
  before: InterfaceFact,
): (finding: Finding) => Forgiveness | null {
  const grants = agreedGrants(world, versions);
  const who = listed([...new Set(versions.map(named))].sort());
  const runs = new Map(
    (world.facts.deprecations ?? [])
      .filter((run) => run.application === before.application && run.kind === before.kind && run.name === before.name)
      .map((run) => [run.element, run]),
  );
  return ({ forgivable = [], element }) => {
    const covering = grants.filter(({ name }) => forgivable.includes(name));
    const because = `${who} forgive${versions.length === 1 ? "s" : ""}`;
    const lacks = covering.map((grant) => lackOf(world, grant, runs.get(element) ?? null));
    const held = covering.findIndex((_, index) => lacks[index] === null);
    const grant = covering[held] ?? covering[0];
    if (!grant) return null;
    return held === -1
      ? { leniency: null, because: `${because} ${grantWords(grant)}: ${lacks[0] ?? ""}` }
      : {
          leniency: grant.name,
          because: `${because} ${grantWords(grant)}${runWords(world, grant, runs.get(element))}`,
        };
  };
}

const DAY = 86_400_000;

/** What a grant still lacks, or null where it holds. */
function lackOf({ facts }: World, grant: Grant, run: DeprecationFact | null): string | null {
  if (isUnconditional(grant)) return null;
  const { releases = 1, days = 0 } = grant;
  const { target } = facts.question;
  if (target?.type !== "environment") return "it is counted in environments, and none was asked about";
  if (run === null) return `nothing that came to ${target.name} is known to have had it deprecated`;
  const until = Date.parse(run.since) + days * DAY;
  if (run.versions >= releases && Date.parse(facts.now) >= until) return null;
  return run.versions < releases
    ? `only ${count(run.versions, "version")} had it deprecated in ${target.name} so far`
    : `it is deprecated in ${target.name} since ${run.since}, which is long enough from ${new Date(until).toISOString()} on`;
}

function runWords({ facts }: World, grant: Grant, run: DeprecationFact | undefined): string {
  const { target } = facts.question;
  if (isUnconditional(grant) || run === undefined || target?.type !== "environment") return "";
  return `: ${count(run.versions, "version")} had it deprecated in ${target.name}, since ${run.since}`;
}

/** The elements of which the verdict must know since when they are deprecated, given what would be forgiven. */
export function deprecationQueries(
  world: World,
  versions: readonly VersionFact[],
  before: InterfaceFact,
  findings: readonly Finding[],
): readonly DeprecationQuery[] {
  if (world.facts.question.target?.type !== "environment") return [];
  const grant = agreedGrants(world, versions).find(({ name }) => name === "deprecated-removal");
  if (!grant || isUnconditional(grant)) return [];
  const { application, kind, name } = before;
  return findings
    .filter(({ forgivable = [] }) => forgivable.includes("deprecated-removal"))
    .map(({ element }) => ({ application, kind, name, element }));
}
