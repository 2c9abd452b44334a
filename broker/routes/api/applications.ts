import { Hono } from "hono";
import { TallyError } from "../../../src/core/errors.ts";
import type { Broker } from "../../broker.ts";
import { knownApplication, knownVersion, showApplication, showCopy, showInterface } from "./answers.ts";
import type { Requests } from "./document.ts";

const APPLICATION = "/api/applications/{application}";
const VERSION = `${APPLICATION}/versions/{version}`;
const INTERFACE = `${VERSION}/interfaces/{kind}/{name}`;

interface Decision {
  readonly reason: string;
  readonly owner: string;
}

/** Applications, their versions and interfaces. */
export function applicationRoutes({ store }: Broker, requests: Requests): Hono {
  const app = new Hono();
  app.get("/api/applications", async (c) => {
    const list = await store.read((tx) => tx.applications.list());
    return c.json({ applications: list.map(showApplication) });
  });
  app.get("/api/applications/:application", async (c) => {
    requests.parameters(c, APPLICATION, "get");
    const name = c.req.param("application");
    return c.json(showApplication(await store.read((tx) => knownApplication(tx, name))));
  });
  app.put("/api/applications/:application/retirement", async (c) => {
    requests.parameters(c, `${APPLICATION}/retirement`, "put");
    const { reason, owner } = await requests.body<Decision>(c, `${APPLICATION}/retirement`, "put");
    const name = c.req.param("application");
    const retired = await store.write(async (tx) => {
      await tx.applications.retire(name, reason, owner);
      return knownApplication(tx, name);
    });
    return c.json(showApplication(retired));
  });
  app.delete("/api/applications/:application/retirement", async (c) => {
    requests.parameters(c, `${APPLICATION}/retirement`, "delete");
    const name = c.req.param("application");
    const restored = await store.write(async (tx) => {
      await tx.applications.restore(name);
      return knownApplication(tx, name);
    });
    return c.json(showApplication(restored));
  });
  return app.route("/", versionRoutes(store, requests));
}

function versionRoutes(store: Broker["store"], requests: Requests): Hono {
  const app = new Hono();
  app.get("/api/applications/:application/versions/:version", async (c) => {
    requests.parameters(c, VERSION, "get");
    const { application, version } = c.req.param();
    return c.json(
      await store.read(async (tx) => {
        const ref = { application, version };
        const found = await knownVersion(tx, application, version);
        const places = await tx.environments.ofVersions([ref]);
        return {
          ...ref,
          branches: found.branches.map((branch) => branch.name),
          tags: found.tags.map((tag) => tag.name),
          commit: found.commit,
          buildUrl: found.buildUrl,
          strict: found.strict,
          preset: found.preset,
          reads: found.reads,
          lenient: found.lenient,
          createdAt: found.createdAt,
          environments: [...new Set(places.map((place) => place.environment))].sort(),
          pacts: (await tx.pacts.ofVersions([ref])).map(({ provider, content }) => ({ provider, content })),
          interfaces: (await tx.schemas.interfaces([ref])).map(showInterface),
          copies: (await tx.schemas.copies([ref])).map(showCopy),
        };
      }),
    );
  });
  app.get("/api/applications/:application/versions/:version/interfaces", async (c) => {
    requests.parameters(c, `${VERSION}/interfaces`, "get");
    const { application, version } = c.req.param();
    const interfaces = await store.read(async (tx) => {
      await knownVersion(tx, application, version);
      return tx.schemas.interfaces([{ application, version }]);
    });
    return c.json({ interfaces: interfaces.map(showInterface) });
  });
  app.get("/api/applications/:application/versions/:version/interfaces/:kind/:name", async (c) => {
    requests.parameters(c, INTERFACE, "get");
    const { application, version, kind, name } = c.req.param();
    return c.json(
      await store.read(async (tx) => {
        await knownVersion(tx, application, version);
        const all = await tx.schemas.interfaces([{ application, version }]);
        const found = all.find((one) => one.kind === kind && one.name === name);
        const content = found && (await tx.schemas.content(kind, found.content));
        if (!content) {
          const names = all.map((one) => `${one.kind}/${one.name}`).join(", ") || "none";
          throw new TallyError(
            "E_NOT_FOUND",
            `${application} ${version} has no interface ${kind}/${name}; it has: ${names}`,
          );
        }
        const files = content.files.map((file) => ({
          path: file.path,
          content: Buffer.from(file.bytes).toString("base64"),
        }));
        return { ...showInterface(found), entry: content.entry, files };
      }),
    );
  });
  return app;
}
