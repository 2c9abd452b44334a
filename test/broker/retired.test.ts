import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configFrom } from "../../broker/config.ts";
import { createServer } from "../../broker/server.ts";
import type { Store } from "../../broker/store/store.ts";
import { checkFacts } from "../../src/commands/read-facts.ts";
import type { Facts, Verdict } from "../../src/gate/index.ts";
import { canIDeploy } from "../../src/gate/index.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { temporaryStore } from "../support/stores.ts";

const proto = (fields: string) => `syntax = "proto3"; package shop; message Order { string id = 1; ${fields} }`;
const WITH = proto("string note = 2;");
const WITHOUT = proto("");
const AGAIN = proto("string coupon = 2;");
const openapi = (...paths: readonly string[]) =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "T", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, { get: { responses: { "200": { description: "ok" } } } }])),
  });

describe("numbers that deployed versions retired", () => {
  let store: Store;
  let app: ReturnType<typeof createServer>;
  beforeEach(async () => {
    store = await temporaryStore();
    app = createServer(store, configFrom({ TALLY_WORKERS: "0" }));
  });
  afterEach(() => store.close());

  const post = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const response = await app.request(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (response.status >= 300) throw new Error(`${response.status} ${await response.text()}`);
    return response.json();
  };
  const publish = (version: string, text: string, kind = "proto") => {
    const path = kind === "proto" ? "shop.proto" : "api.json";
    const files = [{ path, content: Buffer.from(text).toString("base64") }];
    return post("/api/publish", { application: "orders", version, interfaces: [{ kind, entry: path, files }] });
  };
  const deploy = async (version: string, environment = "production") => {
    const found = await store.read((tx) => tx.environments.byName(environment));
    await post(`/pacticipants/orders/versions/${version}/deployed-versions/environment/${found?.uuid}`, {});
  };
  const question = (version: string, environment = "production") => ({
    selectors: [{ application: "orders", by: { type: "version", version } }],
    target: { type: "environment", name: environment },
  });
  const ask = async (version: string, environment?: string) =>
    (await post("/api/can-i-deploy", question(version, environment))) as Verdict;

  it("removed in 2.0 (deployed), reused in 3.0 while only 2.0 is live: no, with a witness, until it is accepted", async () => {
    await publish("1.0", WITH);
    await deploy("1.0");
    await publish("2.0", WITHOUT);
    await deploy("2.0");
    await publish("3.0", AGAIN);
    const verdict = await ask("3.0");
    expect(verdict).toMatchObject({ verdict: "no", reason: "interface-break" });
    const failed = verdict.checks.filter((check) => check.state === "failed");
    expect(failed).toMatchObject([{ type: "interface", against: null, kind: "proto", name: "default" }]);
    const [finding] = failed[0]?.findings ?? [];
    expect(finding).toMatchObject({
      id: "proto.field.number-reused-after-retirement",
      element: "shop.Order.coupon",
      witness: { producer: "before", reader: "after", outcome: "changed" },
      after: { file: "shop.proto", line: 1 },
    });
    const facts = (await post("/api/can-i-deploy", { ...question("3.0"), facts: true })) as Facts;
    expect(facts.retired).toMatchObject([{ application: "orders", kind: "proto", name: "default", state: "done" }]);
    expect(JSON.parse(JSON.stringify(canIDeploy(checkFacts(facts, "facts"))))).toEqual(verdict);
    const acceptance = { fingerprint: finding?.fingerprint, reason: "no old bytes are left", owner: "ann" };
    await post("/api/acceptances", { application: "orders", ...acceptance });
    expect(await ask("3.0")).toMatchObject({ verdict: "yes" });
  });

  it("are found whenever the reuse comes: several versions later, in another environment, after a restart", async () => {
    await publish("1.0", WITH);
    await deploy("1.0", "test");
    for (const version of ["2.0", "2.1", "2.2"]) {
      await publish(version, version === "2.0" ? WITHOUT : proto(`bytes b${version.at(-1)} = 1${version.at(-1)};`));
      await deploy(version, "test");
    }
    app = createServer(store, configFrom({ TALLY_WORKERS: "1" }));
    await publish("3.0", AGAIN);
    const verdict = await ask("3.0");
    expect(verdict.verdict).toBe("no");
    expect(verdict.checks.filter((check) => check.state === "failed").map(({ against }) => against)).toEqual([null]);
  });

  it("restored in the same meaning are no reuse", async () => {
    await publish("1.0", WITH);
    await deploy("1.0");
    await publish("2.0", WITHOUT);
    await deploy("2.0");
    await publish("3.0", proto("string note = 2; string coupon = 3;"));
    expect(await ask("3.0")).toMatchObject({ verdict: "yes" });
    await deploy("1.0");
    expect(await ask("2.0")).toMatchObject({ verdict: "no" });
    expect((await ask("3.0")).verdict).toBe("yes");
  });

  it("of versions that were never deployed do not count", async () => {
    await publish("1.0", WITH);
    await publish("2.0", WITHOUT);
    await deploy("2.0");
    await publish("3.0", AGAIN);
    expect((await ask("3.0")).verdict).toBe("yes");
  });

  it("exist in kinds that say so, and cost the others nothing but a note", async () => {
    for (const entry of KINDS) expect("retirement" in (await entry.load())).toBe(entry.hasNumbers);
    await publish("1.0", openapi("/a", "/b"), "openapi");
    await deploy("1.0");
    await publish("2.0", openapi("/a"), "openapi");
    await deploy("2.0");
    await publish("3.0", openapi("/a", "/c"), "openapi");
    const verdict = await ask("3.0");
    expect([verdict.verdict, verdict.checks.length]).toEqual(["yes", 1]);
  });
});
