import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { changedIn } from "../../../src/kinds/proto/compare-changed.ts";
import { decodeFile } from "../../../src/kinds/proto/decode.ts";
import { linkSet, splitSet } from "../../../src/kinds/proto/load-set.ts";
import { compileSet } from "./compile-text.ts";

const text = (edit: (text: string) => string): string =>
  edit(`syntax = "proto2";
package p;
message Kept { optional int32 a = 1; extensions 100 to 200; message Inner { optional string b = 1; } }
message Edited { optional int32 a = 1; message Inner { optional string b = 1; } }
enum Colour { RED = 0; }
service S { rpc Get(Kept) returns (Edited); }
extend Kept { optional int32 one = 100; optional Edited two = 101; }
`);

const linked = (source: string) => {
  const units = splitSet(compileSet({ "a.proto": source }), "a");
  const own = new Set(["a.proto"]);
  return linkSet(units, { label: "a", own, paths: new Map(), texts: new Map() });
};

const changed = (edit: (text: string) => string): readonly string[] => {
  const [before, after] = [linked(text((same) => same)), linked(text(edit))];
  return [...changedIn(before, after).types].map(({ typeName }) => typeName).sort();
};

const ALL = ["p.Colour", "p.Edited", "p.Edited.Inner", "p.Kept", "p.Kept.Inner", "p.S", "p.one", "p.two"];

describe("what a file that differs declares otherwise", () => {
  it("is nothing where both say the same", () => {
    expect(changed((same) => `// a comment\n${same}`)).toEqual([]);
  });

  it("is the declaration that was edited, with what stands in it", () => {
    const edited = ["p.Edited", "p.Edited.Inner"];
    expect(
      changed((same) => same.replace("message Edited { optional int32", "message Edited { optional int64")),
    ).toEqual(edited);
    expect(changed((same) => same.replace("message Edited", "message New {}\nmessage Edited"))).toEqual([]);
    expect(changed((same) => same.replace("RED = 0", "RED = 0; BLUE = 1"))).toEqual(["p.Colour"]);
    expect(changed((same) => same.replace("returns (Edited)", "returns (stream Edited)"))).toEqual(["p.S"]);
    expect(changed((same) => same.replace("optional int32 one", "optional int64 one"))).toEqual(["p.one"]);
  });

  it("is what is gone", () => {
    expect(changed((same) => same.replace("enum Colour { RED = 0; }", ""))).toEqual(["p.Colour"]);
  });

  it("is everything where the file says otherwise how to read it", () => {
    expect(changed((same) => same.replace("package p;", 'package p;\noption java_package = "x";'))).toEqual(ALL);
  });
});

describe("decoding a file beside another one of its name", () => {
  it.each([
    ["nothing edited", (same: string) => same],
    [
      "a message edited",
      (same: string) => same.replace("message Edited { optional int32", "message Edited { optional int64"),
    ],
    ["an order turned", (same: string) => same.replace("message Edited", "message New {}\nmessage Edited")],
    ["an option given", (same: string) => same.replace("package p;", "package p;\noption deprecated = true;")],
    ["an extension gone", (same: string) => same.replace("optional int32 one = 100;", "")],
    ["an enum gone", (same: string) => same.replace("enum Colour { RED = 0; }", "")],
  ])("gives what decoding it alone gives: %s", (_, edit) => {
    const [before] = splitSet(compileSet({ "a.proto": text((same) => same) }), "a");
    const [after] = splitSet(compileSet({ "a.proto": text(edit) }), "a");
    if (!before || !after) throw new Error("no file");
    const twin = { unit: before, proto: fromBinary(FileDescriptorProtoSchema, before.meaning) };
    expect(decodeFile(after, twin)).toEqual(fromBinary(FileDescriptorProtoSchema, after.meaning));
  });
});
