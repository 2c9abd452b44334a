import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../broker/store/open.ts";
import type { Facts, Verdict } from "../../src/gate/index.ts";
import { tally } from "../support/io.ts";
import { type Api, openApi } from "../support/pact-api.ts";
import { ENGINES } from "../support/stores.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-events-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, content: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const proto = (fields: string) => `syntax = "proto3";\npackage shop.v1;\nmessage Placed { string id = 1; ${fields} }\n`;
const WITH = proto("string note = 2;");
const WITHOUT = proto("");
const offers = (events: string) => `application: orders\ninterfaces:\n  - path: proto/\n${events}`;
const events = (list: string) => `    events: { ${list} }\n`;

describe("tally diff, changelog and breaking BASE REVISION", () => {
  const run = (...words: readonly string[]) => tally(words, { cwd: folder });
  beforeEach(() => {
    put("old/shop.proto", WITH);
    put("proto/shop.proto", WITHOUT);
  });

  it("judge events as tally.yaml declares them of the interface that one side is", async () => {
    expect((await run("diff", "old", "proto")).exit).toBe(1);
    put("tally.yaml", offers(events("publishes: [shop.v1.Placed]")));
    expect((await run("diff", "old", "proto")).exit).toBe(0);
    expect((await run("diff", "old", "proto", "--direction", "forward")).exit).toBe(1);
    expect((await run("breaking", "old", "proto")).exit).toBe(0);
    expect((await run("changelog", "old", "proto", "--fail-on", "ERR")).exit).toBe(0);
    put("tally.yaml", offers(events("receives: [shop.v1.*]")));
    for (const command of ["diff", "breaking"]) expect((await run(command, "old", "proto")).exit).toBe(1);
    expect((await run("changelog", "old", "proto", "--fail-on", "ERR")).exit).toBe(1);
  });

  it("a copy is declared in the words of whoever keeps it", async () => {
    const copied = (list: string) => `application: web\ncopies:\n  - provider: orders\n    path: old\n${events(list)}`;
    put("tally.yaml", copied("receives: [shop.v1.Placed]"));
    expect((await run("diff", "old", "proto")).exit).toBe(0);
    put("tally.yaml", copied("publishes: [shop.v1.Placed]"));
    expect((await run("diff", "old", "proto")).exit).toBe(1);
  });

  it("says what it rests on", async () => {
    put("tally.yaml", offers(events("publishes: [shop.v1.Placed], receives: [shop.v1.*]")));
    const { notices } = JSON.parse((await run("diff", "old", "proto", "--format", "json")).out);
    expect(notices).toEqual([
      "Who writes messages on a bus was declared: the application publishes shop.v1.Placed and receives shop.v1.*.",
    ]);
  });

  it("are refused of OpenAPI, with the line", async () => {
    put("api.yaml", "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\n");
    put("tally.yaml", `application: orders\ninterfaces:\n  - path: api.yaml\n${events("publishes: [shop.v1.Placed]")}`);
    for (const command of [
      ["diff", "api.yaml", "api.yaml"],
      ["publish", "-e", "1", "--dry-run"],
    ])
      expect(await run(...command)).toMatchObject({
        exit: 2,
        talk: expect.stringMatching(/tally\.yaml:4:27: .*OpenAPI/),
      });
  });

  it("the view of buf knows no events", async () => {
    put("tally.yaml", offers(events("publishes: [shop.v1.Placed]")));
    expect((await run("diff", "old", "proto", "--ruleset", "buf")).exit).toBe(1);
    expect((await run("breaking", "proto", "--against", "old")).exit).toBe(1);
  });

  it("a name without a message is refused with its line, and so are other names than those of types", async () => {
    put("tally.yaml", offers(`    events:\n      publishes:\n        - shop.v1.Placed\n        - shop.v1.Plced\n`));
    const wrong = await run("diff", "old", "proto");
    expect(wrong).toMatchObject({
      exit: 2,
      out: "",
      talk: expect.stringMatching(/tally\.yaml:7:11: .*shop\.v1\.Plced/),
    });
    for (const name of ["'*'", "shop..Placed", "shop.*.Placed", "''"]) {
      put("tally.yaml", offers(events(`publishes: [${name}]`)));
      expect(await run("diff", "old", "proto")).toMatchObject({
        exit: 2,
        talk: expect.stringMatching(/tally\.yaml:4:\d+: interfaces\.0\.events\.publishes\.0/),
      });
    }
    put("tally.yaml", offers("    events: {}\n"));
    expect((await run("diff", "old", "proto")).exit).toBe(2);
  });
});

