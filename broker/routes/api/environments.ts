import { Hono } from "hono";
import { TallyError } from "../../../src/core/errors.ts";
import type { Floor } from "../../../src/gate/index.ts";
import type { Broker } from "../../broker.ts";
import type { Environment } from "../../store/records.ts";
import type { Requests } from "./document.ts";

const FLOOR = "/api/environments/{environment}/floor";

/** The least that an environment demands of every version. */
export function environmentRoutes({ store }: Broker, requests: Requests): Hono {
  const app = new Hono();
  const path = "/api/environments/:environment/floor";
  app.get(path, async (c) => {
    requests.parameters(c, FLOOR, "get");
    const name = c.req.param("environment");
    return c.json(show(await store.read((tx) => tx.environments.byName(name)), name));
  });
  app.put(path, async (c) => {
    requests.parameters(c, FLOOR, "put");
    const floor = await requests.body<Floor>(c, FLOOR, "put");
    const name = c.req.param("environment");
    return c.json(show(await store.write((tx) => tx.environments.setFloor(name, floor)), name));
  });
  app.delete(path, async (c) => {
    requests.parameters(c, FLOOR, "delete");
    const name = c.req.param("environment");
    return c.json(show(await store.write((tx) => tx.environments.setFloor(name, null)), name));
  });
  return app;
}

function show(found: Environment | null, name: string) {
  if (!found) throw new TallyError("E_NOT_FOUND", `there is no environment "${name}"`);
  return { environment: found.name, floor: found.floor };
}
