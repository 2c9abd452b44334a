import type { Events } from "../core/events.ts";
import type { Direction, Finding, Surface } from "../core/finding.ts";
import type { Grant, Leniency } from "../core/leniency.ts";
import type { InForce, Tolerance } from "../core/verdict.ts";

/** A version of an application. */
export interface VersionRef {
  readonly application: string;
  readonly version: string;
}

/** What the asked version goes to. `null`: nothing named, the newest of everything counts. */
export type Target =
  | { readonly type: "environment"; readonly name: string }
  | { readonly type: "main-branch" }
  | { readonly type: "tag"; readonly name: string };

/** One version asked about, and the words it was asked with. */
export interface Asked {
  readonly application: string;
  /** The version it came to; null when the words match none. */
  readonly version: string | null;
  /** `version 1.2.3`, `the latest version from branch main`: for messages. */
  readonly words: string;
}

/** A question to the gate. */
export interface Question {
  readonly asked: readonly Asked[];
  readonly target: Target | null;
  /** Applications (or single versions of them) whose checks are shown but do not decide. */
  readonly ignore: readonly { readonly application: string; readonly version: string | null }[];
  readonly inForce: InForce;
}

/** What an environment demands at least: no question and no application can lower it. */
export interface Floor {
  readonly directions: readonly Direction[];
  readonly surfaces: readonly Surface[];
  /** Tolerances that are off for everybody, and leniencies that nobody is granted. */
  readonly strict: readonly (Tolerance | Leniency)[];
}

/** What the broker knows of an application. */
export interface ApplicationFact {
  readonly name: string;
  /** `open`: callers that we do not know exist. */
  readonly consumers: "open" | "known";
  /** Has it ever had a version? A name that merely stands in the contract of a consumer has none. */
  readonly hasVersions: boolean;
  readonly retired: boolean;
}

/** A version asked about, or live in the target. */
export interface VersionFact extends VersionRef {
  readonly branch: string | null;
  readonly createdAt: string;
  /** Live in the target: deployed or released there, or head there when the target is no environment. */
  readonly live: boolean;
  /** Live as a supported release: it stays when a newer version comes. False for a deployment. */
  readonly released: boolean;
  /** The guideline that its interfaces follow; absent or null: the question decides. */
  readonly preset?: string | null;
  /** The guideline by which it reads its providers; absent or null: that of each provider. */
  readonly reads?: string | null;
  /** Tolerances this version switches off for itself as a reader. */
  readonly strict: readonly string[];
  /** Breaks of its interfaces that its application agreed to forgive; absent: none. */
  readonly lenient?: readonly Grant[];
  /** Was anything published for it (pacts, copies, interfaces, results)? */
  readonly published: boolean;
}

/** A pact of a consumer version; `content` is the hash of its meaning. */
export interface PactFact {
  readonly consumer: string;
  readonly consumerVersion: string;
  readonly provider: string;
  readonly content: string;
  readonly publishedAt: string;
}

/** The newest result of verifying a pact content with a provider version. */
export interface VerificationFact {
  readonly content: string;
  readonly consumer: string;
  readonly provider: string;
  readonly providerVersion: string;
  readonly success: boolean;
  readonly at: string;
  readonly number: number;
  readonly url: string | null;
}

/** What a provider version offers; `content` is the identity of the interface. */
export interface InterfaceFact extends VersionRef {
  readonly kind: string;
  readonly name: string;
  readonly content: string;
  /** The name it had before, if it was renamed. */
  readonly formerly: string | null;
  /** What the version declares of its messages that no call carries; absent or null: nothing. */
  readonly events?: Events | null;
}

/** The provider's schema as a consumer version was built against it. */
export interface CopyFact {
  readonly consumer: string;
  readonly consumerVersion: string;
  readonly provider: string;
  readonly kind: string;
  readonly name: string;
  readonly content: string;
  /** The operations it uses; null for all. */
  readonly operations: readonly string[] | null;
  /** The operations that it has and does not use; absent: none is known. */
  readonly others?: readonly string[];
  /** What the consumer itself publishes and receives of the messages in it that no call carries; absent or null: it says nothing. */
  readonly events?: Events | null;
}

/**
 * The numbers that versions of an application ever gave up once they were deployed or released, for one interface. What
 * they are stands in comparisons: those of `content` with an interface find the numbers that it gives another meaning.
 */
export interface RetiredFact {
  readonly application: string;
  readonly kind: string;
  readonly name: string;
  /** Names the set, as `before` of comparisons; null: no number yet. */
  readonly content: string | null;
  /** `running`: what some deployed version gave up is not known yet; `failed`: it could not be found out. */
  readonly state: "done" | "running" | "failed";
  /** Why it failed; null otherwise. */
  readonly error: string | null;
}

/** An element of an interface of which the gate must know since when it is deprecated. */
export interface DeprecationQuery {
  readonly application: string;
  readonly kind: string;
  /** Of the interface. */
  readonly name: string;
  readonly element: string;
}

/** How long versions in the environment asked about had an element deprecated, up to the last that had. */
export interface DeprecationFact extends DeprecationQuery {
  /** When the first of them came there, ISO 8601. */
  readonly since: string;
  /** How many they were. */
  readonly versions: number;
}

/** A comparison of two contents, done or not. Keyed by (kind, before, after, tolerances). */
export interface ComparisonFact {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  readonly state: "done" | "running" | "failed";
  /** Why it failed; null otherwise. */
  readonly error: string | null;
  readonly findings: readonly Finding[];
}

/** A finding that someone accepted. */
export interface AcceptanceFact {
  readonly application: string;
  readonly fingerprint: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO date after which it no longer holds; null: never ends. */
  readonly until: string | null;
}

/** Two applications of which the first ever published a contract with the second. */
export interface SeamFact {
  readonly consumer: string;
  readonly provider: string;
  /** Its checks no longer count. */
  readonly retired: boolean;
}

/**
 * Everything a verdict rests on, taken in one snapshot: `canIDeploy(facts)` is a pure function of this value.
 * Printed by `tally can-i-deploy --facts FILE`; the same facts give the same bytes offline.
 */
export interface Facts {
  readonly schemaVersion: 1;
  /** Version of the comparing engine. */
  readonly engine: string;
  /** The moment asked about, ISO 8601: the only clock there is. */
  readonly now: string;
  readonly question: Question;
  /** Of the environment that is the target; null: none is set, or the target is no environment. */
  readonly floor: Floor | null;
  /** Those asked about, and their counterparts in `seams`. */
  readonly applications: readonly ApplicationFact[];
  /** The versions asked about, and every live version of `applications`. */
  readonly versions: readonly VersionFact[];
  /** Every pact of `versions` whose seam is in `seams`. */
  readonly pacts: readonly PactFact[];
  /** The newest result of each pact in `pacts` with each provider version in `versions`. */
  readonly verifications: readonly VerificationFact[];
  /** Every interface of `versions`. */
  readonly interfaces: readonly InterfaceFact[];
  /** Of the applications asked about; absent: from a broker that did not remember numbers yet. */
  readonly retired?: readonly RetiredFact[];
  /** Of what `neededDeprecations` names; absent: nothing was asked, or no version had any of it deprecated. */
  readonly deprecations?: readonly DeprecationFact[];
  /** Every copy of `versions` whose seam is in `seams`. */
  readonly copies: readonly CopyFact[];
  /** What is known of each pair that `neededComparisons` names. */
  readonly comparisons: readonly ComparisonFact[];
  readonly acceptances: readonly AcceptanceFact[];
  /** Every seam that touches an application asked about. */
  readonly seams: readonly SeamFact[];
}