describe.each(ENGINES.map((make) => ({ engine: make() })))("events at the gate, on $engine.name", ({ engine }) => {
  let api: Api;
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
  beforeEach(async () => {
    api = await openApi({ TALLY_COMPARISON_WAIT: "60000" }, engine);
  });
  afterEach(() => api.close());

  const run = (line: string) =>
    tally(line.split(" "), {
      cwd: folder,
      env: { TALLY_URL: api.base },
      fetch: async (input, init) => api.app.request(new Request(input, init)),
    });
  const publish = async (version: string, text: string, declared: string) => {
    put("tally.yaml", offers(declared));
    put("proto/shop.proto", text);
    return run(`publish -e ${version}`);
  };
  const ask = async (version: string, application = "orders"): Promise<Verdict> => {
    const asked = await run(`can-i-deploy -a ${application} -e ${version} --to-environment production -o json`);
    return JSON.parse(asked.out);
  };
  const deploy = (version: string, application = "orders") => api.deploy(application, version, "production");
  const publishes = events("publishes: [shop.v1.Placed]");
  const receives = events("receives: [shop.v1.Placed]");

  it("both versions' declarations count: published only, no break; received, or not declared by one of them, a break", async () => {
    expect(await publish("1", WITH, publishes)).toMatchObject({ exit: 0 });
    await deploy("1");
    await publish("2", WITHOUT, publishes);
    const verdict = await ask("2");
    expect(verdict).toMatchObject({ verdict: "yes", reason: "all-satisfied" });
    expect(verdict.notices.filter((notice) => notice.includes("declares"))).toEqual([
      expect.stringMatching(/^orders 1 declares of its proto interface that it publishes shop\.v1\.Placed\.$/),
      expect.stringMatching(/^orders 2 declares .* publishes shop\.v1\.Placed\.$/),
      expect.stringMatching(/only one side of a comparison declares counts both ways\.$/),
    ]);
    await publish("3", WITHOUT, receives);
    await publish("4", WITHOUT, "");
    expect([(await ask("3")).verdict, (await ask("4")).verdict]).toEqual(["no", "no"]);
  });

  it("other words for the same are the same; another declaration of equal files is another interface", async () => {
    await publish("1", WITH, publishes);
    expect((await publish("1", WITH, events("publishes: [shop.v1.*, shop.v1.Placed]"))).out).toContain("known already");
    const conflict = await publish("1", WITH, receives);
    expect(conflict).toMatchObject({ exit: 2, talk: expect.stringContaining("events: it was published declaring") });
    expect((await publish("1", WITH, "")).exit).toBe(2);
    await deploy("1");
    // the comparison of the same files under the first declaration is not taken for this one
    await publish("2", WITHOUT, publishes);
    expect((await ask("2")).verdict).toBe("yes");
    await publish("2b", WITHOUT, receives);
    expect((await ask("2b")).verdict).toBe("no");
    const shown = await api.get("/api/applications/orders/versions/2b/interfaces/proto/default");
    expect(shown.body.events).toEqual({ publishes: [], receives: ["shop.v1.Placed"] });
  });

  it("a path that is typed is declared as tally.yaml declares it", async () => {
    put(
      "tally.yaml",
      `${offers(publishes)}copies: [{ provider: billing, path: vendor, events: { receives: [shop.v1.*] } }]\n`,
    );
    put("proto/shop.proto", WITH);
    put("vendor/shop.proto", WITH);
    await run("publish -e 1");
    const typed = await run("publish -e 1 --interface default=proto --copy billing=vendor");
    expect(typed.out).toMatch(/interface: known already\n.*copy of billing: known already/);
  });

  it("what came from the broker says itself what was declared, whatever tally.yaml says now", async () => {
    await publish("1", WITH, publishes);
    await publish("2", WITHOUT, publishes);
    await publish("3", WITHOUT, "");
    put("tally.yaml", offers(receives));
    expect((await run("diff broker:orders@1 broker:orders@2")).exit).toBe(0);
    expect((await run("diff broker:orders@1 broker:orders@3")).exit).toBe(1);
    put("tally.yaml", offers(publishes));
    put("proto/shop.proto", WITHOUT);
    expect((await run("diff broker:orders@3 proto")).exit).toBe(0); // the same files
    expect((await run("diff broker:orders@1 proto")).exit).toBe(0);
  });

  it("a consumer declares of its copy what it does itself", async () => {
    const keep = async (version: string, list: string) => {
      put("tally.yaml", `application: web\ncopies:\n  - provider: orders\n    path: vendor\n${events(list)}`);
      put("vendor/shop.proto", WITH);
      expect((await run(`publish -e ${version}`)).exit).toBe(0);
    };
    await publish("2", WITHOUT, publishes);
    await keep("reads", "receives: [shop.v1.Placed]");
    await keep("writes", "publishes: [shop.v1.Placed]");
    await deploy("2");
    const reads = await ask("reads", "web");
    expect(reads).toMatchObject({ verdict: "yes", seams: [{ evidence: "proved" }] });
    expect(reads.notices).toContainEqual(
      expect.stringMatching(/^web reads declares of its copy of orders that it receives shop\.v1\.Placed\./),
    );
    expect((await ask("writes", "web")).verdict).toBe("no");
    const shown = await api.get("/api/applications/web/versions/writes");
    expect(shown.body.copies[0].events).toEqual({ publishes: ["shop.v1.Placed"], receives: [] });
  });

  it("the facts carry them, and give the same verdict offline", async () => {
    await publish("1", WITH, publishes);
    await deploy("1");
    await publish("2", WITHOUT, publishes);
    const file = join(folder, "facts.json");
    const asked = await run(`can-i-deploy -a orders -e 2 --to-environment production -o json --facts-out ${file}`);
    const facts: Facts = JSON.parse(readFileSync(file, "utf8"));
    const declared = { publishes: ["shop.v1.Placed"], receives: [] };
    expect(facts.interfaces.map((one) => one.events)).toEqual([declared, declared]);
    expect((await run(`can-i-deploy --facts ${file} -o json`)).out).toBe(asked.out);
  });

  it("a name without a message is refused, and nothing is stored", async () => {
    const wrong = await publish("1", WITH, events("publishes: [shop.v1.Plced]"));
    expect(wrong).toMatchObject({ exit: 2, talk: expect.stringMatching(/tally\.yaml:4:27: .*shop\.v1\.Plced/) });
    const sent = await api.ask("POST", "/api/publish", {
      application: "orders",
      version: "1",
      interfaces: [
        {
          kind: "proto",
          entry: "shop.proto",
          files: [{ path: "shop.proto", content: Buffer.from(WITH).toString("base64") }],
          events: { publishes: ["shop.v1.Plced"] },
        },
      ],
    });
    expect(sent).toMatchObject({ status: 400, body: { code: "E_INVALID" } });
    expect((await api.get("/api/applications")).body.applications).toEqual([]);
  });
});

