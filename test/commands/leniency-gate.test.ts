import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/gate/index.ts";
import { tally } from "../support/io.ts";
import { type Api, openApi } from "../support/pact-api.ts";
import { ENGINES } from "../support/stores.ts";

const DAY = 86_400;
const mark = " [deprecated = true]";
const schema = (pkg: string, ...fields: readonly string[]) =>
  `syntax = "proto3";\npackage ${pkg};\nmessage Order { string id = 1; ${fields.join(" ")} }\n`;

describe.each(ENGINES.map((make) => ({ engine: make() })))("lenient at the gate, on $engine.name", ({ engine }) => {
  let api: Api;
  let folder: string;
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
  beforeEach(async () => {
    api = await openApi({ TALLY_COMPARISON_WAIT: "60000" }, engine);
    folder = mkdtempSync(join(tmpdir(), "tally-lenient-"));
  });
  afterEach(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const run = (line: string) =>
    tally(line.split(" "), {
      cwd: folder,
      env: { TALLY_URL: api.base },
      fetch: async (input, init) => api.app.request(new Request(input, init)),
    });
  const publish = async (version: string, text: string, lenient: string) => {
    put("tally.yaml", `application: orders\ninterfaces: [{ path: proto }]\nlenient: [${lenient}]\n`);
    put("proto/shop.proto", text);
    return run(`publish -e ${version}`);
  };
  const ask = async (version: string): Promise<Verdict> =>
    JSON.parse((await run(`can-i-deploy -a orders -e ${version} --to-environment production -o json`)).out);
  const deploy = (version: string) => api.deploy("orders", version, "production");

  it("the removal of what the live version has deprecated is forgiven where both versions say so, and shown", async () => {
    const [before, after] = [schema("shop.v1", `string note = 2${mark};`), schema("shop.v1")];
    await publish("1", before, "deprecated-removal");
    await deploy("1");
    await publish("2", after, "");
    await publish("3", after, "deprecated-removal");
    await publish("4", schema("shop.v1", "int64 note = 2;"), "deprecated-removal");
    expect(await ask("2")).toMatchObject({ verdict: "no", reason: "interface-break" });
    expect(await ask("3")).toMatchObject({ verdict: "yes", checks: [{ reason: "forgiven" }] });
    expect((await ask("4")).verdict).toBe("no"); // what takes its place is judged as ever
    const text = await run("can-i-deploy -a orders -e 3 --to-environment production");
    expect(text.out).toContain("forgiven: orders 1 and orders 3 forgive deprecated-removal");
    const matrix = await api.get("/matrix?q[][pacticipant]=orders&q[][version]=3&latestby=cvpv&environment=production");
    expect(matrix.body.summary.deployable).toBe(true);
    expect(matrix.body.notices).toContainEqual({
      type: "warning",
      text: expect.stringMatching(/^proto interface of orders 3 breaks orders 1, .* both versions agree to forgive$/),
    });
    const page = await api.app.request(`${api.base}/verdict?application=orders&version=3&environment=production`);
    expect(await page.text()).toContain("orders 1 and orders 3 forgive deprecated-removal");
  });

  it("after a number of releases and days in the environment, as the broker counts them; offline the same", async () => {
    const after = "deprecated-removal: { releases: 2, days: 90 }";
    const old = schema("shop.v1", `string note = 2${mark};`, "string more = 3;");
    await publish("1", schema("shop.v1", "string note = 2;"), after);
    await deploy("1");
    await publish("2", old, after);
    await deploy("2");
    await publish("9", schema("shop.v1", "string more = 3;"), after);
    const because = async () => {
      const verdict = await ask("9");
      return [verdict.verdict, verdict.checks[0]?.findings.find(({ level }) => level === "breaking")?.because];
    };
    expect(await because()).toEqual(["no", expect.stringContaining("1 version had it deprecated in production")]);
    await publish("3", schema("shop.v1", `string note = 2${mark};`, "string more = 3;", "string new = 4;"), after);
    await deploy("3");
    await publish("10", schema("shop.v1", "string more = 3;", "string new = 4;"), after);
    const early = await ask("10");
    expect(early.verdict).toBe("no");
    expect(JSON.stringify(early)).toContain("which is long enough from 2026-04-01T00:00:00.000Z on");
    api.later(90 * DAY);
    const late = await ask("10");
    expect(late).toMatchObject({ verdict: "yes", checks: [{ reason: "forgiven" }] });
    expect(late.checks[0]?.findings.find(({ forgiven }) => forgiven)?.forgiven).toMatch(
      /after 2 releases and 90 days: 2 versions had it deprecated in production, since 2026-01-01/,
    );
    const file = join(folder, "facts.json");
    const asked = await run(`can-i-deploy -a orders -e 10 --to-environment production -o json --facts-out ${file}`);
    expect((await run(`can-i-deploy --facts ${file} -o json`)).out).toBe(asked.out);
    expect(JSON.parse(readFileSync(file, "utf8")).deprecations).toEqual([
      expect.objectContaining({ element: "shop.v1.Order.note", versions: 2 }),
    ]);
  });

  it("unstable packages are forgiven, retired numbers in them too; an environment can forbid it", async () => {
    const young = (field: string) => schema("shop.v1beta1", field);
    await publish("1", young("string note = 2;"), "unstable-packages");
    await deploy("1");
    await publish("2", young(""), "unstable-packages");
    expect((await ask("2")).verdict).toBe("yes");
    await deploy("2");
    await publish("3", young("int64 total = 2;"), "unstable-packages");
    expect(await ask("3")).toMatchObject({ verdict: "yes" });
    expect((await ask("3")).checks.map(({ reason }) => reason)).toContain("forgiven");
    expect((await run("set-floor --environment production --strict unstable-packages")).exit).toBe(0);
    expect((await ask("3")).verdict).toBe("no");
  });

  it("what is forgiven is policy: said once for a version, and shown with it", async () => {
    const text = schema("shop.v1");
    await publish("1", text, "deprecated-removal: { days: 7 }, unstable-packages");
    expect((await publish("1", text, "unstable-packages, deprecated-removal: { days: 7 }")).exit).toBe(0);
    expect(await publish("1", text, "unstable-packages")).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("deprecated-removal after 7 days and unstable-packages was published"),
    });
    const shown = await api.get("/api/applications/orders/versions/1");
    expect(shown.body.lenient).toEqual([{ name: "unstable-packages" }, { name: "deprecated-removal", days: 7 }]);
    for (const wrong of ["deprecated-removal: {}", "deprecated-removal: { days: 0 }", "unstable-packages: { days: 1 }"])
      expect(await publish("2", text, wrong)).toMatchObject({
        exit: 2,
        talk: expect.stringMatching(/tally\.yaml:3:\d+: lenient\.0/),
      });
  });
});

describe("tally diff", () => {
  it("does not know for how long something was deprecated: it says so, and forgives it where it is told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tally-lenient-"));
    try {
      const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
      file("old.proto", schema("shop.v1", `string note = 2${mark};`));
      file("new.proto", schema("shop.v1"));
      file("tally.yaml", "lenient: [deprecated-removal: { releases: 2 }]\n");
      const run = (...more: readonly string[]) =>
        tally(["diff", "old.proto", "new.proto", "--format", "json", ...more], { cwd: folder });
      const plain = await run();
      expect([plain.exit, JSON.parse(plain.out).notices]).toEqual([
        1,
        [expect.stringMatching(/forgives deprecated-removal after 2 releases: since when .* --deprecated-in VERSION/)],
      ]);
      expect((await run("--deprecated-in", "old.proto")).exit).toBe(0);
      expect((await run("--allow-deprecated-removal")).exit).toBe(0);
      const changes = await tally(["changelog", "old.proto", "new.proto", "--fail-on", "ERR"], { cwd: folder });
      expect(changes.exit).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
