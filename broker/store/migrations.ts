import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "./tables.ts";

/** What differs between the two dialects when tables are made. */
export interface Types {
  /** Type and constraint of a number that grows by itself. */
  readonly serial: string;
  readonly bytes: string;
  /** Type of a text that lists are sorted by: by code unit, whatever the language of the database. */
  readonly name: string;
}

type Step = (db: Db, types: Types, now: string) => Promise<void>;

/** Forward only: a step that was released is never changed, another is added below it. */
const STEPS: readonly Step[] = [
  firstTables,
  firstEnvironments,
  floors,
  retiredNumbers,
  guidelines,
  policies,
  events,
  leniencies,
];

/**
 * Brings the tables up to date inside the caller's transaction, which must exclude every other writer: two
 * processes that start at once then do it one after the other.
 */
export async function migrate(db: Db, types: Types, now: string): Promise<void> {
  await sql`create table if not exists tally_migrations (number integer primary key, applied_at text not null)`.execute(
    db,
  );
  const rows = await db.selectFrom("tally_migrations").select("number").execute();
  const done = new Set(rows.map((row) => row.number));
  for (const [index, step] of STEPS.entries()) {
    if (done.has(index + 1)) continue;
    await step(db, types, now);
    await db
      .insertInto("tally_migrations")
      .values({ number: index + 1, applied_at: now })
      .execute();
  }
}

/** Newest step that this program knows, and newest that the store has seen: a store from the future is refused. */
export async function isFromFuture(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom("tally_migrations")
    .select((one) => one.fn.max("number").as("number"))
    .executeTakeFirst();
  return Number(row?.number ?? 0) > STEPS.length;
}