describe("a copy of the store", () => {
  it("has what was declared", async () => {
    const api = await openApi({ TALLY_COMPARISON_WAIT: "60000" });
    try {
      const files = [{ path: "shop.proto", content: Buffer.from(WITH).toString("base64") }];
      const declared = { publishes: ["shop.v1.Placed"] };
      const interfaces = [{ kind: "proto", entry: "shop.proto", files, events: declared }];
      const sent = await api.ask("POST", "/api/publish", { application: "orders", version: "1", interfaces });
      expect(sent.status).toBe(201);
      await api.store.backup(join(folder, "tally.sqlite"));
      const copy = await openStore({ databaseUrl: null, dataFolder: folder });
      const [found] = await copy.read((tx) => tx.schemas.interfaces([{ application: "orders", version: "1" }]));
      const content = await copy.read((tx) => tx.schemas.content("proto", found?.content ?? ""));
      await copy.close();
      const expected = { publishes: ["shop.v1.Placed"], receives: [] };
      expect([found?.events, content?.events]).toEqual([expected, expected]);
      await api.store.write((tx) => tx.versions.remove("orders", "1"));
      await api.store.collect();
      expect(await api.store.read((tx) => tx.schemas.has("proto", found?.content ?? ""))).toBe(false);
      expect((await api.ask("POST", "/api/publish", { application: "orders", version: "2", interfaces })).status).toBe(
        201,
      );
      const [again] = await api.store.read((tx) => tx.schemas.interfaces([{ application: "orders", version: "2" }]));
      expect(again?.events).toEqual(expected);
    } finally {
      await api.close();
    }
  });
});
