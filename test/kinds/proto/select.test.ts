import { describe, expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import type { Source } from "../../../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { bufBreaking, DEFAULT_BUF_CONFIG } from "../../../src/kinds/proto/buf/index.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { load } from "../../../src/kinds/proto/load.ts";
import { loadPair } from "../../../src/kinds/proto/load-pair.ts";
import { memory } from "./fixture.ts";
import { linkedTrees } from "./linked-trees.ts";
import type { Tree } from "./pairs.ts";

const options = { tolerances: DEFAULT_IN_FORCE.tolerances };
const PACKAGES = { ...DEFAULT_BUF_CONFIG, use: ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"] };

/** Findings with all files understood, and with those that were selected. */
async function bothWays(before: Source, after: Source) {
  const [old, next] = [await proto.load(before, DEFAULT_LOAD), await proto.load(after, DEFAULT_LOAD)];
  const pair = await proto.loadPair(before, after, DEFAULT_LOAD);
  return {
    whole: JSON.stringify(await proto.compare(old, next, options), null, 1),
    part: JSON.stringify(await proto.compare(pair.before, pair.after, options), null, 1),
  };
}

const skippedOf = async (before: Tree, after: Tree) =>
  [...((await loadPair(memory(before), memory(after), DEFAULT_LOAD)).before.skipped?.keys() ?? [])].sort();

describe("compiling in proportion to what changed", () => {
  it("finds the same in trees of files that need each other, in our view and in buf's", async () => {
    let [compared, skipped, found] = [0, 0, 0];
    for (let seed = 0; seed < Number(process.env.TALLY_TREES ?? 36); seed += 1) {
      const trees = linkedTrees(seed);
      const [before, after] = [memory(trees.before), memory(trees.after)];
      const models = await Promise.all([load(before, DEFAULT_LOAD), load(after, DEFAULT_LOAD)]).catch(() => null);
      if (!models) continue; // one of the trees does not compile
      compared += 1;
      const { whole, part } = await bothWays(before, after);
      expect(part, `seed ${seed}`).toEqual(whole);
      const pair = await loadPair(before, after, { ...DEFAULT_LOAD, wholePackages: true });
      expect(bufBreaking(pair.before, pair.after, PACKAGES), `seed ${seed}`).toEqual(
        bufBreaking(models[0], models[1], PACKAGES),
      );
      found += JSON.parse(whole).length > 0 ? 1 : 0;
      skipped += (await loadPair(before, after, DEFAULT_LOAD)).before.skipped?.size ?? 0;
    }
    expect(Math.min(compared, skipped, found)).toBeGreaterThan(20);
  }, 120_000);

  const base = {
    "types.proto": 'syntax = "proto3"; package t; message Shared { int32 a = 1; } message Other { int32 b = 1; }',
    "mail.proto":
      'syntax = "proto3"; package m; import "types.proto"; message Mail { t.Shared s = 1; } service Post { rpc Send(Mail) returns (Mail); }',
    "log.proto": 'syntax = "proto3"; package l; import "types.proto"; message Line { t.Other o = 1; }',
    "far.proto": 'syntax = "proto3"; package f; message Far { int32 a = 1; }',
  };
  const changed = (name: keyof typeof base, from: string, to: string) =>
    skippedOf(base, { ...base, [name]: base[name].replace(from, to) });

  it("leaves out what nothing that changed can reach", async () => {
    expect(await changed("far.proto", "int32 a", "int64 a")).toEqual(["log.proto", "mail.proto", "types.proto"]);
    expect(await changed("types.proto", "int32 a", "int64 a")).toEqual(["far.proto", "log.proto"]);
    expect(await changed("types.proto", "int32 b", "int64 b")).toEqual(["far.proto", "mail.proto"]);
    expect(await changed("types.proto", "package t;", 'package t; option go_package = "x";')).toEqual([
      "far.proto",
      "log.proto",
      "mail.proto",
    ]);
    expect(await changed("types.proto", 'syntax = "proto3"', 'edition = "2023"')).toEqual(["far.proto"]);
  });

  it("compiles nothing where only comments and layout differ", async () => {
    const noisy = Object.fromEntries(
      Object.entries(base).map(([name, text]) => [name, `// new\n${text.replaceAll("; ", " ;\n/* a ; } */ ")}`]),
    );
    expect(await skippedOf(base, noisy)).toEqual(Object.keys(base).sort());
    const pair = await proto.loadPair(memory(base), memory(noisy), DEFAULT_LOAD);
    expect(await proto.compare(pair.before, pair.after, options)).toEqual([]);
  });

  it.each([
    ["a byte order mark before the first declaration", "\ufeffmessage A { optional int32 x = 1; }"],
    ["a form feed before an import", 'message A { optional int32 x = 1; }\fimport "google/protobuf/any.proto";'],
  ])("reads on behind %s", async (_, text) => {
    const user = 'import "a.proto"; service S { rpc Get(A) returns (B); } message B {}';
    const [before, after] = [text, text.replace("int32", "string")].map((part) =>
      memory({ "a.proto": part, "u.proto": user }),
    );
    if (!before || !after) throw new Error("two sides");
    const { whole, part } = await bothWays(before, after);
    expect(part).toEqual(whole);
    expect(whole).toContain('"operation": "S/Get"');
  });

  it("follows an import that stands behind a form feed", async () => {
    const user = 'message U { optional A a = 1; }\fimport "a.proto"; service S { rpc Get(U) returns (U); }';
    const tree = (type: string) => memory({ "a.proto": `message A { optional ${type} x = 1; }`, "u.proto": user });
    const { whole, part } = await bothWays(tree("int32"), tree("string"));
    expect(part).toEqual(whole);
    expect(whole).toContain('"operation": "S/Get"');
  });

  it("compiles everything where a text cannot be taken apart, so that the compiler says what is wrong", async () => {
    const broken = { ...base, "far.proto": 'syntax = "proto3"; message {' };
    await expect(loadPair(memory(base), memory(broken), DEFAULT_LOAD)).rejects.toThrow(/Expected message name, in/);
  });
});
