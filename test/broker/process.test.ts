import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { BROKER_COMMANDS } from "../../broker/commands/index.ts";
import { main } from "../../broker/main.ts";
import { openStore } from "../../broker/store/open.ts";
import { tally } from "../support/io.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tally-process-"));
const children = new Set<ChildProcess>();

/** `tally ...` as a process of its own. */
function start(words: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", "bin/tally.ts", ...words], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let out = "";
  let talk = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    talk += chunk;
  });
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  const url = new Promise<string>((found, fail) => {
    child.stdout.on("data", () => {
      const match = /http:\/\/[\d.]+:\d+/.exec(out);
      if (match) found(match[0]);
    });
    child.once("exit", () => fail(new Error(`ended before it listened: ${talk}`)));
  });
  url.catch(() => undefined);
  return { child, ended, url, talk: () => talk };
}

const serve = (data: string, env: Record<string, string> = {}) =>
  start(["serve", "--port", "0", "--data", data], { TALLY_WORKERS: "0", TALLY_LOG_LEVEL: "warn", ...env });

const pact = (consumer: string, provider: string, path: string) => ({
  consumer: { name: consumer },
  provider: { name: provider },
  interactions: [{ description: "d", request: { method: "GET", path }, response: { status: 200 } }],
  metadata: { pactSpecification: { version: "2.0.0" } },
});

async function publish(url: string, consumer: string, version: number): Promise<number> {
  const content = Buffer.from(JSON.stringify(pact(consumer, "orders", `/${version}`))).toString("base64");
  const response = await fetch(`${url}/api/publish`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ application: consumer, version: String(version), branch: "main", pacts: [{ content }] }),
  });
  await response.arrayBuffer();
  return response.status;
}

const versionsIn = (dataFolder: string) =>
  openStore({ databaseUrl: null, dataFolder }).then(async (store) => {
    const count = await store.read(async (tx) => {
      const names = (await tx.applications.names()).filter((name) => name.startsWith("consumer"));
      const counts = await Promise.all(names.map((name) => tx.versions.count(name, { type: "all" })));
      return counts.reduce((sum, one) => sum + one, 0);
    });
    await store.close();
    return count;
  });

describe("a command as a process", () => {
  const sides = ["/a", "/b"].map((path, index) => {
    const file = join(folder, `side-${index}.yaml`);
    const item = `${path}: {get: {responses: {'200': {description: ok}}}}`;
    writeFileSync(file, `openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {${item}}\n`);
    return file;
  });

  it("exits by what it found though nobody reads its answer to the end", async () => {
    const { child, ended } = start(["diff", ...sides]);
    child.stdout.destroy();
    expect(await ended).toBe(1);
  });

  it("says that an answer could not be written, and exits by that", async () => {
    const full = openSync("/dev/full", "w");
    const words = ["--import", "tsx", "bin/tally.ts", "diff", sides[0] ?? "", sides[0] ?? ""];
    const child = spawn(process.execPath, words, { cwd: ROOT, stdio: ["ignore", full, "pipe"] });
    let talk = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      talk += chunk;
    });
    const exit = await new Promise((done) => child.once("close", done));
    closeSync(full);
    expect([exit, talk]).toEqual([2, expect.stringContaining("could not be written (ENOSPC)")]);
  });
});

