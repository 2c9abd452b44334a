import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tally } from "../support/io.ts";

let folder: string;
const put = (path: string, content: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const order = (type: string) =>
  `syntax = "proto3"; package shop.v1; import "money/money.proto"; message Order { money.Money total = 1; ${type} id = 2; }`;
const settings = (root: string) => `application: orders\ninterfaces:\n  - path: proto\n    importRoots: [${root}]\n`;
const run = (words: readonly string[], cwd: string) => tally(words, { cwd });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-roots-"));
  put("svc/vendor/money/money.proto", 'syntax = "proto3"; package money; message Money { int64 units = 1; }');
  put("svc/proto/order.proto", order("int64"));
  put("svc/was/order.proto", order("int64"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("what tally.yaml says of where imports start holds for a comparison too", async () => {
  const svc = join(folder, "svc");
  expect(await run(["diff", "was", "proto"], svc)).toMatchObject({ exit: 2, talk: expect.stringMatching(/E_IMPORT/) });
  put("svc/tally.yaml", settings("vendor"));
  expect(await run(["diff", "was", "proto"], svc)).toMatchObject({ exit: 0 });
  put("svc/proto/order.proto", order("int32"));
  expect(await run(["diff", "was", "proto"], svc)).toMatchObject({ exit: 1 });
  expect(await run(["changelog", "was/order.proto", "proto"], svc)).toMatchObject({ exit: 0 });
  // what is said holds instead
  const elsewhere = await run(["diff", "was", "proto", "-I", "proto"], svc);
  expect(elsewhere).toMatchObject({ exit: 2, talk: expect.stringMatching(/E_IMPORT/) });
});

it("counts from the folder of tally.yaml, for a commit that lies in a larger repository too", async () => {
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd: folder });
  put("svc/tally.yaml", settings("vendor"));
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  put("svc/proto/order.proto", order("int32"));
  expect(await run(["diff", "main:svc/proto", "proto"], join(folder, "svc"))).toMatchObject({ exit: 1 });
  expect(await run(["diff", "main:./proto", "proto"], join(folder, "svc"))).toMatchObject({ exit: 1 });
});

it("may lie beside the folder of tally.yaml", async () => {
  put("app/tally.yaml", settings("../svc/vendor"));
  put("app/proto/order.proto", order("int32"));
  put("app/was/order.proto", order("int64"));
  expect(await run(["diff", "was", "proto"], join(folder, "app"))).toMatchObject({ exit: 1 });
});
