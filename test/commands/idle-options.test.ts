import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tally } from "../support/io.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-idle-"));
  for (const [name, values] of Object.entries({ old: "a", new: "a, b" })) {
    writeFileSync(
      join(folder, `${name}.yaml`),
      `openapi: 3.0.3
info: { title: T, version: "1" }
paths:
  /a:
    get:
      responses:
        "200": { description: ok, content: { application/json: { schema: { type: string, enum: [${values}] } } } }
`,
    );
    const type = name === "old" ? "int32" : "string";
    writeFileSync(join(folder, `${name}.proto`), `syntax = "proto3";\nmessage M { ${type} a = 1; }\n`);
  }
  writeFileSync(join(folder, "more.yaml"), "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: {}\n");
  writeFileSync(join(folder, "s.json"), "{}");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (line: string) => tally(line.split(" "), { cwd: folder });

describe("an option that would change nothing is refused", () => {
  it.each([
    ["diff old.yaml new.yaml --surface wire --strictness wire+json", "either --surface or --strictness"],
    ["diff old.yaml new.yaml --surface wire", "nothing of openapi is on wire: it has http and source"],
    ["diff old.yaml new.yaml --strictness wire", "nothing of openapi is on wire or rpc"],
    ["diff old.yaml new.yaml --config buf.yaml", "--config configures the rules of buf"],
    ["diff old.proto new.proto --ruleset buf --direction full", "--direction means nothing to the rules of buf"],
    ["diff old.proto new.proto --ruleset buf --surface wire", "--surface means nothing"],
    ["diff old.proto new.proto --ruleset buf --strict all", "--strict means nothing"],
    ["diff old.proto new.proto --ruleset buf --preset zalando", "--preset means nothing"],
    ["diff old.proto new.proto --ruleset buf --ignore-unstable-packages", "--ignore-unstable-packages means nothing"],
    ["breaking old.yaml new.yaml --path other", "--path takes INPUT --against INPUT"],
    ["breaking old.yaml new.yaml --config buf.yaml", "--config takes INPUT --against INPUT"],
    ["breaking old.yaml new.yaml --error-format json", "--error-format takes INPUT --against INPUT"],
    ["breaking old.yaml new.yaml --exit-code-compat buf", "--exit-code-compat takes INPUT --against INPUT"],
    ["breaking new.proto --against old.proto --fail-on WARN", "--fail-on takes BASE REVISION"],
    ["breaking new.proto --against old.proto --err-ignore x", "--err-ignore takes BASE REVISION"],
    ["breaking new.proto --against old.proto --format json", "--format takes BASE REVISION"],
    ["breaking new.proto --against old.proto --now 2026-01-01", "--now takes BASE REVISION"],
    ["contains - -", "standard input can stand for one schema only"],
    ["contains --jsonl s.json --explain", "--explain is for one question"],
    ["replay s.json --against nowhere", '"nowhere" is no URL'],
  ])("%s", async (line, said) => {
    const ran = await run(line);
    expect(ran).toMatchObject({ exit: 2, out: "", talk: expect.stringContaining(said) });
  });

  it("and what means something beside it is taken", async () => {
    expect((await run("diff old.yaml new.yaml --surface wire --surface http")).exit).toBe(1);
    expect((await run("diff old.proto new.proto --surface wire")).exit).toBe(1);
    expect((await run("diff old.proto new.proto --ruleset buf --now 2026-01-01 --fail-on never")).exit).toBe(0);
  });
});

describe("tally.yml", () => {
  it("is told to be no tally.yaml, in whatever folder above it stands", async () => {
    const below = join(folder, "below");
    mkdirSync(below);
    writeFileSync(join(below, "tally.yml"), "preset: strict\n");
    const line = ["diff", "../old.yaml", "../new.yaml"];
    expect(await tally(line, { cwd: below })).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("tally.yml is not"),
    });
    writeFileSync(join(below, "tally.yaml"), "preset: strict\n");
    expect((await tally(line, { cwd: below })).exit).toBe(1);
  });
});

describe("--now", () => {
  it.each(["tomorrow", "2026-02-30", "2026-02-30T10:00:00Z", "2026-13-01", "20260101", "2026-01-01T99:00:00Z", ""])(
    "is a date, and %j is none",
    async (date) => {
      for (const command of ["diff", "changelog", "breaking"]) {
        const ran = await tally([command, "old.yaml", "new.yaml", "--now", date], { cwd: folder });
        expect(ran).toMatchObject({ exit: 2, out: "", talk: expect.stringContaining("is no date") });
      }
    },
  );
  it.each(["2028-02-29", "2026-12-31T12:00:00Z", "2026-12-31T23:30:00-05:00"])("takes %s", async (date) => {
    expect((await run(`diff old.yaml new.yaml --now ${date}`)).exit).toBe(1);
  });
});

describe("tally breaking BASE REVISION --fail-on INFO", () => {
  it("shows what it fails on", async () => {
    expect(await run("breaking more.yaml new.yaml")).toMatchObject({
      exit: 0,
      out: expect.stringContaining("0 changes"),
    });
    expect(await run("breaking more.yaml new.yaml --fail-on INFO")).toMatchObject({
      exit: 1,
      out: expect.stringContaining("[endpoint-added]"),
    });
  });
});

describe("the name of a command", () => {
  it("is looked for before its arguments", async () => {
    expect(await run("dif old.yaml new.yaml --preset x")).toMatchObject({
      exit: 2,
      talk: expect.stringMatching(/there is no command "dif".*did you mean "tally diff"/s),
    });
  });
  it("may stand behind help", async () => {
    const { out, exit } = await run("help diff");
    expect({ out, exit }).toEqual({ out: (await run("diff --help")).out, exit: 0 });
    expect(out).toContain("Usage: tally diff");
  });
});