describe("the broker as a process", () => {
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
    children.clear();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("takes eight publishers at once without a 5xx, is copied meanwhile, stops on SIGTERM, and has it all after a restart", async () => {
    const data = join(folder, "one");
    const first = serve(data);
    const url = await first.url;
    const work = Array.from({ length: 8 }, async (_, index) => {
      const statuses: number[] = [];
      for (let version = 0; version < 15; version += 1) statuses.push(await publish(url, `consumer${index}`, version));
      return statuses;
    });
    const copy = join(folder, "copy", "tally.sqlite");
    await Promise.race(work.map((one) => one));
    mkdirSync(join(folder, "copy"));
    const backup = await tally(["backup", "--data", data, copy], {}, BROKER_COMMANDS);
    expect([backup.exit, existsSync(copy)]).toEqual([0, true]);
    const statuses = (await Promise.all(work)).flat();
    expect(new Set(statuses)).toEqual(new Set([201]));
    expect(await versionsIn(join(folder, "copy"))).toBeGreaterThanOrEqual(15);
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(statSync(join(data, "tally.sqlite")).mode & 0o077).toBe(0);
    const second = serve(data);
    expect(await publish(await second.url, "consumer0", 0)).toBe(200);
    second.child.kill("SIGINT");
    expect(await second.ended).toBe(0);
    expect(await versionsIn(data)).toBe(8 * 15);
  });

  it("shares its store with a second process", async () => {
    const data = join(folder, "shared");
    const [one, two] = [serve(data), serve(data)];
    const urls = [await one.url, await two.url];
    const work = Array.from({ length: 40 }, (_, index) =>
      publish(urls[index % 2] ?? "", `consumer${index % 4}`, index),
    );
    expect(new Set(await Promise.all(work))).toEqual(new Set([201]));
    for (const child of [one, two]) child.child.kill("SIGTERM");
    expect(await Promise.all([one.ended, two.ended])).toEqual([0, 0]);
    expect(await versionsIn(data)).toBe(40);
  });

  it("answers what it is being asked when it is told to stop, and takes nothing new", async () => {
    const env = { TALLY_PORT: "0", TALLY_DATA: join(folder, "graceful"), TALLY_WORKERS: "0", TALLY_LOG_LEVEL: "warn" };
    const broker = await main(env, () => undefined);
    const asked = request(`${broker.url}/api/publish`, {
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    const answered = new Promise<number | undefined>((done, fail) => {
      asked.once("response", (response) => done(response.resume().statusCode));
      asked.once("error", fail);
    });
    await new Promise<void>((sent) => asked.write('{"application":"late",', () => sent()));
    await new Promise((soon) => setTimeout(soon, 50));
    const stopped = broker.stop();
    await expect(fetch(`${broker.url}/api/applications`)).rejects.toThrow();
    asked.end('"version":"1"}');
    expect(await answered).toBe(201);
    await stopped;
  });

  it.each([
    ["a host without a token", ["--host", "0.0.0.0"], {}, /without TALLY_TOKEN/],
    ["a port that is none", ["--port", "99999"], {}, /TALLY_PORT/],
    ["a data folder that is a file", ["--data", fileURLToPath(import.meta.url)], {}, /data folder/],
    [
      "a database that is away",
      [],
      { TALLY_DATABASE_URL: "postgres://u:verysecret@127.0.0.1:1/none" },
      /store cannot be used/,
    ],
  ])("refuses %s with exit code 2 and one sentence", async (_, words, env, says) => {
    const ran = await tally(["serve", "--port", "0", ...words], { env }, BROKER_COMMANDS);
    expect([ran.exit, ran.talk]).toEqual([2, expect.stringMatching(says)]);
    expect(ran.talk).not.toMatch(/at .*\.ts:\d|verysecret/);
  });

  it("refuses a port that is in use, a store that is none, and a copy over a file", async () => {
    const data = join(folder, "port");
    const first = serve(data);
    const port = new URL(await first.url).port;
    const second = await tally(["serve", "--port", port, "--data", join(folder, "other")], {}, BROKER_COMMANDS);
    expect([second.exit, second.talk]).toEqual([2, expect.stringContaining("port is in use")]);
    first.child.kill("SIGTERM");
    const broken = join(folder, "broken");
    rmSync(broken, { recursive: true, force: true });
    mkdirSync(broken);
    writeFileSync(join(broken, "tally.sqlite"), "this is no database, but a text that is long enough to look at");
    const third = await tally(["serve", "--port", "0", "--data", broken], {}, BROKER_COMMANDS);
    expect([third.exit, third.talk]).toEqual([2, expect.stringMatching(/not a database/)]);
    expect((await tally(["backup", "--data", join(folder, "none"), join(folder, "x")], {}, BROKER_COMMANDS)).exit).toBe(
      2,
    );
    const over = await tally(["backup", "--data", data, join(broken, "tally.sqlite")], {}, BROKER_COMMANDS);
    expect([over.exit, over.talk]).toEqual([2, expect.stringContaining("exists already")]);
  });

  it("takes a short token, and warns without showing it", async () => {
    const lines: string[] = [];
    const env = { TALLY_PORT: "0", TALLY_DATA: join(folder, "token"), TALLY_WORKERS: "0", TALLY_TOKEN: "hush" };
    const broker = await main(env, (line) => lines.push(line));
    const status = async (token: string) =>
      (await fetch(`${broker.url}/api/applications`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await status("hush"), await status("hus")]).toEqual([200, 401]);
    await broker.stop();
    expect(lines.join("\n")).toContain("broker.token-short");
    expect(lines.join("\n")).not.toContain("hush");
  });

  it("names the right tool for a backup of a PostgreSQL", async () => {
    const env = { TALLY_DATABASE_URL: "postgres://u:p@127.0.0.1:1/none" };
    const ran = await tally(["backup", join(folder, "pg")], { env }, BROKER_COMMANDS);
    expect(ran.exit).toBe(2);
    expect(ran.talk).toMatch(/pg_dump/);
  });
});
