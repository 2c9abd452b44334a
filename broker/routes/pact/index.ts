import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { branchRoutes } from "./branches.ts";
import { environmentRoutes } from "./environments.ts";
import { forVerificationRoutes } from "./for-verification.ts";
import { indexRoutes } from "./index-resource.ts";
import { integrationRoutes } from "./integrations.ts";
import { matrixRoutes } from "./matrix.ts";
import { pacticipantRoutes } from "./pacticipants.ts";
import { pactRoutes } from "./pacts.ts";
import { presenceRoutes } from "./presences.ts";
import { providerPactRoutes } from "./provider-pacts.ts";
import { publishRoutes } from "./publish.ts";
import { tagRoutes } from "./tags.ts";
import { verificationResultRoutes } from "./verification-results.ts";
import { versionRoutes } from "./versions.ts";

const RESOURCES: readonly ((broker: Broker) => Hono)[] = [
  indexRoutes,
  publishRoutes,
  forVerificationRoutes,
  pactRoutes,
  providerPactRoutes,
  verificationResultRoutes,
  pacticipantRoutes,
  versionRoutes,
  branchRoutes,
  tagRoutes,
  environmentRoutes,
  presenceRoutes,
  matrixRoutes,
  integrationRoutes,
];

/** The version of the Pact Broker whose protocol this is: clients and proxies look at it. */
const PROTOCOL = "2.120.0";

/** The protocol of the Pact Broker: what its command lines, verifiers and libraries speak. */
export function pactProtocol(broker: Broker): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header("x-pact-broker-version", PROTOCOL);
  });
  for (const routes of RESOURCES) app.route("/", routes(broker));
  return app;
}
