import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tally } from "../support/io.ts";

const BUF = [`@bufbuild/buf-${process.platform}-${process.arch}/bin/buf`, ".bin/buf"]
  .map((path) => join(import.meta.dirname, "../../node_modules", path))
  .find((path) => existsSync(path)) as string; // a development dependency

let folder = "";
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, stdio: "pipe" });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const proto = (name: string, body: string) => `syntax = "proto3";\npackage ${name};\n${body}\n`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-breaking-"));
  write("buf.yaml", "version: v2\nbreaking:\n  use: [FILE]\n  ignore: [old]\n");
  write("shop/v1/a.proto", proto("shop.v1", "message A { int32 a = 1; string b = 2; }\nmessage Gone {}"));
  write("shop/v1/b.proto", proto("shop.v1", 'import "shop/v1/a.proto";\nservice S { rpc Do(A) returns (A); }'));
  write("old/o.proto", proto("old", "message O { int32 a = 1; }"));
  write("gone.proto", proto("gone", "message G {}"));
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  git("tag", "v1");
  write("shop/v1/a.proto", proto("shop.v1", "message A { int64 a = 1; }"));
  write("old/o.proto", proto("old", "message O {}"));
  rmSync(join(folder, "gone.proto"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const buf = (...args: string[]) => {
  const run = spawnSync(BUF, ["breaking", ...args], { cwd: folder, encoding: "utf8" });
  return { exit: run.status, out: run.stdout };
};
const ours = async (...args: string[]) => {
  const { exit, out } = await tally(["breaking", ...args, "--exit-code-compat", "buf"], { cwd: folder });
  return { exit, out };
};

describe("the same words as buf", () => {
  test.each([
    ["text", []],
    ["json", []],
    ["github-actions", []],
    ["junit", []],
    ["msvs", []],
    ["text", ["--config", '{"version":"v1","breaking":{"use":["WIRE"]}}']],
    ["text", ["--path", "shop/v1/a.proto"]],
    ["text", ["--path", "shop"]],
    ["text", ["--exclude-path", "shop"]],
    ["text", ["--limit-to-input-files"]],
    ["text", ["--exclude-imports"]],
  ] as const)("--error-format %s %j", async (format, more) => {
    const args = [".", "--against", ".git#branch=main", "--error-format", format, ...more];
    expect(await ours(...args)).toEqual(buf(...args));
  });

  test.each([".git#tag=v1", ".git#ref=HEAD", ".git"])("--against %s", async (against) => {
    const args = [".", "--against", against];
    expect(await ours(...args)).toEqual(buf(...args));
  });

  test("a folder below, and its copy in git", async () => {
    const args = ["shop/v1/a.proto", "--against", ".git#branch=main,subdir=.", "--limit-to-input-files"];
    expect((await ours(...args)).out).toContain("shop/v1/a.proto:3:");
  });
});

test("without a buf.yaml the rules of v1 hold, and whole paths are shown whole", async () => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "tally-bare-")));
  for (const [side, field] of ["optional int32 a = 1 [default = 1]", "optional int64 a = 1 [default = 2]"].entries()) {
    const removed = side === 0 ? "extend M { optional int32 x = 9; }" : "";
    mkdirSync(join(cwd, `${side}`));
    const text = `syntax = "proto2";\npackage p;\nmessage M { ${field}; extensions 9; }\n${removed}\n`;
    writeFileSync(join(cwd, `${side}/p.proto`), text);
  }
  for (const input of ["1", "../1", join(cwd, "1"), join(cwd, "1/p.proto")]) {
    const inside = input.startsWith("..") ? join(cwd, "1") : cwd;
    const args = ["breaking", input, "--against", join(cwd, "0"), "--error-format", "json"];
    const { status, stdout } = spawnSync(BUF, args, { cwd: inside, encoding: "utf8" });
    const { exit, out } = await tally([...args, "--exit-code-compat", "buf"], { cwd: inside });
    expect([status, stdout]).toEqual([100, expect.stringContaining("FIELD_SAME_TYPE")]);
    expect([exit, out]).toEqual([status, stdout]);
  }
  rmSync(cwd, { recursive: true });
});

test("modules of a workspace, each by its own rules", async () => {
  const rules = "breaking: { use: [FILE], ignore: [proto/old] }";
  const modules = "modules: [{ path: proto }, { path: lib, breaking: { use: [WIRE] } }]";
  for (const [side, type] of [
    ["was", "int32"],
    ["is", "string"],
  ] as const) {
    write(`${side}/buf.yaml`, `version: v2\n${modules}\n${rules}\n`);
    write(`${side}/proto/old/o.proto`, proto("old", `message O { ${type} a = 1; }`));
    write(`${side}/proto/new/n.proto`, proto("new", `import "x/l.proto"; message N { ${type} a = 1; x.L l = 2; }`));
    write(`${side}/lib/x/l.proto`, proto("x", `message L { ${type} a = 1; }`));
  }
  const args = ["is", "--against", "was"];
  const real = buf(...args);
  expect(real.out.split("\n").length).toBeGreaterThan(3);
  expect(await ours(...args)).toEqual(real);
  for (const side of ["was", "is"]) rmSync(join(folder, side), { recursive: true });
});

