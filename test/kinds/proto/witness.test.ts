import { expect, test } from "vitest";
import type { Witness } from "../../../src/core/witness.ts";
import { replay } from "../../../src/kinds/proto/replay.ts";
import type { MessageSeed } from "../../../src/kinds/proto/seed.ts";
import { grow } from "../../../src/kinds/proto/witness.ts";
import { compileTexts, protocDecode } from "./compile-text.ts";

/** One change: what the writer and the reader have in `M`, and the smallest payload that shows the difference. */
interface Row {
  readonly name: string;
  readonly writer: string;
  readonly reader: string;
  readonly focus?: readonly number[];
  readonly more?: Partial<MessageSeed>;
  readonly hex: string | null;
  readonly outcome?: Witness["outcome"];
  readonly wrote?: string;
  readonly read?: string;
}

const p3 = (body: string, rest = "") => `syntax = "proto3"; ${rest} message M { ${body} }`;
const p2 = (body: string, rest = "") => `syntax = "proto2"; ${rest} message M { ${body} }`;
const closed = "enum E { A = 0; B = 1; }";
const grown = "enum E { A = 0; B = 1; C = 2; }";

const rows: readonly Row[] = [
  { name: "int32 to int64", writer: p3("int32 f = 1;"), reader: p3("int64 f = 1;"), hex: null },
  { name: "bool to int32", writer: p3("bool f = 1;"), reader: p3("int32 f = 1;"), hex: null },
  {
    name: "a message of nothing but texts to string",
    writer: p3("N f = 1;", "message N { O o = 1; } message O { string s = 2; }"),
    reader: p3("string f = 1;"),
    hex: `0a86010a8301128001${"61".repeat(128)}`,
    outcome: "rejected",
  },
  {
    name: "int64 to int32",
    writer: p3("int64 f = 1;"),
    reader: p3("int32 f = 1;"),
    hex: "088080808008",
    outcome: "changed",
    wrote: "f: 2147483648",
    read: "f: -2147483648",
  },
  {
    name: "int32 to uint32",
    writer: p3("int32 f = 1;"),
    reader: p3("uint32 f = 1;"),
    hex: "08ffffffffffffffffff01",
    outcome: "changed",
    wrote: "f: -1",
    read: "f: 4294967295",
  },
  {
    name: "uint32 to int32",
    writer: p3("uint32 f = 1;"),
    reader: p3("int32 f = 1;"),
    hex: "088080808008",
    outcome: "changed",
  },
  {
    name: "int32 to bool",
    writer: p3("int32 f = 1;"),
    reader: p3("bool f = 1;"),
    hex: "0802",
    outcome: "changed",
    wrote: "f: 2",
    read: "f: true",
  },
  {
    name: "int32 to sint32",
    writer: p3("int32 f = 1;"),
    reader: p3("sint32 f = 1;"),
    hex: "0801",
    outcome: "changed",
    read: "f: -1",
  },
  {
    name: "float to fixed32",
    writer: p3("float f = 1;"),
    reader: p3("fixed32 f = 1;"),
    hex: "0d0000803f",
    outcome: "changed",
    read: "f: 1065353216",
  },
  {
    name: "fixed32 to int32",
    writer: p3("fixed32 f = 1;"),
    reader: p3("int32 f = 1;"),
    hex: "0d01000000",
    outcome: "lost",
  },
  {
    name: "double to float",
    writer: p3("double f = 1;"),
    reader: p3("float f = 1;"),
    hex: "09000000000000f03f",
    outcome: "lost",
  },
  {
    name: "bytes to string, proto3",
    writer: p3("bytes f = 1;"),
    reader: p3("string f = 1;"),
    hex: "0a01ff",
    outcome: "rejected",
    read: "refused: the string is not UTF-8 (at f)",
  },
  {
    name: "bytes to string, proto2",
    writer: p2("optional bytes f = 1;"),
    reader: p2("optional string f = 1;"),
    hex: "0a01ff",
    outcome: "changed",
  },
  {
    name: "proto2 string to proto3",
    writer: p2("optional string f = 1;"),
    reader: p3("optional string f = 1;"),
    hex: "0a01ff",
    outcome: "rejected",
  },
  { name: "string to bytes", writer: p3("string f = 1;"), reader: p3("optional bytes f = 1;"), hex: null },
  { name: "string to int32", writer: p3("string f = 1;"), reader: p3("int32 f = 1;"), hex: "0a0161", outcome: "lost" },
  {
    name: "message to bytes",
    writer: p3("N f = 1;", "message N { int32 x = 1; }"),
    reader: p3("optional bytes f = 1;"),
    hex: null,
  },
  {
    name: "string to message",
    writer: p3("string f = 1;"),
    reader: p3("N f = 1;", "message N { int32 x = 1; }"),
    hex: "0a0161",
    outcome: "rejected",
  },
  {
    name: "message to string",
    writer: p3("N f = 1;", "message N { int64 x = 1; }"),
    reader: p3("string f = 1;"),
    hex: "0a03088001",
    outcome: "rejected",
  },
  {
    name: "repeated string to singular",
    writer: p3("repeated string f = 1;"),
    reader: p3("string f = 1;"),
    hex: "0a01610a0162",
    outcome: "lost",
  },
  {
    name: "repeated packed to singular",
    writer: p3("repeated int32 f = 1;"),
    reader: p3("int32 f = 1;"),
    hex: "0a0101",
    outcome: "lost",
  },
  {
    name: "repeated unpacked to singular",
    writer: p2("repeated int32 f = 1;"),
    reader: p2("optional int32 f = 1;"),
    hex: "08010802",
    outcome: "lost",
    wrote: "f: [1, 2]",
    read: "f: 2",
  },
  { name: "singular to repeated", writer: p3("int32 f = 1;"), reader: p3("repeated int32 f = 1;"), hex: null },
  {
    name: "repeated message to singular",
    writer: p3("repeated N f = 1;", "message N { int32 x = 1; }"),
    reader: p3("N f = 1;", "message N { int32 x = 1; }"),
    hex: "0a000a00",
    outcome: "changed",
  },
  {
    name: "group to message",
    writer: p2("optional group F = 1 { optional int32 x = 1; }"),
    reader: p2("optional F f = 1;", "message F { optional int32 x = 1; }"),
    hex: "0b0c",
    outcome: "lost",
  },
  {
    name: "map to repeated entry",
    writer: p3("map<string, int32> f = 1;"),
    reader: p3("repeated N f = 1;", "message N { string key = 1; int32 value = 2; }"),
    hex: null,
  },
  { name: "enum to int32", writer: p3("E f = 1;", closed), reader: p3("int32 f = 1;"), hex: null },
  {
    name: "int32 to closed enum",
    writer: p2("optional int32 f = 1;"),
    reader: p2("optional E f = 1;", closed),
    hex: "0802",
    outcome: "lost",
  },
  { name: "new value, open enum", writer: p3("E f = 1;", grown), reader: p3("E f = 1;", closed), hex: null },
  {
    name: "new value, closed enum",
    writer: p2("optional E f = 1;", grown),
    reader: p2("optional E f = 1;", closed),
    hex: "0802",
    outcome: "lost",
    wrote: "f: C (2)",
  },
  {
    name: "new value, repeated closed enum",
    writer: p2("repeated E f = 1;", grown),
    reader: p2("repeated E f = 1;", closed),
    hex: "0802",
    outcome: "lost",
  },
  {
    name: "new value, closed enum as map value",
    writer: p2("map<int32, E> f = 1;", grown),
    reader: p2("map<int32, E> f = 1;", closed),
    hex: "0a0408011002",
    outcome: "lost",
  },
  {
    name: "new value, required closed enum",
    writer: p2("required E f = 1;", grown),
    reader: p2("required E f = 1;", closed),
    hex: "0802",
    outcome: "rejected",
  },
  {
    name: "two fields into one oneof",
    writer: p3("optional int32 a = 1; optional int32 b = 2;"),
    reader: p3("oneof o { int32 a = 1; int32 b = 2; }"),
    focus: [1, 2],
    hex: "08001000",
    outcome: "lost",
    wrote: "a: 0",
  },
  {
    name: "one field into a new oneof",
    writer: p3("optional int32 f = 1;"),
    reader: p3("oneof o { int32 f = 1; }"),
    hex: null,
  },
  {
    name: "field removed",
    writer: p3("int32 f = 1;"),
    reader: p3(""),
    hex: "0801",
    outcome: "lost",
    read: "f is not known: field 1 goes to the unknown fields",
  },
  { name: "field renamed", writer: p3("int32 f = 1;"), reader: p3("int32 g = 1;"), hex: null },
  {
    name: "number reused",
    writer: p3("string mail = 1;"),
    reader: p3("string phone = 1;"),
    more: { by: "name" },
    hex: "0a0161",
    outcome: "changed",
    wrote: 'mail: "a"',
    read: 'phone: "a"',
  },
  {
    name: "enum number reused",
    writer: p3("E f = 1;", "enum E { A = 0; B = 1; C = 2; }"),
    reader: p3("E f = 1;", "enum E { A = 0; C = 1; B = 2; }"),
    more: { by: "name" },
    hex: "0801",
    outcome: "changed",
    wrote: "f: B (1)",
    read: "f: C (1)",
  },
  {
    name: "explicit zero to implicit presence",
    writer: p3("optional int32 f = 1;"),
    reader: p3("int32 f = 1;"),
    hex: "0800",
    outcome: "lost",
  },
  { name: "implicit to explicit presence", writer: p3("int32 f = 1;"), reader: p3("optional int32 f = 1;"), hex: null },
  {
    name: "required added",
    writer: p2(""),
    reader: p2("required int32 f = 1;"),
    focus: [],
    hex: "",
    outcome: "rejected",
    read: "refused: the required field f is missing (at f)",
  },
  {
    name: "default changed",
    writer: p2("optional int32 f = 1 [default = 5];"),
    reader: p2("optional int32 f = 1 [default = 7];"),
    more: { unset: true },
    hex: "",
    outcome: "changed",
    wrote: "f is not set and reads as 5",
    read: "f is not set and reads as 7",
  },
  {
    name: "map key string to int32",
    writer: p3("map<string, int32> f = 1;"),
    reader: p3("map<int32, int32> f = 1;"),
    hex: "0a040a001000",
    outcome: "changed",
  },
  {
    name: "packed to unpacked",
    writer: p3("repeated int32 f = 1;"),
    reader: p3("repeated int32 f = 1 [packed = false];"),
    hex: null,
  },
  {
    name: "fixed64 to sfixed64",
    writer: p3("fixed64 f = 1;"),
    reader: p3("sfixed64 f = 1;"),
    hex: "090000000000000080",
    outcome: "changed",
  },
];

