import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configFrom } from "../../broker/config.ts";
import { apiDocument } from "../../broker/routes/api/document.ts";
import { createServer } from "../../broker/server.ts";
import { openStore } from "../../broker/store/open.ts";
import type { Store } from "../../broker/store/store.ts";
import { canIDeploy, type Facts } from "../../src/gate/index.ts";
import { ENGINES } from "../support/stores.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const openapi = (...paths: readonly string[]): string =>
  ["openapi: 3.0.3", "info: {title: Orders, version: '1'}", "paths:"]
    .concat(paths.map((path) => `  ${path}:\n    get: {responses: {'200': {description: ok}}}`))
    .join("\n");
const schema = (text: string) => ({
  kind: "openapi",
  entry: "api.yaml",
  files: [{ path: "api.yaml", content: base64(text) }],
});
const pact = (consumer: string, provider: string, path = "/a") =>
  base64(
    JSON.stringify({
      consumer: { name: consumer },
      provider: { name: provider },
      interactions: [{ description: "d", request: { method: "GET", path }, response: { status: 200 } }],
      metadata: { pactSpecification: { version: "2.0.0" } },
    }),
  );

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { $ref?: string; content?: Json }>>;
}

const document = apiDocument() as unknown as { paths: Record<string, Record<string, Operation>> };
const METHODS = ["get", "post", "put", "delete"] as const;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
);

