import type { Finding } from "../core/finding.ts";
import type { InForce } from "../core/verdict.ts";
import type { AcceptanceFact, Question, VersionRef } from "./facts.ts";

/** Why a seam is believed, from strongest to weakest, then what speaks against it. */
export type Evidence = "verified" | "proved" | "accepted" | "unknown" | "broken";

/** Reason of a check or a verdict. Published: never renamed, never reused. docs/reasons.md explains each. */
export const REASONS = [
  "verified",
  "verification-failed",
  "verification-missing",
  "copy-fits",
  "copy-broken",
  "copy-undecided",
  "interface-same",
  "interface-compatible",
  "interface-break",
  "interface-undecided",
  "interface-missing",
  "interface-not-applicable",
  "comparison-running",
  "comparison-failed",
  "provider-not-deployed",
  "provider-unknown",
  "nothing-published",
  "version-unknown",
  "nothing-live",
  "accepted",
  "forgiven",
  "ignored",
  "retired",
  "all-satisfied",
] as const;

/** One of the stable reason codes. */
export type Reason = (typeof REASONS)[number];

/** A finding inside a verdict, with the acceptance that covers it, if any. */
export interface JudgedFinding extends Finding {
  readonly accepted: AcceptanceFact | null;
  /** Who does not forgive what is tolerated elsewhere, where that makes it count. */
  readonly because?: string;
  /** Who forgives it, where that makes a break `risky`. */
  readonly forgiven?: string;
}

/** A side of a check: an application, and its version where one is there. */
export interface Party {
  readonly application: string;
  /** null: no version of it is there. */
  readonly version: string | null;
}

/** One thing that was looked at. */
export interface Check {
  readonly type: "pact" | "copy" | "interface" | "presence";
  /** null for `interface` checks: no consumer in them. */
  readonly consumer: VersionRef | null;
  /** For `interface` checks the version asked about; for a version that nothing is known of, that version. */
  readonly provider: Party;
  readonly state: "satisfied" | "failed" | "missing" | "not-applicable";
  readonly reason: Reason;
  /** One sentence for people. */
  readonly message: string;
  /** The other version that was compared with, for `interface` checks. */
  readonly against: VersionRef | null;
  readonly kind: string | null;
  readonly name: string | null;
  readonly findings: readonly JudgedFinding[];
  /** Shown but not deciding (`--ignore`, retired). */
  readonly ignored: boolean;
  /** Where the result of the verification can be read, for `pact` checks. */
  readonly link: string | null;
  /** The command that would change the answer, or null. */
  readonly next: string | null;
}

/** One consumer version and one provider version, and why the pair is believed. */
export interface Seam {
  readonly consumer: VersionRef;
  readonly provider: Party;
  readonly evidence: Evidence;
  /** Indexes into `checks`. */
  readonly checks: readonly number[];
}

/** The gate's answer: the shape of `tally can-i-deploy --format json` (docs/schemas/verdict.schema.json). */
export interface Verdict {
  readonly schemaVersion: 1;
  readonly verdict: "yes" | "no" | "unknown";
  readonly reason: Reason;
  /** The answer in one sentence. */
  readonly sentence: string;
  readonly question: Question;
  readonly inForce: InForce;
  readonly summary: {
    readonly satisfied: number;
    readonly failed: number;
    readonly missing: number;
    readonly ignored: number;
  };
  readonly seams: readonly Seam[];
  readonly checks: readonly Check[];
  /** Things to know that decide nothing. */
  readonly notices: readonly string[];
  /** What to type next, or null. */
  readonly next: string | null;
}
