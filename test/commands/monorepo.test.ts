import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tally } from "../support/io.ts";
import { type Api, openApi, pactOf } from "../support/pact-api.ts";

let api: Api;
let folder: string;

beforeEach(async () => {
  api = await openApi({ TALLY_COMPARISON_WAIT: "60000" });
  folder = mkdtempSync(join(tmpdir(), "tally-monorepo-"));
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (path: string, content: string | object) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
};
const run = (line: string) =>
  tally(line.split(" "), {
    cwd: folder,
    env: { TALLY_URL: api.base },
    fetch: async (input, init) => api.app.request(new Request(input, init)),
  });

const document = (paths: string) => `openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths:\n${paths}`;
const operation = (path: string, type: string) =>
  `  ${path}: { get: { responses: { "200": { description: ok, content: { application/json: { schema: { type: object, required: [x], properties: { x: { type: ${type} } } } } } } } } }\n`;

describe("a repository with several applications", () => {
  it("-a selects one; its paths count from its folder", async () => {
    put(
      "tally.yaml",
      "applications:\n  - { name: orders, path: services/orders, interfaces: [{ path: api.yaml }] }\n  - { name: web, path: services/web, contracts: [pacts/*.json] }\n",
    );
    put("services/orders/api.yaml", document(operation("/a", "string")));
    put("services/web/pacts/p.json", pactOf("web", "orders"));
    expect((await run("publish -a orders -e 1")).out).toBe("Published: orders 1\n  openapi interface: new\n");
    expect((await run("publish -a web -e 1")).out).toContain("pact with orders: new");
    expect(await run("publish -e 1")).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("tally.yaml names orders, web"),
    });
    expect(await run("publish -a users -e 1")).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("nothing to publish"),
    });
    expect(await run("publish services/web/pacts -a orders -e 1")).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("is a pact of web, not of orders"),
    });
  });
  it("what is wrong in tally.yaml is said with its place, and nothing is published", async () => {
    put("tally.yaml", "application: orders\ninterfaces:\n  - pth: api.yaml\n");
    expect(await run("publish -e 1")).toMatchObject({
      exit: 2,
      talk: expect.stringMatching(/tally\.yaml:3:\d+: .*\[E_INVALID\]/),
    });
    put("tally.yaml", "application: orders\ninterfaces: [{ path: nowhere.yaml }]\n");
    expect((await run("publish -e 1")).exit).toBe(2);
    put("tally.yaml", "application: orders\ninterfaces: [{ path: api.yaml }]\n");
    put("api.yaml", "openapi: 3.0.3\npaths: [");
    expect((await run("publish -e 1")).exit).toBe(2);
    expect((await api.get("/api/applications")).body.applications).toEqual([]);
  });
});

