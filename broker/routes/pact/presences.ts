import { type Context, Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { Environment, Presence } from "../../store/records.ts";
import { byField, MERGE_PATCH, nameProblems, readFields, readOptionalFields, textIn } from "./body.ts";
import { environmentLink, environmentSummary } from "./environments.ts";
import { curies, hal, type LinkTo, linksFor, pacticipantLink, selfOf, versionLink } from "./hal.ts";
import { present } from "./missing.ts";

/** How the two ways of being in an environment are called on this API. */
const WORDS = {
  deployment: {
    resource: "deployed-versions",
    list: "deployedVersions",
    flag: "currentlyDeployed",
    end: "undeployedAt",
  },
  release: {
    resource: "released-versions",
    list: "releasedVersions",
    flag: "currentlySupported",
    end: "supportEndedAt",
  },
} as const;

type Way = keyof typeof WORDS;

/** Deployments and releases: recorded, listed and ended. */
export function presenceRoutes(broker: Broker): Hono {
  const app = new Hono();
  const current = { deployment: "currently-deployed", release: "currently-supported" } as const;
  for (const way of ["deployment", "release"] as const) {
    const { resource } = WORDS[way];
    const recorded = `/pacticipants/:name/versions/:version/${resource}/environment/:uuid` as const;
    app.post(recorded, (c) => record(c, broker, way, c.req.param()));
    app.get(recorded, (c) => listOfVersion(c, broker, way, c.req.param()));
    app.get(`/${resource}/:uuid`, (c) => show(c, broker, way, c.req.param("uuid")));
    app.patch(`/${resource}/:uuid`, (c) => end(c, broker, way, c.req.param("uuid")));
    app.get(`/environments/:uuid/${resource}/${current[way]}`, (c) => listCurrent(c, broker, way, c.req.param("uuid")));
  }
  return app;
}

interface Ref {
  readonly name: string;
  readonly version: string;
  readonly uuid: string;
}

async function record(c: Context, broker: Broker, way: Way, { name, version, uuid }: Ref): Promise<Response> {
  const fields = await readOptionalFields(c, broker);
  const problems = ["applicationInstance", "target"].flatMap((field) =>
    // Blank stands for the slot without a name.
    fields[field] === "" ? [] : nameProblems(fields, field, false),
  );
  if (problems.length > 0) return problem(c, 400, byField(problems));
  const instance = textIn(fields, "applicationInstance") ?? textIn(fields, "target");
  const { environment, presence, created } = await broker.store.write(async (tx) => {
    const found = present(await tx.environments.find(uuid), `environment ${uuid}`);
    present(await tx.versions.find(name, version), `version ${version} of ${name}`);
    const ref = { application: name, version };
    const done =
      way === "deployment"
        ? await tx.environments.deploy(ref, found.name, instance)
        : await tx.environments.release(ref, found.name);
    return { environment: found, ...done };
  });
  const status = created || way === "deployment" ? 201 : 200;
  return hal(c, presenceBody(linksFor(c, broker), presence, environment), status);
}

async function listOfVersion(c: Context, broker: Broker, way: Way, { name, version, uuid }: Ref): Promise<Response> {
  const { environment, presences } = await broker.store.read(async (tx) => {
    const found = present(await tx.environments.find(uuid), `environment ${uuid}`);
    const filter = { environment: found.name, application: name, version, type: way };
    return { environment: found, presences: await tx.environments.presences(filter) };
  });
  return hal(c, listBody(c, broker, way, presences, environment));
}

async function listCurrent(c: Context, broker: Broker, way: Way, uuid: string): Promise<Response> {
  const { pacticipant: application, version, applicationInstance, target } = c.req.query();
  const instance = applicationInstance ?? target;
  const { environment, presences } = await broker.store.read(async (tx) => {
    const found = present(await tx.environments.find(uuid), `environment ${uuid}`);
    const filter = {
      environment: found.name,
      type: way,
      current: true,
      ...(application !== undefined && { application }),
      ...(version !== undefined && { version }),
      // Blank means the slot without a name.
      ...(instance !== undefined && way === "deployment" && { instance: instance === "" ? null : instance }),
    };
    return { environment: found, presences: await tx.environments.presences(filter) };
  });
  return hal(c, listBody(c, broker, way, presences, environment));
}

async function show(c: Context, broker: Broker, way: Way, uuid: string): Promise<Response> {
  const { presence, environment } = await broker.store.read(async (tx) => {
    const found = await tx.environments.presence(uuid);
    return { presence: found, environment: found && (await tx.environments.byName(found.environment)) };
  });
  return answerOne(c, broker, way, uuid, presence, environment);
}

async function end(c: Context, broker: Broker, way: Way, uuid: string): Promise<Response> {
  const { flag } = WORDS[way];
  const fields = await readFields(c, broker, MERGE_PATCH);
  if (fields[flag] !== false) return problem(c, 422, { [flag]: ["can only be set to false"] });
  const { presence, environment } = await broker.store.write(async (tx) => {
    const found = await tx.environments.presence(uuid);
    const ended = found?.type === way ? await tx.environments.end(uuid) : null;
    return { presence: ended, environment: ended && (await tx.environments.byName(ended.environment)) };
  });
  return answerOne(c, broker, way, uuid, presence, environment);
}

function answerOne(
  c: Context,
  broker: Broker,
  way: Way,
  uuid: string,
  presence: Presence | null,
  environment: Environment | null,
): Response {
  const found = present(presence?.type === way ? presence : null, `${way} ${uuid}`);
  return hal(c, presenceBody(linksFor(c, broker), found, present(environment, `environment ${found.environment}`)));
}

function listBody(
  c: Context,
  broker: Broker,
  way: Way,
  presences: readonly Presence[],
  environment: Environment,
): object {
  const to = linksFor(c, broker);
  const { resource, list } = WORDS[way];
  return {
    _embedded: { [list]: presences.map((presence) => presenceBody(to, presence, environment)) },
    _links: {
      self: { href: selfOf(c, broker) },
      [`pb:${resource}`]: presences.map(({ uuid, version }) => ({ name: version, href: to(resource, uuid) })),
      curies: curies(to),
    },
  };
}

function presenceBody(to: LinkTo, presence: Presence, environment: Environment): object {
  const { uuid, type, application, version, instance, current, createdAt, endedAt } = presence;
  const words = WORDS[type];
  return {
    uuid,
    [words.flag]: current,
    // Two names for one thing, the older second.
    ...(type === "deployment" && { applicationInstance: instance, target: instance }),
    createdAt,
    ...(endedAt !== null && { [words.end]: endedAt }),
    _embedded: {
      version: { number: version, _links: { self: versionLink(to, application, version) } },
      pacticipant: { name: application, _links: { self: pacticipantLink(to, application) } },
      environment: environmentSummary(to, environment),
    },
    _links: {
      self: { title: type === "deployment" ? "Deployed version" : "Released version", href: to(words.resource, uuid) },
      "pb:version": versionLink(to, application, version),
      "pb:pacticipant": pacticipantLink(to, application),
      "pb:environment": environmentLink(to, environment),
      curies: curies(to),
    },
  };
}
