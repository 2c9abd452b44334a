import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_LOAD, type Interface } from "../../../src/core/kind.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { loadPair } from "../../../src/kinds/proto/load-pair.ts";
import { tally } from "../../support/io.ts";
import { type Digest, fillCache, MODULE, writeAll } from "./buf-cache.ts";
import { memory } from "./fixture.ts";
import { BUF } from "./real-buf.ts";

const P3 = 'syntax = "proto3";\n';
const USER = `${P3}package a;\nimport "money.proto";\nmessage M { acme.Money m = 1; }\n`;
const NEXT = USER.replace("m = 1;", "m = 1; string q = 2;");
const V2 = `version: v2\nmodules: [{ path: one }, { path: two }]\ndeps: [${MODULE}]\n`;
const SERVED = `compiled by the installed buf, since it imports what its buf.lock pins of ${MODULE}.`;

let home = "";
let locks = { v1: "", v2: "" };
const { PATH, BUF_CACHE_DIR, BUF_TOKEN, TMPDIR } = process.env;
const kept = { PATH, BUF_CACHE_DIR, BUF_TOKEN, TMPDIR };

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tally-deps-"));
  const money = `${P3}package acme;\nmessage Money { string currency = 1; int64 units = 2; }\n`;
  const old = 'syntax = "proto2"; package acme; message Old { extensions 100 to 200; }\n';
  const files = { "money.proto": money, "old-money.proto": old };
  const fill = (digest: Digest) => fillCache(join(home, "cache"), join(home, digest), digest, files);
  locks = { v2: fill("b5"), v1: fill("shake256") };
});
beforeEach(() => {
  process.env.PATH = [dirname(BUF), kept.PATH].join(delimiter);
  process.env.BUF_CACHE_DIR = join(home, "cache");
  delete process.env.BUF_TOKEN;
});
afterEach(() => {
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

afterAll(() => rmSync(home, { recursive: true }));

/** A repository with what is named in its first commit, and another text of `one/a.proto` in the working tree. */
function repository(name: string, files: Readonly<Record<string, string>>, next: Readonly<Record<string, string>>) {
  const folder = join(home, name);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, stdio: "pipe" });
  writeAll(folder, files);
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  writeAll(folder, next);
  return folder;
}

const B = `${P3}package b;\nmessage B {}\n`;
const WORKSPACES = {
  v2: { "buf.yaml": V2, "buf.lock": "" },
  v1: {
    "buf.work.yaml": "version: v1\ndirectories: [one, two]\n",
    "one/buf.yaml": `version: v1\ndeps: [${MODULE}]\n`,
    "one/buf.lock": "",
    "two/buf.yaml": "version: v1\n",
  },
} as const;

