import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Events } from "../../../src/core/events.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { bundleSource, type Source } from "../../../src/core/source.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { diff, type Files, loadBoth, memory } from "./fixture.ts";
import { linkedTrees } from "./linked-trees.ts";
import { schemaText } from "./schema-text.ts";

const says = (publishes: readonly string[], receives: readonly string[] = []): Events => ({ publishes, receives });
const declaring = (source: Source, events: Events | null): Source => (events ? { ...source, events } : source);

const schema = (...body: readonly string[]): Files => ({
  "shop.proto": ['syntax = "proto3";', "package shop;", ...body].join("\n"),
});
const WITH = schema("message Placed { string id = 1; string note = 2; }");
const WITHOUT = schema("message Placed { string id = 1; }");

/** `level direction rule` of each finding on the wire. */
const seen = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter(({ surface }) => surface === "wire")
    .map(({ level, direction, id }) => `${level} ${direction} ${id}`)
    .sort();
const compared = async (before: Files, after: Files, old: Events | null, next: Events | null = old) =>
  seen(await diff(declaring(memory(before), old), declaring(memory(after), next)));

const LOST = {
  backward: "breaking backward proto.field.removed",
  forward: "breaking forward proto.field.removed",
  unheard: "risky backward proto.field.no-longer-written",
  expected: "risky forward proto.field.no-longer-written",
};

describe("messages that no call carries", () => {
  it("count both ways until somebody says who writes them", async () => {
    expect(await compared(WITH, WITHOUT, null)).toEqual([LOST.backward, LOST.forward]);
  });

  it("count as responses where they are published, as requests where they are received, as both where both", async () => {
    expect(await compared(WITH, WITHOUT, says(["shop.Placed"]))).toEqual([LOST.forward, LOST.unheard]);
    const received = await compared(WITH, WITHOUT, says([], ["shop.Placed"]));
    expect(received).toContain(LOST.backward);
    expect(received).not.toContain(LOST.forward);
    expect(await compared(WITH, WITHOUT, says(["shop.Placed"], ["shop.Placed"]))).toEqual([
      LOST.backward,
      LOST.forward,
    ]);
  });

  it("are named one by one or by their package, nested ones included, packages below not", async () => {
    const nested = (field: string) => ({
      ...schema(`message Events { message Placed { string id = 1; ${field} } }`),
      "below.proto": `syntax = "proto3"; package shop.v1; message Placed { string id = 1; ${field} }`,
    });
    const [before, after] = [nested("string note = 2;"), nested("")];
    const at = async (name: string) =>
      (await diff(declaring(memory(before), says([name])), declaring(memory(after), says([name]))))
        .filter(
          ({ level, surface, direction }) => level === "breaking" && surface === "wire" && direction === "backward",
        )
        .map(({ element }) => element);
    expect(await at("shop.*")).toEqual(["shop.v1.Placed.note"]);
    expect(await at("shop.v1.*")).toEqual(["shop.Events.Placed.note"]);
    expect(await at("shop.Events.Placed")).toEqual(["shop.v1.Placed.note"]);
  });

  it("hand on to what they hold, in files that are the same on both sides too", async () => {
    const item = (field: string) => `syntax = "proto3"; package shop; message Item { string id = 1; ${field} }`;
    const event = 'syntax = "proto3"; package shop; import "item.proto"; message Placed { Item item = 1; }';
    const files = (field: string) => ({ "item.proto": item(field), "event.proto": event });
    expect(await compared(files("string note = 2;"), files(""), says(["shop.Placed"]))).toEqual([
      LOST.forward,
      LOST.unheard,
    ]);
  });

  it("count as calls and declaration together say", async () => {
    const called = (fields: string) =>
      schema(
        `message Placed { string id = 1; ${fields} } message No {}`,
        "service S { rpc Get(No) returns (Placed); }",
      );
    const [before, after] = [called("string note = 2;"), called("")];
    expect(await compared(before, after, null)).toEqual([LOST.forward, LOST.unheard]);
    expect(await compared(before, after, says(["shop.Placed"]))).toEqual([LOST.forward, LOST.unheard]);
    expect(await compared(before, after, says([], ["shop.Placed"]))).toEqual([LOST.backward, LOST.forward]);
  });

  it("count both ways where only one of the two versions says who writes them", async () => {
    expect(await compared(WITH, WITHOUT, null, says(["shop.Placed"]))).toEqual([LOST.backward, LOST.forward]);
    expect(await compared(WITH, WITHOUT, says(["shop.Placed"]), null)).toEqual([LOST.backward, LOST.forward]);
    const turned = await compared(WITH, WITHOUT, says(["shop.Placed"]), says([], ["shop.Placed"]));
    expect(turned.filter((one) => !one.includes("proto.event"))).toEqual([LOST.backward, LOST.forward]);
  });

  it("that a version declares no longer, are a risk for who knows the other, whatever their files", async () => {
    const [sent, read] = [says(["shop.Placed"]), says([], ["shop.Placed"])];
    const other = (events: Events) => says([...events.publishes, "shop.Other"], events.receives);
    const both = schema("message Placed { string id = 1; } message Other { string id = 1; }");
    expect(await compared(both, both, other(sent), says(["shop.Other"]))).toEqual([
      "risky backward proto.event.no-longer-published",
    ]);
    expect(await compared(both, both, other(read), says(["shop.Other"]))).toEqual([
      "risky backward proto.event.no-longer-received",
    ]);
    expect(await compared(both, both, says(["shop.Other"]), other(read))).toEqual([
      "safe forward proto.event.received",
    ]);
    expect(await compared(both, both, sent, read)).toEqual([
      "risky backward proto.event.no-longer-published",
      "safe forward proto.event.received",
    ]);
    expect(await compared(both, both, sent, null)).toEqual([]);
    expect(await compared(both, both, null, sent)).toEqual([]);
  });

  it("are still what they were where something that holds them is declared", async () => {
    const held = schema("message Item { string id = 1; } message Placed { Item item = 1; }");
    expect(await compared(held, held, says(["shop.*"]), says(["shop.Placed"]))).toEqual([]);
    expect(await compared(held, held, says(["shop.Placed"]), says(["shop.*"]))).toEqual([]);
  });

  it("that are gone: who still sends them breaks, who waits for them hears nothing", async () => {
    const gone = schema("message Other { string id = 1; }");
    const both = { ...WITH, "other.proto": Object.values(gone)[0] ?? "" };
    const left = { "other.proto": Object.values(gone)[0] ?? "" };
    const removed = "proto.message.removed";
    expect(await compared(both, left, null)).toEqual([`breaking backward ${removed}`, `breaking forward ${removed}`]);
    expect(await compared(both, left, says(["shop.Placed"]))).toEqual([
      `breaking forward ${removed}`,
      `risky backward ${removed}`,
    ]);
    expect(await compared(both, left, says([], ["shop.Placed"]))).toEqual([
      `breaking backward ${removed}`,
      `risky forward ${removed}`,
    ]);
    const added = "proto.message.added";
    expect(await compared(left, both, says(["shop.Placed"]))).toEqual([
      `safe backward ${added}`,
      `safe forward ${added}`,
    ]);
  });
});

