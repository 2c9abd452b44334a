import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeTexts } from "../../../src/kinds/proto/scratch.ts";

const text = Buffer.from('syntax = "proto3";');
let home = "";
let folder = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "scratch-test-"));
  folder = join(home, "own");
  mkdirSync(folder);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("writing texts for a compiler", () => {
  it("writes them below the folder, whatever dots are in between", () => {
    writeTexts(folder, [
      ["a/b.proto", text],
      ["a/../c.proto", text],
    ]);
    expect(readFileSync(join(folder, "a/b.proto"))).toEqual(text);
    expect(existsSync(join(folder, "c.proto"))).toBe(true);
  });

  it.each(["../x.proto", "../own-beside/x.proto", "a/../../ownx.proto", "..", "."])("refuses %s", (path) => {
    expect(() => writeTexts(folder, [[path, text]])).toThrow(expect.objectContaining({ code: "E_OUTSIDE_ROOT" }));
    for (const beside of ["x.proto", "own-beside", "ownx.proto"]) expect(existsSync(join(home, beside))).toBe(false);
  });

  it("refuses an absolute path", () => {
    const path = join(home, "x.proto");
    expect(() => writeTexts(folder, [[path, text]])).toThrow(expect.objectContaining({ code: "E_OUTSIDE_ROOT" }));
    expect(existsSync(path)).toBe(false);
  });
});
