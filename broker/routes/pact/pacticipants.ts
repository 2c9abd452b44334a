import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { Application, ApplicationPatch, Page } from "../../store/records.ts";
import { byField, type Fields, nameProblems, readFields, textIn, textProblems } from "./body.ts";
import { curies, gone, hal, type LinkTo, linksFor, pacticipantLink, template } from "./hal.ts";
import { present } from "./missing.ts";
import { tidyUp } from "./tidy.ts";

const FIELDS = ["displayName", "repositoryUrl", "repositoryName", "repositoryNamespace", "mainBranch"] as const;
const MAX_PAGE = 1_000;

/** Pacticipants, which is what Pact calls applications. */
export function pacticipantRoutes(broker: Broker): Hono {
  const app = new Hono();

  app.get("/pacticipants", async (c) => {
    const to = linksFor(c, broker);
    const page = pageOf(
      c.req.query("pageNumber") ?? c.req.query("page"),
      c.req.query("pageSize") ?? c.req.query("size"),
    );
    const query = c.req.query("q");
    const found = await broker.store.read((tx) =>
      tx.applications.list({ ...(query && { query }), ...(page && { page }) }),
    );
    return hal(c, listBody(to, found));
  });

  app.post("/pacticipants", async (c) => {
    const fields = await readFields(c, broker);
    const problems = [...nameProblems(fields, "name", true), ...patchProblems(fields)];
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const name = textIn(fields, "name") ?? "";
    const saved = await broker.store.write(async (tx) => {
      const { created } = await tx.applications.ensure(name);
      return created ? tx.applications.update(name, patchOf(fields)) : null;
    });
    if (saved === null) return problem(c, 409, { name: ["has already been taken"] });
    const to = linksFor(c, broker);
    c.header("location", to("pacticipants", name));
    return hal(c, pacticipantBody(to, saved), 201);
  });

  app.get("/pacticipants/label/:label", async (c) => {
    const found = await broker.store.read((tx) => tx.applications.list({ label: c.req.param("label") }));
    return hal(c, listBody(linksFor(c, broker), found));
  });

  app.get("/pacticipants/:name", async (c) => {
    const name = c.req.param("name");
    const found = present(await broker.store.read((tx) => tx.applications.find(name)), `pacticipant ${name}`);
    return hal(c, pacticipantBody(linksFor(c, broker), found));
  });

  app.put("/pacticipants/:name", async (c) => {
    const name = c.req.param("name");
    const fields = await readFields(c, broker);
    const problems = patchProblems(fields);
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const blank = Object.fromEntries(FIELDS.map((field) => [field, null]));
    const saved = await broker.store.write((tx) => tx.applications.update(name, { ...blank, ...patchOf(fields) }));
    return hal(c, pacticipantBody(linksFor(c, broker), present(saved, `pacticipant ${name}`)));
  });

  app.patch("/pacticipants/:name", async (c) => {
    const name = c.req.param("name");
    const fields = await readFields(c, broker);
    const problems = [...nameProblems({ name }, "name", true), ...patchProblems(fields)];
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const { saved, created } = await broker.store.write(async (tx) => {
      const ensured = await tx.applications.ensure(name);
      return { saved: await tx.applications.update(name, patchOf(fields)), created: ensured.created };
    });
    return hal(c, pacticipantBody(linksFor(c, broker), present(saved, `pacticipant ${name}`)), created ? 201 : 200);
  });

  app.delete("/pacticipants/:name", async (c) => {
    const name = c.req.param("name");
    present((await broker.store.write((tx) => tx.applications.remove(name))) || null, `pacticipant ${name}`);
    await tidyUp(broker);
    return gone(c);
  });

  app.get("/pacticipants/:name/labels/:label", async (c) => {
    const { name, label } = c.req.param();
    const found = await broker.store.read((tx) => tx.applications.find(name));
    present(found?.labels.includes(label) || null, `label ${label} of ${name}`);
    return hal(c, labelBody(linksFor(c, broker), name, label));
  });

  app.put("/pacticipants/:name/labels/:label", async (c) => {
    const { name, label } = c.req.param();
    const problems = nameProblems({ label }, "label", true);
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const added = await broker.store.write(async (tx) => {
      present(await tx.applications.find(name), `pacticipant ${name}`);
      return tx.applications.addLabel(name, label);
    });
    return hal(c, labelBody(linksFor(c, broker), name, label), added ? 201 : 200);
  });

  app.delete("/pacticipants/:name/labels/:label", async (c) => {
    const { name, label } = c.req.param();
    const removed = await broker.store.write((tx) => tx.applications.removeLabel(name, label));
    present(removed || null, `label ${label} of ${name}`);
    return gone(c);
  });

  return app;
}

