import { type Context, Hono } from "hono";
import { TallyError } from "../../src/core/errors.ts";
import { DEFAULT_IN_FORCE } from "../../src/core/verdict.ts";
import type { Question } from "../../src/gate/facts.ts";
import { isTrusted } from "../access.ts";
import type { Broker } from "../broker.ts";
import { ApplicationPage } from "../pages/application-page.tsx";
import { compareVersions } from "../pages/comparison.ts";
import { ComparisonPage } from "../pages/comparison-page.tsx";
import { estateOf } from "../pages/estate.ts";
import { HomePage } from "../pages/home-page.tsx";
import { type Link, linkFrom } from "../pages/layout.tsx";
import { page, wantsHtml } from "../pages/respond.tsx";
import { checkSnippets } from "../pages/snippets.ts";
import { STYLE } from "../pages/style.ts";
import { VerdictPage } from "../pages/verdict-page.tsx";

const VERSIONS_SHOWN = 30;

/** The pages for people. A client that does not ask for HTML gets what the other routes have at the same address. */
export function pages(broker: Broker): Hono {
  const app = new Hono();
  const link = (c: Context): Link => linkFrom(broker.config.baseUrl ?? new URL(c.req.url).origin);
  app.get("/assets/style.css", (c) =>
    c.body(STYLE, 200, { "content-type": "text/css;charset=utf-8", "cache-control": "max-age=3600" }),
  );
  app.get("/", async (c, next) => {
    if (!wantsHtml(c)) return next();
    const query = c.req.query("q") ?? "";
    const estate = await estateOf(broker, query, Number(c.req.query("page") ?? 1));
    return page(c, <HomePage {...estate} query={query} link={link(c)} />);
  });
  app.get("/applications/:name", async (c, next) => {
    if (!wantsHtml(c)) return next();
    return page(c, <ApplicationPage {...(await applicationOf(broker, c.req.param("name")))} link={link(c)} />);
  });
  app.get("/verdict", async (c) => {
    const decided = await broker.decide(await questionOf(broker, c));
    const snippets = await checkSnippets(broker, decided);
    return page(c, <VerdictPage verdict={decided.verdict} link={link(c)} snippetsOf={snippets} />);
  });
  app.get("/comparison", async (c) => page(c, await comparisonOf(broker, c, link(c))));
  return app;
}

function needed(c: Context, name: string): string {
  const value = c.req.query(name);
  if (!value) throw new TallyError("E_INVALID", `the page needs ?${name}=`);
  return value;
}

async function questionOf(broker: Broker, c: Context): Promise<Question> {
  const [application, version, environment] = [
    needed(c, "application"),
    needed(c, "version"),
    needed(c, "environment"),
  ];
  await broker.store.read(async (tx) => {
    if (!(await tx.applications.find(application)))
      throw new TallyError("E_NOT_FOUND", `there is no application "${application}"`);
    if (!(await tx.environments.byName(environment)))
      throw new TallyError("E_NOT_FOUND", `there is no environment "${environment}"`);
  });
  return {
    asked: [{ application, version, words: `version ${version}` }],
    target: { type: "environment", name: environment },
    ignore: [],
    inForce: DEFAULT_IN_FORCE,
  };
}

function applicationOf(broker: Broker, name: string) {
  return broker.store.read(async (tx) => {
    const application = await tx.applications.find(name);
    if (!application) throw new TallyError("E_NOT_FOUND", `there is no application "${name}"`);
    const points = await tx.versions.select(name, { type: "all" }, { skip: 0, size: VERSIONS_SHOWN });
    const presences = await tx.environments.presences({ application: name, current: true });
    const [provided, consumed] = [
      await tx.pacts.integrations({ provider: name }),
      await tx.pacts.integrations({ consumer: name }),
    ];
    return {
      application,
      versions: await tx.versions.describe(points),
      total: await tx.versions.count(name, { type: "all" }),
      branches: await tx.versions.branches(name),
      live: presences.map(({ environment, version, type, instance }) => ({
        environment,
        version,
        how: type === "release" ? "released" : instance === null ? "deployed" : `deployed as ${instance}`,
      })),
      environments: (await tx.environments.list()).map((environment) => environment.name),
      integrations: [...provided, ...consumed],
      interfaces: await tx.schemas.interfaces(points),
      copies: await tx.schemas.copies(points),
    };
  });
}

/** Every interface that a version has beside that of another version; the findings of all of them on one page. */
async function comparisonOf(broker: Broker, c: Context, link: Link) {
  const [application, before, after] = [needed(c, "application"), needed(c, "before"), needed(c, "after")];
  const start = isTrusted(c, broker.config);
  return (
    <ComparisonPage
      {...(await compareVersions(broker, { application, before, after }, start))}
      labels={{ before: `${application} ${before}`, after: `${application} ${after}` }}
      link={link}
      trail={[
        { name: "Estate", href: link() },
        { name: application, href: link("applications", application) },
      ]}
    />
  );
}