describe("what is declared", () => {
  const load = (files: Files, events: Events | null) => proto.load(declaring(memory(files), events), DEFAULT_LOAD);

  it("is part of what an interface means, however it is written", async () => {
    const plain = await load(WITH, null);
    const named = await load(WITH, says(["shop.Placed"]));
    expect(named.identity).not.toBe(plain.identity);
    expect((await load(WITH, says([], ["shop.Placed"]))).identity).not.toBe(named.identity);
    expect((await load(WITH, says(["shop.*", "shop.Placed", "shop.*"]))).identity).toBe(named.identity);
    expect((await load(WITH, says([]))).identity).toBe(plain.identity);
  });

  it("travels with the bundle", async () => {
    const named = await load(WITH, says(["shop.Placed", "shop.*"]));
    const bundle = await named.bundle();
    expect(bundle.events).toEqual(says(["shop.*", "shop.Placed"]));
    const again = await proto.load(bundleSource(bundle, "again"), DEFAULT_LOAD);
    expect(again.identity).toBe(named.identity);
    expect((await load(WITH, null).then((one) => one.bundle())).events).toBeUndefined();
  });

  it("must name what is there: alone, or on one of two sides", async () => {
    const places = new Map([
      ["shop.Plced", { file: "tally.yaml", line: 4, column: 20, endLine: 4, endColumn: 21 }],
      ["shopp.*", { file: "tally.yaml", line: 5, column: 20, endLine: 5, endColumn: 21 }],
    ]);
    const wrong = { ...says(["shop.Placed", "shop.Plced"]), places };
    await expect(load(WITH, wrong)).rejects.toMatchObject({ code: "E_INVALID", place: { line: 4 } });
    await expect(load(WITH, { ...says([], ["shopp.*"]), places })).rejects.toMatchObject({ place: { line: 5 } });
    const pair = (before: Files, after: Files) =>
      loadBoth(declaring(memory(before), wrong), declaring(memory(after), wrong));
    await expect(pair(WITH, WITHOUT)).rejects.toMatchObject({ code: "E_INVALID", place: { line: 4 } });
    const named = { ...WITH, "more.proto": 'syntax = "proto3"; package shop; message Plced {}' };
    await expect(pair(WITH, named)).resolves.toBeDefined();
    await expect(pair(named, WITH)).resolves.toBeDefined();
    await expect(pair(named, { ...named, ...WITHOUT })).resolves.toBeDefined(); // in a file that is the same on both
  });

  it("is not for OpenAPI, which says itself who sends what", async () => {
    const document = JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {} });
    const source = declaring(memory({ "api.json": document }, "api.json"), says(["shop.Placed"]));
    await expect(openapi.load(source, DEFAULT_LOAD)).rejects.toMatchObject({ code: "E_INVALID" });
  });
});

