import type { RetiredNumber } from "../../src/core/retired.ts";
import type {
  AcceptanceFact,
  ComparisonFact,
  DeprecationFact,
  DeprecationQuery,
  Facts,
  Floor,
  Question,
  SeamFact,
  VersionRef,
} from "../../src/gate/facts.ts";
import type {
  Application,
  ApplicationPatch,
  Branch,
  ComparisonKey,
  ContentPair,
  Environment,
  EnvironmentInput,
  Head,
  Integration,
  NewPact,
  NewVerification,
  Pact,
  PactContent,
  PactOutcome,
  Page,
  Policy,
  Presence,
  PresenceFilter,
  PublishedCopy,
  PublishedInterface,
  Retirement,
  RetirementOutcome,
  SchemaContent,
  Selector,
  Verification,
  Verified,
  Version,
  VersionPatch,
  VersionPoint,
} from "./records.ts";

/** Applications, read. Lists are sorted by name. */
export interface Applications {
  find(name: string): Promise<Application | null>;
  /** Names that contain `query` (any case), retired ones included. */
  list(options?: {
    readonly query?: string;
    readonly label?: string;
    readonly page?: Page;
  }): Promise<readonly Application[]>;
  count(query?: string): Promise<number>;
  names(): Promise<readonly string[]>;
  labels(): Promise<readonly string[]>;
}

/** Applications, written. */
export interface ApplicationsWriting extends Applications {
  /** Finds it or creates it. */
  ensure(name: string): Promise<{ readonly application: Application; readonly created: boolean }>;
  /** Null when there is none of this name. */
  update(name: string, patch: ApplicationPatch): Promise<Application | null>;
  addLabel(name: string, label: string): Promise<boolean>;
  removeLabel(name: string, label: string): Promise<boolean>;
  retire(name: string, reason: string, owner: string): Promise<boolean>;
  /** Undoes `retire`. */
  restore(name: string): Promise<boolean>;
  /** Removes it with everything that belongs to it. */
  remove(name: string): Promise<boolean>;
}

/** Versions, branches and tags, read. */
export interface Versions {
  find(application: string, version: string): Promise<Version | null>;
  /** Full records for these versions; those that do not exist are left out. */
  describe(refs: readonly VersionRef[]): Promise<readonly Version[]>;
  /** Newest first. Empty when nothing matches. */
  select(application: string, selector: Selector, page?: Page): Promise<readonly VersionPoint[]>;
  count(application: string, selector: Selector): Promise<number>;
  branch(application: string, name: string): Promise<Branch | null>;
  /** Newest first. */
  branches(application: string): Promise<readonly Branch[]>;
}

/** Versions, branches and tags, written. */
export interface VersionsWriting extends Versions {
  /** Finds it or creates it (and its application), and applies the patch. */
  ensure(
    application: string,
    version: string,
    patch?: VersionPatch,
  ): Promise<{ readonly version: Version; readonly created: boolean }>;
  /** What was said once is said for good: anything else later is a conflict. The version must exist. */
  setPolicy(application: string, version: string, policy: Policy): Promise<"created" | "same" | "conflict">;
  /** True when it was not on the branch before: then it is the new head. The version must exist. */
  addToBranch(application: string, version: string, branch: string): Promise<boolean>;
  removeFromBranch(application: string, version: string, branch: string): Promise<boolean>;
  removeBranch(application: string, branch: string): Promise<boolean>;
  /** True when it did not carry the tag before. The version must exist. */
  addTag(application: string, version: string, tag: string): Promise<boolean>;
  removeTag(application: string, version: string, tag: string): Promise<boolean>;
  remove(application: string, version: string): Promise<boolean>;
}

/** Pacts, read. */
export interface Pacts {
  find(consumer: string, consumerVersion: string, provider: string): Promise<Pact | null>;
  content(consumer: string, provider: string, content: string): Promise<PactContent | null>;
  /** Every pact of these consumer versions, with any provider or with one. */
  ofVersions(refs: readonly VersionRef[], provider?: string): Promise<readonly Pact[]>;
  /** Every publication between the two, newest first. */
  history(consumer: string, provider: string): Promise<readonly Pact[]>;
  /** Every publication of one content, newest first. */
  withContent(consumer: string, provider: string, content: string): Promise<readonly Pact[]>;
  /**
   * For each consumer and provider the pact of the newest consumer version that matches and has one. A `branch`
   * selector with `latest` means the newest version on the branch that has a pact with the provider.
   */
  newest(filter: {
    readonly consumer?: string;
    readonly provider?: string;
    readonly among: Selector;
  }): Promise<readonly Pact[]>;
  /** For each consumer and each of its branches (or tags) the newest pact with the provider. */
  heads(provider: string, of: "branches" | "tags", consumer?: string): Promise<readonly Head[]>;
  /** The newest publication before `order` with another content. */
  previousDistinct(pact: Pact): Promise<Pact | null>;
  integrations(filter?: { readonly consumer?: string; readonly provider?: string }): Promise<readonly Integration[]>;
}

