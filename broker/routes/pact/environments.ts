import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { Environment, EnvironmentInput } from "../../store/records.ts";
import { byField, type Fields, nameProblems, type Problem, readFields, textIn, textProblems } from "./body.ts";
import { curies, gone, hal, type Link, type LinkTo, linksFor } from "./hal.ts";
import { present } from "./missing.ts";

const TAKEN: Problem = ["name", "has already been taken"];

/** Environments: the places that versions are deployed to or released in. */
export function environmentRoutes(broker: Broker): Hono {
  const app = new Hono();

  app.get("/environments", async (c) => {
    const name = c.req.query("name");
    const all = await broker.store.read((tx) => tx.environments.list());
    const to = linksFor(c, broker);
    return hal(c, environmentList(to, name === undefined ? all : all.filter((one) => one.name === name)));
  });

  app.post("/environments", async (c) => {
    const fields = await readFields(c, broker);
    const problems = problemsOf(fields);
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const uuid = randomUUID();
    const created = await broker.store.write((tx) => tx.environments.create(inputOf(fields), uuid));
    if (created === null) return problem(c, 400, byField([TAKEN]));
    const to = linksFor(c, broker);
    c.header("location", to("environments", created.uuid));
    return hal(c, environmentBody(to, created), 201);
  });

  app.get("/environments/:uuid", async (c) => {
    const { uuid } = c.req.param();
    const found = present(await broker.store.read((tx) => tx.environments.find(uuid)), `environment ${uuid}`);
    return hal(c, environmentBody(linksFor(c, broker), found));
  });

  app.put("/environments/:uuid", async (c) => {
    const { uuid } = c.req.param();
    const fields = await readFields(c, broker);
    const problems = problemsOf(fields);
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const input = inputOf(fields);
    const updated = await broker.store.write(async (tx) => {
      const other = await tx.environments.byName(input.name);
      return other && other.uuid !== uuid ? "taken" : tx.environments.update(uuid, input);
    });
    if (updated === "taken") return problem(c, 400, byField([TAKEN]));
    return hal(c, environmentBody(linksFor(c, broker), present(updated, `environment ${uuid}`)));
  });

  app.delete("/environments/:uuid", async (c) => {
    const { uuid } = c.req.param();
    present((await broker.store.write((tx) => tx.environments.remove(uuid))) || null, `environment ${uuid}`);
    return gone(c);
  });

  return app;
}

function problemsOf(fields: Fields): readonly Problem[] {
  const name = textIn(fields, "name");
  const { production, contacts } = fields;
  return [
    ...nameProblems(fields, "name", true),
    ...(name !== null && /\s/.test(name) ? ([["name", "cannot contain spaces"]] as const) : []),
    ...textProblems(fields, "displayName"),
    ...(typeof production === "boolean"
      ? []
      : ([["production", production === undefined ? "is missing" : "must be boolean"]] as const)),
    ...(contacts === undefined || Array.isArray(contacts) ? [] : ([["contacts", "must be an array"]] as const)),
  ];
}

const inputOf = (fields: Fields): EnvironmentInput => ({
  name: textIn(fields, "name") ?? "",
  displayName: textIn(fields, "displayName"),
  production: fields.production === true,
  contacts: Array.isArray(fields.contacts) ? fields.contacts : [],
});

const environmentList = (to: LinkTo, environments: readonly Environment[]): object => ({
  _embedded: { environments: environments.map((one) => environmentBody(to, one)) },
  _links: {
    self: { title: "Environments", href: to("environments") },
    "pb:environments": environments.map((one) => environmentLink(to, one)),
    curies: curies(to),
  },
});

/** The link to an environment. */
export const environmentLink = (to: LinkTo, { name, uuid }: Environment): Link => ({
  title: "Environment",
  name,
  href: to("environments", uuid),
});

/** An environment as a resource. */
function environmentBody(to: LinkTo, environment: Environment): object {
  const { uuid, name, displayName, production, contacts, createdAt, updatedAt } = environment;
  const self = environmentLink(to, environment);
  return {
    uuid,
    name,
    displayName: displayName ?? name,
    production,
    ...(contacts.length > 0 && { contacts }),
    createdAt,
    updatedAt,
    _links: {
      self,
      "pb:currently-deployed-deployed-versions": {
        title: `Versions currently deployed to ${name}`,
        href: `${self.href}/deployed-versions/currently-deployed`,
      },
      "pb:currently-supported-released-versions": {
        title: `Versions released and supported in ${name}`,
        href: `${self.href}/released-versions/currently-supported`,
      },
      "pb:environments": { title: "Environments", href: to("environments") },
      curies: curies(to),
    },
  };
}

/** What a row of the matrix or a deployment says of an environment. */
export const environmentSummary = (to: LinkTo, environment: Environment): object => ({
  uuid: environment.uuid,
  name: environment.name,
  displayName: environment.displayName ?? environment.name,
  production: environment.production,
  createdAt: environment.createdAt,
  _links: { self: environmentLink(to, environment) },
});