describe("what buf.yaml takes from a registry is had from the installed buf", () => {
  test.each(Object.keys(WORKSPACES) as (keyof typeof WORKSPACES)[])("a workspace of %s", async (version) => {
    const layout = Object.entries(WORKSPACES[version]).map(([path, text]) => [path, text || locks[version]] as const);
    const folder = repository(
      version,
      { ...Object.fromEntries(layout), "one/a.proto": USER, "two/b.proto": B },
      { "one/a.proto": NEXT },
    );
    for (const [old, next] of [
      ["main:./", "."],
      ["main:one", "one"],
      ["main:one/a.proto", "one/a.proto"],
    ] as const) {
      const { exit, out } = await tally(["diff", old, next, "--format", "json"], { cwd: folder });
      const { findings, notices } = JSON.parse(out);
      expect({ exit, notices: notices.slice(0, 2) }).toEqual({
        exit: 0,
        notices: [`${old}: ${SERVED}`, `${next}: ${SERVED}`],
      });
      expect(findings.map(({ element }: { element: string }) => element)).toContain("a.M.q");
      expect(
        findings.every(
          ({ before }: { before: { file: string } | null }) => before?.file.startsWith("main:one/a.proto") !== false,
        ),
      ).toBe(true);
    }
    const { exit, out, talk } = await tally(["breaking", ".", "--against", ".git#branch=main"], { cwd: folder });
    expect({ exit, out, lines: talk.trim().split("\n").length }).toEqual({ exit: 0, out: "", lines: 2 });
  });

  test("places are those of buf, which counts columns in its own way", async () => {
    const text = (type: string) =>
      [
        'syntax = "proto2";\npackage a;\nimport "money.proto";\nmessage M {',
        `\t/*\u6f22\ud83d\ude00*/\toptional ${type} a = 1 [ deprecated = true,\tdefault = 5 ];`,
        `\t/*e\u0301*/ optional ${type === "int32" ? "acme.Money g = 2;" : "group G = 2 {}"}`,
        `  optional ${type} plain = 3;\n}\n`,
      ].join("\n");
    const layout = { "buf.yaml": `version: v2\ndeps: [${MODULE}]\n`, "buf.lock": locks.v2 };
    const folder = repository("columns", { ...layout, "a.proto": text("int32") }, { "a.proto": text("uint64") });
    const args = ["breaking", ".", "--against", ".git#branch=main", "--error-format", "json"];
    const real = spawnSync(BUF, args, { cwd: folder, encoding: "utf8" }).stdout;
    expect(real.trim().split("\n")).toHaveLength(3);
    expect((await tally(args, { cwd: folder })).out).toBe(real);
    const { out } = await tally(["diff", "main:./", ".", "--format", "json"], { cwd: folder });
    const found = JSON.parse(out).findings.find(({ element }: { element: string }) => element === "a.M.a");
    expect(found.after).toMatchObject({ line: 5, column: 10 }); // UTF-16 code units;
  });

  describe("only what differs is compiled, with the same answer", () => {
    const layout = { "buf.yaml": `version: v2\ndeps: [${MODULE}]\n`, "buf.lock": "" };
    const rest = {
      "use.proto": `${P3}package a;\nimport "a.proto";\nmessage Q { M m = 1; }\nservice S { rpc Do(Q) returns (Q); }\n`,
      "other.proto": `${P3}package other;\nimport "money.proto";\nmessage O { acme.Money m = 1; }\n`,
      "old.proto": 'syntax = "proto2"; package old; import "old-money.proto"; message O { optional acme.Old m = 1; }\n',
    };
    const EXTEND =
      'syntax = "proto2"; package x; import "old-money.proto"; extend acme.Old { optional TYPE e = 100; }\n';

    test.each<[string, string, Readonly<Record<string, string>>, number]>([
      ["a field", "a.proto", { "a.proto": NEXT }, 3],
      ["a new file that imports it", "new.proto", { "new.proto": NEXT.replace("package a", "package new") }, 5],
      ["nothing", "a.proto", { "a.proto": `// a comment\n${USER}` }, 5],
      ["an extension of what the registry holds", "x.proto", { "x.proto": EXTEND.replace("TYPE", "int32") }, 0],
      ["the lock", "buf.lock", { "buf.lock": "# another\n" }, 0],
    ])("%s differs", async (_, changed, next, skipped) => {
      const all = {
        ...layout,
        ...rest,
        "buf.lock": locks.v2,
        "a.proto": USER,
        "x.proto": EXTEND.replace("TYPE", "bool"),
      };
      const text = changed === "buf.lock" ? { "buf.lock": next["buf.lock"] + locks.v2 } : next;
      const [before, after] = [memory(all), memory({ ...all, ...text })];
      const options = { ...DEFAULT_LOAD, dependencies: true };
      const part = await loadPair(before, after, options);
      expect(part.after.skipped?.size ?? 0).toBe(skipped);
      expect(part.after.notices ?? []).toHaveLength(part.after.units.size > 0 ? 1 : 0);
      const whole = [await proto.load(before, options), await proto.load(after, options)] as const;
      const pair = await proto.loadPair(before, after, options);
      const compare = (old: Interface, now: Interface) =>
        proto.compare(old, now, { tolerances: DEFAULT_IN_FORCE.tolerances });
      expect(await compare(pair.before, pair.after)).toEqual(await compare(...whole));
    });
  });

  test("what a folder holds of a module is enough, and nothing is left behind", async () => {
    mkdirSync(join(home, "tmp"));
    process.env.TMPDIR = join(home, "tmp");
    const files = {
      "buf.yaml": `version: v2\ndeps: [${MODULE}]\n`,
      "buf.lock": locks.v2,
      "sub/a.proto": USER,
      "b.proto": B,
    };
    const loaded = await proto.load(memory(files, "sub"), { ...DEFAULT_LOAD, dependencies: true });
    expect(loaded.notices).toHaveLength(1);
    const { files: kept } = await loaded.bundle();
    expect(kept.map(({ path }) => path)).toEqual(["descriptor.binpb", "tally-bundle.json", "sources/sub/a.proto"]);
    expect(readdirSync(tmpdir())).toEqual([]);
  });
});

const failure = (files: Readonly<Record<string, string>>, dependencies = true) =>
  proto.load(memory(files), { ...DEFAULT_LOAD, dependencies }).then(
    () => ({ code: "", message: "", hint: "", place: null }),
    ({ code, message, hint, place }) => ({ code, message, hint, place }),
  );