describe("names and strictness", () => {
  const offers = (line: string) => put("tally.yaml", `application: orders\ninterfaces:\n${line}\n`);
  beforeEach(async () => {
    put("api.yaml", document(operation("/a", "string")));
    offers("  - path: api.yaml");
    await run("publish -e 1");
    await run("record-deployment -a orders -e 1 --environment test");
  });

  it("a name that vanishes is interface.removed, unless formerly maps it", async () => {
    offers("  - { name: public, path: api.yaml }");
    await run("publish -e 2");
    const removed = await run("can-i-deploy -a orders -e 2 --to-environment test");
    expect(removed).toMatchObject({ exit: 1, out: expect.stringContaining("interface.removed") });
    offers("  - { name: public, path: api.yaml, formerly: default }");
    await run("publish -e 3");
    expect((await run("can-i-deploy -a orders -e 3 --to-environment test")).exit).toBe(0);
    expect((await run("rules interface.removed")).out).toContain("No witness");
  });
  it("several of one kind need names; neither path nor title is one", async () => {
    put("other.yaml", document(operation("/b", "string")));
    offers("  - path: api.yaml\n  - path: other.yaml");
    expect(await run("publish -e 2")).toMatchObject({ exit: 2, talk: expect.stringContaining("given twice") });
    offers("  - path: api.yaml\n  - { name: admin, path: other.yaml }");
    expect((await run("publish -e 2")).exit).toBe(0);
    put("moved/api.yaml", document(operation("/a", "string")).replace("title: T", "title: Another"));
    expect((await run("publish -a orders -e 3 --interface moved/api.yaml")).exit).toBe(0);
    const asked = JSON.parse((await run("can-i-deploy -a orders -e 3 --to-environment test -f json")).out);
    expect(asked).toMatchObject({ verdict: "yes", checks: [{ reason: "interface-same" }] });
  });
  it("the environment sets a floor that no question can lower", async () => {
    put("api.yaml", document(operation("/a", "string") + operation("/b", "string")));
    await run("publish -e 2");
    const ask = "can-i-deploy -a orders -e 2 --to-environment test";
    expect((await run(ask)).exit).toBe(0);
    expect((await run("set-floor --environment test --direction full")).out).toBe(
      "test demands at least: backward, forward.\n",
    );
    const raised = await run(ask);
    expect(raised).toMatchObject({
      exit: 1,
      out: expect.stringContaining("test demands more than was asked: forward"),
    });
    expect((await run(`${ask} --direction backward`)).exit).toBe(1);
    expect((await run("set-floor --environment test --undo")).exit).toBe(0);
    expect((await run(ask)).exit).toBe(0);
    expect((await run("set-floor --environment nowhere --direction full")).exit).toBe(2);
  });
  it("a consumer that reads strictly is hit by what others forgive", async () => {
    put(
      "new.yaml",
      document(operation("/a", "string").replace("x: { type: string }", "x: { type: string }, y: { type: string }")),
    );
    put(
      "copy.yaml",
      document(operation("/a", "string").replace("required: [x],", "required: [x], additionalProperties: false,")),
    );
    await run("publish -a orders -e 2 --interface new.yaml");
    for (const [version, strict] of [
      ["1", ""],
      ["2", "strict: [ignore-unknown-fields]\n"],
    ] as const) {
      put("tally.yaml", `application: web\ncopies: [{ provider: orders, path: copy.yaml }]\n${strict}`);
      await run(`publish -e ${version}`);
      await run(`record-deployment -a web -e ${version} --environment production`);
      const asked = await run("can-i-deploy -a orders -e 2 --to-environment production -f json");
      const copy = JSON.parse(asked.out).checks.find((check: { type: string }) => check.type === "copy");
      expect([version, asked.exit, copy.reason]).toEqual(
        version === "1" ? ["1", 0, "copy-fits"] : ["2", 1, "copy-broken"],
      );
    }
  });
});

describe("copies", () => {
  const both = (a: string, b: string) => document(operation("/a", a) + operation("/b", b));
  const webWith = (more: string) =>
    put("tally.yaml", `application: web\ncopies: [{ provider: orders, path: copy.yaml${more} }]\n`);

  it("a consumer is hit only in the operations that it uses", async () => {
    put("copy.yaml", both("string", "string"));
    put("api.yaml", both("string", "integer"));
    await run("publish -a orders -e 1 --interface api.yaml");
    await run("record-deployment -a orders -e 1 --environment test");
    webWith(", operations: [GET /a]");
    await run("publish -e 1");
    const used = await run("can-i-deploy -a web -e 1 --to-environment test");
    expect(used).toMatchObject({ exit: 0, out: expect.stringContaining("web 1") });
    webWith("");
    await run("publish -e 2");
    const whole = await run("can-i-deploy -a web -e 2 --to-environment test");
    expect(whole).toMatchObject({ exit: 1, out: expect.stringContaining("copy-broken") });
    expect(whole.out).toContain("GET /b");
    expect(whole.out).toMatch(/witness/);
  });
  it("a name that is no operation of the copy is refused", async () => {
    put("copy.yaml", both("string", "string"));
    webWith(", operations: [GET /c]");
    expect(await run("publish -e 1")).toMatchObject({
      exit: 2,
      talk: expect.stringContaining('no operation "GET /c"'),
    });
  });
  it("protobuf: the provider's folder as it was, against the provider's new version", async () => {
    cpSync("contracts/samples/payments/3.1.0", join(folder, "vendor"), { recursive: true });
    for (const version of ["3.1.0", "4.0.0"]) {
      cpSync(`contracts/samples/payments/${version}`, join(folder, version), { recursive: true });
      expect((await run(`publish -a payments -e ${version} --interface ${version}`)).exit).toBe(0);
    }
    expect((await run("publish -a web -e 1 --copy payments=vendor")).exit).toBe(0);
    await run("record-deployment -a web -e 1 --environment test");
    await run("record-deployment -a payments -e 3.1.0 --environment test");
    expect((await run("can-i-deploy -a payments -e 3.1.0 --to-environment test")).exit).toBe(0);
    const broken = await run("can-i-deploy -a payments -e 4.0.0 --to-environment test");
    expect(broken).toMatchObject({ exit: 1, out: expect.stringContaining("hits web 1") });
  });
});
