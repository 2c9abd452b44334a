import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findSource } from "../../src/commands/source.ts";
import type { Bundle } from "../../src/core/source.ts";
import { testIo } from "../support/io.ts";

let folder = "";
const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t", ...args], { stdio: "pipe" });
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-source-"));
  git("init", "-q", "-b", "main");
  put("api/openapi.yaml", "old");
  put("api/parts/b.yaml", "part");
  put("sub/here.yaml", "here");
  git("add", ".");
  git("commit", "-qm", "first");
  git("tag", "v1");
  put("api/openapi.yaml", "new");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const find = (name: string, cwd = folder, more: { root?: string } = {}) => {
  const { io } = testIo({ cwd, input: "openapi: 3.1.0" });
  const bundle: Bundle = { kind: "openapi", entry: "a.yaml", files: [{ path: "a.yaml", bytes: Buffer.from(name) }] };
  return findSource(name, { ...more, fetchBundle: async () => bundle }, io);
};
const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());

test("an existing path wins; its root is the git top level", async () => {
  const { source, show } = await find("openapi.yaml", join(folder, "api"));
  expect(source).toMatchObject({ entry: "api/openapi.yaml", isFolder: false, folder });
  expect(text(await source.read("api/openapi.yaml"))).toBe("new");
  expect(show("api/openapi.yaml")).toBe("openapi.yaml");
  expect(show("sub/here.yaml")).toBe(join(folder, "sub/here.yaml"));
});

test("the root is the folder of tally.yaml where there is one, or the one that is given", async () => {
  put("svc/tally.yaml", "");
  put("svc/api.yaml", "x");
  expect((await find("svc/api.yaml")).source).toMatchObject({ entry: "api.yaml", folder: join(folder, "svc") });
  expect((await find("svc/api.yaml", folder, { root: "." })).source).toMatchObject({ entry: "svc/api.yaml", folder });
  await expect(find("api/openapi.yaml", folder, { root: "svc" })).rejects.toMatchObject({ code: "E_OUTSIDE_ROOT" });
});

test("nothing outside the root is read", async () => {
  const { source } = await find("api/openapi.yaml", folder, { root: "api" });
  await expect(source.read("../sub/here.yaml")).rejects.toMatchObject({ code: "E_OUTSIDE_ROOT" });
  expect(await source.read("missing.yaml")).toBeNull();
});

test("a link inside the root that leads outside is not followed; one that was named is", async () => {
  const outside = mkdtempSync(join(tmpdir(), "tally-outside-"));
  writeFileSync(join(outside, "secret.yaml"), "secret");
  symlinkSync(join(outside, "secret.yaml"), join(folder, "api/link.yaml"));
  const { source } = await find("api/openapi.yaml");
  await expect(source.read("api/link.yaml")).rejects.toMatchObject({ code: "E_OUTSIDE_ROOT" });
  expect(text(await (await find("api/link.yaml")).source.read("api/link.yaml"))).toBe("secret");
  for (const made of [join(folder, "api/link.yaml"), outside]) rmSync(made, { recursive: true });
});

test("what was listed is read, and still nothing outside through a link", async () => {
  const outside = mkdtempSync(join(tmpdir(), "tally-outside-"));
  writeFileSync(join(outside, "secret.yaml"), "secret");
  symlinkSync(join(outside, "secret.yaml"), join(folder, "api/link.yaml"));
  symlinkSync(outside, join(folder, "linked"));
  const { source } = await find("api");
  const files = await source.list("api");
  expect(files).not.toContain("api/link.yaml");
  for (const file of files) expect(await source.read(file)).not.toBeNull();
  await expect(source.read("api/link.yaml")).rejects.toMatchObject({ code: "E_OUTSIDE_ROOT" });
  expect(await source.list("linked")).toEqual(["linked/secret.yaml"]);
  await expect(source.read("linked/secret.yaml")).rejects.toMatchObject({ code: "E_OUTSIDE_ROOT" });
  for (const made of [join(folder, "api/link.yaml"), join(folder, "linked"), outside])
    rmSync(made, { recursive: true });
});

test("a git ref gives the files of that commit, read with one process when they are announced", async () => {
  const { source, show } = await find("v1:api/openapi.yaml");
  expect(source).toMatchObject({ entry: "api/openapi.yaml", isFolder: false, folder: null });
  const files = await source.list("api");
  expect(files).toEqual(["api/openapi.yaml", "api/parts/b.yaml"]);
  await source.prefetch?.(files);
  expect(text(await source.read("api/openapi.yaml"))).toBe("old");
  expect(text(await source.read("api/parts/b.yaml"))).toBe("part");
  expect(await source.read("svc/tally.yaml")).toBeNull();
  expect(show("api/openapi.yaml")).toBe("v1:api/openapi.yaml");
});

test("a git path may count from here, and a folder is a folder", async () => {
  expect((await find("main:./here.yaml", join(folder, "sub"))).source.entry).toBe("sub/here.yaml");
  expect((await find("main:api/")).source).toMatchObject({ entry: "api", isFolder: true });
  expect((await find("main:")).source).toMatchObject({ entry: "", isFolder: true });
});

test("a name in git may hold tabs, line feeds and quotes", async () => {
  const name = 'api/a\tb\n"c".yaml';
  writeFileSync(join(folder, name), "odd");
  git("add", ".");
  git("commit", "-qm", "odd");
  const { source } = await find(`main:${name}`);
  expect([source.entry, text(await source.read(name))]).toEqual([name, "odd"]);
});

test("words that git could take for options or refs reach it as plain names", async () => {
  for (const name of ["--upload-pack=x:api", "-x:api", "nope:api/openapi.yaml", "v1:missing.yaml", "nothing"]) {
    await expect(find(name), name).rejects.toMatchObject({ code: "E_NOT_FOUND" });
  }
  await expect(find("v1:../../etc/passwd")).rejects.toMatchObject({ code: "E_OUTSIDE_ROOT" });
});

test("standard input is named after what it looks like", async () => {
  const named = async (input: string | Uint8Array) => {
    const { io } = testIo({ cwd: folder, input });
    return (await findSource("-", { fetchBundle: () => Promise.reject(new Error("unused")) }, io)).source.entry;
  };
  expect(await named('{"openapi": "3.1.0"}')).toBe("stdin.json");
  expect(await named("openapi: 3.1.0")).toBe("stdin.yaml");
  expect(await named('// c\nsyntax = "proto3";\nmessage A {}')).toBe("stdin.proto");
  expect(await named(Uint8Array.from([10, 5, 0, 1, 2]))).toBe("stdin.binpb");
});

test("broker: asks the broker", async () => {
  const { source, show } = await find("broker:orders@1.2.3");
  expect(text(await source.read("a.yaml"))).toBe("broker:orders@1.2.3".replace("broker:", "broker:"));
  expect(show("a.yaml")).toBe("broker:orders@1.2.3/a.yaml");
});

test("what looks like something else is answered with what to type", async () => {
  await expect(find("https://example.com/openapi.yaml")).rejects.toMatchObject({ code: "E_REMOTE" });
  await expect(find("api/*.yaml")).rejects.toMatchObject({ hint: expect.stringContaining("--composed") });
  await expect(find("v1:openapi.yaml", join(folder, "api"))).rejects.toMatchObject({
    code: "E_NOT_FOUND",
    hint: expect.stringContaining("v1:./openapi.yaml"),
  });
  await expect(find("v1:nothing.yaml", join(folder, "api"))).rejects.toMatchObject({ hint: null });
});
