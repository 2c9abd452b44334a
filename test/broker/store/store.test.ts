import { beforeEach, describe, expect, it } from "vitest";
import { openStore, type StorePlace } from "../../../broker/store/open.ts";
import type { Store, Writing } from "../../../broker/store/store.ts";
import { TallyError } from "../../../src/core/errors.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import type { Question } from "../../../src/gate/index.ts";
import { ENGINES, eachStore, runRaw, ticking } from "../../support/stores.ts";

const bytes = (text: string) => Buffer.from(text);
const pact = (consumer: string, consumerVersion: string, provider: string, content: string) => ({
  consumer,
  consumerVersion,
  provider,
  content,
  bytes: bytes(`{"content":"${content}","of":"${consumer}"}`),
});
const result = (consumer: string, provider: string, content: string, providerVersion: string, success: boolean) => ({
  consumer,
  provider,
  content,
  providerVersion,
  success,
  buildUrl: null,
  details: { tests: [] },
});
const ask = (application: string, version: string | null, environment: string | null): Question => ({
  asked: [{ application, version, words: `version ${version}` }],
  target: environment === null ? null : { type: "environment", name: environment },
  ignore: [],
  inForce: DEFAULT_IN_FORCE,
});
const NOW = "2026-11-21T12:00:00.000Z";

