import { describe, expect, it } from "vitest";
import { openStore, type StorePlace } from "../../../broker/store/open.ts";
import type { Store, Writing } from "../../../broker/store/store.ts";
import type { RetiredNumber } from "../../../src/core/retired.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import type { Question } from "../../../src/gate/index.ts";
import { ENGINES, eachStore, runRaw, ticking } from "../../support/stores.ts";

const ask = (version: string): Question => ({
  asked: [{ application: "orders", version, words: `version ${version}` }],
  target: { type: "environment", name: "production" },
  ignore: [],
  inForce: DEFAULT_IN_FORCE,
});
const NOW = "2026-11-21T12:00:00.000Z";

describe.each(ENGINES.map((make) => ({ engine: make() })))("numbers retired, on $engine.name", ({ engine }) => {
  let place: StorePlace;
  let store: Store;
  const clock = ticking();
  const write = <T>(work: (tx: Writing) => Promise<T>) => store.write(work);

  eachStore(engine, clock, (at, opened) => {
    [place, store] = [at, opened];
    return () => store.close();
  });

  const schema = (content: string) => ({ kind: "proto", content, entry: "", files: [], operations: [] });
  const publishAs = (version: string, content: string, more: { name?: string; formerly?: string } = {}) =>
    write(async (tx) => {
      await tx.schemas.keep(schema(content));
      const key = { application: "orders", version, kind: "proto", name: "default", formerly: null, ...more };
      await tx.schemas.publishInterface({ ...key, content });
    });
  /** Versions 1, 2, ... of orders, one for each content. */
  const publishEach = async (...contents: readonly string[]) => {
    for (const [index, content] of contents.entries()) await publishAs(String(index + 1), content);
  };
  const deploy = (version: string, environment = "production", instance: string | null = null) =>
    write((tx) => tx.environments.deploy({ application: "orders", version }, environment, instance));
  const open = async () =>
    (await store.read((tx) => tx.retirements.open(["orders"]))).map((one) => `${one.name}: ${one.before}>${one.after}`);
  const facts = async () =>
    (await store.read((tx) => tx.facts(ask("3"), NOW))).retired?.map(({ content, ...rest }) => ({
      ...rest,
      any: content !== null,
    }));
  const number = (name: string): RetiredNumber => {
    const memory = { schema: { messages: {}, enums: {} }, cut: false };
    return { what: "field", scope: "a.Order", number: 2, name, type: `string ${name} = 2`, whole: false, memory };
  };
  const finish = (before: string, after: string, names: readonly string[], name = "default") =>
    write((tx) => {
      const pair = { application: "orders", kind: "proto", name, before, after };
      return tx.retirements.finish(pair, { numbers: names.map(number) });
    });
  const fact = { application: "orders", kind: "proto", name: "default", error: null };

  it("are to be found out when a version is recorded as deployed, against the one before it there", async () => {
    await publishEach("a", "b", "c");
    expect(await open()).toEqual([]);
    await deploy("1");
    expect(await open()).toEqual([]);
    await deploy("2");
    await deploy("2");
    expect(await open()).toEqual(["default: a>b"]);
    await deploy("3", "production", "blue");
    await deploy("1");
    expect(await open()).toEqual(["default: a>b", "default: b>c", "default: c>a"]);
  });

  it("also with releases, and across undeployment", async () => {
    await publishEach("a", "b");
    const { presence } = await write((tx) => tx.environments.release({ application: "orders", version: "1" }, "test"));
    await write((tx) => tx.environments.end(presence.uuid));
    await write((tx) => tx.environments.release({ application: "orders", version: "2" }, "test"));
    expect(await open()).toEqual(["default: a>b"]);
  });

  it("of the first version in an environment, against the newest older one anywhere, never a newer one", async () => {
    await publishEach("a", "b", "c");
    await deploy("1", "test");
    await deploy("3", "test");
    await deploy("2");
    expect(await open()).toEqual(["default: a>b", "default: a>c"]);
  });

  it("also where an interface is published after its version was deployed, and past versions without one", async () => {
    await publishAs("1", "a");
    await write((tx) => tx.versions.ensure("orders", "2"));
    await publishAs("3", "c");
    for (const version of ["1", "2", "3"]) await deploy(version);
    expect(await open()).toEqual(["default: a>c"]);
    await publishAs("2", "b");
    expect(await open()).toEqual(["default: a>b", "default: a>c", "default: b>c"]);
  });

  it("are kept for ever, past the versions that had them, and named by what they are", async () => {
    await publishEach("a", "b", "c");
    expect(await facts()).toEqual([]);
    await deploy("1");
    await deploy("2");
    expect(await facts()).toEqual([{ ...fact, state: "running", any: false }]);
    await finish("a", "b", ["note"]);
    expect(await facts()).toEqual([{ ...fact, state: "done", any: true }]);
    const content = async () => (await store.read((tx) => tx.facts(ask("3"), NOW))).retired?.[0]?.content ?? "";
    const first = await content();
    await finish("a", "b", ["note"]);
    expect(await content()).toBe(first);
    await deploy("3");
    await finish("b", "c", ["note", "memo"]);
    const second = await content();
    expect(second).not.toBe(first);
    const environments = await store.read((tx) => tx.environments.list());
    await write(async (tx) => {
      for (const version of ["1", "2"]) await tx.versions.remove("orders", version);
      for (const { uuid } of environments) await tx.environments.remove(uuid);
    });
    const kept = await store.read((tx) => tx.retirements.numbers("proto", second));
    expect(kept?.map(({ name }) => name).sort()).toEqual(["memo", "note"]);
    expect(await store.read((tx) => tx.retirements.numbers("proto", first))).toBeNull();
    expect(await open()).toEqual([]);
  });

  it("that could not be found out stay open, with the reason", async () => {
    await publishEach("a", "b");
    await deploy("1");
    await deploy("2");
    const pair = { application: "orders", kind: "proto", name: "default", before: "a", after: "b" };
    await write((tx) => tx.retirements.finish(pair, { error: "too large" }));
    expect(await facts()).toEqual([{ ...fact, state: "failed", error: "too large", any: false }]);
    expect(await open()).toHaveLength(1);
    await finish("a", "b", []);
    expect(await facts()).toEqual([]);
  });

  it("are to be found out for all that was deployed before the broker remembered them", async () => {
    for (const [version, content] of [
      ["1", "a"],
      ["2", "b"],
      ["3", "c"],
    ] as const) {
      await publishAs(version, content);
      await deploy(version);
      await deploy(version, "test");
    }
    const noted = await open();
    expect(noted).toEqual(["default: a>b", "default: b>c"]);
    await store.close();
    const tables = ["retirements", "retired_numbers", "retired_sets"];
    await runRaw(place, [
      ...tables.map((table) => `drop table ${table}`),
      "drop index presences_newest",
      "delete from tally_migrations where number = 4",
    ]);
    store = await openStore(place, { clock });
    expect(await open()).toEqual(noted);
  });

  it("go along when an interface gets another name", async () => {
    await publishEach("a", "b");
    await publishAs("3", "c", { name: "public", formerly: "default" });
    await publishAs("4", "d", { name: "public" });
    for (const version of ["1", "2"]) await deploy(version);
    await finish("a", "b", ["note"]);
    for (const version of ["3", "4"]) await deploy(version);
    expect(await open()).toEqual(["public: b>c", "public: c>d"]);
    await finish("b", "c", [], "public");
    await finish("c", "d", [], "public");
    expect((await facts())?.map(({ name, any }) => [name, any])).toEqual([
      ["default", true],
      ["public", true],
    ]);
  });

  it("found out by two writers at once are all in the set", async () => {
    await publishAs("1", "a");
    const names = Array.from({ length: 8 }, (_, index) => `field${index}`);
    await Promise.all(names.map((name) => finish("x", name, [name])));
    const [set] = (await store.read((tx) => tx.facts(ask("1"), NOW))).retired ?? [];
    const kept = await store.read((tx) => tx.retirements.numbers("proto", set?.content ?? ""));
    expect(kept?.map(({ name }) => name).sort()).toEqual(names);
  });
});