async function firstTables(db: Db, types: Types): Promise<void> {
  const id = `id ${types.serial}`;
  const to = (table: string) => `integer not null references ${table} (id) on delete cascade`;
  const retired = "retired_at text, retired_reason text, retired_owner text";
  const stamps = "created_at text not null, updated_at text not null";
  const made = "created_at text not null";
  const statements = [
    `create table applications (${id}, name ${types.name} not null unique, display_name text, repository_url text,
      repository_name text, repository_namespace text, main_branch text, consumers text not null default 'open',
      ${retired}, ${stamps})`,
    `create table labels (application_id ${to("applications")}, name text not null, primary key (application_id, name))`,
    `create table versions (${id}, application_id ${to("applications")}, number text not null, build_url text,
      commit_hash text, strict text not null default '[]', published integer not null default 0, ${stamps},
      unique (application_id, number))`,
    "create index versions_newest on versions (application_id, id)",
    `create table branches (${id}, application_id ${to("applications")}, name text not null,
      head_id integer references versions (id) on delete set null, ${made}, unique (application_id, name))`,
    "create index branches_head on branches (head_id)",
    `create table branch_versions (${id}, branch_id ${to("branches")}, version_id ${to("versions")}, ${made},
      unique (branch_id, version_id))`,
    "create index branch_versions_version on branch_versions (version_id)",
    `create table tags (application_id ${to("applications")}, name text not null, version_id ${to("versions")}, ${made},
      primary key (application_id, name, version_id))`,
    "create index tags_version on tags (version_id)",
    `create table blobs (sha text primary key, bytes ${types.bytes} not null)`,
    `create table pact_contents (${id}, consumer_id ${to("applications")}, provider_id ${to("applications")},
      hash text not null, blob text not null references blobs (sha), ${made}, unique (consumer_id, provider_id, hash))`,
    "create index pact_contents_provider on pact_contents (provider_id)",
    `create table pacts (version_id ${to("versions")}, provider_id ${to("applications")},
      consumer_id ${to("applications")}, content_id ${to("pact_contents")}, revision integer not null default 1, ${made},
      primary key (version_id, provider_id))`,
    "create index pacts_provider on pacts (provider_id, consumer_id, version_id)",
    "create index pacts_consumer on pacts (consumer_id, provider_id, version_id)",
    "create index pacts_content on pacts (content_id)",
    `create table integrations (consumer_id ${to("applications")}, provider_id ${to("applications")}, ${made}, ${retired},
      primary key (consumer_id, provider_id))`,
    "create index integrations_provider on integrations (provider_id)",
    `create table verifications (${id}, content_id ${to("pact_contents")}, version_id ${to("versions")},
      success integer not null, wip integer not null default 0, build_url text, details text not null, ${made})`,
    "create index verifications_content on verifications (content_id, version_id)",
    "create index verifications_version on verifications (version_id)",
    `create table latest_verifications (content_id ${to("pact_contents")}, version_id ${to("versions")},
      verification_id ${to("verifications")}, success integer not null, succeeded_at text,
      settled_at text,
      primary key (content_id, version_id))`,
    "create index latest_verifications_version on latest_verifications (version_id)",
    "create index latest_verifications_number on latest_verifications (verification_id)",
    `create table environments (${id}, uuid text not null unique, name text not null unique, display_name text,
      production integer not null, contacts text not null default '[]', ${stamps})`,
    `create table presences (${id}, uuid text not null unique, type text not null, environment_id ${to("environments")},
      application_id ${to("applications")}, version_id ${to("versions")}, instance text not null default '', ${made},
      ended_at text)`,
    "create index presences_live on presences (application_id, environment_id) where ended_at is null",
    "create index presences_there on presences (environment_id) where ended_at is null",
    "create index presences_version on presences (version_id)",
    `create unique index presences_slot on presences (environment_id, application_id, instance)
      where ended_at is null and type = 'deployment'`,
    "create unique index presences_release on presences (environment_id, version_id) where type = 'release'",
    `create table schema_contents (kind text not null, content text not null, entry text not null, files text not null,
      operations text not null, ${made}, primary key (kind, content))`,
    `create table interfaces (version_id ${to("versions")}, kind text not null, name text not null, content text not null,
      formerly text, ${made}, primary key (version_id, kind, name))`,
    `create table copies (version_id ${to("versions")}, provider_id ${to("applications")}, kind text not null,
      name text not null, content text not null, operations text, ${made},
      primary key (version_id, provider_id, kind, name))`,
    "create index copies_provider on copies (provider_id)",
    `create table comparisons (kind text not null, before text not null, after text not null, engine text not null,
      tolerances text not null, state text not null, error text, findings text not null default '[]', ${made},
      finished_at text, primary key (kind, before, after, engine, tolerances))`,
    "create index comparisons_open on comparisons (created_at) where state = 'running'",
    `create table acceptances (id text primary key, application_id ${to("applications")}, fingerprint text not null,
      reason text not null, owner text not null, until text, ${made})`,
    "create index acceptances_application on acceptances (application_id)",
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}

async function firstEnvironments(db: Db, _types: Types, now: string): Promise<void> {
  for (const name of ["test", "production"]) {
    const values = { uuid: randomUUID(), name, display_name: name === "test" ? "Test" : "Production" };
    await db
      .insertInto("environments")
      .values({
        ...values,
        production: name === "production" ? 1 : 0,
        contacts: "[]",
        created_at: now,
        updated_at: now,
      })
      .execute();
  }
}

/** What an environment demands at least of every version. */
async function floors(db: Db): Promise<void> {
  await sql`alter table environments add column floor text`.execute(db);
}

/** What deployed versions gave up is remembered for as long as their application is. */
async function retiredNumbers(db: Db): Promise<void> {
  const of = "application_id integer not null references applications (id) on delete cascade, kind text not null";
  const statements = [
    `create table retirements (${of}, name text not null, before text not null, after text not null,
      done integer not null default 0, error text, created_at text not null,
      primary key (application_id, kind, name, before, after))`,
    "create index retirements_open on retirements (application_id) where done = 0",
    `create table retired_numbers (${of}, name text not null, hash text not null, number text not null,
      created_at text not null, primary key (application_id, kind, name, hash))`,
    `create table retired_sets (${of}, name text not null, content text not null,
      primary key (application_id, kind, name))`,
    "create index retired_sets_content on retired_sets (content)",
    "create index presences_newest on presences (application_id, environment_id, id)",
    // what came into each environment before the broker remembered: each interface against the one before it there
    `insert into retirements (application_id, kind, name, before, after, created_at)
      select p.application_id, n.kind, n.name, o.content, n.content, min(p.created_at) from presences p
      join interfaces n on n.version_id = p.version_id
      join presences q on q.application_id = p.application_id and q.environment_id = p.environment_id and q.id < p.id
      join interfaces o on o.version_id = q.version_id and o.kind = n.kind and o.name = n.name
      where o.content <> n.content and not exists (select 1 from presences r
        join interfaces i on i.version_id = r.version_id and i.kind = n.kind and i.name = n.name
        where r.application_id = p.application_id and r.environment_id = p.environment_id and r.id < p.id
          and r.id > q.id)
      group by p.application_id, n.kind, n.name, o.content, n.content`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Which guidelines a version follows as a provider and as a reader. */
async function guidelines(db: Db): Promise<void> {
  await sql`alter table versions add column preset text`.execute(db);
  await sql`alter table versions add column reads text`.execute(db);
}

/** Whether it was said how a version reads and is judged: what was said once stays. */
async function policies(db: Db): Promise<void> {
  await sql`alter table versions add column policy_said integer not null default 0`.execute(db);
}

/** What is declared of the messages that no call carries: apart, so that who needs it alone reads no long rows. */
async function events(db: Db): Promise<void> {
  await sql`create table schema_events (kind text not null, content text not null, events text not null,
    primary key (kind, content),
    foreign key (kind, content) references schema_contents (kind, content) on delete cascade)`.execute(db);
}

/** What applications agreed to forgive, and since when versions in an environment had something deprecated. */
async function leniencies(db: Db): Promise<void> {
  const statements = [
    "alter table versions add column lenient text not null default '[]'",
    "alter table schema_contents add column deprecated text",
    `create table deprecations (application_id integer not null references applications (id) on delete cascade,
      environment_id integer not null references environments (id) on delete cascade, kind text not null,
      name text not null, element text not null, since text not null, versions integer not null,
      newest_id integer not null, ended integer not null default 0,
      primary key (application_id, environment_id, kind, name, element))`,
    "create index deprecations_environment on deprecations (environment_id)",
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
