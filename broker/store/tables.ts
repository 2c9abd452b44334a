import type { ColumnType, Generated, Kysely } from "kysely";

/** Truth as both dialects keep it. */
export type Flag = 0 | 1;
type Bytes = ColumnType<Uint8Array, Uint8Array, Uint8Array>;

interface Applications {
  id: Generated<number>;
  name: string;
  display_name: string | null;
  repository_url: string | null;
  repository_name: string | null;
  repository_namespace: string | null;
  main_branch: string | null;
  consumers: "open" | "known";
  retired_at: string | null;
  retired_reason: string | null;
  retired_owner: string | null;
  created_at: string;
  updated_at: string;
}

interface Labels {
  application_id: number;
  name: string;
}

/** `id` is the order of first creation. */
interface Versions {
  id: Generated<number>;
  application_id: number;
  number: string;
  build_url: string | null;
  commit_hash: string | null;
  /** JSON list of tolerances. */
  strict: string;
  /** Names of guidelines: of its interfaces, and of how it reads its providers. */
  preset: string | null;
  reads: string | null;
  /** JSON list of what is forgiven. */
  lenient: Generated<string>;
  /** The four before stand as they were published. */
  policy_said: Generated<Flag>;
  published: Flag;
  created_at: string;
  updated_at: string;
}

interface Branches {
  id: Generated<number>;
  application_id: number;
  name: string;
  head_id: number | null;
  created_at: string;
}

/** `id` is the order of addition. */
interface BranchVersions {
  id: Generated<number>;
  branch_id: number;
  version_id: number;
  created_at: string;
}

interface Tags {
  application_id: number;
  name: string;
  version_id: number;
  created_at: string;
}

/** Bytes by their SHA-256. */
interface Blobs {
  sha: string;
  bytes: Bytes;
}

interface PactContents {
  id: Generated<number>;
  consumer_id: number;
  provider_id: number;
  /** Hash of the meaning. */
  hash: string;
  blob: string;
  created_at: string;
}

interface Pacts {
  version_id: number;
  provider_id: number;
  consumer_id: number;
  content_id: number;
  revision: number;
  created_at: string;
}

interface Integrations {
  consumer_id: number;
  provider_id: number;
  created_at: string;
  retired_at: string | null;
  retired_reason: string | null;
  retired_owner: string | null;
}

interface Verifications {
  id: Generated<number>;
  content_id: number;
  version_id: number;
  success: Flag;
  wip: Flag;
  build_url: string | null;
  details: string;
  created_at: string;
}

/** The newest result of each content and provider version, so that a verdict never reads history. */
interface LatestVerifications {
  content_id: number;
  version_id: number;
  verification_id: number;
  success: Flag;
  /** When the content first succeeded with this version; null: never. */
  succeeded_at: string | null;
  /** The same without results of work in progress. */
  settled_at: string | null;
}

interface Environments {
  id: Generated<number>;
  uuid: string;
  name: string;
  display_name: string | null;
  production: Flag;
  /** JSON list. */
  contacts: string;
  /** JSON of the least that is demanded there; null: nothing. */
  floor: string | null;
  created_at: string;
  updated_at: string;
}

/** Deployments and releases. `instance` is empty for the slot without a name and for releases. */
interface Presences {
  id: Generated<number>;
  uuid: string;
  type: "deployment" | "release";
  environment_id: number;
  application_id: number;
  version_id: number;
  instance: string;
  created_at: string;
  ended_at: string | null;
}

interface SchemaContents {
  kind: string;
  content: string;
  entry: string;
  /** JSON list of [path, SHA-256 of the bytes]. */
  files: string;
  /** JSON list. */
  operations: string;
  /** JSON list of the elements marked as deprecated; null: not known. */
  deprecated: string | null;
  created_at: string;
}

/** Of contents whose application declares any. */
interface SchemaEvents {
  kind: string;
  content: string;
  /** JSON of the message types, and who writes them. */
  events: string;
}

interface Interfaces {
  version_id: number;
  kind: string;
  name: string;
  content: string;
  formerly: string | null;
  created_at: string;
}

/** Two contents of which the second came into an environment after the first: what did it give up? */
interface Retirements {
  application_id: number;
  kind: string;
  name: string;
  before: string;
  after: string;
  done: Flag;
  /** Why it could not be found out; null: it was, or nobody tried yet. */
  error: string | null;
  created_at: string;
}

/** Never removed but with its application. */
interface RetiredNumbers {
  application_id: number;
  kind: string;
  name: string;
  /** Hash of `number`. */
  hash: string;
  /** JSON of the number with what its kind remembers of it. */
  number: string;
  created_at: string;
}

/** Names the numbers that there are for an interface: another name with every number more. */
interface RetiredSets {
  application_id: number;
  kind: string;
  name: string;
  content: string;
}

/** Since when versions in an environment had an element deprecated, without one in between that had not. */
interface Deprecations {
  application_id: number;
  environment_id: number;
  kind: string;
  name: string;
  element: string;
  since: string;
  /** How many versions. */
  versions: number;
  /** Id of the newest of them: what came there before is not counted twice. */
  newest_id: number;
  /** A version came after them that did not have it deprecated, or not at all. */
  ended: Flag;
}

interface Copies {
  version_id: number;
  provider_id: number;
  kind: string;
  name: string;
  content: string;
  /** JSON list, or null for all. */
  operations: string | null;
  created_at: string;
}

interface Comparisons {
  kind: string;
  before: string;
  after: string;
  engine: string;
  /** Names of tolerances, sorted, joined by a comma. */
  tolerances: string;
  state: "running" | "done" | "failed";
  error: string | null;
  /** JSON list. */
  findings: string;
  created_at: string;
  finished_at: string | null;
}

interface Acceptances {
  id: string;
  application_id: number;
  fingerprint: string;
  reason: string;
  owner: string;
  until: string | null;
  created_at: string;
}

interface Migrations {
  number: number;
  applied_at: string;
}

/** Every table, as the queries see it. */
export interface Tables {
  applications: Applications;
  labels: Labels;
  versions: Versions;
  branches: Branches;
  branch_versions: BranchVersions;
  tags: Tags;
  blobs: Blobs;
  pact_contents: PactContents;
  pacts: Pacts;
  integrations: Integrations;
  verifications: Verifications;
  latest_verifications: LatestVerifications;
  environments: Environments;
  presences: Presences;
  schema_contents: SchemaContents;
  schema_events: SchemaEvents;
  interfaces: Interfaces;
  copies: Copies;
  retirements: Retirements;
  retired_numbers: RetiredNumbers;
  retired_sets: RetiredSets;
  deprecations: Deprecations;
  comparisons: Comparisons;
  acceptances: Acceptances;
  tally_migrations: Migrations;
}

/** A connection, or the transaction that runs on one. */
export type Db = Kysely<Tables>;