/** Pacts, written. */
export interface PactsWriting extends Pacts {
  /** Creates what is missing: applications, version, content. `conflict` stores nothing unless `replace` is given. */
  publish(pact: NewPact, options?: { readonly replace?: boolean }): Promise<PactOutcome>;
  remove(consumer: string, consumerVersion: string, provider: string): Promise<boolean>;
  /** Removes every pact, result and copy between the two. */
  removeIntegration(consumer: string, provider: string): Promise<boolean>;
}

/** Verification results, read. They belong to a content, not to a publication. */
export interface Verifications {
  /** With `details` as they came. */
  find(number: number): Promise<(Verification & { readonly details: unknown }) | null>;
  /** The newest result of each content and provider version; absent `providerVersions`: of any. */
  latest(
    contents: readonly { readonly consumer: string; readonly provider: string; readonly content: string }[],
    providerVersions?: readonly string[],
  ): Promise<readonly Verification[]>;
  /** Every result of a content, newest first. */
  history(consumer: string, provider: string, content: string): Promise<readonly Verification[]>;
  /** On which branches and tags the content was ever verified with success. */
  successes(consumer: string, provider: string, content: string): Promise<readonly Verified[]>;
}

/** Verification results, written. */
export interface VerificationsWriting extends Verifications {
  /** Null when the content does not exist. Creates the provider version. */
  record(result: NewVerification): Promise<Verification | null>;
  remove(number: number): Promise<boolean>;
}

/** Environments and what is in them, read. */
export interface Environments {
  list(): Promise<readonly Environment[]>;
  find(uuid: string): Promise<Environment | null>;
  byName(name: string): Promise<Environment | null>;
  /** Newest first. */
  presences(filter: PresenceFilter): Promise<readonly Presence[]>;
  /** What these versions are live in now. */
  ofVersions(refs: readonly VersionRef[]): Promise<readonly Presence[]>;
  presence(uuid: string): Promise<Presence | null>;
}

/** Environments and what is in them, written. */
export interface EnvironmentsWriting extends Environments {
  /** Null when the name is taken. */
  create(input: EnvironmentInput, uuid?: string): Promise<Environment | null>;
  /** Null when there is none with this uuid. Throws E_CONFLICT when the name is taken by another. */
  update(uuid: string, input: EnvironmentInput): Promise<Environment | null>;
  remove(uuid: string): Promise<boolean>;
  /** Sets the least that is demanded there; null: nothing. Null when there is no environment of this name. */
  setFloor(name: string, floor: Floor | null): Promise<Environment | null>;
  /**
   * Records a deployment; another version in the same slot is ended. The same version in the same slot again gives
   * the record there is. Version and environment must exist (E_NOT_FOUND).
   */
  deploy(
    ref: VersionRef,
    environment: string,
    instance: string | null,
  ): Promise<{ readonly presence: Presence; readonly created: boolean }>;
  /** Records a release; other releases stay. Again after its end: supported again. */
  release(ref: VersionRef, environment: string): Promise<{ readonly presence: Presence; readonly created: boolean }>;
  /** Undeploys, or ends support. Null when there is none with this uuid. */
  end(uuid: string): Promise<Presence | null>;
}

/** Interfaces, schema copies and their files, read. */
export interface Schemas {
  interfaces(refs: readonly VersionRef[]): Promise<readonly PublishedInterface[]>;
  copies(refs: readonly VersionRef[]): Promise<readonly PublishedCopy[]>;
  content(kind: string, content: string): Promise<SchemaContent | null>;
  has(kind: string, content: string): Promise<boolean>;
}

/** Interfaces, schema copies and their files, written. */
export interface SchemasWriting extends Schemas {
  /** Keeps the files that come first under one meaning. */
  keep(content: SchemaContent): Promise<void>;
  /** `conflict` when the version has another content or former name under this kind and name: nothing is stored then. */
  publishInterface(
    value: Omit<PublishedInterface, "operations" | "events" | "createdAt">,
  ): Promise<"created" | "same" | "conflict">;
  publishCopy(value: Omit<PublishedCopy, "events" | "createdAt">): Promise<"created" | "same" | "conflict">;
}

