import { Hono } from "hono";
import { TallyError } from "../../../src/core/errors.ts";
import { holds } from "../../../src/gate/index.ts";
import type { Broker } from "../../broker.ts";
import type { Reading } from "../../store/store.ts";
import { knownApplication } from "./answers.ts";
import type { Requests } from "./document.ts";

const ACCEPTANCES = "/api/acceptances";
const SEAM = "/api/seams/{consumer}/{provider}/retirement";

interface AcceptRequest {
  readonly application: string;
  readonly fingerprint: string;
  readonly reason: string;
  readonly owner: string;
  readonly until?: string | null;
}

/** What people decide: accepted findings and retired seams. */
export function decisionRoutes({ store }: Broker, requests: Requests): Hono {
  const app = new Hono();
  app.get(ACCEPTANCES, async (c) => {
    requests.parameters(c, ACCEPTANCES, "get");
    const application = c.req.query("application");
    const acceptances = await store.read((tx) =>
      tx.decisions.acceptances(application === undefined ? undefined : [application]),
    );
    return c.json({ acceptances });
  });
  app.post(ACCEPTANCES, async (c) => {
    const { until = null, ...body } = await requests.body<AcceptRequest>(c, ACCEPTANCES, "post");
    const acceptance = await store.write(async (tx) => {
      await knownApplication(tx, body.application);
      if (!holds({ ...body, until }, tx.now))
        throw new TallyError("E_INVALID", `the acceptance would never hold: ${until} is over`);
      const id = await tx.decisions.accept({ ...body, until });
      return { id, ...body, until, createdAt: tx.now };
    });
    return c.json(acceptance, 201);
  });
  app.delete(`${ACCEPTANCES}/:id`, async (c) => {
    const id = c.req.param("id");
    if (await store.write((tx) => tx.decisions.withdraw(id))) return c.body(null, 204);
    throw new TallyError("E_NOT_FOUND", "there is no such acceptance");
  });
  app.get("/api/seams", async (c) => c.json({ seams: await store.read((tx) => seams(tx)) }));
  app.put("/api/seams/:consumer/:provider/retirement", async (c) => {
    requests.parameters(c, SEAM, "put");
    const { reason, owner } = await requests.body<{ reason: string; owner: string }>(c, SEAM, "put");
    const { consumer, provider } = c.req.param();
    return c.json(
      await store.write(async (tx) => {
        await tx.decisions.retireSeam(consumer, provider, reason, owner);
        return knownSeam(tx, consumer, provider);
      }),
    );
  });
  app.delete("/api/seams/:consumer/:provider/retirement", async (c) => {
    requests.parameters(c, SEAM, "delete");
    const { consumer, provider } = c.req.param();
    return c.json(
      await store.write(async (tx) => {
        await tx.decisions.restoreSeam(consumer, provider);
        return knownSeam(tx, consumer, provider);
      }),
    );
  });
  return app;
}

async function seams(
  tx: Pick<Reading, "pacts" | "decisions">,
  filter: { readonly consumer?: string; readonly provider?: string } = {},
) {
  const retired = await tx.decisions.retiredSeams();
  const key = (seam: { readonly consumer: string; readonly provider: string }) =>
    JSON.stringify([seam.consumer, seam.provider]);
  const byKey = new Map(retired.map((seam) => [key(seam), seam]));
  const all = await tx.pacts.integrations(filter);
  return all.map(({ consumer, provider }) => {
    const found = byKey.get(key({ consumer, provider }));
    return {
      consumer,
      provider,
      retired: found ? { at: found.createdAt, reason: found.reason, owner: found.owner } : null,
    };
  });
}

async function knownSeam(tx: Pick<Reading, "pacts" | "decisions">, consumer: string, provider: string) {
  const [found] = await seams(tx, { consumer, provider });
  if (!found) throw new TallyError("E_NOT_FOUND", `${consumer} never published anything for ${provider}`);
  return found;
}
