import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireError } from "../../../../src/kinds/proto/wire/cursor.ts";
import { toWireEnum, toWireMessage, viewRegistry } from "../../../../src/kinds/proto/wire/from-desc.ts";
import { readJson } from "../../../../src/kinds/proto/wire/json-read.ts";
import { writeJson } from "../../../../src/kinds/proto/wire/json-write.ts";
import { readMessage } from "../../../../src/kinds/proto/wire/read.ts";
import { renderMessage } from "../../../../src/kinds/proto/wire/render.ts";
import type { WireSchema } from "../../../../src/kinds/proto/wire/schema.ts";
import { readWithProtobufjs } from "../../../../src/kinds/proto/wire/second.ts";
import { writeMessage } from "../../../../src/kinds/proto/wire/write.ts";
import { compileTexts, protocDecode } from "../compile-text.ts";

const TEXT = `syntax = "proto2";
enum E { A = 0; B = 1; }
message M {
  optional int32 i = 1;
  repeated sint64 l = 2 [packed = true];
  optional string s = 3;
  optional M m = 4;
  map<string, E> e = 5;
  repeated E r = 6;
  optional group G = 7 { optional fixed32 x = 1; }
  oneof o { bool p = 8; M q = 9; }
  optional double d = 10;
  map<int64, M> n = 11;
  repeated string t = 12;
  optional E c = 13;
  optional bytes b = 14;
}`;
const registry = compileTexts({ "t.proto": TEXT });
const schema: WireSchema = {
  messages: Object.fromEntries(["M", "M.G"].map((name) => [name, toWireMessage(registry.getMessage(name)!, [])])),
  enums: { E: toWireEnum(registry.getEnum("E")!) },
};
const view = viewRegistry(registry);
const read = (hex: string) => renderMessage(view, readMessage(view, "M", Buffer.from(hex, "hex")));

describe("reading by the specification", () => {
  test.each([
    ["08ffffffffffffffffff01", "{i: -1}"],
    ["088080808010", "{i: 0}"],
    ["08010802", "{i: 2}"],
    ["0a0105", "{}"],
    ["12020102", "{l: [-1, 1]}"],
    ["10011002", "{l: [-1, 1]}"],
    ["1002120104", "{l: [1, 2]}"],
    ["1a01ff", '{s: "\\xff"}'],
    ["22020801220408021802", "{m: {i: 2}}"],
    ["2a050a01611001", '{e: {"a": B (1)}}'],
    ["2a050a01611009", "{}"],
    ["2a000a00", '{e: {"": A (0)}}'],
    ["2a0210012a021000", '{e: {"": A (0)}}'],
    ["300130093000", "{r: [B (1), A (0)]}"],
    ["3203010900", "{r: [B (1), A (0)]}"],
    ["3b0d010000003c", "{g: {x: 1}}"],
    ["40014a00", "{q: {}}"],
    ["4a0040014a02080140014a021002", "{q: {l: [1]}}"],
    ["5a0408011200", "{n: {1: {}}}"],
    ["5a0208015a0208025a0608011202" + "0805", "{n: {2: {}, 1: {i: 5}}}"],
    ["6809", "{}"],
    ["68096801", "{c: B (1)}"],
  ])("%s is %s", (hex, text) => {
    expect(read(hex)).toBe(text);
  });

  test.each([
    ["08", "inside a varint"],
    ["0880808080808080808080808001", "longer than ten bytes"],
    ["00", "field number 0"],
    ["0f", "wire type 7"],
    ["1a05", "shorter than a length"],
    ["3b", "inside a group"],
    ["3b44", "never began"],
    ["3c", "never began"],
    ["fb0184", "inside a"],
    ["2a020a05", "shorter than a length"],
    ["1affffffffffffffffff01", "past 2 GiB"],
    ["808080808001", "32 bits"],
    ["22".repeat(3) + "00", "shorter than a length"],
  ])("%s is refused: %s", (hex, words) => {
    expect(() => read(hex)).toThrow(WireError);
    expect(() => read(hex)).toThrow(words);
  });

  test("nesting past 100 levels is refused, known and unknown alike", () => {
    let bytes = Buffer.alloc(0);
    for (let level = 0; level < 101; level += 1)
      bytes = Buffer.concat([Buffer.from([0x22]), varint(bytes.length), bytes]);
    expect(() => readMessage(view, "M", bytes)).toThrow("levels of nesting");
    expect(() => readMessage(view, "M", Buffer.alloc(5000, 0x7b))).toThrow("levels of nesting");
  });
});

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  while (rest > 127) {
    out.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...out, rest]);
}

