import { type Context, Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { baseOf, curies, hal, type Link, linksFor, template } from "./hal.ts";
import { present } from "./missing.ts";

interface Relation {
  readonly rel: string;
  /** With variables. */
  readonly path: string;
  readonly title: string;
}

/** Relation, path and title of each link, in three columns. */
const RELATIONS = relationsIn(`
  pb:publish-pact | pacts/provider/{provider}/consumer/{consumer}/version/{consumerApplicationVersion} | Publish a pact
  pb:publish-contracts | contracts/publish | Publish contracts
  pb:latest-pact-versions | pacts/latest | Latest pact versions
  pb:provider-pacts | pacts/provider/{provider} | All pacts of a provider
  pb:provider-pacts-with-tag | pacts/provider/{provider}/tag/{tag} | Pacts of a provider with a consumer version tag
  pb:provider-pacts-with-branch | pacts/provider/{provider}/branch/{branch} | Pacts of a provider from a consumer branch
  pb:provider-pacts-with-main-branch | pacts/provider/{provider}/branch | Pacts of a provider from the consumers' main branches
  pb:latest-provider-pacts | pacts/provider/{provider}/latest | Latest pacts of a provider
  pb:latest-provider-pacts-with-tag | pacts/provider/{provider}/latest/{tag} | Latest pacts of a provider with a consumer version tag
  pb:latest-provider-pacts-with-branch | pacts/provider/{provider}/branch/{branch}/latest | Latest pacts of a provider from a consumer branch
  pb:latest-provider-pacts-with-main-branch | pacts/provider/{provider}/branch/latest | Latest pacts of a provider from the consumers' main branches
  pb:pacticipants | pacticipants | Pacticipants
  pb:pacticipant | pacticipants/{pacticipant} | A pacticipant
  pb:latest-version | pacticipants/{pacticipant}/latest-version | Latest version of a pacticipant
  pb:latest-tagged-version | pacticipants/{pacticipant}/latest-version/{tag} | Latest version of a pacticipant with a tag
  pb:latest-branch-version | pacticipants/{pacticipant}/branches/{branch}/latest-version | Latest version of a pacticipant from a branch
  pb:pacticipant-version | pacticipants/{pacticipant}/versions/{version} | A version of a pacticipant
  pb:pacticipant-version-tag | pacticipants/{pacticipant}/versions/{version}/tags/{tag} | A tag of a version
  pb:pacticipant-branch | pacticipants/{pacticipant}/branches/{branch} | A branch of a pacticipant
  pb:pacticipant-branch-version | pacticipants/{pacticipant}/branches/{branch}/versions/{version} | A version on a branch
  pb:integrations | integrations | Integrations
  pb:can-i-deploy-pacticipant-version-to-environment | can-i-deploy?pacticipant={pacticipant}&version={version}&environment={environment} | Can this version go to an environment?
  pb:provider-pacts-for-verification | pacts/provider/{provider}/for-verification | Pacts to be verified by a provider
  beta:provider-pacts-for-verification | pacts/provider/{provider}/for-verification | Pacts to be verified by a provider
  pb:environments | environments | Environments
  pb:environment | environments/{uuid} | An environment
`);

function relationsIn(text: string): readonly Relation[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [rel = "", path = "", title = ""] = line.split("|").map((part) => part.trim());
      return { rel, path, title };
    });
}

/** `GET /` for HAL clients: where everything is; and a line on each relation, where curies lead. */
export function indexRoutes(broker: Broker): Hono {
  const app = new Hono();
  app.get("/", (c) => hal(c, { _links: indexLinks(c, broker) }));
  app.get("/doc/:rel", (c) => {
    const { rel } = c.req.param();
    const title = RELATIONS.find((one) => one.rel === `${c.req.query("context") ?? "pb"}:${rel}`)?.title;
    return c.text(`${present(title, `relation ${rel}`)}\n\nhttps://docs.pact.io/pact_broker/api\n`);
  });
  return app;
}

function indexLinks(c: Context, broker: Broker): Readonly<Record<string, Link | readonly Link[]>> {
  const base = baseOf(c, broker);
  const relations = RELATIONS.map(({ rel, path, title }): readonly [string, Link] => [
    rel,
    path.includes("{") ? template(base, path, title) : { href: `${base}/${path}`, title, templated: false },
  ]);
  return {
    self: { href: `${base}/`, title: "Index", templated: false },
    ...Object.fromEntries(relations),
    curies: curies(linksFor(c, broker), ["pb", "beta"]),
  };
}
