import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findBuf } from "../../../src/kinds/proto/load-buf.ts";

const name = process.platform === "win32" ? "buf.exe" : "buf";
let home = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "find-buf-"));
  for (const folder of ["bin", "node_modules/.bin", "a/b"]) mkdirSync(join(home, folder), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("a buf that serves where there is no protoc", () => {
  it("is the one on PATH, else one installed above the folder", () => {
    writeFileSync(join(home, "node_modules/.bin", name), "");
    expect(findBuf("", join(home, "a/b"))).toBe(join(home, "node_modules/.bin", name));
    writeFileSync(join(home, "bin", name), "");
    const path = ["", join(home, "a"), join(home, "bin")].join(delimiter);
    expect(findBuf(path, join(home, "a/b"))).toBe(join(home, "bin", name));
  });

  it("is told to be missing", () => {
    expect(findBuf(join(home, "bin"), join(home, "a"))).toBeNull();
  });
});
