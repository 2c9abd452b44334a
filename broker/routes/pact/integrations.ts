import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { curies, gone, hal, linksFor, pacticipantLink, pactPath } from "./hal.ts";
import { present } from "./missing.ts";
import { tidyUp } from "./tidy.ts";

/** Integrations: which consumer ever had a contract with which provider. */
export function integrationRoutes(broker: Broker): Hono {
  const app = new Hono();
  app.get("/integrations", async (c) => {
    const to = linksFor(c, broker);
    const found = await broker.store.read((tx) => tx.pacts.integrations());
    return hal(c, {
      _embedded: {
        integrations: found.map(({ consumer, provider, createdAt }) => ({
          consumer: { name: consumer, _links: { self: pacticipantLink(to, consumer) } },
          provider: { name: provider, _links: { self: pacticipantLink(to, provider) } },
          createdAt,
          _links: {
            self: {
              title: `Integration between ${consumer} and ${provider}`,
              href: to("integrations", "provider", provider, "consumer", consumer),
            },
            "pb:latest-pact-version": { href: to(...pactPath(provider, consumer), "latest") },
          },
        })),
      },
      _links: { self: { href: to("integrations"), title: "Integrations" }, curies: curies(to) },
    });
  });
  app.delete("/integrations/provider/:provider/consumer/:consumer", async (c) => {
    const { provider, consumer } = c.req.param();
    const removed = await broker.store.write((tx) => tx.pacts.removeIntegration(consumer, provider));
    present(removed || null, `integration between ${consumer} and ${provider}`);
    await tidyUp(broker);
    return gone(c);
  });
  return app;
}
