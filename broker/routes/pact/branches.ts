import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import { byField, nameProblems, readOptionalFields } from "./body.ts";
import { curies, gone, hal, type LinkTo, linksFor, pacticipantLink, template, versionLink } from "./hal.ts";
import { guessMainBranch } from "./main-branch.ts";
import { present } from "./missing.ts";

/** Branches of a pacticipant, and versions on them. */
export function branchRoutes(broker: Broker): Hono {
  const app = new Hono();

  app.get("/pacticipants/:name/branches", async (c) => {
    const { name } = c.req.param();
    const to = linksFor(c, broker);
    const branches = await broker.store.read(async (tx) => {
      present(await tx.applications.find(name), `pacticipant ${name}`);
      return tx.versions.branches(name);
    });
    return hal(c, {
      _embedded: { branches: branches.map((branch) => branchBody(to, name, branch.name, branch.createdAt)) },
      _links: {
        self: { href: to("pacticipants", name, "branches"), title: "Branches" },
        "pb:branches": branches.map((branch) => branchLink(to, name, branch.name)),
        curies: curies(to),
      },
    });
  });

  app.get("/pacticipants/:name/branches/:branch", async (c) => {
    const { name, branch } = c.req.param();
    const found = present(
      await broker.store.read((tx) => tx.versions.branch(name, branch)),
      `branch ${branch} of ${name}`,
    );
    return hal(c, branchBody(linksFor(c, broker), name, branch, found.createdAt));
  });

  app.delete("/pacticipants/:name/branches/:branch", async (c) => {
    const { name, branch } = c.req.param();
    present(
      (await broker.store.write((tx) => tx.versions.removeBranch(name, branch))) || null,
      `branch ${branch} of ${name}`,
    );
    return gone(c);
  });

  app.get("/pacticipants/:name/branches/:branch/versions/:version", async (c) => {
    const { name, branch, version } = c.req.param();
    const found = await broker.store.read((tx) => tx.versions.find(name, version));
    present(
      found?.branches.find((on) => on.name === branch),
      `version ${version} of ${name} on branch ${branch}`,
    );
    return hal(c, branchVersionBody(linksFor(c, broker), name, branch, version));
  });

  app.put("/pacticipants/:name/branches/:branch/versions/:version", async (c) => {
    const { name, branch, version } = c.req.param();
    const fields = { name, branch, version };
    await readOptionalFields(c, broker);
    const problems = Object.keys(fields).flatMap((field) => nameProblems(fields, field, true));
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const added = await broker.store.write(async (tx) => {
      await tx.versions.ensure(name, version);
      await guessMainBranch(tx, name, branch);
      return tx.versions.addToBranch(name, version, branch);
    });
    return hal(c, branchVersionBody(linksFor(c, broker), name, branch, version), added ? 201 : 200);
  });

  app.delete("/pacticipants/:name/branches/:branch/versions/:version", async (c) => {
    const { name, branch, version } = c.req.param();
    const removed = await broker.store.write((tx) => tx.versions.removeFromBranch(name, version, branch));
    present(removed || null, `version ${version} of ${name} on branch ${branch}`);
    return gone(c);
  });

  return app;
}

const branchLink = (to: LinkTo, application: string, branch: string) => ({
  title: "Pacticipant branch",
  name: branch,
  href: to("pacticipants", application, "branches", branch),
});

function branchBody(to: LinkTo, application: string, branch: string, createdAt: string): object {
  const self = branchLink(to, application, branch);
  return {
    name: branch,
    createdAt,
    _links: {
      self,
      "pb:latest-version": { title: "Latest version of this branch", href: `${self.href}/latest-version` },
      "pb:version": template(self.href, "versions/{version}", "A version on this branch"),
      "pb:pacticipant": pacticipantLink(to, application),
      curies: curies(to),
    },
  };
}

const branchVersionBody = (to: LinkTo, application: string, branch: string, version: string): object => ({
  _links: {
    self: {
      title: "Branch version",
      name: version,
      href: to("pacticipants", application, "branches", branch, "versions", version),
    },
    "pb:branch": branchLink(to, application, branch),
    "pb:version": versionLink(to, application, version),
    "pb:pacticipant": pacticipantLink(to, application),
    curies: curies(to),
  },
});