describe.each(ENGINES.map((make) => ({ engine: make() })))("the store on $engine.name", ({ engine }) => {
  let place: StorePlace;
  let store: Store;
  const clock = ticking();
  const write = <T>(work: (tx: Writing) => Promise<T>) => store.write(work);

  eachStore(engine, clock, (at, opened) => {
    [place, store] = [at, opened];
    return () => store.close();
  });

  it("has the environments test and production at first start, and keeps them as they are later", async () => {
    const first = await store.read((tx) => tx.environments.list());
    expect(first.map((one) => [one.name, one.production])).toEqual([
      ["production", true],
      ["test", false],
    ]);
    await store.close();
    store = await openStore(place, { clock });
    expect(await store.read((tx) => tx.environments.list())).toEqual(first);
  });

  it("keeps what was written after a restart", async () => {
    await write((tx) => tx.pacts.publish(pact("web", "1", "orders", "aa")));
    await store.close();
    store = await openStore(place, { clock });
    const found = await store.read((tx) => tx.pacts.content("web", "orders", "aa"));
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('{"content":"aa","of":"web"}');
  });

  it("lets two processes that start at once both come up", async () => {
    const fresh = await engine.place();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(fresh, { clock })));
    for (const one of stores) expect(await one.read((tx) => tx.environments.list())).toHaveLength(2);
    await Promise.all(stores.map((one) => one.close()));
  });

  it("refuses a store that a newer version made", async () => {
    const fresh = await engine.place();
    const newer = await openStore(fresh, { clock });
    await newer.close();
    await noteMigration(fresh, 999);
    await expect(openStore(fresh, { clock })).rejects.toMatchObject({
      code: "E_STORE",
      message: expect.stringMatching(/newer/),
    });
  });

  it("undoes everything when the work throws", async () => {
    const work = write(async (tx) => {
      await tx.pacts.publish(pact("web", "1", "orders", "aa"));
      throw new TallyError("E_CONFLICT", "no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await store.read((tx) => tx.applications.names())).toEqual([]);
  });

  it("refuses a transaction inside a transaction", async () => {
    await expect(store.read(() => store.read((tx) => tx.applications.names()))).rejects.toThrow("inside a transaction");
  });

  it("orders versions by first creation, whatever their names", async () => {
    await write(async (tx) => {
      for (const version of ["2", "10", "1"]) await tx.versions.ensure("orders", version);
      await tx.versions.ensure("orders", "2", { buildUrl: "http://build/2" });
    });
    const all = await store.read((tx) => tx.versions.select("orders", { type: "all" }));
    expect(all.map((one) => one.version)).toEqual(["1", "10", "2"]);
    expect(await store.read((tx) => tx.versions.select("orders", { type: "latest" }))).toHaveLength(1);
    expect((await store.read((tx) => tx.versions.find("orders", "2")))?.buildUrl).toBe("http://build/2");
  });

  it("moves the head of a branch with the first addition of a version only", async () => {
    await write(async (tx) => {
      await tx.versions.ensure("orders", "1", { branch: "main" });
      await tx.versions.ensure("orders", "2", { branch: "main" });
      await tx.versions.ensure("orders", "1", { branch: "main" });
    });
    const head = () => store.read((tx) => tx.versions.branch("orders", "main"));
    expect((await head())?.head).toBe("2");
    await write((tx) => tx.versions.ensure("orders", "0").then(() => tx.versions.addToBranch("orders", "0", "main")));
    expect((await head())?.head).toBe("0");
    await write((tx) => tx.versions.removeFromBranch("orders", "0", "main"));
    expect((await head())?.head).toBe("2");
    await write((tx) => tx.versions.remove("orders", "2"));
    expect((await head())?.head).toBe("1");
    const version = await store.read((tx) => tx.versions.find("orders", "1"));
    expect(version?.branches.map((one) => [one.name, one.latest])).toEqual([["main", true]]);
  });

  it("selects versions by branch, tag, main branch and environment", async () => {
    await write(async (tx) => {
      await tx.versions.ensure("orders", "1", { branch: "main", tags: ["prod"] });
      await tx.versions.ensure("orders", "2", { branch: "main", tags: ["prod"] });
      await tx.versions.ensure("orders", "3", { branch: "feature" });
      await tx.applications.update("orders", { mainBranch: "main" });
      await tx.environments.deploy({ application: "orders", version: "1" }, "production", null);
      await tx.environments.release({ application: "orders", version: "3" }, "production");
    });
    const select = (selector: Parameters<Writing["versions"]["select"]>[1]) =>
      store.read(async (tx) => (await tx.versions.select("orders", selector)).map((one) => one.version));
    expect(await select({ type: "branch", name: "main", latest: false })).toEqual(["2", "1"]);
    expect(await select({ type: "branch", name: "main", latest: true })).toEqual(["2"]);
    expect(await select({ type: "main-branch", latest: true })).toEqual(["2"]);
    expect(await select({ type: "tag", name: "prod", latest: false })).toEqual(["2", "1"]);
    expect(await select({ type: "tag", name: "prod", latest: true })).toEqual(["2"]);
    expect(await select({ type: "environment", name: "production" })).toEqual(["3", "1"]);
    expect(await select({ type: "version", version: "3" })).toEqual(["3"]);
    expect(await select({ type: "branch", name: "none", latest: true })).toEqual([]);
  });

  it("takes the same pact again, refuses another under the same version, replaces it when told to", async () => {
    const publish = (content: string, replace = false) =>
      write((tx) => tx.pacts.publish(pact("web", "1", "orders", content), { replace }));
    expect(await publish("aa")).toBe("created");
    expect(await publish("aa")).toBe("same");
    expect(await publish("bb")).toBe("conflict");
    expect((await store.read((tx) => tx.pacts.find("web", "1", "orders")))?.content).toBe("aa");
    expect(await store.read((tx) => tx.pacts.content("web", "orders", "bb"))).toBeNull();
    expect(await publish("bb", true)).toBe("replaced");
    expect((await store.read((tx) => tx.pacts.find("web", "1", "orders")))?.revision).toBe(2);
  });

  it("keeps the bytes that came first under one meaning", async () => {
    await write((tx) => tx.pacts.publish({ ...pact("web", "1", "orders", "aa"), bytes: bytes("first") }));
    await write((tx) => tx.pacts.publish({ ...pact("web", "2", "orders", "aa"), bytes: bytes("second") }));
    const content = await store.read((tx) => tx.pacts.content("web", "orders", "aa"));
    expect(Buffer.from(content?.bytes ?? []).toString()).toBe("first");
    const uses = await store.read((tx) => tx.pacts.withContent("web", "orders", "aa"));
    expect(uses.map((one) => one.consumerVersion)).toEqual(["2", "1"]);
  });

  it("finds the newest pact of each consumer, by branch among versions that have one", async () => {
    await write(async (tx) => {
      await tx.pacts.publish(pact("web", "1", "orders", "aa"));
      await tx.versions.ensure("web", "1", { branch: "main", tags: ["t"] });
      await tx.versions.ensure("web", "2", { branch: "main" });
      await tx.pacts.publish(pact("app", "7", "orders", "cc"));
    });
    const newest = (among: Parameters<Writing["pacts"]["newest"]>[0]["among"]) =>
      store.read(async (tx) => (await tx.pacts.newest({ provider: "orders", among })).map((one) => one.content));
    expect(await newest({ type: "latest" })).toEqual(["cc", "aa"]);
    expect(await newest({ type: "branch", name: "main", latest: true })).toEqual(["aa"]);
    expect(await newest({ type: "tag", name: "t", latest: true })).toEqual(["aa"]);
    const heads = await store.read((tx) => tx.pacts.heads("orders", "branches"));
    expect(heads.map((one) => [one.name, one.pact.consumer, one.pact.content])).toEqual([["main", "web", "aa"]]);
    expect(await store.read((tx) => tx.pacts.heads("orders", "tags", "app"))).toEqual([]);
  });

  it("gives the previous pact with another content", async () => {
    await write(async (tx) => {
      await tx.pacts.publish(pact("web", "1", "orders", "aa"));
      await tx.pacts.publish(pact("web", "2", "orders", "bb"));
      await tx.pacts.publish(pact("web", "3", "orders", "bb"));
    });
    const previous = await store.read(async (tx) => {
      const last = await tx.pacts.find("web", "3", "orders");
      return last && tx.pacts.previousDistinct(last);
    });
    expect(previous?.consumerVersion).toBe("1");
  });

  it("counts the newest result of a content and provider version, and goes back when it is removed", async () => {
    await write((tx) => tx.pacts.publish(pact("web", "1", "orders", "aa")));
    expect(await write((tx) => tx.verifications.record(result("web", "orders", "zz", "5", true)))).toBeNull();
    await write((tx) => tx.verifications.record(result("web", "orders", "aa", "5", true)));
    const second = await write((tx) => tx.verifications.record(result("web", "orders", "aa", "5", false)));
    const content = { consumer: "web", provider: "orders", content: "aa" };
    const latest = () => store.read((tx) => tx.verifications.latest([content]));
    expect((await latest()).map((one) => one.success)).toEqual([false]);
    expect(await store.read((tx) => tx.verifications.history("web", "orders", "aa"))).toHaveLength(2);
    const kept = await store.read((tx) => tx.verifications.find(second?.number ?? 0));
    expect(kept?.details).toEqual({ tests: [] });
    await write((tx) => tx.verifications.remove(second?.number ?? 0));
    expect((await latest()).map((one) => one.success)).toEqual([true]);
  });

  it("tells on which branches and tags a content was verified", async () => {
    await write(async (tx) => {
      await tx.pacts.publish(pact("web", "1", "orders", "aa"));
      await tx.versions.ensure("orders", "5", { branch: "main", tags: ["t"] });
      await tx.verifications.record(result("web", "orders", "aa", "5", true));
      await tx.verifications.record(result("web", "orders", "aa", "6", false));
      await tx.verifications.record(result("web", "orders", "aa", "7", true));
    });
    const lines = await store.read((tx) => tx.verifications.successes("web", "orders", "aa"));
    expect(lines.map((one) => [one.branch, one.tag]).sort()).toEqual([
      [null, null],
      [null, "t"],
      ["main", null],
    ]);
  });

  it("replaces a deployment in its slot, keeps other slots and releases", async () => {
    const ref = (version: string) => ({ application: "orders", version });
    await write(async (tx) => {
      for (const version of ["1", "2", "3"]) await tx.versions.ensure("orders", version);
    });
    const deploy = (version: string, instance: string | null) =>
      write((tx) => tx.environments.deploy(ref(version), "production", instance));
    const first = await deploy("1", null);
    expect((await deploy("1", null)).presence.uuid).toBe(first.presence.uuid);
    await deploy("1", "blue");
    await deploy("2", null);
    await write((tx) => tx.environments.release(ref("3"), "production"));
    const live = await store.read((tx) => tx.environments.presences({ environment: "production", current: true }));
    expect(live.map((one) => [one.version, one.type, one.instance])).toEqual([
      ["3", "release", null],
      ["2", "deployment", null],
      ["1", "deployment", "blue"],
    ]);
    const ended = await write((tx) => tx.environments.end(live[0]?.uuid ?? ""));
    expect(ended?.current).toBe(false);
    const again = await write((tx) => tx.environments.release(ref("3"), "production"));
    expect([again.created, again.presence.current]).toEqual([false, true]);
  });

  it("takes once what is said of how a version reads, however often", async () => {
    await write((tx) => tx.versions.ensure("web", "1"));
    const set = (policy: Parameters<Writing["versions"]["setPolicy"]>[2]) =>
      write((tx) => tx.versions.setPolicy("web", "1", policy));
    const outcomes = await Promise.all(
      ["strict", "azure", "strict", "azure"].map((reads) => set({ strict: ["b", "a", "b"], reads })),
    );
    expect(outcomes.toSorted()).toEqual(["conflict", "conflict", "created", "same"]);
    expect(await set({ strict: ["a", "b"] })).toBe("same");
    expect(await set({ preset: "azure" })).toBe("conflict");
    expect(await store.read((tx) => tx.versions.find("web", "1"))).toMatchObject({ strict: ["a", "b"], preset: null });
  });
  it("refuses to deploy what it does not know", async () => {
    const deploy = write((tx) => tx.environments.deploy({ application: "x", version: "1" }, "production", null));
    await expect(deploy).rejects.toMatchObject({ code: "E_NOT_FOUND" });
    await write((tx) => tx.versions.ensure("x", "1"));
    const nowhere = write((tx) => tx.environments.deploy({ application: "x", version: "1" }, "moon", null));
    await expect(nowhere).rejects.toMatchObject({ code: "E_NOT_FOUND" });
  });

  it("keeps schemas by meaning, interfaces and copies by version", async () => {
    const content = { kind: "openapi", content: "ff", entry: "a.yaml", operations: ["GET /"], files: [] };
    const files = [
      { path: "b.yaml", bytes: bytes("b") },
      { path: "a.yaml", bytes: bytes("a") },
    ];
    const one = {
      application: "orders",
      version: "1",
      kind: "openapi",
      name: "default",
      content: "ff",
      formerly: null,
    };
    await write(async (tx) => {
      await tx.schemas.keep({ ...content, files });
      await tx.schemas.keep({ ...content, files: [{ path: "other", bytes: bytes("other") }] });
      expect(await tx.schemas.publishInterface(one)).toBe("created");
      expect(await tx.schemas.publishInterface(one)).toBe("same");
      expect(await tx.schemas.publishInterface({ ...one, content: "00" })).toBe("conflict");
      const copy = { consumer: "web", consumerVersion: "1", provider: "orders", kind: "openapi", name: "default" };
      expect(await tx.schemas.publishCopy({ ...copy, content: "ff", operations: ["b", "a"] })).toBe("created");
      expect(await tx.schemas.publishCopy({ ...copy, content: "ff", operations: ["a", "b"] })).toBe("same");
      expect(await tx.schemas.publishCopy({ ...copy, content: "ff", operations: null })).toBe("conflict");
    });
    const kept = await store.read((tx) => tx.schemas.content("openapi", "ff"));
    expect(kept?.files.map((file) => [file.path, Buffer.from(file.bytes).toString()])).toEqual([
      ["a.yaml", "a"],
      ["b.yaml", "b"],
    ]);
    const interfaces = await store.read((tx) => tx.schemas.interfaces([{ application: "orders", version: "1" }]));
    expect(interfaces.map((found) => [found.name, found.operations])).toEqual([["default", ["GET /"]]]);
    const copies = await store.read((tx) => tx.schemas.copies([{ application: "web", version: "1" }]));
    expect(copies.map((found) => found.operations)).toEqual([["a", "b"]]);
  });

  it("remembers comparisons by engine and tolerances", async () => {
    const key = { kind: "proto", before: "a", after: "b", engine: "1", tolerances: ["x"] };
    await write((tx) => tx.comparisons.ask([key, key]));
    expect(await store.read((tx) => tx.comparisons.open("1", 10))).toEqual([key]);
    await write((tx) => tx.comparisons.finish(key, { state: "done", error: null, findings: [] }));
    await write((tx) => tx.comparisons.ask([key]));
    const find = (engine: string, tolerances: readonly string[]) =>
      store.read((tx) => tx.comparisons.find([key], engine, tolerances));
    expect((await find("1", ["x"])).map((one) => one.state)).toEqual(["done"]);
    expect(await find("2", ["x"])).toEqual([]);
    expect(await find("1", [])).toEqual([]);
    expect(await store.read((tx) => tx.comparisons.open("1", 10))).toEqual([]);
  });

  it("keeps labels, retirements and acceptances", async () => {
    await write(async (tx) => {
      await tx.pacts.publish(pact("web", "1", "orders", "aa"));
      expect(await tx.applications.addLabel("web", "shop")).toBe(true);
      expect(await tx.applications.addLabel("web", "shop")).toBe(false);
      expect(await tx.applications.retire("web", "gone", "ann")).toBe(true);
      expect(await tx.decisions.retireSeam("web", "orders", "wrong publish", "ann")).toBe(true);
      expect(await tx.decisions.retireSeam("orders", "web", "none", "ann")).toBe(false);
    });
    expect((await store.read((tx) => tx.applications.list({ label: "shop" })))[0]?.retired?.owner).toBe("ann");
    expect(await store.read((tx) => tx.decisions.retiredSeams())).toMatchObject([
      { consumer: "web", reason: "wrong publish" },
    ]);
    const id = await write((tx) =>
      tx.decisions.accept({ application: "orders", fingerprint: "f", reason: "r", owner: "o", until: null }),
    );
    expect(await store.read((tx) => tx.decisions.acceptances(["orders"]))).toMatchObject([{ id, fingerprint: "f" }]);
    expect(await write((tx) => tx.decisions.withdraw(id))).toBe(true);
    expect(await store.read((tx) => tx.decisions.acceptances())).toEqual([]);
  });

  it("removes an application with all that belongs to it", async () => {
    await write(async (tx) => {
      await tx.pacts.publish(pact("web", "1", "orders", "aa"));
      await tx.verifications.record(result("web", "orders", "aa", "5", true));
      await tx.versions.ensure("orders", "5", { branch: "main", tags: ["t"] });
      await tx.environments.deploy({ application: "orders", version: "5" }, "test", null);
      expect(await tx.applications.remove("orders")).toBe(true);
    });
    expect(await store.read((tx) => tx.applications.names())).toEqual(["web"]);
    expect(await store.read((tx) => tx.pacts.integrations())).toEqual([]);
    expect(await store.read((tx) => tx.environments.presences({}))).toEqual([]);
  });

  it("collects what nothing refers to any more, and nothing else", async () => {
    const schema = (content: string, ...files: readonly string[]) => ({
      kind: "openapi",
      content,
      entry: "a",
      operations: [],
      files: files.map((text, index) => ({ path: `f${index}`, bytes: bytes(text) })),
    });
    const offer = (application: string, content: string) => {
      const key = { application, version: "1", kind: "openapi", name: "default" };
      return (tx: Writing) => tx.schemas.publishInterface({ ...key, content, formerly: null });
    };
    const compared = (before: string, after: string) => ({
      kind: "openapi",
      before,
      after,
      engine: "e",
      tolerances: [],
    });
    await write(async (tx) => {
      for (const one of [
        schema("own", "mine", "shared"),
        schema("other", "shared"),
        schema("both", "two"),
        schema("copy", "c"),
      ])
        await tx.schemas.keep(one);
      await offer("orders", "own")(tx);
      await offer("users", "other")(tx);
      await tx.pacts.publish(pact("web", "1", "orders", "aa"));
      await tx.pacts.publish(pact("web", "1", "users", "bb"));
      const copy = { consumer: "web", consumerVersion: "1", provider: "users", kind: "openapi", name: "default" };
      await tx.schemas.publishCopy({ ...copy, content: "copy", operations: null });
      await tx.comparisons.ask([compared("own", "other"), compared("copy", "other")]);
    });
    expect(await store.collect()).toBe(1);
    expect(await store.collect()).toBe(0);
    await write((tx) => tx.applications.remove("orders"));
    expect(await store.collect()).toBe(2);
    const left = await store.read(async (tx) => ({
      own: await tx.schemas.has("openapi", "own"),
      other: (await tx.schemas.content("openapi", "other"))?.files.map((file) => Buffer.from(file.bytes).toString()),
      copy: await tx.schemas.has("openapi", "copy"),
      pact: (await tx.pacts.content("web", "users", "bb"))?.content,
      comparisons: (await tx.comparisons.open("e", 9)).map(({ before }) => before),
    }));
    expect(left).toEqual({ own: false, other: ["shared"], copy: true, pact: "bb", comparisons: ["copy"] });
  });

  it("collects beside publishers without losing what they publish", async () => {
    const publish = (version: string, content: string) =>
      write(async (tx) => {
        await tx.schemas.keep({
          kind: "openapi",
          content,
          entry: "a",
          operations: [],
          files: [{ path: "a", bytes: bytes(content) }],
        });
        await tx.schemas.publishInterface({
          application: "orders",
          version,
          kind: "openapi",
          name: "default",
          content,
          formerly: null,
        });
      });
    for (let round = 0; round < 15; round += 1) {
      await publish("1", "same");
      await write((tx) => tx.versions.remove("orders", "1"));
      await Promise.all([store.collect(), publish("2", "same"), store.collect()]);
      const kept = await store.read((tx) => tx.schemas.content("openapi", "same"));
      expect(kept?.files).toHaveLength(1);
      await write((tx) => tx.versions.remove("orders", "2"));
    }
  });

  it("treats names that look like SQL, patterns or prototypes as names", async () => {
    for (const name of ["Robert'); drop table versions;--", "100%", "__proto__", "a\\b", "名前 ✓", "A", "a"]) {
      await write((tx) => tx.pacts.publish(pact(name, name, `${name}!`, "aa")));
      await write((tx) => tx.versions.ensure(name, name, { branch: name, tags: [name] }));
      const found = await store.read((tx) => tx.versions.find(name, name));
      expect([found?.application, found?.tags[0]?.name]).toEqual([name, name]);
    }
    expect(await store.read((tx) => tx.applications.count())).toBe(14);
  });

  it("finds applications by a part of their name, in any case of the letters a to z, taken as it is", async () => {
    for (const name of ["my_app", "my-app", "100%", "a\\b", "Ärzte", "it's!", "MyShop"])
      await write((tx) => tx.applications.ensure(name));
    const found = async (query: string) => {
      const list = await store.read((tx) => tx.applications.list({ query }));
      expect(await store.read((tx) => tx.applications.count(query))).toBe(list.length);
      return list.map(({ name }) => name);
    };
    expect(await found("_")).toEqual(["my_app"]);
    expect(await found("%")).toEqual(["100%"]);
    expect(await found("\\")).toEqual(["a\\b"]);
    expect(await found("!")).toEqual(["it's!"]);
    expect(await found("Ärz")).toEqual(["Ärzte"]);
    expect(await found("MY")).toEqual(["MyShop", "my-app", "my_app"]);
  });

  describe("facts", () => {
    beforeEach(() =>
      write(async (tx) => {
        await tx.pacts.publish(pact("web", "1", "orders", "aa"));
        await tx.pacts.publish(pact("web", "2", "orders", "bb"));
        await tx.pacts.publish(pact("web", "2", "users", "uu"));
        await tx.pacts.publish(pact("app", "1", "orders", "cc"));
        await tx.pacts.publish(pact("other", "1", "unrelated", "xx"));
        await tx.verifications.record(result("web", "orders", "aa", "10", true));
        await tx.verifications.record(result("web", "orders", "bb", "10", false));
        await tx.verifications.record(result("web", "orders", "bb", "10", true));
        await tx.verifications.record(result("app", "orders", "cc", "11", true));
        await tx.verifications.record(result("other", "unrelated", "xx", "1", false));
        await tx.versions.ensure("users", "4");
        for (const [application, version] of [
          ["web", "1"],
          ["app", "1"],
          ["orders", "10"],
          ["other", "1"],
          ["unrelated", "1"],
        ] as const)
          await tx.environments.deploy({ application, version }, "production", null);
      }),
    );

    it("hold what a consumer needs: live providers, its pacts, the newest results", async () => {
      const facts = await store.read((tx) => tx.facts(ask("web", "2", "production"), NOW));
      expect(facts.applications.map((one) => one.name)).toEqual(["orders", "users", "web"]);
      expect(facts.versions.map((one) => [one.application, one.version, one.live])).toEqual([
        ["orders", "10", true],
        ["web", "1", true],
        ["web", "2", false],
      ]);
      expect(facts.pacts.map((one) => [one.consumerVersion, one.provider, one.content])).toEqual([
        ["1", "orders", "aa"],
        ["2", "orders", "bb"],
        ["2", "users", "uu"],
      ]);
      expect(facts.verifications.map((one) => [one.content, one.success])).toEqual([
        ["aa", true],
        ["bb", true],
      ]);
      expect(facts.seams.map((one) => [one.consumer, one.provider])).toEqual([
        ["web", "orders"],
        ["web", "users"],
      ]);
    });

    it("hold what a provider needs: live consumers with their pacts", async () => {
      const facts = await store.read((tx) => tx.facts(ask("orders", "11", "production"), NOW));
      expect(facts.pacts.map((one) => [one.consumer, one.consumerVersion])).toEqual([
        ["app", "1"],
        ["web", "1"],
      ]);
      expect(facts.verifications.map((one) => [one.consumer, one.providerVersion])).toEqual([
        ["web", "10"],
        ["app", "11"],
      ]);
    });

    it("take the newest of every counterpart without a target, and only those asked when several are", async () => {
      const open = await store.read((tx) => tx.facts(ask("orders", "11", null), NOW));
      expect(open.versions.filter((one) => one.live).map((one) => [one.application, one.version])).toEqual([
        ["app", "1"],
        ["web", "2"],
      ]);
      const two = {
        ...ask("orders", "11", null),
        asked: [...ask("orders", "11", null).asked, ...ask("web", "2", null).asked],
      };
      const closed = await store.read((tx) => tx.facts(two, NOW));
      expect(closed.versions.map((one) => one.version)).toEqual(["11", "2"]);
      expect(closed.seams).toHaveLength(1);
    });

    it("follow main branches and tags as targets", async () => {
      await write(async (tx) => {
        await tx.versions.ensure("web", "1", { branch: "main", tags: ["prod"] });
        await tx.applications.update("web", { mainBranch: "main" });
      });
      for (const target of [{ type: "main-branch" }, { type: "tag", name: "prod" }] as const) {
        const facts = await store.read((tx) => tx.facts({ ...ask("orders", "11", null), target }, NOW));
        expect(facts.versions.filter((one) => one.live).map((one) => one.version)).toEqual(["1"]);
      }
    });

    it("are the same bytes for the same state", async () => {
      const facts = () => store.read((tx) => tx.facts(ask("orders", "11", "production"), NOW));
      expect(JSON.stringify(await facts())).toBe(JSON.stringify(await facts()));
    });

    it("say nothing of versions that do not exist", async () => {
      const facts = await store.read((tx) => tx.facts(ask("nobody", "1", "production"), NOW));
      expect([facts.applications, facts.versions, facts.pacts]).toEqual([[], [], []]);
    });
  });

  it("gives the facts of 230 live consumers, none left out", async () => {
    const names = Array.from({ length: 230 }, (_, index) => `consumer${index}`);
    await write(async (tx) => {
      await tx.versions.ensure("orders", "1");
      for (const name of names) {
        await tx.pacts.publish(pact(name, "1", "orders", name));
        await tx.verifications.record(result(name, "orders", name, "1", name !== "consumer0"));
        await tx.environments.deploy({ application: name, version: "1" }, "production", null);
      }
    });
    const facts = await store.read((tx) => tx.facts(ask("orders", "1", "production"), NOW));
    const { seams, applications, versions, pacts, verifications } = facts;
    expect([seams, applications, versions, pacts, verifications].map((list) => list.length)).toEqual([
      230, 231, 231, 230, 230,
    ]);
    expect(verifications.filter((one) => !one.success).map((one) => one.consumer)).toEqual(["consumer0"]);
  });

  it("takes eight publishers at once without losing or refusing one", async () => {
    const many = Array.from({ length: 80 }, (_, index) => index);
    const publish = (index: number) =>
      write(async (tx) => {
        await tx.pacts.publish(pact(`c${index % 8}`, String(index), `p${index % 3}`, `h${index}`));
        await tx.versions.ensure(`c${index % 8}`, String(index), { branch: "main", tags: ["t"] });
        await tx.verifications.record(result(`c${index % 8}`, `p${index % 3}`, `h${index}`, "1", true));
      });
    await Promise.all(many.map(publish));
    const pacts = await store.read((tx) => tx.pacts.newest({ among: { type: "latest" } }));
    expect(pacts).toHaveLength(24);
    const kept = await store.read(async (tx) => {
      const counts = await Promise.all(
        [0, 1, 2, 3, 4, 5, 6, 7].map((n) => tx.versions.count(`c${n}`, { type: "all" })),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    });
    expect(kept).toBe(80);
    const head = await store.read((tx) => tx.versions.branch("c0", "main"));
    const onBranch = await store.read((tx) => tx.versions.select("c0", { type: "branch", name: "main", latest: true }));
    expect(onBranch[0]?.version).toBe(head?.head);
  });
});

/** Writes a migration into a store that this program does not know. */
const noteMigration = (place: StorePlace, number: number): Promise<void> =>
  runRaw(place, [`insert into tally_migrations (number, applied_at) values (${number}, 'now')`]);