describe.each(ENGINES.map((make) => ({ engine: make() })))("our own API on $engine.name", ({ engine }) => {
  /** Operation and status of every answer seen: what is documented has to be seen at least once. */
  const seen = new Set<string>();
  let store: Store;
  let app: Hono;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, "api");

  beforeAll(async () => {
    await engine.start();
    store = await openStore(await engine.place());
    app = createServer(store, configFrom({ TALLY_WORKERS: "0" }));
  });
  afterAll(async () => {
    await store.close();
    await engine.stop();
  });

  /** Calls the server and holds every answer to its description. */
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const sent =
      body === undefined
        ? { headers }
        : { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
    const response = await app.request(path, { method, ...sent });
    const text = await response.text();
    const value: unknown = text === "" ? null : JSON.parse(text);
    const known = operations.find(
      (one) => one.method === method.toLowerCase() && pattern(one.path).test(path.split("?")[0] ?? ""),
    );
    expect(known, `${method} ${path} is described`).toBeDefined();
    const pointer = `/paths/${pointerKey(known?.path ?? "")}/${method.toLowerCase()}/responses/${response.status}`;
    const raw = known?.operation.responses[String(response.status)];
    expect(raw, `${method} ${path} answers ${response.status} as described`).toBeDefined();
    seen.add(`${known?.operation.operationId} ${response.status}`);
    if (text !== "") {
      const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
      const at = raw?.$ref ? raw.$ref.slice(1) : pointer;
      const validate = ajv.compile({ $ref: `api#${at}/content/${pointerKey(type)}/schema` });
      expect(validate(value) ? [] : validate.errors, `${method} ${path}`).toEqual([]);
    }
    return { status: response.status, body: value as Json, response };
  }

  it("describes every route under /api, and serves every route described", () => {
    const served = app.routes
      .filter((route) => route.path.startsWith("/api/") && route.method !== "ALL")
      .map((route) => `${route.method.toLowerCase()} ${route.path.replace(/:(\w+)/g, "{$1}")}`);
    const described = operations.map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(served)].sort()).toEqual(described.sort());
  });

  it("publishes a version with everything that comes with it, in one go", async () => {
    const first = {
      application: "orders",
      version: "1",
      branch: "main",
      tags: ["t"],
      commit: "abc",
      buildUrl: "http://ci/1",
      interfaces: [schema(openapi("/a", "/b"))],
    };
    const created = await call("POST", "/api/publish", first);
    expect([created.status, created.body.created]).toEqual([201, true]);
    expect(created.body.interfaces).toMatchObject([
      { name: "default", outcome: "created", operations: ["GET /a", "GET /b"] },
    ]);
    const again = await call("POST", "/api/publish", {
      ...first,
      interfaces: [schema(`# a comment\n${openapi("/a", "/b")}`)],
    });
    expect(again.status).toBe(200);
    const bundle = await call("GET", "/api/applications/orders/versions/1/interfaces/openapi/default");
    const files = bundle.body.files as readonly { content: string }[];
    expect(Buffer.from(files[0]?.content ?? "", "base64").toString()).toBe(openapi("/a", "/b"));
    const consumer = await call("POST", "/api/publish", {
      application: "web",
      version: "1",
      pacts: [{ content: pact("web", "orders") }],
      copies: [{ provider: "orders", operations: ["GET /b"], ...schema(openapi("/a", "/b")) }],
      strict: ["ignore-unknown-fields"],
    });
    expect(consumer.status).toBe(201);
    const version = await call("GET", "/api/applications/web/versions/1");
    expect(version.body).toMatchObject({
      pacts: [{ provider: "orders" }],
      copies: [{ operations: ["GET /b"] }],
      strict: ["ignore-unknown-fields"],
    });
    expect((await call("GET", "/api/applications/orders")).body).toMatchObject({ mainBranch: "main" });
    expect((await call("GET", "/api/applications")).body).toMatchObject({
      applications: [{ name: "orders" }, { name: "web" }],
    });
    expect((await call("GET", "/api/applications/orders/versions/1/interfaces")).body.interfaces).toHaveLength(1);
  });

  it("refuses another meaning under the same version, says what differs, and stores nothing of it", async () => {
    const refused = await call("POST", "/api/publish", {
      application: "orders",
      version: "1",
      pacts: [{ content: pact("orders", "billing") }],
      interfaces: [schema(openapi("/a"))],
    });
    expect(refused.status).toBe(409);
    expect(refused.body.conflicts).toMatchObject([
      { type: "interface", name: "default", differences: ["GET /b is no longer offered"] },
    ]);
    expect((await call("GET", "/api/applications/billing")).status).toBe(404);
    const other = { application: "web", version: "1", pacts: [{ content: pact("web", "orders", "/other") }] };
    const pacts = await call("POST", "/api/publish", other);
    expect([pacts.status, (pacts.body.conflicts as Json[])[0]?.type]).toEqual([409, "pact"]);
    const copy = { provider: "orders", operations: null, ...schema(openapi("/a", "/b")) };
    expect((await call("POST", "/api/publish", { application: "web", version: "1", copies: [copy] })).status).toBe(409);
    const renamed = {
      application: "orders",
      version: "1",
      interfaces: [{ ...schema(openapi("/a", "/b")), formerly: "old" }],
    };
    const former = await call("POST", "/api/publish", renamed);
    expect([former.status, JSON.stringify(former.body.conflicts)]).toEqual([409, expect.stringContaining("formerly")]);
    const again = { application: "web", version: "1", pacts: [{ content: pact("web", "orders") }] };
    for (const policy of [{}, { strict: ["ignore-unknown-fields"] }])
      expect((await call("POST", "/api/publish", { ...again, ...policy })).status).toBe(200);
    const milder = await call("POST", "/api/publish", { ...again, strict: [], reads: "azure" });
    expect([milder.status, milder.body.conflicts]).toMatchObject([
      409,
      [
        {
          type: "policy",
          differences: [
            "strict: ignore-unknown-fields was published, none is sent",
            "reads: none was published, azure is sent",
          ],
        },
      ],
    ]);
    expect((await call("GET", "/api/applications/web/versions/1")).body).toMatchObject({
      strict: ["ignore-unknown-fields"],
      reads: null,
    });
    const alike = await call("POST", "/api/publish", { application: "Orders", version: "1" });
    expect([alike.status, (alike.body.conflicts as Json[])[0]?.type]).toEqual([409, "name"]);
  });

  it("asks the gate, and gives the facts that lead to the same verdict offline", async () => {
    for (const [application, version] of [
      ["orders", "1"],
      ["web", "1"],
    ] as const)
      await store.write((tx) => tx.environments.deploy({ application, version }, "production", null));
    await call("POST", "/api/publish", {
      application: "orders",
      version: "2",
      branch: "main",
      interfaces: [schema(openapi("/a"))],
    });
    const path = "/api/can-i-deploy?application=orders&version=2&environment=production";
    const verdict = await call("GET", path);
    expect(verdict.body).toMatchObject({ verdict: "no" });
    const facts = await call("GET", `${path}&facts=true`);
    const offline = canIDeploy(facts.body as unknown as Facts);
    expect({ ...offline }).toEqual(JSON.parse(JSON.stringify(verdict.body)));
    const asked = await call("POST", "/api/can-i-deploy", {
      selectors: [{ application: "orders", by: { type: "branch", branch: "main" } }],
      target: { type: "environment", name: "production" },
      ignore: [{ application: "web" }],
    });
    expect(asked.body).toMatchObject({
      verdict: "no",
      question: { asked: [{ version: "2", words: "the latest version from branch main" }] },
    });
    for (const by of [
      { type: "latest" },
      { type: "main-branch" },
      { type: "tag", tag: "t" },
      { type: "version", version: "9" },
    ])
      expect(
        (
          await call("POST", "/api/can-i-deploy", {
            selectors: [{ application: "orders", by }],
            target: { type: "main-branch" },
          })
        ).status,
      ).toBe(200);
  });

  it("compares two published interfaces", async () => {
    const sides = { before: { application: "orders", version: "1" }, after: { application: "orders", version: "2" } };
    const compared = await call("POST", "/api/comparisons", { kind: "openapi", ...sides });
    expect(compared.body).toMatchObject({ verdict: "breaking", findings: [{ id: "openapi.operation.removed" }] });
    const same = await call("POST", "/api/comparisons", { kind: "openapi", before: sides.before, after: sides.before });
    expect(same.body).toMatchObject({ verdict: "compatible", findings: [] });
    expect((await call("POST", "/api/comparisons", { kind: "proto", ...sides })).status).toBe(404);
  });

  it("accepts a finding: it stays in the answer, marked, until it is taken back", async () => {
    const path = "/api/can-i-deploy?application=orders&version=2&environment=production";
    const prints = async () => {
      const checks = (await call("GET", path)).body.checks as readonly {
        findings: readonly { fingerprint: string; accepted: unknown }[];
      }[];
      return checks.flatMap((check) => check.findings);
    };
    const [finding] = await prints();
    const accepted = await call("POST", "/api/acceptances", {
      application: "orders",
      fingerprint: finding?.fingerprint,
      reason: "nobody calls it",
      owner: "ann",
      until: "2999-01-01",
    });
    expect(accepted.status).toBe(201);
    expect((await prints()).filter((one) => one.accepted !== null).length).toBeGreaterThan(0);
    expect((await call("GET", "/api/acceptances?application=orders")).body.acceptances).toHaveLength(1);
    expect((await call("DELETE", `/api/acceptances/${accepted.body.id}`)).status).toBe(204);
    expect((await call("DELETE", `/api/acceptances/${accepted.body.id}`)).status).toBe(404);
    expect((await call("GET", "/api/acceptances")).body.acceptances).toEqual([]);
    const unknown = { application: "nobody", fingerprint: "0123456789abcdef", reason: "r", owner: "o" };
    expect((await call("POST", "/api/acceptances", unknown)).status).toBe(404);
  });

  it("sets the least that an environment demands, and takes it back", async () => {
    const path = "/api/environments/production/floor";
    const floor = { directions: ["backward", "forward"], surfaces: [], strict: ["ignore-unknown-fields"] };
    expect((await call("GET", path)).body).toEqual({ environment: "production", floor: null });
    expect((await call("PUT", path, floor)).body).toEqual({ environment: "production", floor });
    const question = "/api/can-i-deploy?application=orders&version=1&environment=";
    expect((await call("GET", `${question}production&facts=true`)).body.floor).toEqual(floor);
    expect((await call("GET", `${question}test&facts=true`)).body.floor).toBeNull();
    expect((await call("PUT", path, { ...floor, directions: ["sideways"] })).status).toBe(400);
    expect((await call("DELETE", path)).body.floor).toBeNull();
    for (const [method, body] of [["GET"], ["PUT", floor], ["DELETE"]] as const)
      expect((await call(method, "/api/environments/nowhere/floor", body)).status).toBe(404);
  });

  it("retires and restores an application and a seam", async () => {
    const decision = { reason: "published by mistake", owner: "ann" };
    const retired = await call("PUT", "/api/applications/web/retirement", decision);
    expect(retired.body.retired).toMatchObject(decision);
    expect((await call("DELETE", "/api/applications/web/retirement")).body.retired).toBeNull();
    expect((await call("PUT", "/api/applications/nobody/retirement", decision)).status).toBe(404);
    expect((await call("DELETE", "/api/applications/nobody/retirement")).status).toBe(404);
    const seam = await call("PUT", "/api/seams/web/orders/retirement", decision);
    expect(seam.body.retired).toMatchObject(decision);
    const facts = await call("GET", "/api/can-i-deploy?application=web&version=1&environment=test&facts=true");
    expect(facts.body.seams).toEqual([{ consumer: "web", provider: "orders", retired: true }]);
    expect((await call("GET", "/api/seams")).body).toMatchObject({ seams: [{ consumer: "web", retired: decision }] });
    expect((await call("DELETE", "/api/seams/web/orders/retirement")).body.retired).toBeNull();
    expect((await call("PUT", "/api/seams/orders/web/retirement", decision)).status).toBe(404);
    expect((await call("DELETE", "/api/seams/orders/web/retirement")).status).toBe(404);
  });

  const publish = { application: "bad", version: "1" };
  const bad: readonly (readonly [
    what: string,
    method: string,
    path: string,
    body: unknown,
    status: number,
    says: RegExp,
  ])[] = [
    ["no body", "POST", "/api/publish", {}, 400, /application/],
    ["an unknown field", "POST", "/api/publish", { ...publish, colour: "red" }, 400, /colour/],
    ["an empty name", "POST", "/api/publish", { ...publish, application: " " }, 400, /application/],
    ["a dot segment as a name", "POST", "/api/publish", { ...publish, application: ".." }, 400, /application/],
    ["a control character", "POST", "/api/publish", { ...publish, version: "a\nb" }, 400, /version/],
    ["consumers: known", "POST", "/api/publish", { ...publish, consumers: "known" }, 400, /contracts can say/],
    ["an unknown tolerance", "POST", "/api/publish", { ...publish, strict: ["all"] }, 400, /strict\.0/],
    [
      "content that is no Base64",
      "POST",
      "/api/publish",
      { ...publish, pacts: [{ content: "!" }] },
      400,
      /pacts\.0\.content/,
    ],
    [
      "a pact that is no JSON",
      "POST",
      "/api/publish",
      { ...publish, pacts: [{ content: base64("{") }] },
      400,
      /pacts\.0/,
    ],
    [
      "a pact of somebody else",
      "POST",
      "/api/publish",
      { ...publish, pacts: [{ content: pact("web", "orders") }] },
      400,
      /pacts\.0 .*web/,
    ],
    [
      "a pact with a provider that no address can name",
      "POST",
      "/api/publish",
      { ...publish, pacts: [{ content: pact("bad", "..") }] },
      400,
      /\.\..*dot segment/,
    ],
    [
      "a pact with a provider of a very long name",
      "POST",
      "/api/publish",
      { ...publish, pacts: [{ content: pact("bad", "p".repeat(256)) }] },
      400,
      /longer than 255/,
    ],
    [
      "a name with half a character",
      "POST",
      "/api/publish",
      { ...publish, tags: ["\ud83d"], pacts: [{ content: pact("bad", "p") }] },
      400,
      /control character/,
    ],
    [
      "two pacts with one provider",
      "POST",
      "/api/publish",
      { ...publish, pacts: [{ content: pact("bad", "p") }, { content: pact("bad", "p", "/x") }] },
      400,
      /twice/,
    ],
    [
      "an unknown kind",
      "POST",
      "/api/publish",
      { ...publish, interfaces: [{ ...schema("x"), kind: "corba" }] },
      400,
      /no kind .*corba.*proto/,
    ],
    [
      "a schema that cannot be read",
      "POST",
      "/api/publish",
      { ...publish, interfaces: [schema("openapi: 3.0.3\n x: {")] },
      400,
      /api\.yaml:2:3: .*interfaces\.0/,
    ],
    [
      "an unknown version of OpenAPI",
      "POST",
      "/api/publish",
      { ...publish, interfaces: [schema("openapi: 9.0.0\npaths: {}")] },
      400,
      /9\.0\.0/,
    ],
    [
      "a path that climbs",
      "POST",
      "/api/publish",
      { ...publish, interfaces: [{ ...schema("x"), files: [{ path: "../x", content: "" }] }] },
      400,
      /files\.0\.path/,
    ],
    [
      "an absolute path",
      "POST",
      "/api/publish",
      { ...publish, interfaces: [{ ...schema("x"), files: [{ path: "/etc/passwd", content: "" }] }] },
      400,
      /files\.0\.path/,
    ],
    [
      "an entry that is not there",
      "POST",
      "/api/publish",
      { ...publish, interfaces: [{ ...schema(openapi("/a")), entry: "other.yaml" }] },
      400,
      /other\.yaml/,
    ],
    [
      "two interfaces of one name",
      "POST",
      "/api/publish",
      { ...publish, interfaces: [schema(openapi("/a")), schema(openapi("/b"))] },
      400,
      /twice/,
    ],
    [
      "an operation that the copy lacks",
      "POST",
      "/api/publish",
      { ...publish, copies: [{ provider: "p", operations: ["GET /x"], ...schema(openapi("/a")) }] },
      400,
      /GET \/x/,
    ],
    [
      "a question without an environment",
      "GET",
      "/api/can-i-deploy?application=orders&version=1",
      undefined,
      400,
      /environment/,
    ],
    [
      "an unknown environment",
      "GET",
      "/api/can-i-deploy?application=orders&version=1&environment=moon",
      undefined,
      404,
      /moon.*production/,
    ],
    [
      "an unknown application",
      "GET",
      "/api/can-i-deploy?application=nobody&version=1&environment=test",
      undefined,
      404,
      /nobody/,
    ],
    ["no selectors", "POST", "/api/can-i-deploy", { selectors: [], target: null }, 400, /selectors/],
    [
      "an unknown application in a question",
      "POST",
      "/api/can-i-deploy",
      { selectors: [{ application: "nobody", by: { type: "latest" } }], target: null },
      404,
      /nobody/,
    ],
    ["an unknown version", "GET", "/api/applications/orders/versions/99", undefined, 404, /99/],
    ["an unknown version's interfaces", "GET", "/api/applications/orders/versions/99/interfaces", undefined, 404, /99/],
    [
      "an unknown interface",
      "GET",
      "/api/applications/orders/versions/1/interfaces/openapi/other",
      undefined,
      404,
      /openapi\/default/,
    ],
    [
      "a kind that is no kind",
      "GET",
      "/api/applications/orders/versions/1/interfaces/%21/other",
      undefined,
      400,
      /kind/,
    ],
    ["a comparison without sides", "POST", "/api/comparisons", { kind: "openapi" }, 400, /before/],
    [
      "an acceptance without a fingerprint",
      "POST",
      "/api/acceptances",
      { application: "orders", reason: "r", owner: "o" },
      400,
      /fingerprint/,
    ],
    [
      "an acceptance that is over",
      "POST",
      "/api/acceptances",
      { application: "orders", fingerprint: "0123456789abcdef", reason: "r", owner: "o", until: "2020-01-31" },
      400,
      /2020-01-31 is over/,
    ],
    [
      "an acceptance until nonsense",
      "POST",
      "/api/acceptances",
      { application: "orders", fingerprint: "0123456789abcdef", reason: "r", owner: "o", until: "soon" },
      400,
      /until/,
    ],
    ["a retirement without a reason", "PUT", "/api/applications/orders/retirement", { owner: "o" }, 400, /reason/],
    ["a seam's retirement without an owner", "PUT", "/api/seams/web/orders/retirement", { reason: "r" }, 400, /owner/],
  ];
  it.each(bad)("answers %s with what is wrong, and stores nothing", async (_, method, path, body, status, says) => {
    const answer = await call(method, path, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body.errors)).toMatch(says);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d/);
    expect((await call("GET", "/api/applications/bad")).status).toBe(404);
  });

  it("understands JSON only, and needs the token where there is one", async () => {
    const guarded = createServer(store, configFrom({ TALLY_WORKERS: "0", TALLY_TOKEN: "0123456789abcdef" }));
    const open = app;
    for (const { path, method, operation } of operations) {
      const concrete = path.replace(/\{\w+\}/g, "x");
      if (operation.responses["415"]) {
        const sent = await call(method.toUpperCase(), concrete, { a: 1 }, { "content-type": "text/plain" });
        expect(sent.status).toBe(415);
      }
      app = guarded;
      expect((await call(method.toUpperCase(), concrete)).status).toBe(401);
      app = open;
    }
  });

  it("refuses a body that is too large", async () => {
    const open = app;
    app = createServer(store, configFrom({ TALLY_WORKERS: "0", TALLY_MAX_BODY: "2000" }));
    const large = { ...publish, pacts: [{ content: "A".repeat(4000) }] };
    expect((await call("POST", "/api/publish", large)).status).toBe(413);
    app = open;
  });

  it("says that a comparison is still running, and when one fails", async () => {
    const open = app;
    const never = { run: () => new Promise<never>(() => undefined), close: async () => undefined };
    const comparer = {
      pool: never,
      ask: async () => 1,
      settled: async () => undefined,
      resume: async () => undefined,
      retire: async () => undefined,
      close: async () => undefined,
    };
    await call("POST", "/api/publish", { application: "orders", version: "3", interfaces: [schema(openapi("/c"))] });
    const sides = { before: { application: "orders", version: "3" }, after: { application: "orders", version: "1" } };
    app = createServer(store, configFrom({ TALLY_WORKERS: "0" }), { comparer });
    const running = await call("POST", "/api/comparisons", { kind: "openapi", ...sides });
    expect([running.status, running.body.state]).toEqual([202, "running"]);
    const dead = { type: "error", code: "E_TOOL", message: "the thread ended", place: null } as const;
    const broken = { ...comparer, pool: { ...never, run: async () => dead } };
    app = createServer(store, configFrom({ TALLY_WORKERS: "0" }), { comparer: broken });
    const lost = await call("POST", "/api/publish", { ...publish, interfaces: [schema(openapi("/a"))] });
    expect([lost.status, (await call("GET", "/api/applications/bad")).status]).toEqual([500, 404]);
    await store.write(async (tx) => {
      const contents = await tx.schemas.interfaces([sides.after, sides.before]);
      const [after = "", before = ""] = contents.map((one) => one.content);
      const { TOLERANCES } = await import("../../broker/jobs/comparer.ts");
      const { ENGINE } = await import("../../src/version.ts");
      const key = { kind: "openapi", before, after, engine: ENGINE, tolerances: TOLERANCES };
      await tx.comparisons.finish(key, { state: "failed", error: "out of memory", findings: [] });
    });
    app = createServer(store, configFrom({ TALLY_WORKERS: "0" }), { comparer });
    const failed = await call("POST", "/api/comparisons", { kind: "openapi", ...sides });
    app = open;
    expect([failed.status, JSON.stringify(failed.body)]).toEqual([500, expect.stringContaining("out of memory")]);
  });

  it("was seen to give every answer that is described", () => {
    const described = operations.flatMap(({ operation }) =>
      Object.keys(operation.responses).map((status) => `${operation.operationId} ${status}`),
    );
    expect(described.filter((one) => !seen.has(one))).toEqual([]);
  });
});

const pointerKey = (key: string): string => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));

const pattern = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