test("folders of buf.work.yaml, each by its own buf.yaml", async () => {
  for (const [side, type] of [
    ["was", "int32"],
    ["is", "string"],
  ] as const) {
    write(`${side}/buf.work.yaml`, "version: v1\ndirectories: [one, two]\n");
    write(`${side}/one/buf.yaml`, "version: v1\nbreaking: { use: [FILE], ignore: [old] }\n");
    write(`${side}/one/old/o.proto`, proto("old", `message O { ${type} a = 1; }`));
    write(`${side}/one/new/n.proto`, proto("new", `message N { ${type} a = 1; }`));
    write(`${side}/two/buf.yaml`, "version: v1\nbreaking: { use: [WIRE] }\n");
    write(`${side}/two/x/l.proto`, proto("x", `message L { ${type} a = 1; }`));
  }
  const args = ["is", "--against", "was"];
  const real = buf(...args);
  expect(real.out.split("\n").length).toBeGreaterThan(2);
  expect(await ours(...args)).toEqual(real);
  for (const side of ["was", "is"]) rmSync(join(folder, side), { recursive: true });
});

test("exit codes are ours unless buf's are asked for", async () => {
  expect((await tally(["breaking", "--against", ".git#branch=main"], { cwd: folder })).exit).toBe(1);
  expect((await tally(["breaking", "--against", "."], { cwd: folder })).exit).toBe(0);
  expect((await ours("--against", ".git#branch=nowhere")).exit).toBe(1);
});

test.each([
  [["breaking"], "E_USAGE"],
  [["breaking", "--against", "https://example.com/a.git"], "E_REMOTE"],
  [["breaking", "--against", "buf.build/acme/shop"], "E_REMOTE"],
  [["breaking", "--against", "git@example.com:acme/shop.git"], "E_REMOTE"],
  [["breaking", "--against", "file://elsewhere/a.git"], "E_REMOTE"],
  [["breaking", "--against", "file:///a%2Fb"], "E_USAGE"],
  [["breaking", "--against", "broker:shop@1.0.0"], "E_USAGE"],
  [["breaking", "--against", ".git#branch"], "E_USAGE"],
  [["breaking", "--against", ".git#colour=red"], "E_USAGE"],
  [["breaking", "--against", "nowhere"], "E_NOT_FOUND"],
  [["breaking", "--against", "nowhere/.git#branch=main"], "E_NOT_FOUND"],
  [["breaking", "--against", ".git#branch=nowhere"], "E_NOT_FOUND"],
  [["breaking", "--against", ".", "--config", "nowhere.yaml"], "E_NOT_FOUND"],
  [["breaking", "--against", ".", "--config", "{version: v3}"], "E_INVALID"],
  [["breaking", "--against", "a.txtpb#format=txtpb"], "E_NOT_FOUND"],
  [["breaking", "--against", "a.tar.gz#format=xml"], "E_KIND"],
  [["breaking", "--against", "a.tar.gz"], "E_KIND"],
  [["breaking", "--against", ".#branch=main"], "E_USAGE"],
  [["breaking", "--against", ".git#branch=main,tag=v1"], "E_USAGE"],
  [["breaking", "--against", ".git#ref=HEAD,tag=v1"], "E_USAGE"],
  [["breaking", "--against", ".git#branch=main,branch=main"], "E_USAGE"],
  [["breaking", "--against", ".git#branch=main,depth=0"], "E_USAGE"],
  [["breaking", "--against", ".git#branch=main,recurse_submodules=yes"], "E_USAGE"],
  [["breaking", "--against", ".git#branch=main,compression=gzip"], "E_USAGE"],
  [["breaking", "--against", "-#subdir=a"], "E_USAGE"],
  [["breaking", "--against", ".", "--config", "{breaking: {use: [WIRE]}}"], "E_INVALID"],
  [["breaking", "--against", ".", "--against-config", "{version: v2, breaking: {use: [NONE]}}"], "E_INVALID"],
])("%j is refused with %s", async (argv, code) => {
  const { exit, out, talk } = await tally(argv, { cwd: folder });
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(talk).toContain(`[${code}]`);
});

describe("tally diff --ruleset buf", () => {
  test("shows buf's findings in the common report", async () => {
    const { exit, out } = await tally(["diff", "v1:", ".", "--ruleset", "buf", "--format", "json"], { cwd: folder });
    const report = JSON.parse(out);
    expect(exit).toBe(1);
    expect(report.verdict).toBe("breaking");
    const lines = buf(".", "--against", ".git#tag=v1", "--error-format", "json").out.trim().split("\n");
    const real = lines.map((line) => JSON.parse(line).type as string).sort();
    expect(report.findings.map(({ peers }: { peers: { buf: string[] } }) => peers.buf[0]).sort()).toEqual(real);
  });

  test("is for protobuf only", async () => {
    write("api/openapi.yaml", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n");
    const { exit, talk } = await tally(["diff", "api/openapi.yaml", "api/openapi.yaml", "--ruleset", "buf"], {
      cwd: folder,
    });
    rmSync(join(folder, "api"), { recursive: true });
    expect(exit).toBe(2);
    expect(talk).toContain("[E_KIND]");
  });
});
