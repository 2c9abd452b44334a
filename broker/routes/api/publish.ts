import { Hono } from "hono";
import { TallyError } from "../../../src/core/errors.ts";
import { otherEnd } from "../../../src/core/events.ts";
import { type Grant, grantWords } from "../../../src/core/leniency.ts";
import { type Pact, pactDifferences, pactIdentity, readPact } from "../../../src/pact/index.ts";
import type { Broker } from "../../broker.ts";
import { queueFor } from "../../jobs/queue.ts";
import { wrongName } from "../../name.ts";
import type { SchemaContent } from "../../store/records.ts";
import type { Writing } from "../../store/store.ts";
import { guessMainBranch } from "../pact/main-branch.ts";
import { Conflict as NameConflict, refuseLookAlikes } from "../pact/store-pact.ts";
import { type Conflict, ConflictError, schemaDifferences } from "./conflict.ts";
import type { Requests } from "./document.ts";
import { loadSchema, type SchemaFiles } from "./load-schema.ts";

const PATH = "/api/publish";

/** A version and what comes with it, as it is sent. */
interface PublishRequest {
  readonly application: string;
  readonly version: string;
  readonly branch?: string;
  readonly mainBranch?: string;
  readonly tags?: readonly string[];
  readonly commit?: string;
  readonly buildUrl?: string;
  readonly strict?: readonly string[];
  readonly preset?: string | null;
  readonly reads?: string | null;
  readonly lenient?: readonly Grant[];
  readonly consumers?: "open" | "known";
  readonly pacts?: readonly { readonly content: string }[];
  readonly interfaces?: readonly (SchemaFiles & { readonly name?: string; readonly formerly?: string })[];
  readonly copies?: readonly (SchemaFiles & {
    readonly provider: string;
    readonly name?: string;
    readonly operations?: readonly string[] | null;
  })[];
}

/** The same, read and checked. */
interface Publication {
  readonly request: PublishRequest;
  readonly pacts: readonly { readonly pact: Pact; readonly provider: string; readonly bytes: Uint8Array }[];
  readonly interfaces: readonly {
    readonly name: string;
    readonly formerly: string | null;
    readonly schema: SchemaContent;
  }[];
  readonly copies: readonly {
    readonly provider: string;
    readonly name: string;
    readonly operations: readonly string[] | null;
    readonly schema: SchemaContent;
  }[];
}

/** Publishing a version with its pacts, interfaces and schema copies: all of it or nothing. */
export function publishRoutes(broker: Broker, requests: Requests): Hono {
  const app = new Hono();
  app.post(PATH, async (c) => {
    const publication = await readPublication(broker, await requests.body<PublishRequest>(c, PATH, "post"));
    try {
      const stored = await broker.store.write((tx) => store(tx, publication));
      const { application, version } = publication.request;
      const comparisons = await queueFor(broker, { application, version });
      return c.json({ ...stored.answer, comparisons }, stored.isNew ? 201 : 200);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const conflicts = await Promise.all(error.conflicts.map((conflict) => schemaDifferences(broker, conflict)));
      const body = { errors: conflicts.map((one) => one.message), code: "E_CONFLICT", conflicts };
      return c.body(JSON.stringify(body), 409, { "content-type": "application/hal+json;charset=utf-8" });
    }
  });
  return app;
}

async function readPublication(broker: Broker, request: PublishRequest): Promise<Publication> {
  if (request.consumers === "known") {
    throw new TallyError("E_INVALID", "consumers: known is refused until contracts can say what they use", {
      hint: "publish with consumers: open",
    });
  }
  const pacts = (request.pacts ?? []).map(({ content }, index) => readOnePact(request.application, content, index));
  const interfaces = [];
  for (const [index, one] of (request.interfaces ?? []).entries()) {
    const schema = await loadSchema(broker.comparer.pool, one, `interfaces.${index}`);
    interfaces.push({ name: one.name ?? "default", formerly: one.formerly ?? null, schema });
  }
  const copies = [];
  for (const [index, one] of (request.copies ?? []).entries()) {
    const { publishes = [], receives = [] } = one.events ?? {};
    const offered = { ...one, events: otherEnd({ publishes, receives }) };
    const schema = await loadSchema(broker.comparer.pool, offered, `copies.${index}`);
    const { provider, name = "default", operations = null } = one;
    refuseUnknownOperations(schema, operations, index);
    copies.push({ provider, name, operations, schema });
  }
  refuseBadNames(request, pacts);
  refuseTwice(interfaces.map((one) => `the interface ${one.schema.kind}/${one.name}`));
  refuseTwice(copies.map((one) => `the copy ${one.schema.kind}/${one.name} of ${one.provider}`));
  refuseTwice(pacts.map((one) => `a pact with ${one.provider}`));
  return { request, pacts, interfaces, copies };
}

