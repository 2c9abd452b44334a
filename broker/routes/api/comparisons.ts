import { Hono } from "hono";
import { TallyError } from "../../../src/core/errors.ts";
import { DEFAULT_READING, readBy } from "../../../src/core/reading.ts";
import { summarise } from "../../../src/core/verdict.ts";
import { ENGINE, VERSION } from "../../../src/version.ts";
import type { Broker } from "../../broker.ts";
import { TOLERANCES } from "../../jobs/comparer.ts";
import type { Reading } from "../../store/store.ts";
import { knownVersion } from "./answers.ts";
import type { Requests } from "./document.ts";

const PATH = "/api/comparisons";

interface InterfaceRef {
  readonly application: string;
  readonly version: string;
  readonly name?: string;
}

interface CompareRequest {
  readonly kind: string;
  readonly before: InterfaceRef;
  readonly after: InterfaceRef;
}

/** Asking for a comparison of two published interfaces. */
export function comparisonRoutes({ store, config, comparer }: Broker, requests: Requests): Hono {
  const app = new Hono();
  app.post(PATH, async (c) => {
    const { kind, ...sides } = await requests.body<CompareRequest>(c, PATH, "post");
    const pair = await store.read(async (tx) => ({
      kind,
      before: await contentOf(tx, kind, sides.before),
      after: await contentOf(tx, kind, sides.after),
    }));
    if (pair.before === pair.after) return c.json(summarise(kind, VERSION, []));
    await comparer.ask([pair]);
    await comparer.settled([pair], config.comparisonWait);
    const [fact] = await store.read((tx) => tx.comparisons.find([pair], ENGINE, TOLERANCES));
    if (fact?.state === "done") return c.json(summarise(kind, VERSION, readBy(fact.findings, DEFAULT_READING)));
    if (fact?.state === "failed")
      throw new TallyError("E_TOOL", `the comparison failed: ${fact.error ?? "no reason known"}`);
    return c.json({ state: "running" }, 202);
  });
  return app;
}

async function contentOf(tx: Reading, kind: string, ref: InterfaceRef): Promise<string> {
  await knownVersion(tx, ref.application, ref.version);
  const name = ref.name ?? "default";
  const found = (await tx.schemas.interfaces([ref])).find((one) => one.kind === kind && one.name === name);
  if (found) return found.content;
  throw new TallyError("E_NOT_FOUND", `${ref.application} ${ref.version} has no interface ${kind}/${name}`);
}
