import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { revisionOf } from "../../src/commands/revision.ts";
import { testIo } from "../support/io.ts";

let folder = "";
const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    encoding: "utf8",
  }).trim();
const revision = (given = {}, env = {}) => revisionOf(given, testIo({ cwd: folder, env }).io);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-revision-"));
  git("init", "-q", "-b", "trunk");
  writeFileSync(join(folder, "a.txt"), "1");
  git("add", "a.txt");
  git("commit", "-q", "-m", "first");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("which build this is", () => {
  it("is the commit and the branch of git", async () => {
    const commit = git("rev-parse", "HEAD");
    expect(await revision()).toEqual({ version: commit, branch: "trunk", commit, buildUrl: null });
  });
  it("is what the CI system says, before git", async () => {
    const env = {
      CIRCLECI: "true",
      CIRCLE_SHA1: "c0ffee",
      CIRCLE_BRANCH: "main",
      CIRCLE_BUILD_URL: "https://circle/1",
    };
    expect(await revision({}, env)).toEqual({
      version: "c0ffee",
      branch: "main",
      commit: "c0ffee",
      buildUrl: "https://circle/1",
    });
  });
  it("is what was given, before everything", async () => {
    const given = { version: "1.2.3", branch: "b", commit: "c", buildUrl: "u" };
    expect(await revision(given, { CIRCLECI: "true", CIRCLE_SHA1: "c0ffee" })).toEqual(given);
  });
  it("a dirty working tree needs an explicit version", async () => {
    writeFileSync(join(folder, "untracked.json"), "{}");
    expect((await revision()).branch).toBe("trunk");
    writeFileSync(join(folder, "a.txt"), "2");
    await expect(revision()).rejects.toThrow(/differs from its commit \(a\.txt\)/);
    expect((await revision({ version: "1.2.3" })).version).toBe("1.2.3");
  });
  it("a detached head has no branch", async () => {
    git("checkout", "-q", "--detach");
    expect((await revision()).branch).toBeNull();
  });
  it("without git and CI a version is needed", async () => {
    rmSync(join(folder, ".git"), { recursive: true });
    await expect(revision()).rejects.toMatchObject({ code: "E_USAGE" });
    expect(await revision({ version: "1" })).toEqual({ version: "1", branch: null, commit: null, buildUrl: null });
  });
});