const patchProblems = (fields: Fields) => FIELDS.flatMap((field) => textProblems(fields, field));

const patchOf = (fields: Fields): ApplicationPatch =>
  Object.fromEntries(
    FIELDS.filter((field) => Object.hasOwn(fields, field)).map((field) => [field, textIn(fields, field)]),
  );

/** A page is cut only for those who ask for one. */
function pageOf(number: string | undefined, size: string | undefined): Page | null {
  if (number === undefined && size === undefined) return null;
  const of = Math.min(Math.max(Number.parseInt(size ?? "100", 10) || 100, 1), MAX_PAGE);
  const at = Math.max(Number.parseInt(number ?? "1", 10) || 1, 1);
  return { skip: (at - 1) * of, size: of };
}

function listBody(to: LinkTo, applications: readonly Application[]): object {
  const pacticipants = applications.map((application) => pacticipantBody(to, application));
  return {
    _embedded: { pacticipants },
    // Old clients read the list here.
    pacticipants,
    _links: {
      self: { href: to("pacticipants"), title: "Pacticipants" },
      "pb:pacticipants": applications.map(({ name }) => pacticipantLink(to, name)),
      curies: curies(to),
    },
  };
}

/** A pacticipant as a resource. */
function pacticipantBody(to: LinkTo, application: Application): object {
  const { name } = application;
  const self = to("pacticipants", name);
  return {
    name,
    displayName: application.displayName ?? name,
    ...optional("repositoryUrl", application.repositoryUrl),
    ...optional("repositoryName", application.repositoryName),
    ...optional("repositoryNamespace", application.repositoryNamespace),
    ...optional("mainBranch", application.mainBranch),
    createdAt: application.createdAt,
    updatedAt: application.updatedAt,
    _embedded: {
      labels: application.labels.map((label) => ({
        name: label,
        _links: { self: { href: to("pacticipants", name, "labels", label) } },
      })),
    },
    _links: {
      self: { ...pacticipantLink(to, name) },
      "pb:versions": { href: `${self}/versions`, title: "Versions" },
      "pb:version": template(self, "versions/{version}", "A version"),
      "pb:version-tag": template(self, "versions/{version}/tags/{tag}", "A tag of a version"),
      "pb:branch-version": template(self, "branches/{branch}/versions/{version}", "A version on a branch"),
      "pb:branch": template(self, "branches/{branch}", "A branch"),
      "pb:label": template(self, "labels/{label}", "A label"),
      "pb:latest-version": { href: `${self}/latest-version`, title: "Latest version" },
      // Old names of the same two.
      versions: { href: `${self}/versions` },
      "latest-version": { href: `${self}/latest-version` },
      curies: curies(to),
    },
  };
}

const optional = (field: string, value: string | null): Readonly<Record<string, string>> =>
  value === null ? {} : { [field]: value };

const labelBody = (to: LinkTo, name: string, label: string): object => ({
  name: label,
  _links: {
    self: { href: to("pacticipants", name, "labels", label), title: "Label", name: label },
    pacticipant: pacticipantLink(to, name),
  },
});