describe("what goes wrong is said", () => {
  const files = { "buf.yaml": V2, "one/a.proto": USER, "two/b.proto": B };
  const place = expect.objectContaining({ file: "one/a.proto", line: 3, column: 8 });
  const missing = 'import "money.proto" was not found; looked in one, two of memory; ';

  test("a registry that does not answer: what is missing, which module would hold it, buf's own words", async () => {
    process.env.BUF_CACHE_DIR = join(home, "empty");
    const found = await failure({ ...files, "buf.lock": locks.v2 });
    expect(found).toMatchObject({ code: "E_IMPORT", place, hint: expect.stringContaining("buf build -o image.binpb") });
    expect(found.message).toContain(missing);
    expect(found.message).toMatch(
      new RegExp(`the dependencies in its buf.yaml \\(${MODULE}\\), says: .*registry.invalid`),
    );
    expect(found.message).not.toContain("Failure");
  });

  test("a token is never shown, also where buf shows it", async () => {
    process.env.BUF_TOKEN = "hush1@x@y,hush2@z";
    process.env.BUF_CACHE_DIR = join(home, "empty");
    const { message } = await failure({ ...files, "buf.lock": locks.v2 });
    expect(message).toMatch(/says: invalid token: \*\*\*/);
    expect(message).not.toContain("hush");
  });

  test("no buf.lock, or one that pins nothing: nothing is fetched unpinned", async () => {
    expect((await failure(files)).message).toContain(
      `${missing}the dependencies in its buf.yaml (${MODULE}) do not hold it`,
    );
    expect((await failure({ ...files, "buf.lock": "version: v2\n" })).message).toContain("buf dep update");
  });

  test("another digest than was pinned", async () => {
    const other = locks.v2.replace(/b5:\w{4}/, "b5:0000");
    expect((await failure({ ...files, "buf.lock": other })).message).toContain("says: *** Digest verification failed");
  });

  test("a mistake in a text has its own place", async () => {
    const found = await failure({ ...files, "buf.lock": locks.v2, "one/a.proto": `${USER}message {` });
    expect(found).toMatchObject({ code: "E_SYNTAX", place: { file: "one/a.proto", line: 5 } });
  });

  test("nothing is run where it was not allowed, as in the broker", async () => {
    process.env.BUF_CACHE_DIR = join(home, "untouched");
    const found = await failure({ ...files, "buf.lock": locks.v2 }, false);
    expect(found).toMatchObject({ code: "E_IMPORT", message: missing.slice(0, -2), place });
    expect(existsSync(join(home, "untouched"))).toBe(false);
  });
});

describe("a place without a compiler", () => {
  const run = (folder: string, path: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(home, "alone/tally.js"), ...args], {
      cwd: join(home, folder),
      encoding: "utf8",
      env: { ...process.env, PATH: path },
    });

  beforeAll(() => {
    const banner = 'import { createRequire as __make } from "node:module"; const require = __make(import.meta.url);';
    buildSync({
      entryPoints: [join(import.meta.dirname, "../../../bin/tally.ts")],
      ...{ bundle: true, splitting: true, format: "esm", platform: "node", outdir: join(home, "alone") },
      external: ["better-sqlite3", "node:sqlite", "pg-native", "pg-cloudflare", "protoc", "esbuild"],
      ...{ jsx: "automatic", jsxImportSource: "hono/jsx", banner: { js: banner }, logLevel: "silent" },
    });
    const time = 'import "google/protobuf/timestamp.proto";\nmessage T { google.protobuf.Timestamp t = 1; }\n';
    writeAll(join(home, "time"), { "a.proto": `${P3}package a;\n${time}`, "alone/package.json": '{"type": "module"}' });
    writeAll(join(home, "deps"), { "buf.yaml": V2, "buf.lock": locks.v2, "one/a.proto": USER, "two/b.proto": B });
  });

  test("a buf on PATH compiles, well-known types included", () => {
    const { status, stderr } = run("time", dirname(BUF), "diff", "a.proto", "a.proto");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("without one it is said what to install", () => {
    const { status, stderr } = run("time", "", "diff", "a.proto", "a.proto");
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining("[E_TOOL]") });
  });

  test("without one, what a registry holds is named", () => {
    const { status, stderr } = run("deps", "", "diff", ".", ".");
    expect(status).toBe(2);
    expect(stderr).toContain(`(${MODULE}) may hold it, and no buf is installed to ask`);
    expect(stderr).toContain("npm install @bufbuild/buf");
  });
});
