import { describe, expect, it } from "vitest";
import { openStore, type StorePlace } from "../../../broker/store/open.ts";
import type { Store, Writing } from "../../../broker/store/store.ts";
import { ENGINES, eachStore, ticking } from "../../support/stores.ts";

const ELEMENTS = ["shop.Order.note", "shop.Order.total"];

describe.each(ENGINES.map((make) => ({ engine: make() })))("deprecated since when, on $engine.name", ({ engine }) => {
  let place: StorePlace;
  let store: Store;
  const clock = ticking();
  const write = <T>(work: (tx: Writing) => Promise<T>) => store.write(work);

  eachStore(engine, clock, (at, opened) => {
    [place, store] = [at, opened];
    return () => store.close();
  });

  /** A version of orders in which these elements are marked. */
  const publish = (
    version: string,
    deprecated: readonly string[] | undefined,
    more: { name?: string; formerly?: string } = {},
  ) =>
    write(async (tx) => {
      const content = `content of ${version}`;
      const schema = { kind: "proto", content, entry: "", files: [], operations: [] };
      await tx.schemas.keep({ ...schema, ...(deprecated && { deprecated }) });
      const key = { application: "orders", version, kind: "proto", name: "default", formerly: null, ...more };
      await tx.schemas.publishInterface({ ...key, content });
    });
  const deploy = (version: string, environment = "production", instance: string | null = null) =>
    write((tx) => tx.environments.deploy({ application: "orders", version }, environment, instance));
  const known = async (environment = "production", name = "default") => {
    const wanted = ELEMENTS.map((element) => ({ application: "orders", kind: "proto", name, element }));
    const facts = await store.read((tx) => tx.deprecations(environment, wanted));
    return Object.fromEntries(facts.map(({ element, versions }) => [element.slice("shop.Order.".length), versions]));
  };
  const since = async () => {
    const wanted = ELEMENTS.map((element) => ({ application: "orders", kind: "proto", name: "default", element }));
    return (await store.read((tx) => tx.deprecations("production", wanted)))[0]?.since;
  };

  it("counts the versions that came into the environment, each once, from the first that had it", async () => {
    for (const version of ["1", "2", "3"]) await publish(version, version === "1" ? [] : ["shop.Order.note"]);
    await publish("4", ELEMENTS);
    await deploy("1");
    expect(await known()).toEqual({});
    const { presence } = await deploy("2");
    expect(await known()).toEqual({ note: 1 });
    expect(await since()).toBe(presence.createdAt);
    await deploy("2");
    await deploy("2", "production", "second");
    expect(await known()).toEqual({ note: 1 });
    await deploy("3");
    await deploy("4");
    expect(await known()).toEqual({ note: 3, total: 1 });
    expect(await since()).toBe(presence.createdAt);
    expect(await known("test")).toEqual({});
  });

  it("counts supported releases as well", async () => {
    await publish("1", ELEMENTS);
    await publish("2", ELEMENTS);
    await write((tx) => tx.environments.release({ application: "orders", version: "1" }, "production"));
    await write((tx) => tx.environments.release({ application: "orders", version: "2" }, "production"));
    expect(await known()).toEqual({ note: 2, total: 2 });
  });

  it("goes on after a rollback, and while the version that removed it comes to one instance after the other", async () => {
    await publish("1", []);
    await publish("2", ["shop.Order.note"]);
    await publish("3", []);
    await deploy("1");
    const { presence } = await deploy("2");
    await deploy("1");
    await deploy("2");
    expect(await known()).toEqual({ note: 1 });
    await deploy("3", "production", "blue");
    expect(await known()).toEqual({ note: 1 });
    expect(await since()).toBe(presence.createdAt);
  });

  it("begins anew where a newer version has it deprecated again, after one that had not", async () => {
    await publish("1", ["shop.Order.note"]);
    await publish("2", ["shop.Order.note"]);
    await publish("3", []);
    await publish("4", ["shop.Order.note"]);
    for (const version of ["1", "2", "3"]) await deploy(version);
    const { presence } = await deploy("4");
    expect(await known()).toEqual({ note: 1 });
    expect(await since()).toBe(presence.createdAt);
  });

  it("follows an interface that has another name", async () => {
    await publish("1", ["shop.Order.note"]);
    await publish("2", ["shop.Order.note"], { name: "api", formerly: "default" });
    await deploy("1");
    await deploy("2");
    expect(await known("production", "api")).toEqual({ note: 2 });
  });

  it("counts a version whose interface is published when it is there already, but not one that was overtaken", async () => {
    await write((tx) => tx.versions.ensure("orders", "1", {}));
    await write((tx) => tx.versions.ensure("orders", "2", {}));
    await deploy("1");
    await deploy("2");
    await publish("2", ["shop.Order.note"]);
    await publish("1", []);
    expect(await known()).toEqual({ note: 1 });
  });

  it("knows nothing of schemas that were kept before anybody asked, and outlives a restart", async () => {
    await publish("1", undefined);
    await publish("2", ["shop.Order.note"]);
    await deploy("1");
    await deploy("2");
    await store.close();
    store = await openStore(place, { clock });
    expect(await known()).toEqual({ note: 1 });
  });

  it("goes with its environment", async () => {
    const made = await write((tx) =>
      tx.environments.create({ name: "gone", displayName: null, production: false, contacts: [] }),
    );
    await publish("1", ELEMENTS);
    await deploy("1", "gone");
    expect(await known("gone")).toEqual({ note: 1, total: 1 });
    await write((tx) => tx.environments.remove(made?.uuid ?? ""));
    expect(await known("gone")).toEqual({});
  });
});
