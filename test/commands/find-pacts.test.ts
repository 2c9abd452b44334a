import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPacts } from "../../src/commands/find-pacts.ts";
import { testIo } from "../support/io.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-find-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (path: string, content: unknown) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
};
const pact = (consumer: string, provider: string, ...descriptions: string[]) => ({
  consumer: { name: consumer },
  provider: { name: provider },
  interactions: descriptions.map((description) => ({
    description,
    request: { method: "GET", path: `/${description}` },
  })),
});
const find = (...words: string[]) => findPacts(words, folder, testIo({ cwd: folder }).io);

describe("finding pacts", () => {
  it("takes files, folders and patterns", async () => {
    put("pacts/web-orders.json", pact("web", "orders", "a"));
    put("pacts/deep/web-users.json", pact("web", "users", "a"));
    put("pacts/readme.txt", "no pact");
    const shown = async (...words: string[]) => (await find(...words)).map(({ provider }) => provider).sort();
    expect(await shown("pacts/web-orders.json")).toEqual(["orders"]);
    expect(await shown("pacts")).toEqual(["orders", "users"]);
    expect(await shown("pacts/*.json")).toEqual(["orders"]);
    expect(await shown("pacts/**/*.json")).toEqual(["orders", "users"]);
    expect(await shown("pacts", "pacts/*.json")).toEqual(["orders", "users"]);
    expect(await shown("**/web-u*.json")).toEqual(["users"]);
  });
  it("joins the files of one consumer and provider", async () => {
    put("a.json", pact("web", "orders", "one"));
    put("b.json", pact("web", "orders", "two"));
    const [only, ...others] = await find("*.json");
    expect(others).toEqual([]);
    expect(JSON.parse(Buffer.from(only!.bytes).toString()).interactions).toHaveLength(2);
  });
  it("sends a single file byte for byte", async () => {
    put("a.json", '{ "consumer":{"name":"web"},\n "provider":{"name":"orders"}, "interactions": [], "x": 1.0 }');
    const [only] = await find("a.json");
    expect(Buffer.from(only!.bytes).toString()).toContain('"x": 1.0 }');
  });
  it("refuses what contradicts itself, what is no pact and what is not there", async () => {
    put("a.json", pact("web", "orders", "one"));
    const other = pact("web", "orders", "one");
    put("b.json", { ...other, interactions: [{ description: "one", request: { method: "POST", path: "/" } }] });
    await expect(find("*.json")).rejects.toThrow(/contradict each other: one/);
    put("c/c.json", { provider: { name: "orders" }, interactions: [] });
    await expect(find("c")).rejects.toThrow(/names no consumer/);
    put("d/d.json", "{");
    await expect(find("d")).rejects.toMatchObject({ code: "E_SYNTAX" });
    await expect(find("nothing/*.json")).rejects.toMatchObject({ code: "E_NOT_FOUND" });
    await expect(find("nothing")).rejects.toMatchObject({ code: "E_NOT_FOUND" });
  });
});
