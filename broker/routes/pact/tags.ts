import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import { byField, nameProblems, readOptionalFields } from "./body.ts";
import { curies, gone, hal, type LinkTo, linksFor, pacticipantLink, versionLink } from "./hal.ts";
import { present } from "./missing.ts";

/** Tags of a version. */
export function tagRoutes(broker: Broker): Hono {
  const app = new Hono();

  app.get("/pacticipants/:name/versions/:version/tags/:tag", async (c) => {
    const { name, version, tag } = c.req.param();
    const found = await broker.store.read((tx) => tx.versions.find(name, version));
    const carried = found?.tags.find((one) => one.name === tag);
    const { createdAt } = present(carried, `tag ${tag} of version ${version} of ${name}`);
    return hal(c, tagBody(linksFor(c, broker), name, version, tag, createdAt));
  });

  app.put("/pacticipants/:name/versions/:version/tags/:tag", async (c) => {
    const { name, version, tag } = c.req.param();
    const fields = { name, version, tag };
    await readOptionalFields(c, broker);
    const problems = Object.keys(fields).flatMap((field) => nameProblems(fields, field, true));
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const { added, at } = await broker.store.write(async (tx) => {
      await tx.versions.ensure(name, version);
      const isNew = await tx.versions.addTag(name, version, tag);
      // Before there were environments, a tag named like one said that a version was deployed there.
      const environment = isNew ? await tx.environments.byName(tag) : null;
      if (environment) await tx.environments.deploy({ application: name, version }, tag, null);
      return { added: isNew, at: tx.now };
    });
    return hal(c, tagBody(linksFor(c, broker), name, version, tag, at), added ? 201 : 200);
  });

  app.delete("/pacticipants/:name/versions/:version/tags/:tag", async (c) => {
    const { name, version, tag } = c.req.param();
    const removed = await broker.store.write((tx) => tx.versions.removeTag(name, version, tag));
    present(removed || null, `tag ${tag} of version ${version} of ${name}`);
    return gone(c);
  });

  return app;
}

const tagBody = (to: LinkTo, application: string, version: string, tag: string, createdAt: string): object => ({
  name: tag,
  createdAt,
  _links: {
    self: { title: "Tag", name: tag, href: to("pacticipants", application, "versions", version, "tags", tag) },
    version: versionLink(to, application, version),
    pacticipant: pacticipantLink(to, application),
    curies: curies(to),
  },
});