/** Field-like pieces, so that most inputs mean something, and junk between them. */
const piece = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 0, max: 5 }), fc.uint8Array({ maxLength: 6 }))
    .map(([number, wire, rest]) =>
      wire === 2
        ? [number * 8 + 2, rest.length, ...rest]
        : [number * 8 + wire, ...rest.map((byte) => byte & 0x7f).subarray(0, wire === 0 ? 1 : wire === 5 ? 4 : 6)],
    ),
  fc.constantFrom(
    [0x22, 2, 8, 1],
    [0x2a, 5, 0x0a, 1, 0x61, 0x10, 1],
    [0x3b, 0x0d, 1, 0, 0, 0, 0x3c],
    [0x32, 3, 1, 9, 0],
    [0x4a, 0],
    [0x40, 1],
  ),
);
const input = fc.array(piece, { maxLength: 6 }).map((pieces) => Buffer.from(pieces.flat()));

const attempt = (action: () => string): string => {
  try {
    return action();
  } catch {
    return "refused";
  }
};

test("our reader and protobufjs see the same in any bytes", () => {
  let understood = 0;
  fc.assert(
    fc.property(input, (bytes) => {
      const own = attempt(() => renderMessage(view, readMessage(view, "M", bytes)));
      const other = attempt(() => renderMessage(view, readWithProtobufjs(schema, view, "M", bytes)));
      fc.pre(!/e: \{[^}]*\\x/.test(own)); // keys that are not UTF-8 fall together there
      if (own !== "refused") understood += 1;
      expect(sorted(other)).toBe(sorted(own));
    }),
    { numRuns: 3000, seed: 7 },
  );
  expect(understood).toBeGreaterThan(1000);
});

/** protobufjs shows replacement characters where we keep bytes, and has an order of its own for map entries. */
const sorted = (text: string): string => [...text.replace(/"(?:[^"\\]|\\.)*"/g, '"?"')].sort().join("");

test("what was read is written and read again without change", () => {
  fc.assert(
    fc.property(input, (bytes) => {
      const text = attempt(() => renderMessage(view, readMessage(view, "M", bytes)));
      fc.pre(text !== "refused");
      const once = writeMessage(readMessage(view, "M", bytes));
      expect(renderMessage(view, readMessage(view, "M", once))).toBe(text);
      expect(Buffer.from(writeMessage(readMessage(view, "M", once)))).toEqual(Buffer.from(once));
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test("what JSON can carry comes back from JSON", () => {
  fc.assert(
    fc.property(input, (bytes) => {
      const message = attempt(() => Buffer.from(writeMessage(readMessage(view, "M", bytes))).toString("hex"));
      fc.pre(message !== "refused");
      const node = readMessage(view, "M", Buffer.from(message, "hex"));
      const text = attempt(() => writeJson(view, node));
      fc.pre(text !== "refused");
      const back = readJson(view, "M", text);
      expect(renderMessage(view, back)).toBe(renderMessage(view, node));
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test.each([
  ["0a0105", ""],
  ["300130093000", "r: B\nr: A\n6: 9\n"],
  ["3203010900", "r: B\nr: A\n6: 9\n"],
  ["4a0040014a02080140014a021002", "q {\n  l: 1\n}\n"],
  ["22020801220408021802", "m {\n  i: 2\n  3: 2\n}\n"],
])("protoc reads %s as we do", (hex, text) => {
  const seen = protocDecode(TEXT, "M", Buffer.from(hex, "hex"));
  expect(seen.ok).toBe(true);
  expect(seen.out.replace(/^\d+: .*\n/gm, (line) => (text.includes(line) ? line : ""))).toContain(text);
});
