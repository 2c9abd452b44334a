import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as zlib from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OPTIONS } from "../kinds/proto/buf/options-text.ts";
import { tally } from "../support/io.ts";

const BUF = [`@bufbuild/buf-${process.platform}-${process.arch}/bin/buf`, ".bin/buf"]
  .map((path) => join(import.meta.dirname, "../../node_modules", path))
  .find((path) => existsSync(path)) as string; // a development dependency

let folder = "";
const run = (cwd: string, ...args: string[]) =>
  spawnSync(BUF, args, { cwd: join(folder, cwd), encoding: "utf8", maxBuffer: 2 ** 26 });
const buf = (cwd: string, args: readonly string[]) => {
  const { status, stdout } = run(cwd, "breaking", ...args);
  return { exit: status, out: stdout };
};
const ours = async (cwd: string, args: readonly string[]) => {
  const { exit, out } = await tally(["breaking", ...args, "--exit-code-compat", "buf"], { cwd: join(folder, cwd) });
  return { exit, out };
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Inputs: a workspace of v2 with two modules, one module of v1, a folder without a configuration. */
function writeAll(type: string): void {
  const file = (path: string, name: string, head = "") =>
    write(path, `syntax = "proto3";\npackage ${name};\n${head}message M { ${type} x = 1; }\n`);
  write(
    "v2/buf.yaml",
    "version: v2\nmodules: [{ path: m1 }, { path: m2/proto, breaking: { use: [WIRE] } }]\nbreaking: { use: [FILE], ignore: [m1/old] }\n",
  );
  file("v2/m1/one/v1/one.proto", "one.v1");
  file("v2/m1/old/old.proto", "old");
  file("v2/m2/proto/two/v1/two.proto", "two.v1", 'import "one/v1/one.proto";\n');
  write("v1/buf.yaml", "version: v1\nbreaking: { use: [WIRE_JSON], ignore: [ign] }\n");
  file("v1/q/q.proto", "q");
  file("v1/ign/i.proto", "ign");
  write("plain/p.proto", OPTIONS.replace("TYPE", type));
  file("plain/more/a.proto", "more");
  write("plain/more/b.proto", `syntax = "proto3";\npackage more;\nmessage N { ${type} y = 1; }\n`);
  file("plain/more/c.proto", "other");
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-inputs-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, stdio: "pipe" });
  writeAll("int32");
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  git("worktree", "add", "-q", "--detach", "was");
  for (const form of ["binpb", "json", "bin", "txtpb", "binpb.zst"]) run(".", "build", "plain", "-o", `plain.${form}`);
  for (const form of ["yaml", "txtpb.gz"]) run(".", "build", "v1", "-o", `v1.${form}`);
  for (const form of ["binpb", "json", "txtpb", "yaml"]) run("v2", "build", "m2/proto", "-o", `../m2.${form}`);
  run("v2", "build", "m1", "-o", "../m1.binpb");
  for (const form of ["binpb", "json"])
    writeFileSync(join(folder, `plain.${form}.gz`), zlib.gzipSync(readFileSync(join(folder, `plain.${form}`))));
  run(".", "build", "v1", "-o", "v1.binpb");
  writeAll("bool");
  run(".", "build", "v1", "-o", "v1.new.binpb");
  run("v2", "build", "m2/proto", "-o", "../m2.new.binpb");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("what an input can be, as buf reads it", () => {
  const OTHER = "../../was/plain/more/a.proto#include_package_files=true";
  const main = (subdir: string, up = "") => `${up}.git#branch=main,subdir=${subdir}`;
  test.each([
    ["the workspace", "v2", [".", "--against", main("v2", "../")]],
    ["a module from the workspace", "v2", ["m1", "--against", main("v2/m1", "../")]],
    ["the folder of a module", "v2/m1", [".", "--against", main("v2/m1", "../../")]],
    ["a module with its own rules", "v2/m2/proto", [".", "--against", main("v2/m2/proto", "../../../")]],
    ["a file of a module", ".", ["v2/m2/proto/two/v1/two.proto", "--against", "was/v2/m2/proto/two/v1/two.proto"]],
    ["a path in a module", "v2", [".", "--against", main("v2", "../"), "--path", "m1/one/v1/one.proto"]],
    ["a file that its module ignores", "v1", ["ign/i.proto", "--against", main("v1", "../")]],
    ["a folder below a module, from inside", "v1/q", [".", "--against", "../../was/v1/q"]],
    ["an image", ".", ["plain", "--against", "plain.binpb"]],
    ["an image by its old name", ".", ["plain", "--against", "plain.bin"]],
    ["an image in JSON", ".", ["plain", "--against", "plain.json"]],
    ["an image with gzip", ".", ["plain", "--against", "plain.binpb.gz"]],
    ["an image in JSON with gzip", ".", ["plain", "--against", "plain.json.gz"]],
    ["an image by its options", ".", ["plain", "--against", "plain.binpb.gz#format=binpb,compression=gzip"]],
    ["an image in the text format, with custom options", ".", ["plain", "--against", "plain.txtpb"]],
    ["an image in the text format with gzip", ".", ["v1.new.binpb", "--against", "v1.txtpb.gz"]],
    ["an image in YAML", ".", ["v1.new.binpb", "--against", "v1.yaml"]],
    ["an image by an old name of its format", ".", ["plain", "--against", "plain.binpb.gz#format=bingz"]],
    ["options of JSON", ".", ["plain", "--against", "plain.json#use_proto_names=true"]],
    ["a file by its URL", ".", ["plain", "--against", "file:///FOLDER/.git#branch=main,subdir=plain"]],
    ["a branch and a commit of it", ".", ["plain", "--against", ".git#branch=main,ref=HEAD,depth=5,subdir=plain"]],
    ["paths with commas", "v2", [".", "--against", main("v2", "../"), "--path", "m1/one,m2/proto/two"]],
    ["excluded paths with commas", "v2", [".", "--against", main("v2", "../"), "--exclude-path", "m1/one,m1/old"]],
    ["a folder that holds a module", "v2", ["m2", "--against", main("v2/m2", "../")]],
    ["files in the image only", "v2", [".", "--against", main("v2", "../"), "--limit-to-input-files"]],
    ["the configuration of the old side", "v1", [".", "--against", main("v1", "../"), "--against-config", "buf.yaml"]],
    ["a package of a module", "v1", ["q/q.proto#include_package_files=true", "--against", "../was/v1/q/q.proto"]],
    ["a whole package, of both", "plain/more", ["a.proto#include_package_files=true", "--against", OTHER]],
    ["an image with what it imports", ".", ["m2.new.binpb", "--against", "m2.binpb"]],
    ["an image whose imports are left out", ".", ["m2.new.binpb", "--against", "m2.binpb", "--exclude-imports"]],
    ["JSON whose imports are left out", ".", ["m2.new.binpb", "--against", "m2.json", "--exclude-imports"]],
    ["text whose imports are left out", ".", ["m2.new.binpb", "--against", "m2.txtpb", "--exclude-imports"]],
    ["YAML whose imports are left out", ".", ["m2.new.binpb", "--against", "m2.yaml", "--exclude-imports"]],
    ["what became an import is not gone", ".", ["m2.new.binpb", "--against", "m1.binpb", "--exclude-imports"]],
    ["what is no import any more", ".", ["m1.binpb", "--against", "m2.new.binpb", "--exclude-imports"]],
    ["an import of an image by its path", ".", ["m2.new.binpb", "--against", "m2.binpb", "--path", "one"]],
    ["two images, by the rules of the working folder", "v1", ["../v1.new.binpb", "--against", "../v1.binpb"]],
  ] as const)("%s", async (_, cwd, words) => {
    const args = words.map((word) => word.replace("/FOLDER", folder));
    const real = buf(cwd, args);
    expect([0, 100]).toContain(real.exit);
    expect(await ours(cwd, args)).toEqual(real);
  });

  test("zstd is read where the runtime can, else it is said what to type", async () => {
    const args = ["plain", "--against", "plain.binpb.zst"];
    if ("zstdDecompressSync" in zlib) return expect(await ours(".", args)).toEqual(buf(".", args));
    const { exit, talk } = await tally(["breaking", ...args], { cwd: folder });
    expect(exit).toBe(2);
    expect(talk).toMatch(/\[E_KIND\]\n.*zstd -d.*buf build plain.binpb.zst -o image.binpb/);
  });

  test("an image on standard input", async () => {
    const stdin = readFileSync(join(folder, "plain.binpb"));
    const { exit, out } = await tally(["breaking", "plain", "--against", "-"], {
      cwd: folder,
      stdin: async () => stdin,
    });
    expect({ exit, out }).toEqual({ exit: 1, out: buf(".", ["plain", "--against", "plain.binpb"]).out });
  });

  test.each([
    ["a folder inside of a module", "v1", ["q", "--against", "../.git#branch=main,subdir=v1/q"], "E_USAGE"],
    ["several modules and one image", ".", ["v2", "--against", "plain.binpb"], "E_USAGE"],
    ["a path that names nothing", "v2", [".", "--against", "../.git#branch=main,subdir=v2", "--path", "m3"], "E_EMPTY"],
    ["an image that is none", ".", ["plain", "--against", "v1/buf.yaml#format=json"], "E_SYNTAX"],
    ["gzip that is none", ".", ["plain", "--against", "plain.binpb#compression=gzip"], "E_SYNTAX"],
    ["text format that is none", ".", ["plain", "--against", "v1/q/q.proto#format=txtpb"], "E_SYNTAX"],
    ["YAML that is none", ".", ["plain", "--against", "plain.json.gz#format=yaml,compression=none"], "E_SYNTAX"],
    ["another compression", ".", ["plain", "--against", "plain.binpb#compression=brotli"], "E_USAGE"],
    ["a branch of a file", ".", ["plain", "--against", "plain/p.proto#branch=main"], "E_USAGE"],
    ["a folder of an image", ".", ["plain", "--against", "plain.binpb#subdir=p"], "E_USAGE"],
  ] as const)("%s is refused, as buf refuses it or more", async (_, cwd, args, code) => {
    const { exit, out, talk } = await tally(["breaking", ...args], { cwd: join(folder, cwd) });
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(talk).toContain(`[${code}]`);
  });
});