describe("files that are left out of a comparison", () => {
  it("leave what is declared as it is in trees of files that need each other", async () => {
    let [compared, differing] = [0, 0];
    for (let seed = 0; seed < 24; seed += 1) {
      const trees = linkedTrees(seed);
      const texts = [...Object.values(trees.before), ...Object.values(trees.after)].map(String);
      const holding = texts.filter((text) => /^message /m.test(text)).map((text) => /^package (.*);$/m.exec(text)?.[1]);
      const [first, ...rest] = [...new Set(holding)].map((name) => `${name}.*`);
      if (first === undefined) continue;
      const events = says([first], rest);
      const [before, after] = [declaring(memory(trees.before), events), declaring(memory(trees.after), events)];
      const whole = await Promise.all([before, after].map((source) => proto.load(source, DEFAULT_LOAD))).catch(
        () => null,
      );
      if (!whole?.[0] || !whole[1]) continue; // one of the trees does not compile, or lacks a package
      const pair = await loadBoth(before, after);
      const found = await proto.compare(pair.before, pair.after, { tolerances: [] });
      expect(found, `seed ${seed}`).toEqual(await proto.compare(whole[0], whole[1], { tolerances: [] }));
      const plain = await loadBoth(memory(trees.before), memory(trees.after));
      const undeclared = await proto.compare(plain.before, plain.after, { tolerances: [] });
      compared += 1;
      differing += found.length === undeclared.length ? 0 : 1;
    }
    expect(Math.min(compared, differing)).toBeGreaterThan(5);
  }, 120_000);
});

describe("laws", () => {
  const turned = { backward: "forward", forward: "backward" } as const;
  const options = { tolerances: [] };
  const coordinates = ({ surface, element, witness }: Finding, direction: string) =>
    [direction, surface, element, witness?.outcome ?? "none"].join(" ");
  const sides = (before: string, after: string, old: Events | null, next: Events | null) =>
    loadBoth(
      declaring(memory({ "law.proto": before }, "law.proto"), old),
      declaring(memory({ "law.proto": after }, "law.proto"), next),
    );
  const uncalled = schemaText.map((text) => text.replace(/^service .*$/m, ""));
  const published = says(["law.*"]);
  const received = says([], ["law.*"]);
  const said = fc.constantFrom(null, published, received, says(["law.*"], ["law.*"]));

  it("swapping the sides with what they declare swaps the directions", async () => {
    await fc.assert(
      fc.asyncProperty(schemaText, schemaText, said, said, async (before, after, old, next) => {
        const pair = await sides(before, after, old, next);
        const there = await proto.compare(pair.before, pair.after, options);
        const back = await proto.compare(pair.after, pair.before, options);
        const swapped = new Set(back.map((finding) => coordinates(finding, turned[finding.direction])));
        expect([...swapped].sort()).toEqual([...new Set(there.map((f) => coordinates(f, f.direction)))].sort());
      }),
      { numRuns: 40, seed: 20260102 },
    );
  }, 120_000);

  it("what breaks where it is published and what breaks where it is received is what breaks where nothing is said", async () => {
    await fc.assert(
      fc.asyncProperty(uncalled, uncalled, async (before, after) => {
        const breaks = async (events: Events | null) => {
          const pair = await sides(before, after, events, events);
          const found = await proto.compare(pair.before, pair.after, options);
          return found
            .filter(({ level }) => level === "breaking")
            .map((f) => `${f.id} ${f.direction} ${f.surface} ${f.element}`);
        };
        const one = [...(await breaks(published)), ...(await breaks(received))];
        expect([...new Set(one)].sort()).toEqual([...new Set(await breaks(null))].sort());
      }),
      { numRuns: 30, seed: 20260103 },
    );
  }, 120_000);
});
