import type { Events } from "../../src/core/events.ts";
import type { Grant } from "../../src/core/leniency.ts";
import type { RetiredNumber } from "../../src/core/retired.ts";
import type { Bundle } from "../../src/core/source.ts";
import type { Floor, VersionRef } from "../../src/gate/facts.ts";

/** An application as the store keeps it. Dates everywhere: ISO 8601 in UTC. */
export interface Application {
  readonly name: string;
  readonly displayName: string | null;
  readonly repositoryUrl: string | null;
  readonly repositoryName: string | null;
  readonly repositoryNamespace: string | null;
  readonly mainBranch: string | null;
  /** `open`: callers that we do not know exist. */
  readonly consumers: "open" | "known";
  readonly labels: readonly string[];
  /** When it was retired, and by whom and why; null: in use. */
  readonly retired: { readonly at: string; readonly reason: string; readonly owner: string } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What may be changed of an application; absent: left as it is. */
export type ApplicationPatch = Partial<
  Pick<
    Application,
    "displayName" | "repositoryUrl" | "repositoryName" | "repositoryNamespace" | "mainBranch" | "consumers"
  >
>;

/** A version with its place in the order of first creation: the higher `order`, the newer. */
export interface VersionPoint extends VersionRef {
  readonly order: number;
}

/** One build of an application. */
export interface Version extends VersionPoint {
  readonly buildUrl: string | null;
  readonly commit: string | null;
  /** Tolerances that it switches off for itself as a reader. */
  readonly strict: readonly string[];
  /** The guideline that its interfaces follow, and the one by which it reads its providers. */
  readonly preset: string | null;
  readonly reads: string | null;
  /** Breaks of its interfaces that its application agreed to forgive. */
  readonly lenient: readonly Grant[];
  /** Was anything ever published for it (pacts, copies, interfaces, results)? */
  readonly published: boolean;
  /** In the order in which it was added to them; `latest`: it is the head, the version last added for the first time. */
  readonly branches: readonly { readonly name: string; readonly latest: boolean; readonly addedAt: string }[];
  /** Sorted by name; `latest`: no newer version of the application carries the tag. */
  readonly tags: readonly { readonly name: string; readonly latest: boolean; readonly createdAt: string }[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What may be said of a version when it is created or touched again; absent: left as it is. */
export interface VersionPatch {
  readonly buildUrl?: string | null;
  readonly commit?: string | null;
  /** Adds it to this branch. */
  readonly branch?: string;
  /** Adds these tags. */
  readonly tags?: readonly string[];
}

/** How a version reads, and by which guidelines it is judged; absent: nothing is said of it. */
export interface Policy {
  readonly strict?: readonly string[];
  readonly preset?: string | null;
  readonly reads?: string | null;
  readonly lenient?: readonly Grant[];
}

/** A branch of an application. */
export interface Branch {
  readonly application: string;
  readonly name: string;
  /** The version that was last added to it for the first time; null when all were removed. */
  readonly head: string | null;
  readonly createdAt: string;
}

/** Words for a set of versions of one application. */
export type Selector =
  | { readonly type: "version"; readonly version: string }
  /** The newest of all. */
  | { readonly type: "latest" }
  | { readonly type: "all" }
  /** `latest` means the head of the branch. */
  | { readonly type: "branch"; readonly name: string; readonly latest: boolean }
  | { readonly type: "main-branch"; readonly latest: boolean }
  | { readonly type: "tag"; readonly name: string; readonly latest: boolean }
  /** Deployed there now, or released there and supported. */
  | { readonly type: "environment"; readonly name: string };

/** Which page of a list: `size` items after skipping `skip`. Absent: everything. */
export interface Page {
  readonly skip: number;
  readonly size: number;
}

/** A published pact: which content a consumer version has for a provider. */
export interface Pact {
  readonly consumer: string;
  readonly consumerVersion: string;
  /** Order of the consumer version. */
  readonly order: number;
  readonly provider: string;
  /** Hash of its meaning. */
  readonly content: string;
  /** 1, and one more with every replacement under the same version number. */
  readonly revision: number;
  readonly createdAt: string;
}

/** A pact to be stored. */
export interface NewPact {
  readonly consumer: string;
  readonly consumerVersion: string;
  readonly provider: string;
  /** Hash of its meaning. */
  readonly content: string;
  readonly bytes: Uint8Array;
}

/** What became of a pact that was published: `same` keeps the bytes that came first. */
export type PactOutcome = "created" | "same" | "replaced" | "conflict";

/** A pact content: bytes are those first published for this consumer, provider and meaning. */
export interface PactContent {
  readonly consumer: string;
  readonly provider: string;
  readonly content: string;
  readonly bytes: Uint8Array;
  readonly createdAt: string;
}

/** The newest pact of one branch or tag of a consumer. */
export interface Head {
  /** Name of the branch or tag. */
  readonly name: string;
  /** When the branch was created, or the version was tagged. */
  readonly since: string;
  readonly pact: Pact;
}

/** A consumer and a provider that ever had a pact or a copy between them. */
export interface Integration {
  readonly consumer: string;
  readonly provider: string;
  readonly createdAt: string;
}

/** A result of verifying a pact content with a provider version. */
export interface Verification {
  /** Unique in the broker and growing; the newest of several counts. */
  readonly number: number;
  readonly consumer: string;
  readonly provider: string;
  readonly content: string;
  readonly providerVersion: string;
  readonly success: boolean;
  readonly buildUrl: string | null;
  readonly createdAt: string;
}

/** What a verifier sends. `details` is kept as it came (test results, name of the verifier): plain JSON. */
export interface NewVerification {
  readonly consumer: string;
  readonly provider: string;
  readonly content: string;
  readonly providerVersion: string;
  readonly success: boolean;
  readonly buildUrl: string | null;
  /** It was handed out as work in progress: nobody asked for it by name. Absent: no. */
  readonly wip?: boolean;
  readonly details: unknown;
}

/** Who verified a content successfully: one line for each branch (null: a version on no branch) and tag. */
export interface Verified {
  readonly branch: string | null;
  readonly tag: string | null;
  /** When it first succeeded there. */
  readonly at: string;
  /** The same without results of work in progress; null: never. */
  readonly settledAt: string | null;
}

/** A place to deploy to. */
export interface Environment {
  readonly uuid: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly production: boolean;
  readonly contacts: readonly unknown[];
  /** The least that is demanded there; null: nothing. */
  readonly floor: Floor | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What may be set of an environment. */
export type EnvironmentInput = Pick<Environment, "name" | "displayName" | "production" | "contacts">;

/** A version that is or was deployed to (or released in) an environment. */
export interface Presence extends VersionRef {
  readonly uuid: string;
  readonly type: "deployment" | "release";
  /** Name of the environment. */
  readonly environment: string;
  /** The application instance (slot) it runs in; null: the one without a name. Always null for a release. */
  readonly instance: string | null;
  /** Deployed now, or supported now. */
  readonly current: boolean;
  readonly createdAt: string;
  /** When it was undeployed or support ended. */
  readonly endedAt: string | null;
}

/** Narrows a list of presences; absent: any. `instance: null` means the slot without a name. */
export interface PresenceFilter {
  readonly environment?: string;
  readonly application?: string;
  readonly version?: string;
  readonly type?: "deployment" | "release";
  readonly instance?: string | null;
  readonly current?: boolean;
}

/** An interface of a version: `content` is its identity, under which files are kept. */
export interface PublishedInterface extends VersionRef {
  readonly kind: string;
  readonly name: string;
  readonly content: string;
  readonly formerly: string | null;
  readonly operations: readonly string[];
  /** Its message types that no call carries, as they are declared; null: nothing is. */
  readonly events: Events | null;
  readonly createdAt: string;
}

/** The provider's schema that a consumer version was built against. */
export interface PublishedCopy {
  readonly consumer: string;
  readonly consumerVersion: string;
  readonly provider: string;
  readonly kind: string;
  readonly name: string;
  readonly content: string;
  /** The operations it uses; null for all. */
  readonly operations: readonly string[] | null;
  /** The provider's message types that no call carries, in the words of the consumer; null: nothing is declared. */
  readonly events: Events | null;
  readonly createdAt: string;
}

/** Files of a schema by the hash of their meaning. */
export interface SchemaContent {
  readonly kind: string;
  readonly content: string;
  /** The path in `files` to start from; empty for all of them. */
  readonly entry: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly operations: readonly string[];
  /** Elements that are marked as deprecated; absent: not known. */
  readonly deprecated?: readonly string[];
  /** What is declared of its events, from the side of who offers it; absent or null: nothing. */
  readonly events?: Events | null;
}

/** The files of a content as they travel. */
export const toBundle = ({ kind, entry, files, events }: SchemaContent): Bundle => ({
  kind,
  entry,
  files,
  ...(events && { events }),
});

/** Two contents to compare, the older side first. */
export interface ContentPair {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** What a comparison is remembered by: an upgrade of the engine never serves old answers. */
export interface ComparisonKey extends ContentPair {
  readonly engine: string;
  /** A set: their order does not matter. */
  readonly tolerances: readonly string[];
}

/** Two contents of one interface of which the second came into an environment after the first. */
export interface Retirement extends ContentPair {
  readonly application: string;
  readonly name: string;
}

/** What the second content gave up, or why that could not be found out. */
export type RetirementOutcome = { readonly numbers: readonly RetiredNumber[] } | { readonly error: string };
