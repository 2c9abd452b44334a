import { type Context, Hono } from "hono";
import type { Broker } from "../../broker.ts";
import type { Requests } from "./document.ts";
import { type DeployQuestion, resolveQuestion } from "./question.ts";

const PATH = "/api/can-i-deploy";

/** Asking the gate. */
export function canIDeployRoutes(broker: Broker, requests: Requests): Hono {
  const app = new Hono();
  const answer = async (c: Context, sent: DeployQuestion): Promise<Response> => {
    const question = await broker.store.read((tx) => resolveQuestion(tx, sent));
    const { facts, verdict } = await broker.decide(question);
    return c.json(sent.facts ? facts : verdict);
  };
  app.get(PATH, async (c) => {
    requests.parameters(c, PATH, "get");
    const { application = "", version = "", environment = "" } = c.req.query();
    return answer(c, {
      selectors: [{ application, by: { type: "version", version } }],
      target: { type: "environment", name: environment },
      facts: c.req.query("facts") === "true",
    });
  });
  app.post(PATH, async (c) => answer(c, await requests.body<DeployQuestion>(c, PATH, "post")));
  return app;
}
