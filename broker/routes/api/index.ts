import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { applicationRoutes } from "./applications.ts";
import { canIDeployRoutes } from "./can-i-deploy.ts";
import { comparisonRoutes } from "./comparisons.ts";
import { decisionRoutes } from "./decisions.ts";
import { type Requests, requestsFrom } from "./document.ts";
import { environmentRoutes } from "./environments.ts";
import { publishRoutes } from "./publish.ts";

const RESOURCES: readonly ((broker: Broker, requests: Requests) => Hono)[] = [
  publishRoutes,
  applicationRoutes,
  comparisonRoutes,
  canIDeployRoutes,
  environmentRoutes,
  decisionRoutes,
];

/** Our own API, described in contracts/openapi.yaml. */
export function api(broker: Broker): Hono {
  const requests = requestsFrom(broker.config);
  const app = new Hono();
  for (const routes of RESOURCES) app.route("/", routes(broker, requests));
  return app;
}
