import { type Context, Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { Environment, Pact, Page, Selector, Version, VersionPatch } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import { byField, type Fields, nameProblems, readFields, textIn, textProblems } from "./body.ts";
import {
  curies,
  gone,
  hal,
  type LinkTo,
  linksFor,
  pacticipantLink,
  pactPath,
  selfOf,
  template,
  versionLink,
} from "./hal.ts";
import { guessMainBranch } from "./main-branch.ts";
import { present } from "./missing.ts";
import { tidyUp } from "./tidy.ts";

const PAGE: Page = { skip: 0, size: 1_000 };

/** Versions of a pacticipant, and the words that find one: latest, of a branch, with a tag, in an environment. */
export function versionRoutes(broker: Broker): Hono {
  const app = new Hono();
  const newest = (c: Context, name: string, selector: Selector, what: string) =>
    answerNewest(c, broker, name, selector, what);

  app.get("/pacticipants/:name/versions", (c) => answerList(c, broker, c.req.param("name"), { type: "all" }));

  app.get("/pacticipants/:name/versions/:version", (c) => {
    const { name, version } = c.req.param();
    return newest(c, name, { type: "version", version }, `version ${version} of ${name}`);
  });

  app.put("/pacticipants/:name/versions/:version", (c) => save(c, broker, c.req.param(), true));
  app.patch("/pacticipants/:name/versions/:version", (c) => save(c, broker, c.req.param(), false));

  app.delete("/pacticipants/:name/versions/:version", async (c) => {
    const { name, version } = c.req.param();
    const removed = await broker.store.write((tx) => tx.versions.remove(name, version));
    present(removed || null, `version ${version} of ${name}`);
    await tidyUp(broker);
    return gone(c);
  });

  app.get("/pacticipants/:name/latest-version", (c) => {
    const { name } = c.req.param();
    return newest(c, name, { type: "latest" }, `a version of ${name}`);
  });

  app.get("/pacticipants/:name/latest-version/:tag", (c) => {
    const { name, tag } = c.req.param();
    return newest(c, name, { type: "tag", name: tag, latest: true }, `a version of ${name} with tag ${tag}`);
  });

  app.get("/pacticipants/:name/branches/:branch/latest-version", (c) => {
    const { name, branch } = c.req.param();
    return newest(
      c,
      name,
      { type: "branch", name: branch, latest: true },
      `a version of ${name} from branch ${branch}`,
    );
  });

  app.get("/pacticipants/:name/main-branch/latest-version", (c) => {
    const { name } = c.req.param();
    return newest(c, name, { type: "main-branch", latest: true }, `a version of ${name} from its main branch`);
  });

  app.get("/pacticipants/:name/branches/:branch/versions", (c) => {
    const { name, branch } = c.req.param();
    return answerList(c, broker, name, { type: "branch", name: branch, latest: false });
  });

  app.get("/pacticipants/:name/tags/:tag/versions", (c) => {
    const { name, tag } = c.req.param();
    return answerList(c, broker, name, { type: "tag", name: tag, latest: false });
  });

  app.get("/pacticipants/:name/environments/:uuid/versions", async (c) => {
    const { name, uuid } = c.req.param();
    const environment = present(await broker.store.read((tx) => tx.environments.find(uuid)), `environment ${uuid}`);
    return answerList(c, broker, name, { type: "environment", name: environment.name });
  });

  return app;
}

/** What the resource of a version is made of. */
interface VersionParts {
  readonly version: Version;
  readonly environments: readonly Environment[];
  readonly pacts: readonly Pact[];
}

async function partsOf(tx: Reading, version: Version): Promise<VersionParts> {
  return { version, environments: await tx.environments.list(), pacts: await tx.pacts.ofVersions([version]) };
}

async function answerNewest(
  c: Context,
  broker: Broker,
  name: string,
  selector: Selector,
  what: string,
): Promise<Response> {
  const parts = await broker.store.read(async (tx) => {
    const points = await tx.versions.select(name, selector, { skip: 0, size: 1 });
    const [version] = await tx.versions.describe(points);
    return version ? partsOf(tx, version) : null;
  });
  return hal(c, versionBody(linksFor(c, broker), present(parts, what)));
}

async function answerList(c: Context, broker: Broker, name: string, selector: Selector): Promise<Response> {
  const to = linksFor(c, broker);
  const found = await broker.store.read(async (tx) => {
    present(await tx.applications.find(name), `pacticipant ${name}`);
    const environments = await tx.environments.list();
    const versions = await tx.versions.describe(await tx.versions.select(name, selector, PAGE));
    return versions.toSorted((a, b) => b.order - a.order).map((version) => ({ version, environments, pacts: [] }));
  });
  return hal(c, {
    _embedded: { versions: found.map((parts) => versionBody(to, parts)) },
    _links: {
      self: { href: selfOf(c, broker), title: "Versions" },
      "pb:versions": found.map(({ version }) => versionLink(to, name, version.version)),
      curies: curies(to),
    },
  });
}

async function save(
  c: Context,
  broker: Broker,
  ref: { readonly name: string; readonly version: string },
  replace: boolean,
): Promise<Response> {
  const fields = await readFields(c, broker);
  const problems = [
    ...nameProblems(ref, "name", true),
    ...nameProblems(ref, "version", true),
    ...nameProblems(fields, "branch", false),
    ...textProblems(fields, "buildUrl"),
  ];
  if (problems.length > 0) return problem(c, 400, byField(problems));
  const created = await broker.store.write(async (tx) => {
    const patch = patchOf(fields, replace);
    const ensured = await tx.versions.ensure(ref.name, ref.version, patch);
    if (patch.branch !== undefined) await guessMainBranch(tx, ref.name, patch.branch);
    return ensured.created;
  });
  const parts = await broker.store.read(async (tx) => {
    const version = await tx.versions.find(ref.name, ref.version);
    return version && partsOf(tx, version);
  });
  return hal(c, versionBody(linksFor(c, broker), present(parts, `version ${ref.version}`)), created ? 201 : 200);
}

function patchOf(fields: Fields, replace: boolean): VersionPatch {
  const branch = textIn(fields, "branch");
  return {
    ...((replace || Object.hasOwn(fields, "buildUrl")) && { buildUrl: textIn(fields, "buildUrl") }),
    ...(branch !== null && { branch }),
  };
}

/** A version as a resource. */
function versionBody(to: LinkTo, { version, environments, pacts }: VersionParts): object {
  const { application, version: number } = version;
  const self = to("pacticipants", application, "versions", number);
  const recordLinks = (resource: string, verb: string) =>
    environments.map(({ uuid, name, displayName }) => ({
      title: `Record ${verb} to ${displayName ?? name}`,
      name,
      href: `${self}/${resource}/environment/${uuid}`,
    }));
  return {
    number,
    buildUrl: version.buildUrl,
    createdAt: version.createdAt,
    _embedded: {
      branchVersions: branchVersions(to, version),
      tags: version.tags.map((tag) => ({
        name: tag.name,
        _links: {
          self: {
            title: "Tag",
            name: tag.name,
            href: to("pacticipants", application, "versions", number, "tags", tag.name),
          },
        },
      })),
    },
    _links: {
      self: versionLink(to, application, number),
      "pb:pacticipant": pacticipantLink(to, application),
      "pb:tag": template(self, "tags/{tag}", "A tag of this version"),
      "pb:pact-versions": pacts.map(({ consumer, provider }) => ({
        title: "Pact",
        name: `Pact between ${consumer} (${number}) and ${provider}`,
        href: to(...pactPath(provider, consumer), "version", number),
      })),
      "pb:record-deployment": recordLinks("deployed-versions", "deployment"),
      "pb:record-release": recordLinks("released-versions", "release"),
      curies: curies(to),
    },
  };
}

/** The branches of a version as embedded resources. */
export const branchVersions = (to: LinkTo, version: Version): readonly object[] =>
  version.branches.map(({ name, latest }) => ({
    name,
    latest,
    _links: {
      self: {
        title: "Branch version",
        name,
        href: to("pacticipants", version.application, "branches", name, "versions", version.version),
      },
    },
  }));
