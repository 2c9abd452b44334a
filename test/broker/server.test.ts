import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Config, configFrom } from "../../broker/config.ts";
import { jsonLog } from "../../broker/log.ts";
import { createServer } from "../../broker/server.ts";
import type { Store } from "../../broker/store/store.ts";
import { temporaryStore } from "../support/stores.ts";

const TOKEN = "a-secret-of-enough-length";

describe("the configuration", () => {
  it("listens on the loopback address only, until there is a token", () => {
    expect(configFrom({}).host).toBe("127.0.0.1");
    expect(() => configFrom({ TALLY_HOST: "0.0.0.0" })).toThrow(/without TALLY_TOKEN/);
    expect(configFrom({ TALLY_TOKEN: TOKEN }).host).toBe("0.0.0.0");
    expect(configFrom({ TALLY_HOST: "::1" }).host).toBe("::1");
  });

  it("takes port 9292, and blank variables as absent", () => {
    expect(configFrom({ TALLY_PORT: " ", TALLY_TOKEN: "" })).toMatchObject({
      port: 9292,
      token: null,
      databaseUrl: null,
    });
    expect(configFrom({ TALLY_BASE_URL: "https://tally.example/x/" }).baseUrl).toBe("https://tally.example/x");
    expect(configFrom({ TALLY_PUBLIC_READ: "true" }).publicRead).toBe(true);
    expect(configFrom({ TALLY_PUBLIC_READ: "off" }).publicRead).toBe(false);
  });

  it("is frozen", () => {
    expect(Object.isFrozen(configFrom({}))).toBe(true);
  });

  it.each([
    ["TALLY_PORT", "70000"],
    ["TALLY_PORT", "http"],
    ["TALLY_DATABASE_URL", "mysql://somewhere/secret"],
    ["TALLY_TOKEN", "two words"],
    ["TALLY_BASE_URL", "tally.example"],
    ["TALLY_BASE_URL", "http://tally.example/?x=1"],
    ["TALLY_LOG_LEVEL", "loud"],
    ["TALLY_PUBLIC_READ", "perhaps"],
    ["TALLY_MAX_BODY", "1"],
    ["TALLY_WORKERS", "-1"],
  ])("refuses %s=%s, names it and does not show its value", (name, value) => {
    const refused = (() => {
      try {
        configFrom({ [name]: value });
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "accepted";
    })();
    expect(refused).toContain(name);
    expect(refused.replace(/; wanted.*/, "")).not.toContain(value);
  });
});

describe("the server", () => {
  let store: Store;
  beforeAll(async () => {
    store = await temporaryStore();
  });
  afterAll(() => store.close());

  const serverWith = (env: Record<string, string>, lines: string[] = []): Hono => {
    const config: Config = configFrom({ TALLY_WORKERS: "0", ...env });
    return createServer(store, config, {
      log: jsonLog(
        "debug",
        (line) => void lines.push(line),
        () => "now",
      ),
    });
  };
  const basic = (password: string) => `Basic ${Buffer.from(`anyone:${password}`).toString("base64")}`;

  it("answers the heartbeat without touching the store and without a token", async () => {
    const broken = new Proxy({} as Store, {
      get: () => {
        throw new Error("the store was touched");
      },
    });
    const comparer = {
      pool: { run: () => Promise.reject(), close: async () => undefined },
      ask: async () => 0,
      settled: async () => undefined,
      resume: async () => undefined,
      retire: async () => undefined,
      close: async () => undefined,
    };
    const app = createServer(broken, configFrom({ TALLY_TOKEN: TOKEN }), { comparer });
    const response = await app.request("http://anywhere.example/diagnostic/status/heartbeat");
    expect([response.status, ((await response.json()) as { ok: boolean }).ok]).toEqual([200, true]);
  });

  it("with a token: writes need it, reads too", async () => {
    const app = serverWith({ TALLY_TOKEN: TOKEN });
    const read = (authorization?: string) =>
      app.request("http://x/api/applications", authorization ? { headers: { authorization } } : {});
    const refused = await read();
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("Basic")]);
    for (const wrong of ["Bearer wrong", "Bearer", basic("wrong"), `Digest ${TOKEN}`, "Basic !!!", `Bearer ${TOKEN}x`])
      expect((await read(wrong)).status).toBe(401);
    expect((await read(`Bearer ${TOKEN}`)).status).toBe(200);
    expect((await read(`bearer ${TOKEN}`)).status).toBe(200);
    expect((await read(basic(TOKEN))).status).toBe(200);
    const write = {
      method: "POST",
      body: '{"application":"a","version":"1"}',
      headers: { "content-type": "application/json" },
    };
    expect((await app.request("http://x/api/publish", write)).status).toBe(401);
    expect(await store.read((tx) => tx.applications.names())).toEqual([]);
  });

  it("with public reads: reads and questions are open, writes need the token", async () => {
    const app = serverWith({ TALLY_TOKEN: TOKEN, TALLY_PUBLIC_READ: "true" });
    const post = (path: string) =>
      app.request(`http://x${path}`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
    expect((await app.request("http://x/api/applications")).status).toBe(200);
    expect((await app.request("http://x/api/applications", { method: "HEAD" })).status).toBe(200);
    expect((await post("/api/can-i-deploy")).status).toBe(400);
    expect((await post("/pacts/provider/P/for-verification")).status).not.toBe(401);
    const named = "/pacticipants/a/versions/1/deployed-versions/environment/for-verification";
    for (const path of ["/api/publish", "/contracts/publish", "/environments", "/api/comparisons", named])
      expect((await post(path)).status).toBe(401);
    expect((await app.request("http://x/pacticipants/A", { method: "DELETE" })).status).toBe(401);
  });

  it("without a token: answers to this machine's own names only", async () => {
    const app = serverWith({ TALLY_BASE_URL: "https://tally.example" });
    const from = (host: string) => app.request("http://127.0.0.1/api/applications", { headers: { host } });
    for (const host of ["127.0.0.1:9292", "localhost", "[::1]:80", "LOCALHOST:1", "tally.example"])
      expect((await from(host)).status).toBe(200);
    for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:9292"])
      expect((await from(host)).status).toBe(403);
  });

  it("lets no page of another site make a browser change anything, with or without a token", async () => {
    for (const settings of [{}, { TALLY_TOKEN: TOKEN }]) {
      const app = serverWith({ ...settings, TALLY_BASE_URL: "https://tally.example" });
      const headers = { host: "127.0.0.1:9292", authorization: basic(TOKEN), "content-type": "application/json" };
      const send = (method: string, origin: string) =>
        app.request("http://127.0.0.1:9292/pacticipants", {
          method,
          headers: { ...headers, origin },
          ...(method === "POST" && { body: "{}" }),
        });
      for (const origin of [
        "http://evil.example",
        "null",
        "http://127.0.0.1:80",
        "http://127.0.0.1.evil.example:9292",
      ]) {
        expect((await send("POST", origin)).status).toBe(403);
        expect((await send("DELETE", origin)).status).toBe(403);
        expect((await send("GET", origin)).status).toBe(200);
      }
      for (const origin of ["http://127.0.0.1:9292", "https://tally.example"])
        expect((await send("POST", origin)).status).toBe(400);
    }
  });

  it("tells browsers to take no answer for anything else", async () => {
    for (const path of ["/", "/nope", "/api/applications", "/assets/style.css", "/diagnostic/status/heartbeat"])
      expect((await serverWith({}).request(`http://127.0.0.1${path}`)).headers.get("x-content-type-options")).toBe(
        "nosniff",
      );
  });

  it("refuses a NUL character in any address", async () => {
    const headers = { accept: "text/html" };
    for (const path of ["/api/applications/a%00b", "/applications/%00", "/?q=%00", "/verdict?application=%00"])
      expect((await serverWith({}).request(`http://127.0.0.1${path}`, { headers })).status).toBe(400);
  });

  const json = { "content-type": "application/json" };
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  it.each([
    ["an unknown address", "GET", "/nothing/here", undefined, {}, 404, /No such resource/],
    ["malformed JSON", "POST", "/api/publish", '{"a": 1,\n "b": }', json, 400, /body:2:7: not JSON/],
    ["truncated JSON", "POST", "/api/publish", '{"a": 1', json, 400, /body:1:8: not JSON/],
    ["an empty body", "POST", "/api/publish", "", json, 400, /body/],
    ["JSON that is no object", "POST", "/api/publish", "[]", json, 400, /object/],
    ["a body that is no UTF-8", "POST", "/api/publish", new Uint8Array([0x7b, 0xff, 0x7d]), json, 400, /UTF-8/],
    ["nesting of 10,000", "POST", "/api/publish", deep(10_000), json, 400, /too deep/],
    ["no media type", "POST", "/api/publish", new Uint8Array([0x7b, 0x7d]), {}, 415, /wanted: application\/json/],
    [
      "another media type",
      "POST",
      "/api/publish",
      "<a/>",
      { "content-type": "application/xml" },
      415,
      /application\/xml/,
    ],
    ["a body above the limit", "POST", "/api/publish", "x".repeat(5000), json, 413, /larger than 4096/],
    [
      "a length above the limit",
      "POST",
      "/api/publish",
      "{}",
      { ...json, "content-length": "999999999" },
      413,
      /larger/,
    ],
  ] as const)("answers %s", async (_, method, path, body, headers, status, says) => {
    const app = serverWith({ TALLY_MAX_BODY: "4096" });
    const sent = typeof body === "string" && body.length > 4096 && status === 400 ? serverWith({}) : app;
    const response = await sent.request(path, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([
      status,
      "application/hal+json;charset=utf-8",
    ]);
    expect(text).toMatch(says);
    expect(text).not.toMatch(/node_modules|at .*\.ts:\d|SyntaxError/);
    expect(response.headers.get("server")).toBeNull();
    expect(await store.read((tx) => tx.applications.names())).toEqual([]);
  });

  it("answers Base64 of many megabytes that holds no pact with what is wrong", async () => {
    const contract = { consumerName: "a", providerName: "b", specification: "pact", contentType: "application/json" };
    const contracts = [{ ...contract, content: "A".repeat(8_000_000) }];
    const body = JSON.stringify({ pacticipantName: "a", pacticipantVersionNumber: "1", contracts });
    const response = await serverWith({}).request("/contracts/publish", { method: "POST", headers: json, body });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringMatching(/contracts\.0\.content:1:1: not JSON/),
    ]);
  });

  it("counts brackets in strings as text, not as nesting", async () => {
    const body = JSON.stringify({ application: "[".repeat(80) + '\\"{', version: "1", colour: 1 });
    const response = await serverWith({}).request("/api/publish", { method: "POST", headers: json, body });
    expect(await response.text()).toMatch(/colour/);
  });

  it("answers with problem+json when asked for it", async () => {
    const headers = { accept: "application/hal+json, application/problem+json" };
    const response = await serverWith({}).request("/api/can-i-deploy", { headers });
    expect(response.headers.get("content-type")).toMatch("application/problem+json");
    expect(await response.json()).toMatchObject({
      status: 400,
      title: "Validation errors",
      errors: [{ pointer: "/application" }],
    });
  });

  it("shows nothing of an unexpected error, and logs it under the request id", async () => {
    const lines: string[] = [];
    const failing = { ...store, read: () => Promise.reject(new Error("secret detail")) };
    const app = createServer(failing, configFrom({ TALLY_WORKERS: "0" }), {
      log: jsonLog(
        "error",
        (line) => void lines.push(line),
        () => "now",
      ),
    });
    const response = await app.request("/api/applications");
    const text = await response.text();
    expect([response.status, text.includes("secret")]).toEqual([500, false]);
    expect(lines.join("")).toContain("secret detail");
    expect(lines.join("")).toContain(response.headers.get("x-request-id") ?? "none");
  });

  it("logs one JSON line per request, without query strings or secrets", async () => {
    const lines: string[] = [];
    const app = serverWith({ TALLY_TOKEN: TOKEN }, lines);
    await app.request("http://x/api/applications?token=hidden", { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "request", path: "/api/applications", status: 200 });
    expect(lines[0]).not.toMatch(/hidden|secret/);
  });
});
