import { DEFAULT_IN_FORCE } from "../../src/core/verdict.ts";
import type { Broker } from "../broker.ts";
import type { Reading } from "../store/store.ts";
import type { HomeApplication, HomeBlock, HomeSeam } from "./home-page.tsx";

const PAGE_SIZE = 25;

/** What the home page shows: one page of applications, the seams that touch them, and what of them is blocked. */
export interface Estate {
  readonly applications: readonly HomeApplication[];
  readonly seams: readonly HomeSeam[];
  readonly blocks: readonly HomeBlock[];
  readonly environments: readonly string[];
  readonly page: { readonly number: number; readonly last: number };
}

/** Gathers the estate; the verdicts are asked of the gate, without waiting for comparisons that still run. */
export async function estateOf(broker: Broker, query: string, wanted: number): Promise<Estate> {
  const shown = await broker.store.read(async (tx) => {
    const last = Math.max(1, Math.ceil((await tx.applications.count(query)) / PAGE_SIZE));
    const number = Math.min(last, Number.isInteger(wanted) && wanted > 0 ? wanted : 1);
    const list = await tx.applications.list({ query, page: { skip: (number - 1) * PAGE_SIZE, size: PAGE_SIZE } });
    const environments = await tx.environments.list();
    const applications: HomeApplication[] = [];
    for (const { name, retired } of list) {
      applications.push({
        name,
        retired: retired !== null,
        newest: await newestOf(tx, name),
        live: await liveOf(tx, name),
      });
    }
    return {
      applications,
      seams: await seamsOf(tx, new Set(list.map(({ name }) => name))),
      environments,
      page: { number, last },
    };
  });
  const production = shown.environments.filter((one) => one.production).map((one) => one.name);
  return {
    ...shown,
    environments: shown.environments.map((one) => one.name),
    blocks: await blocksOf(broker, shown.applications, production),
  };
}

/** The head of the main branch, else the newest version there is. */
async function newestOf(tx: Reading, application: string): Promise<string | null> {
  const main = await tx.versions.select(application, { type: "main-branch", latest: true });
  const [newest] = main.length > 0 ? main : await tx.versions.select(application, { type: "latest" });
  return newest?.version ?? null;
}

async function liveOf(tx: Reading, application: string): Promise<HomeApplication["live"]> {
  const byEnvironment = new Map<string, string[]>();
  for (const { environment, version } of await tx.environments.presences({ application, current: true })) {
    const versions = byEnvironment.get(environment) ?? [];
    if (!versions.includes(version)) versions.push(version);
    byEnvironment.set(environment, versions);
  }
  return [...byEnvironment].map(([environment, versions]) => ({ environment, versions }));
}

async function seamsOf(tx: Reading, names: ReadonlySet<string>): Promise<readonly HomeSeam[]> {
  const seams: HomeSeam[] = [];
  for (const { consumer, provider } of await tx.pacts.integrations()) {
    if (!names.has(consumer) && !names.has(provider)) continue;
    const [pact] = await tx.pacts.newest({ consumer, provider, among: { type: "latest" } });
    if (!pact) {
      seams.push({ consumer, provider, contract: "copy", version: null, result: "by comparison" });
      continue;
    }
    const results = await tx.verifications.latest([pact]);
    const newest = [...results].sort((a, b) => b.number - a.number)[0];
    const result = newest === undefined ? "not verified" : newest.success ? "verified" : "failed";
    seams.push({ consumer, provider, contract: "pact", version: pact.consumerVersion, result });
  }
  return seams;
}

/** The newest version of each application, asked about production and wherever another version of it is live. */
async function blocksOf(
  broker: Broker,
  applications: readonly HomeApplication[],
  production: readonly string[],
): Promise<readonly HomeBlock[]> {
  const blocks: HomeBlock[] = [];
  for (const { name, newest, live, retired } of applications) {
    if (newest === null || retired) continue;
    for (const environment of new Set([...production, ...live.map((one) => one.environment)])) {
      if (live.some((one) => one.environment === environment && one.versions.includes(newest))) continue;
      const { verdict } = await broker.decide(
        {
          asked: [{ application: name, version: newest, words: `version ${newest}` }],
          target: { type: "environment", name: environment },
          ignore: [],
          inForce: DEFAULT_IN_FORCE,
        },
        { wait: 0 },
      );
      if (verdict.verdict !== "yes") {
        blocks.push({
          application: name,
          version: newest,
          environment,
          verdict: verdict.verdict,
          sentence: verdict.sentence,
        });
      }
    }
  }
  return blocks;
}
