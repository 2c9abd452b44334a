import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tally } from "../support/io.ts";
import { type Api, openApi, pactOf } from "../support/pact-api.ts";

let api: Api;
let folder: string;
const TOKEN = "a-secret-of-16-characters";

beforeEach(async () => {
  api = await openApi({ TALLY_TOKEN: TOKEN, TALLY_COMPARISON_WAIT: "30000" });
  folder = mkdtempSync(join(tmpdir(), "tally-commands-"));
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (path: string, content: string | object) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
};

/** Runs a command against the broker, in the folder, with nothing from the real environment. */
const run = (line: string, more: Readonly<Record<string, string>> = {}) =>
  tally(line.split(" "), {
    cwd: folder,
    env: { PACT_BROKER_BASE_URL: api.base, PACT_BROKER_TOKEN: TOKEN, ...more },
    fetch: async (input, init) => api.app.request(new Request(input, init)),
  });

const verify = (consumer: string, version: string, provider: string, providerVersion: string, success = true) =>
  withToken(() => api.verify(consumer, version, provider, providerVersion, success));

/** The helper of the tests sends no token, so results are posted through a broker call of its own. */
async function withToken<T>(work: () => Promise<T>): Promise<T> {
  const request = api.app.request.bind(api.app);
  api.app.request = ((input: string, init: RequestInit) =>
    request(input, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${TOKEN}` },
    })) as typeof api.app.request;
  try {
    return await work();
  } finally {
    api.app.request = request;
  }
}

const openapi = (properties: string) => `openapi: 3.0.3
info: { title: Orders, version: "1" }
paths:
  /orders/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: one
          content:
            application/json:
              schema: { type: object, required: [id, total], properties: { id: { type: string }, ${properties} } }
`;

describe("the way of a release", () => {
  beforeEach(() => {
    put(
      "orders/tally.yaml",
      "application: orders\ninterfaces: [{ path: openapi.yaml, kind: openapi }]\nenvironments: [production]\n",
    );
    put("orders/openapi.yaml", openapi("total: { type: integer }"));
    put("web/pacts/web-orders.json", pactOf("web", "orders", "/orders/1"));
  });
  const inFolder = async (path: string, line: string, env = {}) => {
    const before = folder;
    folder = join(folder, path);
    try {
      return await run(line, env);
    } finally {
      folder = before;
    }
  };
  const publishOrders = (version: string, branch = "main") =>
    inFolder("orders", `publish -e ${version} --branch ${branch}`);

  it("publish, record, break: the gate says yes, then no with the payload, then yes once accepted", async () => {
    const published = await publishOrders("1");
    expect(published).toMatchObject({ exit: 0, out: "Published: orders 1\n  openapi interface: new\n" });
    expect((await publishOrders("1")).out).toContain("openapi interface: known already");

    for (const words of ["-a orders --version 1", "--pacticipant=orders --version=1", "--version 1 -a orders"]) {
      const ran = await run(`can-i-deploy ${words} --to-environment production -f json`);
      expect(JSON.parse(ran.out)).toMatchObject({ verdict: "yes", question: { asked: [{ version: "1" }] } });
    }
    const first = await run("can-i-deploy -a orders -e 1 --to-environment production");
    expect(first).toMatchObject({ exit: 0 });
    expect(first.out).toContain("Next: tally record-deployment -a orders -e 1 --environment production");
    expect((await run("record-deployment -a orders -e 1 --environment production")).out).toBe(
      "Recorded: orders 1 is deployed in production.\n",
    );

    put("orders/openapi.yaml", openapi("total: { type: string }"));
    const other = await publishOrders("1");
    expect(other).toMatchObject({ exit: 2, talk: expect.stringContaining("[E_CONFLICT]") });
    expect(other.talk).toContain("total");
    expect((await publishOrders("2")).exit).toBe(0);
    const broken = await run("can-i-deploy -a orders -e 2 --to-environment production --facts-out facts.json -f json");
    expect(broken.exit).toBe(1);
    const verdict = JSON.parse(broken.out);
    expect(verdict).toMatchObject({ verdict: "no", reason: "interface-break" });
    const finding = verdict.checks[0].findings.find((one: { level: string }) => one.level === "breaking");
    expect(finding.witness).not.toBeNull();

    const offline = await tally(["can-i-deploy", "--facts", "facts.json", "-f", "json"], { cwd: folder });
    expect(offline).toMatchObject({ exit: 1, out: broken.out });

    const online = await run("can-i-deploy -a orders -e 2 --to-environment production -f json");
    expect(online.out).toBe(broken.out);

    for (const { fingerprint } of verdict.checks[0].findings)
      await run(`accept ${fingerprint} -a orders --reason agreed --owner ana`);
    const accepted = await run("can-i-deploy -a orders -e 2 --to-environment production");
    expect(accepted.exit).toBe(0);
    expect(accepted.out).toContain("accepted by ana: agreed");
  });

  it("an acceptance ends; the date is an input", async () => {
    await publishOrders("1");
    await run("record-deployment -a orders -e 1 --environment production");
    put("orders/openapi.yaml", openapi("total: { type: string }"));
    await publishOrders("2");
    const ask = "can-i-deploy -a orders -e 2 --to-environment production";
    const verdict = JSON.parse((await run(`${ask} -f json`)).out);
    for (const { fingerprint } of verdict.checks[0].findings)
      await run(`accept ${fingerprint} -a orders --reason agreed --owner ana --until 2030-06-30`);
    expect((await run(ask)).exit).toBe(0);
    expect((await run(`${ask} --now 2030-06-30`)).exit).toBe(0);
    expect(await run(`${ask} --now 2030-07-01 --facts-out facts.json`)).toMatchObject({
      exit: 1,
      out: expect.stringContaining("ended on 2030-06-30"),
    });
    expect((await run("can-i-deploy --facts facts.json")).exit).toBe(1);
    expect((await run("can-i-deploy --facts facts.json --now 2030-06-30")).exit).toBe(0);
    expect((await run("can-i-deploy --facts facts.json --now tomorrow")).exit).toBe(2);
  });

  it("a consumer waits for its provider and for its verification", async () => {
    const web = await run(`publish ${join(folder, "web/pacts")} -e 7 --branch main`);
    expect(web).toMatchObject({ exit: 0, out: "Published: web 7\n  pact with orders: new\n" });
    const ask = "can-i-deploy -a web -e 7 --to-environment production -o table";
    expect(await run(ask)).toMatchObject({ exit: 3, out: expect.stringContaining("nothing is known") });
    await publishOrders("1");
    expect(await run(ask)).toMatchObject({ exit: 1, out: expect.stringContaining("which is not in production") });
    await run("record-deployment -a orders -e 1 --environment production");
    expect(await run(ask)).toMatchObject({ exit: 3, out: expect.stringContaining("was never verified") });
    expect((await run(`${ask} --dry-run`)).exit).toBe(0);
    await verify("web", "7", "orders", "1", false);
    expect(await run(ask)).toMatchObject({ exit: 1, out: expect.stringContaining("failed its verification") });
    expect((await run(`${ask} --ignore orders`)).exit).toBe(0);
    await verify("web", "7", "orders", "1");
    expect(await run(ask)).toMatchObject({ exit: 0, out: expect.stringContaining("Computer says yes") });
    await verify("web", "7", "orders", "1", false);
    await run("retire --consumer web --provider orders --reason mistake --owner ana");
    expect((await run(ask)).exit).toBe(0);
    await run("retire --consumer web --provider orders --undo");
    expect((await run(ask)).exit).toBe(1);
  });

  it("tally.yaml names the application, its version is this commit, its environment the only one", async () => {
    await publishOrders("abc");
    const asked = await inFolder("orders", "can-i-deploy", { CIRCLECI: "true", CIRCLE_SHA1: "abc" });
    expect(asked).toMatchObject({ exit: 0, out: expect.stringContaining("orders abc can be deployed to production") });
  });

  it("asks again while the answer is unknown", async () => {
    await run(`publish ${join(folder, "web/pacts")} -e 7`);
    await publishOrders("1");
    await run("record-deployment -a orders -e 1 --environment production");
    const pauses: number[] = [];
    const sleep = async (milliseconds: number) => {
      pauses.push(milliseconds);
      if (pauses.length === 2) await verify("web", "7", "orders", "1");
    };
    const ran = await tally(
      "can-i-deploy -a web -e 7 --to-environment production --retry-while-unknown 5 --retry-interval 3".split(" "),
      {
        cwd: folder,
        env: { TALLY_URL: api.base, TALLY_TOKEN: TOKEN },
        fetch: async (input, init) => api.app.request(new Request(input, init)),
        sleep,
      },
    );
    expect(ran.exit).toBe(0);
    expect(pauses).toEqual([3000, 3000]);
  });

  it("can-i-merge asks about the main branches", async () => {
    await publishOrders("1");
    await run("create-or-update-pacticipant --name orders --main-branch main");
    put("orders/openapi.yaml", openapi("total: { type: string }"));
    await publishOrders("2", "feature");
    const merged = await run("can-i-merge -a orders -e 2");
    expect(merged).toMatchObject({ exit: 1, out: expect.stringContaining("must not be merged to the main branch") });
    expect((await run("can-i-merge -a orders --main-branch")).exit).toBe(0);
  });

  it("compares what was published", async () => {
    await publishOrders("1");
    put("orders/openapi.yaml", openapi("total: { type: string }"));
    await publishOrders("2");
    const compared = await run("diff broker:orders@1 broker:orders@2 --kind openapi -f json");
    expect(compared.exit).toBe(1);
    expect(JSON.parse(compared.out).verdict).toBe("breaking");
    expect((await run("diff broker:orders@1 broker:orders@9 --kind openapi")).exit).toBe(2);
    expect((await run("diff broker:orders broker:orders@9 --kind openapi")).talk).toContain(
      "broker:APPLICATION@VERSION",
    );
  });
});

describe("what is recorded", () => {
  it("environments", async () => {
    expect((await run("list-environments")).out).toMatch(/^production +\S+ +yes/im);
    expect((await run("create-environment --name staging --display-name Staging --no-production")).out).toContain(
      "Created: environment staging",
    );
    expect((await run("create-environment --name staging")).exit).toBe(2);
    const listed = await run("list-environments -o json");
    const names = JSON.parse(listed.out)._embedded.environments.map((one: { name: string; production: boolean }) => [
      one.name,
      one.production,
    ]);
    expect(names).toContainEqual(["staging", false]);
  });
  it("releases and their end", async () => {
    put("pacts/p.json", pactOf("app", "orders"));
    await run("publish pacts -e 1 -t beta");
    expect((await run("record-release -a app -e 1 --environment production")).exit).toBe(0);
    expect((await run("record-support-ended -a app -e 1 --environment production")).exit).toBe(0);
    expect(await run("record-support-ended -a app -e 1 --environment production")).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("is not recorded as released"),
    });
  });
  it("instances and leaving", async () => {
    put("pacts/p.json", pactOf("app", "orders"));
    await run("publish pacts -e 1");
    await run("record-deployment -a app -e 1 --environment test --application-instance blue");
    expect(await run("record-undeployment -a app --environment test")).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("--application-instance NAME"),
    });
    expect((await run("record-undeployment -a app --environment test --application-instance blue")).out).toBe(
      "Recorded: app 1 is no longer deployed in test.\n",
    );
  });
  it("a version is described", async () => {
    put("pacts/p.json", pactOf("app", "orders"));
    await run("publish pacts -e 1 --branch main -t beta -g --build-url https://ci/1");
    const shown = await run("describe-version -a app -e 1");
    expect(shown.out).toMatch(/^Version +1$/m);
    expect(shown.out).toMatch(/^Branches +main$/m);
    expect(shown.out).toMatch(/^Tags +beta, main$/m);
    expect((await run("describe-version -a app --latest -o id")).out).toBe("1\n");
    expect((await run("describe-version -a app --latest beta -o id")).out).toBe("1\n");
    expect((await run("describe-version -a app --branch main -o id")).out).toBe("1\n");
    expect((await run("describe-version -a app -e 2")).exit).toBe(2);
  });
  it("an application is created and changed", async () => {
    expect((await run("create-or-update-pacticipant --name app --main-branch main")).out).toBe("Created: app.\n");
    expect((await run("create-or-update-pacticipant --name app --repository-url https://git/app")).out).toBe(
      "Updated: app.\n",
    );
  });
  it("a retired application no longer counts", async () => {
    await run("create-or-update-pacticipant --name app");
    expect((await run("retire -a app --reason gone --owner ana")).out).toBe("Retired: app.\n");
    expect((await run("retire -a app --undo")).out).toBe("In use again: app.\n");
    expect((await run("retire -a app --consumer x --reason r --owner o")).exit).toBe(2);
    expect((await run("retire -a nobody --reason r --owner o")).exit).toBe(2);
  });
});

describe("wrong use", () => {
  it.each([
    ["can-i-deploy -a orders -e 1 --to-environment nowhere", /no such|not.*known|there is no|unknown/i],
    ["can-i-deploy -a nobody -e 1 --to-environment production", /nobody/],
    ["can-i-deploy -a a -a b -e 1 --to-environment production", /which version of a/],
    ["can-i-deploy --to-environment production", /which application/],
    ["can-i-deploy -a a -e 1 --retry-while-unknown often", /is no number/],
    ["can-i-deploy --facts nowhere.json", /no such file/],
    ["can-i-deploy --facts nowhere.json -a orders -e 1", /hold their own question/],
    ["can-i-deploy --facts nowhere.json --to-environment test", /hold their own question/],
    ["record-deployment -a a --environment production", /-e VERSION is needed/],
    ["record-deployment -a a -e 1", /--environment NAME is needed/],
    ["record-deployment -a a -e 1 --environment nowhere", /there is no environment "nowhere"/],
    ["record-deployment -a a -e 1 --environment production", /404/],
    ["publish -e 1", /which application/],
    ["publish -a a -e 1", /nothing to publish/],
    ["publish nowhere -e 1", /no pact file is there/],
    ["publish -a a -e 1 --copy x", /PROVIDER=PATH/],
    ["accept xyz -a a --reason r --owner o", /is no fingerprint/],
  ])("%s", async (line, says) => {
    const ran = await run(line);
    expect(ran).toMatchObject({ exit: 2, out: "" });
    expect(ran.talk).toMatch(says);
    expect(ran.talk).not.toMatch(/^\s+at /m);
  });
  it("the broker's token is asked for, never shown", async () => {
    const ran = await run("list-environments", { PACT_BROKER_TOKEN: "wrong-token-wrong-token" });
    expect(ran).toMatchObject({ exit: 2, talk: expect.stringContaining("[E_UNAUTHORIZED]") });
    expect(ran.talk).not.toContain("wrong-token");
    const help = await run("list-environments --help", { PACT_BROKER_TOKEN: "wrong-token-wrong-token" });
    expect(help.out).not.toContain("wrong-token");
  });
  it("--verbose tells the calls and no secret", async () => {
    const ran = await run("list-environments --verbose");
    expect(ran.talk).toBe(`> GET ${api.base}/environments\n< 200\n`);
  });
  it("user and password work as well, also inside the address", async () => {
    const address = api.base.replace("://", `://any:${TOKEN}@`);
    expect((await run("list-environments", { PACT_BROKER_TOKEN: "", PACT_BROKER_BASE_URL: address })).exit).toBe(0);
    expect((await run(`list-environments -u any -p ${TOKEN}`, { PACT_BROKER_TOKEN: "" })).exit).toBe(0);
  });
  it("a broker that is away is exit code 4", async () => {
    const fetch = async () => {
      throw new TypeError("fetch failed");
    };
    expect((await tally(["list-environments", "-b", "http://localhost:1"], { cwd: folder, fetch })).exit).toBe(4);
    expect((await tally(["list-environments"], { cwd: folder, fetch })).talk).toContain("which broker");
    expect((await tally(["list-environments", "-b", "ftp://x"], { cwd: folder, fetch })).exit).toBe(2);
  });
  it("facts that are none are answered", async () => {
    for (const [text, code] of [
      ["", "E_EMPTY"],
      ["{", "E_SYNTAX"],
      ["[]", "E_INVALID"],
      ['{"schemaVersion":2}', "E_VERSION"],
      ["[".repeat(20_000) + "]".repeat(20_000), "E_TOO_DEEP"],
    ] as const) {
      put("facts.json", text);
      const ran = await run(`can-i-deploy --facts ${join(folder, "facts.json")}`);
      expect(ran).toMatchObject({ exit: 2, talk: expect.stringContaining(`[${code}]`) });
    }
    expect(readFileSync(join(folder, "facts.json"), "utf8")).toContain("[[");
  });
});