/** Comparisons of contents, read. */
export interface Comparisons {
  /** What is remembered of these pairs under one engine and one set of tolerances; unknown pairs are left out. */
  find(
    pairs: readonly ContentPair[],
    engine: string,
    tolerances: readonly string[],
  ): Promise<readonly ComparisonFact[]>;
  /** Asked for and not finished, oldest first. */
  open(engine: string, limit: number): Promise<readonly ComparisonKey[]>;
}

/** Comparisons of contents, written. */
export interface ComparisonsWriting extends Comparisons {
  /** Notes that they are wanted; those already known stay as they are. */
  ask(keys: readonly ComparisonKey[]): Promise<void>;
  finish(key: ComparisonKey, result: Pick<ComparisonFact, "state" | "error" | "findings">): Promise<void>;
}

/** Numbers that deployed or released versions gave up, read. They are kept for as long as their application is. */
export interface Retirements {
  /** What is not found out yet for these applications. */
  open(applications: readonly string[]): Promise<readonly Retirement[]>;
  /** The numbers of a set that facts name, sorted; null: there is no such set, or it has grown since. */
  numbers(kind: string, content: string): Promise<readonly RetiredNumber[] | null>;
}

/**
 * Numbers that were given up, written. What is to be found out is noted by itself: when a version is recorded as
 * deployed or released, or when a version that was gets an interface.
 */
export interface RetirementsWriting extends Retirements {
  /** Keeps what was found out; an error leaves it open, with the reason. */
  finish(retirement: Retirement, outcome: RetirementOutcome): Promise<void>;
}

/** What people decided, read. */
export interface Decisions {
  acceptances(
    applications?: readonly string[],
  ): Promise<readonly (AcceptanceFact & { readonly id: string; readonly createdAt: string })[]>;
  retiredSeams(): Promise<
    readonly (Pick<SeamFact, "consumer" | "provider"> & {
      readonly reason: string;
      readonly owner: string;
      readonly createdAt: string;
    })[]
  >;
}

/** What people decided, written. */
export interface DecisionsWriting extends Decisions {
  /** Returns its id. */
  accept(acceptance: AcceptanceFact): Promise<string>;
  withdraw(id: string): Promise<boolean>;
  /** False when the two never had anything between them. */
  retireSeam(consumer: string, provider: string, reason: string, owner: string): Promise<boolean>;
  restoreSeam(consumer: string, provider: string): Promise<boolean>;
}

/** One snapshot of everything: what is read through it belongs together. */
export interface Reading {
  readonly applications: Applications;
  readonly versions: Versions;
  readonly pacts: Pacts;
  readonly verifications: Verifications;
  readonly environments: Environments;
  readonly schemas: Schemas;
  readonly comparisons: Comparisons;
  readonly retirements: Retirements;
  readonly decisions: Decisions;
  /**
   * What the gate needs for a question, `comparisons` left empty: look those up in the same snapshot. Its cost grows
   * with the seams of the applications asked about, not with history; nothing is cut off.
   */
  facts(question: Question, now: string): Promise<Facts>;
  /** Since when versions in an environment had elements deprecated; those that none had are left out. */
  deprecations(environment: string, wanted: readonly DeprecationQuery[]): Promise<readonly DeprecationFact[]>;
}

/** One transaction: all of it is kept, or nothing. `now` is the time of everything written in it. */
export interface Writing {
  readonly now: string;
  readonly applications: ApplicationsWriting;
  readonly versions: VersionsWriting;
  readonly pacts: PactsWriting;
  readonly verifications: VerificationsWriting;
  readonly environments: EnvironmentsWriting;
  readonly schemas: SchemasWriting;
  readonly comparisons: ComparisonsWriting;
  readonly retirements: RetirementsWriting;
  readonly decisions: DecisionsWriting;
}

/** Where the broker keeps everything. */
export interface Store {
  readonly dialect: "sqlite" | "postgres";
  /** Runs the work on one snapshot. */
  read<T>(work: (tx: Reading) => Promise<T>): Promise<T>;
  /**
   * Runs the work in one transaction and undoes it when the work throws. The work may run again when another writer
   * got in between: it must have no effect but through `tx`.
   */
  write<T>(work: (tx: Writing) => Promise<T>): Promise<T>;
  /** Removes contents and bytes that nothing refers to any more, while nobody else writes. Returns how many pieces of bytes. */
  collect(): Promise<number>;
  /** Copies everything to a file while the store is in use. Throws E_STORE where another tool is the right one. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