function readOnePact(application: string, content: string, index: number): Publication["pacts"][number] {
  const bytes = Buffer.from(content, "base64");
  const pact = readPact(bytes, `pacts.${index}`);
  if (pact.consumer !== application) {
    throw new TallyError(
      "E_INVALID",
      `pacts.${index} is of the consumer ${pact.consumer ?? "without a name"}, not ${application}`,
    );
  }
  if (pact.provider === null) throw new TallyError("E_INVALID", `pacts.${index} names no provider`);
  return { pact, provider: pact.provider, bytes };
}

/** An operation that the copy does not have would never be checked: more often a misspelling than a wish. */
function refuseUnknownOperations(schema: SchemaContent, operations: readonly string[] | null, index: number): void {
  const known = new Set(schema.operations);
  const unknown = (operations ?? []).find((operation) => !known.has(operation));
  if (unknown === undefined) return;
  throw new TallyError("E_INVALID", `copies.${index} has no operation "${unknown}"`, {
    hint: `it has: ${schema.operations.slice(0, 20).join(", ")}`,
  });
}

/** Names stand in pacts as well, and the description of the API cannot say all that is wrong with one. */
function refuseBadNames(request: PublishRequest, pacts: Publication["pacts"]): void {
  const { application, version, branch, mainBranch, tags = [], interfaces = [], copies = [] } = request;
  const names = [
    ...[application, version, branch, mainBranch, ...tags],
    ...pacts.map(({ provider }) => provider),
    ...interfaces.flatMap(({ name, formerly }) => [name, formerly]),
    ...copies.flatMap(({ name, provider }) => [name, provider]),
  ];
  for (const name of names) {
    const [wrong] = name === undefined ? [] : wrongName(name);
    if (wrong !== undefined)
      throw new TallyError("E_INVALID", `the name ${JSON.stringify(name?.slice(0, 80))} ${wrong}`);
  }
}

function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TallyError("E_INVALID", `${twice} is given twice`);
}

async function store(tx: Writing, publication: Publication) {
  const { request } = publication;
  const { application, version, branch, mainBranch, tags, commit, buildUrl } = request;
  await refuseNames(tx, [
    application,
    ...publication.pacts.map((one) => one.provider),
    ...publication.copies.map((one) => one.provider),
  ]);
  const { created } = await tx.versions.ensure(application, version, {
    ...(branch !== undefined && { branch }),
    ...(tags && { tags }),
    ...(commit !== undefined && { commit }),
    ...(buildUrl !== undefined && { buildUrl }),
  });
  if (mainBranch !== undefined) await tx.applications.update(application, { mainBranch });
  else if (branch !== undefined) await guessMainBranch(tx, application, branch);
  if (request.consumers) await tx.applications.update(application, { consumers: request.consumers });
  const conflicts: Conflict[] = [];
  await storePolicy(tx, request, conflicts);
  const pacts = await storePacts(tx, publication, conflicts);
  const interfaces = await storeInterfaces(tx, publication, conflicts);
  const copies = await storeCopies(tx, publication, conflicts);
  if (conflicts.length > 0) throw new ConflictError(conflicts);
  const isNew = created || [...pacts, ...interfaces, ...copies].some((one) => one.outcome === "created");
  return { isNew, answer: { application, version, created, pacts, interfaces, copies } };
}

async function refuseNames(tx: Writing, names: readonly string[]): Promise<void> {
  try {
    await refuseLookAlikes(tx, names);
  } catch (error) {
    if (!(error instanceof NameConflict)) throw error;
    throw new ConflictError([{ type: "name", message: error.message, differences: [] }]);
  }
}

