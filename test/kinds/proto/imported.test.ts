import { describe, expect, it } from "vitest";
import { diff, memory } from "./fixture.ts";

const holder = (syntax: string, label: string): string =>
  `syntax = "${syntax}"; package a; import "lib.proto";
message Held { ${label} lib.Kind kind = 1; }
service S { rpc Get(Held) returns (Held); }`;

/** What one file is found to differ in, by rule, where only a file that it imports was edited. */
async function found(syntax: string, before: string, after: string): Promise<readonly string[]> {
  const label = syntax === "proto2" ? "optional" : "";
  const lib = (text: string) => `syntax = "${syntax}"; package lib; ${text}`;
  const side = (text: string) => memory({ "own.proto": holder(syntax, label), "lib.proto": lib(text) }, "own.proto");
  const findings = await diff(side(before), side(after));
  return [...new Set(findings.map(({ id, level, surface }) => `${id} ${level} ${surface}`))].sort();
}

describe("what a file only imports", () => {
  it("counts where an enum of it loses a value", async () => {
    const rules = await found("proto3", "enum Kind { NO = 0; ONE = 1; }", "enum Kind { NO = 0; }");
    expect(rules).toEqual(["proto.enum-value.removed breaking json", "proto.enum-value.removed risky wire"]);
  });

  it("counts where a closed enum of it grows", async () => {
    const rules = await found("proto2", "enum Kind { NO = 0; }", "enum Kind { NO = 0; ONE = 1; }");
    expect(rules).toContain("proto.enum-value.added breaking wire");
  });

  it("counts where an unset field reads as another value", async () => {
    const rules = await found("proto2", "enum Kind { NO = 0; ONE = 1; }", "enum Kind { ONE = 1; NO = 0; }");
    expect(rules).toEqual(["proto.field.default-changed risky json", "proto.field.default-changed risky wire"]);
  });

  it("counts where an enum in it is moved to another file that is only imported", async () => {
    const before = {
      "own.proto": holder("proto3", ""),
      "lib.proto": 'syntax = "proto3"; package lib; enum Kind { NO = 0; ONE = 1; }',
    };
    const after = {
      "own.proto": holder("proto3", ""),
      "lib.proto": 'syntax = "proto3"; import public "more.proto";',
      "more.proto": 'syntax = "proto3"; package lib; enum Kind { NO = 0; }',
    };
    const findings = await diff(memory(before, "own.proto"), memory(after, "own.proto"));
    expect(findings.map(({ id }) => id)).toContain("proto.enum-value.removed");
  });

  it("counts where a type moves between the file and what it imports, either way", async () => {
    const head = 'syntax = "proto3"; package a;';
    const apart = memory(
      {
        "own.proto": `${head} import "lib.proto"; message R { M m = 1; }`,
        "lib.proto": `${head} message M { int32 x = 1; int64 y = 2; enum E { NO = 0; } }`,
      },
      "own.proto",
    );
    const together = memory(
      {
        "own.proto": `${head} message R { M m = 1; }
          message M { int64 x = 1; int64 y = 2 [jstype = JS_STRING]; enum E { NO = 0; ONE = 1; } }`,
      },
      "own.proto",
    );
    const turned = { backward: "forward", forward: "backward" } as const;
    const there = await diff(apart, together);
    const back = await diff(together, apart);
    const places = (direction: string, { surface, element }: (typeof there)[number]) =>
      `${direction} ${surface} ${element}`;
    expect(there.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["proto.source.type-moved", "proto.source.field-option-changed"]),
    );
    expect(new Set(there.map((one) => places(one.direction, one)))).toEqual(
      new Set(back.map((one) => places(turned[one.direction], one))),
    );
  });
});
