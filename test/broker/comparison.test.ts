import { afterEach, beforeEach, expect, it } from "vitest";
import { configFrom } from "../../broker/config.ts";
import { startComparer } from "../../broker/jobs/comparer.ts";
import { type Pool, startPool } from "../../broker/jobs/pool.ts";
import { noLog } from "../../broker/log.ts";
import { compareVersions } from "../../broker/pages/comparison.ts";
import { createServer } from "../../broker/server.ts";
import type { Store } from "../../broker/store/store.ts";
import { ENGINE } from "../../src/version.ts";
import { temporaryStore } from "../support/stores.ts";

let store: Store;
beforeEach(async () => {
  store = await temporaryStore();
});
afterEach(() => store.close());

const document = (...paths: readonly string[]) =>
  ["openapi: 3.0.3", "info: {title: T, version: '1'}", "paths:"]
    .concat(paths.map((path) => `  ${path}: {get: {responses: {'200': {description: ok}}}}`))
    .join("\n");

/** Publishes interfaces by name: `admin`, or `admin formerly back-office`. */
async function publish(version: string, interfaces: Readonly<Record<string, readonly string[]>>): Promise<void> {
  await store.write(async (tx) => {
    for (const [words, paths] of Object.entries(interfaces)) {
      const [name = "", formerly = null] = words.split(" formerly ");
      const content = `content of ${paths.join(" ")}`;
      const files = [{ path: "api.yaml", bytes: Buffer.from(document(...paths)) }];
      await tx.schemas.keep({ kind: "openapi", content, entry: "api.yaml", operations: [], files });
      await tx.schemas.publishInterface({ application: "orders", version, kind: "openapi", name, content, formerly });
    }
  });
}

async function page(pool: Pool = startPool(0), until = /^$/) {
  const config = configFrom({ TALLY_WORKERS: "0" });
  const comparer = startComparer(store, config, noLog, pool);
  const ask = () => compareVersions({ store, comparer }, { application: "orders", before: "1", after: "2" }, true);
  await expect.poll(async () => (await ask()).open.join()).toMatch(until);
  const compared = await ask();
  const app = createServer(store, config, { comparer });
  const answer = await app.request("http://127.0.0.1/comparison?application=orders&before=1&after=2");
  return { ...compared, html: await answer.text() };
}

const stuck: Pool = { run: () => new Promise<never>(() => undefined), close: async () => undefined };
const sick: Pool = {
  run: async () => ({ type: "error", code: "E_TOOL", message: "out of memory", place: null }),
  close: async () => undefined,
};

it("says compatible only of what was compared", async () => {
  await publish("1", { default: ["/a"] });
  await publish("2", { default: ["/a", "/b"] });
  const running = await page(stuck, /still running/);
  expect(running.html).toContain("<strong>not known yet</strong>");
  const failed = await page(sick, /failed/);
  expect(failed.open).toEqual([expect.stringContaining("failed: out of memory")]);
  expect(failed.html).not.toContain("<strong>compatible</strong>");
  const done = await page();
  expect([done.open, done.comparison.verdict]).toEqual([[], "compatible"]);
  expect(done.html).toContain("<strong>compatible</strong>");
});

it("says what is gone, and follows an interface to its new name", async () => {
  await publish("1", { orders: ["/a"], admin: ["/b"] });
  await publish("2", { orders: ["/a"], "desk formerly admin": ["/c"] });
  const renamed = await page();
  expect(renamed.comparison.findings.map(({ id }) => id)).toContain("openapi.operation.removed");
  await store.write((tx) => tx.versions.remove("orders", "2"));
  await publish("2", { orders: ["/a"] });
  const gone = await page();
  expect(gone.comparison).toMatchObject({ verdict: "breaking", findings: [{ id: "interface.removed" }] });
});

it("shows the lines of each interface, read by the threads, though two have files of one name", async () => {
  await publish("1", { orders: ["/a", "/gone"], admin: ["/b"] });
  await publish("2", { orders: ["/a"], admin: ["/b", "/new"] });
  const tasks: string[] = [];
  const inner = startPool(0);
  const pool: Pool = {
    run: (task) => {
      tasks.push(task.type);
      return inner.run(task);
    },
    close: async () => undefined,
  };
  const { html } = await page(pool);
  expect(html).toContain("<pre>  /gone: {get:");
  expect(tasks.filter((type) => type === "snippets").length).toBeGreaterThan(0);
});

it("starts nothing for readers without the token, and shows them what is remembered", async () => {
  await publish("1", { default: ["/a", "/b"] });
  await publish("2", { default: ["/a"] });
  const config = configFrom({
    TALLY_WORKERS: "0",
    TALLY_TOKEN: "a-secret-of-enough-length",
    TALLY_PUBLIC_READ: "true",
  });
  const comparer = startComparer(store, config, noLog);
  const app = createServer(store, config, { comparer });
  const ask = async (headers: Record<string, string> = {}) =>
    (await app.request("http://x/comparison?application=orders&before=1&after=2", { headers })).text();
  const wanted = () => store.read((tx) => tx.comparisons.open(ENGINE, 10));
  const stranger = await ask();
  expect(stranger).toContain("was never asked for");
  expect(stranger).toContain("tally diff &#39;broker:orders@1#openapi/default&#39;");
  expect(await wanted()).toEqual([]);
  const holder = { authorization: "Bearer a-secret-of-enough-length" };
  await expect.poll(() => ask(holder)).toContain("<strong>breaking</strong>");
  expect(await ask()).toContain("<strong>breaking</strong>");
});