/** An answer of the gate must not depend on which of two publications of one version came last. */
async function storePolicy(tx: Writing, request: PublishRequest, conflicts: Conflict[]): Promise<void> {
  const { application, version, strict, preset, reads, lenient } = request;
  const policy = {
    ...(strict && { strict }),
    ...(preset !== undefined && { preset }),
    ...(reads !== undefined && { reads }),
    ...((lenient || strict) && { lenient: lenient ?? [] }), // who says the one says with it that nothing is forgiven
  };
  if (Object.keys(policy).length === 0) return;
  if ((await tx.versions.setPolicy(application, version, policy)) !== "conflict") return;
  const known = await tx.versions.find(application, version);
  const differences = Object.entries(policy).flatMap(([name, value]) => {
    const [was, is] = [known?.[name as keyof typeof policy] ?? null, value].map(policyWords);
    return was === is ? [] : [`${name}: ${was} was published, ${is} is sent`];
  });
  const message = `${application} ${version} was published with another policy`;
  conflicts.push({ type: "policy", message, differences });
}

function policyWords(value: readonly (string | Grant)[] | string | null | undefined): string {
  if (typeof value === "string") return value;
  const words = (value ?? []).map((one) => (typeof one === "string" ? one : grantWords(one)));
  return words.sort().join(" and ") || "none";
}

type Stored = "created" | "same";

async function storePacts(tx: Writing, { request, pacts }: Publication, conflicts: Conflict[]) {
  const { application: consumer, version: consumerVersion } = request;
  const done: { provider: string; content: string; outcome: Stored }[] = [];
  for (const { pact, provider, bytes } of pacts) {
    const content = pactIdentity(pact);
    const outcome = await tx.pacts.publish({ consumer, consumerVersion, provider, content, bytes });
    if (outcome === "created" || outcome === "same") {
      done.push({ provider, content, outcome });
      continue;
    }
    const known = await tx.pacts.find(consumer, consumerVersion, provider);
    const old = known && (await tx.pacts.content(consumer, provider, known.content));
    const message = `${consumer} ${consumerVersion} has another pact with ${provider} already`;
    const differences = old ? pactDifferences(readPact(old.bytes), pact) : [];
    conflicts.push({ type: "pact", provider, message, differences });
  }
  return done;
}

async function storeInterfaces(tx: Writing, { request, interfaces }: Publication, conflicts: Conflict[]) {
  const { application, version } = request;
  const done: { kind: string; name: string; content: string; outcome: Stored; operations: readonly string[] }[] = [];
  for (const { name, formerly, schema } of interfaces) {
    const { kind, content, operations } = schema;
    await tx.schemas.keep(schema);
    const outcome = await tx.schemas.publishInterface({ application, version, kind, name, content, formerly });
    if (outcome === "conflict") {
      const known = (await tx.schemas.interfaces([request])).find((one) => one.kind === kind && one.name === name);
      const message = `${application} ${version} has another interface ${kind}/${name} already`;
      const before = known ? await tx.schemas.content(kind, known.content) : null;
      conflicts.push({ type: "interface", kind, name, message, differences: [], schemas: before && [before, schema] });
    } else done.push({ kind, name, content, outcome, operations });
  }
  return done;
}

async function storeCopies(tx: Writing, { request, copies }: Publication, conflicts: Conflict[]) {
  const { application: consumer, version: consumerVersion } = request;
  const done: {
    provider: string;
    kind: string;
    name: string;
    content: string;
    outcome: Stored;
    operations: readonly string[] | null;
  }[] = [];
  for (const { provider, name, operations, schema } of copies) {
    const { kind, content } = schema;
    await tx.schemas.keep(schema);
    const key = { consumer, consumerVersion, provider, kind, name };
    const outcome = await tx.schemas.publishCopy({ ...key, content, operations });
    if (outcome === "conflict") {
      const of = (one: { provider: string; kind: string; name: string }) =>
        one.provider === provider && one.kind === kind && one.name === name;
      const known = (await tx.schemas.copies([request])).find(of);
      const message = `${consumer} ${consumerVersion} has another copy ${kind}/${name} of ${provider} already`;
      const before = known ? await tx.schemas.content(kind, known.content) : null;
      conflicts.push({
        type: "copy",
        kind,
        name,
        provider,
        message,
        differences: [],
        schemas: before && [before, schema],
      });
    } else done.push({ provider, kind, name, content, outcome, operations });
  }
  return done;
}
