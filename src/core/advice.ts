import type { Finding } from "./finding.ts";

/** The part of a version number (Semantic Versioning 2.0.0) that a change asks for. */
export interface Advice {
  readonly bump: "major" | "minor" | "patch";
  /** Why, in one sentence. */
  readonly because: string;
  /** Absent where the two interfaces do not say which versions they are. */
  readonly declared?: Declared;
}

/** The version numbers that two interfaces give themselves, held against what the change asks for. */
export interface Declared {
  readonly before: string;
  readonly after: string;
  /** Is the step from one to the other as large as the change asks for? Null where one is no semantic version. */
  readonly enough: boolean | null;
  /** The first version that is; null with `enough`. */
  readonly next: string | null;
}

/** What two interfaces say that their versions are. */
export type Versions = Pick<Declared, "before" | "after">;

/**
 * Advice for the next version number; `counts` says which findings old callers meet. Old callers may break, or nobody
 * can prove that they do not: major. Something is new that old versions do not have (a forward difference), or old
 * callers meet a risk: minor. Else patch.
 */
export function adviseVersion(
  findings: readonly Finding[],
  counts: (finding: Finding) => boolean,
  versions: Versions | null = null,
): Advice {
  const advice = adviseBump(findings, counts);
  return versions === null ? advice : { ...advice, declared: hold(advice.bump, versions) };
}

function adviseBump(findings: readonly Finding[], counts: (finding: Finding) => boolean): Advice {
  const met = findings.filter((finding) => finding.direction === "backward" && counts(finding));
  const worst = met.find(({ level }) => level === "breaking") ?? met.find(({ level }) => level === "undecided");
  if (worst) return { bump: "major", because: worst.message };
  const risk = met.find(({ level }) => level === "risky");
  if (risk) return { bump: "minor", because: risk.message };
  const added = findings.find((finding) => finding.surface !== "source");
  if (added) return { bump: "minor", because: added.message };
  return { bump: "patch", because: "no caller can tell the two apart" };
}

/** Major, minor and patch number, and what marks a version that may still change. */
interface Numbers {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  readonly isPrerelease: boolean;
}

/** `1` and `1.2` are versions to those who write them: what is left out is 0. */
const SEMANTIC =
  /^v?(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)?)?$/;

function numbersOf(version: string): Numbers | null {
  const [, major, minor = 0, patch = 0, prerelease] = SEMANTIC.exec(version) ?? [];
  if (major === undefined) return null;
  return { numbers: [Number(major), Number(minor), Number(patch)], isPrerelease: prerelease !== undefined };
}

/**
 * Is a step large enough? Before 1.0.0 anything may change with the minor number, and from one prerelease to the next
 * (Semantic Versioning 2.0.0, 4 and 9).
 */
function hold(bump: Advice["bump"], { before, after }: Versions): Declared {
  const [old, next] = [numbersOf(before), numbersOf(after)];
  if (old === null || next === null) return { before, after, enough: null, next: null };
  const asked = old.isPrerelease ? old.numbers : raised(old.numbers, bump);
  return { before, after, enough: compare(next.numbers, asked) >= 0, next: asked.join(".") };
}

function raised([major, minor, patch]: Numbers["numbers"], bump: Advice["bump"]): Numbers["numbers"] {
  if (bump === "patch") return [major, minor, patch]; // the same interface needs no new number
  return bump === "major" && major > 0 ? [major + 1, 0, 0] : [major, minor + 1, 0];
}

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((number, index) => number - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
