import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tally } from "../support/io.ts";
import { type Api, openApi } from "../support/pact-api.ts";
import { ENGINES } from "../support/stores.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-presets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
const api = (values: string, more = "") => `openapi: 3.0.3
info: { title: T, version: "1" }
paths:
  /orders:
    get:
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: { type: object, required: [s], properties: { s: { type: string, enum: [${values}]${more} } } }
`;
const MARKED = ", x-extensible-enum: [a, b]";

describe("tally diff", () => {
  const exit = async (...more: string[]) =>
    (await tally(["diff", "old.yaml", "new.yaml", ...more], { cwd: folder })).exit;

  it("judges by the guideline that tally.yaml names for the application of the file", async () => {
    put("old.yaml", api("a, b"));
    put("new.yaml", api("a, b, c"));
    expect(await exit()).toBe(1);
    put("tally.yaml", "application: orders\npreset: google-aip\n");
    expect(await exit()).toBe(0);
    expect(await exit("--preset", "default")).toBe(1);
    const two = (path: string) =>
      `applications:\n  - { name: a, preset: google-aip, interfaces: [{ path: ${path} }] }\n  - { name: b }\n`;
    put("tally.yaml", two("new.yaml"));
    expect(await exit()).toBe(0);
    put("tally.yaml", two("other.yaml"));
    expect(await exit()).toBe(1);
    put("tally.yaml", "application: orders\npreset: house-rules\n");
    const refused = await tally(["diff", "old.yaml", "new.yaml"], { cwd: folder });
    expect(refused).toMatchObject({ exit: 2, talk: expect.stringMatching(/tally\.yaml:2:\d+: .*google-aip/) });
  });

  it("takes a request field that is new under azure, whose servers took none of that name before", async () => {
    const asks = (names: string) =>
      api("a").replace(
        "get:",
        `post:\n      requestBody: { content: { application/json: { schema: { type: object, properties: {${names}} } } } }`,
      );
    put("old.yaml", asks("a: { type: string }"));
    put("new.yaml", asks("a: { type: string }, b: { type: string }"));
    expect(await exit("--preset", "azure")).toBe(0);
    expect(await exit("--preset", "strict")).toBe(1);
    put("new.yaml", asks(""));
    expect(await exit("--preset", "azure")).toBe(1);
    expect(await exit()).toBe(0);
  });

  it("judges commits by the guideline of the application that the file belongs to", async () => {
    const git = (...words: string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t", ...words], { stdio: "pipe" });
    git("init", "-q", "-b", "main");
    put("api.yaml", optional("a: {}, b: {}"));
    git("add", ".");
    git("commit", "-qm", "first");
    put("api.yaml", optional("a: {}"));
    git("commit", "-qam", "second");
    const more = ", { name: other, interfaces: [{ path: other.yaml }] }";
    put("tally.yaml", `applications: [{ name: a, preset: zalando, interfaces: [{ path: api.yaml }] }${more}]\n`);
    const exits = async (...sides: string[]) =>
      (await tally(["diff", ...sides], { cwd: folder, input: optional("a: {}") })).exit;
    expect(await exits("main~1:api.yaml", "api.yaml")).toBe(1);
    expect(await exits("main~1:api.yaml", "main:api.yaml")).toBe(1);
    expect(await exits("main~1:api.yaml", "-")).toBe(1);
    expect(await exits("-c", "main~1:api*.yaml", "main:api*.yaml")).toBe(1);
    put("other.yaml", optional("a: {}, b: {}"));
    expect(await exits("other.yaml", "-")).toBe(0);
  });

  it("takes an enum that the document marks as extensible, unless that is switched off", async () => {
    put("old.yaml", api("a, b", MARKED));
    put("new.yaml", api("a, b, c", MARKED));
    const report = JSON.parse((await tally(["diff", "old.yaml", "new.yaml", "-f", "json"], { cwd: folder })).out);
    expect(report.verdict).toBe("compatible");
    expect(report.findings).toContainEqual(
      expect.objectContaining({ level: "risky", tolerance: "extensible-enums", marked: true }),
    );
    expect(await exit("--strict", "extensible-enums")).toBe(1);
    expect(await exit("--strict", "all")).toBe(1);
    expect(await exit("--preset", "strict")).toBe(1);
    expect(await exit("--preset", "strict", "--tolerate", "extensible-enums")).toBe(0);
    const text = (await tally(["diff", "old.yaml", "new.yaml", "--preset", "strict"], { cwd: folder })).out;
    expect(text).toContain("not forgiven: extensible-enums is off");
  });
});

describe("a list of values that may grow", () => {
  const asked = (values: string) => `openapi: 3.0.3
info: { title: T, version: "1" }
paths:
  /orders:
    get:
      parameters: [{ name: q, in: query, schema: { type: string, enum: [${values}]${MARKED} } }]
      requestBody: { content: { application/json: { schema: { type: string, enum: [${values}]${MARKED} } } } }
      responses: { "200": { description: ok } }
`;
  const found = async (...more: string[]) => {
    const ran = await tally(["diff", "old.yaml", "new.yaml", "-f", "json", ...more], { cwd: folder });
    const findings: { id: string; level: string; direction: string }[] = JSON.parse(ran.out).findings;
    return { exit: ran.exit, findings: findings.filter(({ direction }) => direction === "backward") };
  };

  it.each([[[]], [["--preset", "google-aip"]], [["--tolerate", "extensible-enums"]]])(
    "grows for consumers: values that a provider no longer takes break, %j",
    async (more) => {
      put("old.yaml", asked("a, b"));
      put("new.yaml", asked("a"));
      const { exit, findings } = await found(...more);
      expect(exit).toBe(1);
      expect(findings.map(({ id, level }) => `${level} ${id}`).sort()).toEqual([
        "breaking openapi.parameter.enum-shrunk",
        "breaking openapi.request.enum-shrunk",
      ]);
    },
  );

  it("may do so in what a webhook sends, which consumers read", async () => {
    const sent = (values: string) =>
      asked(values)
        .replace("3.0.3", "3.1.0")
        .replace(/paths:\n {2}.orders:/, "webhooks:\n  orders:");
    put("old.yaml", sent("a"));
    put("new.yaml", sent("a, b"));
    const { exit, findings } = await found();
    expect(findings).toContainEqual(expect.objectContaining({ id: "openapi.request.enum-grown", level: "risky" }));
    expect(findings.filter(({ level }) => level === "breaking")).toEqual([]);
    expect(exit).toBe(0);
  });

  it.each(["", ", x-extensible-enum: false", ", x-ms-enum: { modelAsString: false }"])(
    "says so to those who read it: a mark in the new version comes too late, where the old one has %j",
    async (more) => {
      put("old.yaml", api("a", more));
      put("new.yaml", api("a, b", MARKED));
      const { exit, findings } = await found();
      expect(exit).toBe(1);
      expect(findings.flatMap(({ id, level }) => (level === "breaking" ? [id] : []))).toEqual([
        "openapi.response.enum-grown",
      ]);
      put("new.yaml", api("a, b"));
      put("old.yaml", api("a", MARKED));
      expect((await found()).exit).toBe(0);
    },
  );
});

const BREAKING_NAMES = "openapi.response.property-removed";
const optional = (names: string) => `openapi: 3.0.3
info: { title: T, version: "1" }
paths:
  /orders:
    get:
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { type: object, properties: {${names}} } } }
`;

describe("tally breaking and tally changelog", () => {
  const changes = async (command: string, ...more: string[]) => {
    const ran = await tally([command, "old.yaml", "new.yaml", "-f", "json", ...more], { cwd: folder });
    return { exit: ran.exit, list: JSON.parse(ran.out) as { rule: string; level: number; guideline?: string }[] };
  };

  it("judge by the guideline that was typed, else by that of the application", async () => {
    put("old.yaml", api("a, b"));
    put("new.yaml", api("a, b, c"));
    expect((await changes("breaking")).exit).toBe(1);
    expect(await changes("breaking", "--preset", "google-aip")).toMatchObject({ exit: 0, list: [{ level: 2 }] });
    expect((await changes("breaking", "--tolerate", "extensible-enums")).exit).toBe(0);
    put("tally.yaml", "application: orders\npreset: google-aip\n");
    expect((await changes("breaking")).exit).toBe(0);
    expect(await changes("changelog")).toMatchObject({ exit: 0, list: [{ level: 2 }] });
    expect((await changes("breaking", "--preset", "default")).exit).toBe(1);
    expect((await changes("breaking", "--strict", "extensible-enums")).exit).toBe(1);
  });

  it("say which guideline forbids what usual readers forgive", async () => {
    put("old.yaml", optional("a: {}, b: {}"));
    put("new.yaml", optional("a: {}"));
    expect(await changes("breaking")).toMatchObject({ exit: 0, list: [{ rule: BREAKING_NAMES, level: 2 }] });
    const forbidden = await changes("breaking", "--preset", "zalando");
    expect(forbidden).toMatchObject({ exit: 1, list: [{ rule: BREAKING_NAMES, level: 3, guideline: "zalando" }] });
    const print = async (...line: string[]) => (await tally([...line, "--preset", "zalando"], { cwd: folder })).out;
    expect(await print("changelog", "old.yaml", "new.yaml")).toContain("the zalando guideline forbids it");
    expect(await print("diff", "old.yaml", "new.yaml")).toContain("the zalando guideline forbids it");
    const report = JSON.parse(await print("diff", "old.yaml", "new.yaml", "-f", "json"));
    expect(report.findings).toContainEqual(expect.objectContaining({ level: "breaking", guideline: "zalando" }));
  });

  it("keep the witness of what a guideline forbids, and say both", async () => {
    put(
      "old.yaml",
      api("a").replace("get:", "get:\n      parameters: [{ name: q, in: query, schema: { type: string } }]"),
    );
    put("new.yaml", api("a"));
    const ran = await tally(["diff", "old.yaml", "new.yaml", "--preset", "azure"], { cwd: folder });
    expect(ran).toMatchObject({ exit: 1, out: expect.stringMatching(/witness {2}GET \/orders\?q=.*azure guideline/s) });
  });

  it("read the copy of a provider as its reader says", async () => {
    put("old.yaml", api("a, b"));
    put("new.yaml", api("a, b, c"));
    const keeps = "application: web\npreset: strict\ncopies: [{ provider: orders, path: old.yaml }]\n";
    put("tally.yaml", `${keeps}reads: google-aip\n`);
    for (const command of ["diff", "breaking"]) {
      expect((await tally([command, "old.yaml", "new.yaml"], { cwd: folder })).exit).toBe(0);
    }
    put("tally.yaml", `${keeps}reads: google-aip\nstrict: [extensible-enums]\n`);
    expect((await changes("breaking")).exit).toBe(1);
  });

  it("refuse presets in buf's grammar, which has none", async () => {
    put("old.yaml", api("a"));
    const ran = await tally(["breaking", "old.yaml", "--against", "old.yaml", "--preset", "zalando"], { cwd: folder });
    expect(ran).toMatchObject({ exit: 2, talk: expect.stringContaining("BASE REVISION") });
  });
});

describe.each(ENGINES.map((make) => ({ engine: make() })))("the gate on $engine.name", ({ engine }) => {
  let broker: Api;
  beforeAll(async () => {
    await engine.start();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    broker = await openApi({ TALLY_COMPARISON_WAIT: "60000" }, engine);
  });
  afterEach(() => broker.close());

  const run = (line: string) =>
    tally(line.split(" "), {
      cwd: folder,
      env: { TALLY_URL: broker.base },
      fetch: async (input, init) => broker.app.request(new Request(input, init)),
    });
  const release = async (application: string, version: string, yaml: string) => {
    put("tally.yaml", `application: ${application}\n${yaml}`);
    expect(await run(`publish -e ${version}`)).toMatchObject({ exit: 0 });
    await run(`record-deployment -a ${application} -e ${version} --environment production`);
  };
  const states = async () => {
    const asked = await run("can-i-deploy -a orders -e 2 --to-environment production -f json");
    const { checks, notices } = JSON.parse(asked.out);
    const named = checks.map((check: { consumer: { application: string } | null; state: string }) => [
      check.consumer?.application ?? "interface",
      check.state,
    ]);
    return { exit: asked.exit, notices, ...Object.fromEntries(named) };
  };

  it.each([
    ["by the guideline of the provider", "preset: google-aip\n", ""],
    ["by what the document marks", "", MARKED],
  ])("an enum may grow %s, but not for the consumer with an exhaustive switch", async (_name, preset, more) => {
    put("api.yaml", api("a, b", more));
    await release("orders", "1", `${preset}interfaces: [{ path: api.yaml }]\n`);
    await release("web", "7", "copies: [{ provider: orders, path: api.yaml }]\n");
    await release("app", "3", "copies: [{ provider: orders, path: api.yaml }]\n");
    put("api.yaml", api("a, b, c", more));
    put("tally.yaml", `application: orders\n${preset}interfaces: [{ path: api.yaml }]\n`);
    await run("publish -e 2");
    expect(await states()).toMatchObject({ exit: 0, interface: "satisfied", web: "satisfied", app: "satisfied" });

    put("api.yaml", api("a, b", more));
    await release("web", "8", "strict: [extensible-enums]\ncopies: [{ provider: orders, path: api.yaml }]\n");
    expect(await states()).toMatchObject({ exit: 1, interface: "satisfied", web: "failed", app: "satisfied" });
    const shown = await run("can-i-deploy -a orders -e 2 --to-environment production");
    expect(shown.out).toContain("counts: web 8 does not forgive it (extensible-enums)");
  });

  it("remembers what a version follows and how it reads", async () => {
    put("api.yaml", api("a, b"));
    await release("orders", "1", "preset: zalando\nreads: azure\ninterfaces: [{ path: api.yaml }]\n");
    const version = (await broker.get("/api/applications/orders/versions/1")).body;
    expect(version).toMatchObject({ preset: "zalando", reads: "azure", strict: [] });
    await release("web", "7", "reads: strict\ncopies: [{ provider: orders, path: api.yaml }]\n");
    expect((await broker.get("/api/applications/web/versions/7")).body).toMatchObject({
      preset: null,
      reads: "strict",
    });
    put("api.yaml", api("a, b, c"));
    put("tally.yaml", "application: orders\npreset: google-aip\ninterfaces: [{ path: api.yaml }]\n");
    await run("publish -e 2");
    const asked = await states();
    expect(asked).toMatchObject({ exit: 1, interface: "failed", web: "failed" });
    expect(asked.notices).toContain("The interfaces of orders 2 follow the google-aip guideline.");
    const refused = await broker.ask("POST", "/api/publish", { application: "a", version: "1", preset: "house" });
    expect(refused.status).toBe(400);
  });
});