test.each(rows)("$name", async (row) => {
  const registries = {
    before: compileTexts({ "t.proto": row.writer }),
    after: compileTexts({ "t.proto": row.reader }),
  };
  const seed: MessageSeed = {
    type: "message",
    before: "M",
    after: "M",
    producer: "before",
    encoding: "binary",
    focus: row.focus ?? [1],
    ...row.more,
  };
  const made = grow(seed, registries);
  if ("noWitness" in made) {
    expect(row.hex).toBe(null);
    return;
  }
  expect(made.payload).toMatchObject({ type: "protobuf", message: "M", hex: row.hex });
  expect(made).toMatchObject({
    ...(row.outcome && { outcome: row.outcome }),
    ...(row.wrote && { wrote: row.wrote }),
    ...(row.read && { read: row.read }),
  });
  const again = await replay(JSON.parse(JSON.stringify(made)) as Witness);
  expect(again).toMatchObject({ reproduced: true });
  expectSameOfProtoc(row, made);
});

/** The C++ reader as third opinion: it refuses, loses and misreads the payload as stated. */
function expectSameOfProtoc(row: Row, { payload, outcome, read }: Witness) {
  if (payload.type !== "protobuf") throw new Error("no bytes");
  const seen = protocDecode(row.reader, "M", Buffer.from(payload.hex, "hex"));
  if (outcome === "rejected") expect(!seen.ok || seen.err.includes("missing required")).toBe(true);
  else expect(seen).toMatchObject({ ok: true });
  if (read.includes("unknown fields")) expect(seen.out).toMatch(/^\s*\d+(?::| \{)/m);
  if (outcome === "changed" && /^\w+: (?:-?\d+|true|"\w*")$/.test(read)) expect(seen.out.trim()).toBe(read);
}
