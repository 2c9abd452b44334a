import { expect, test } from "vitest";
import type { Witness } from "../../../src/core/witness.ts";
import { replay } from "../../../src/kinds/proto/replay.ts";
import type { MessageSeed } from "../../../src/kinds/proto/seed.ts";
import { grow } from "../../../src/kinds/proto/witness.ts";
import { compileTexts } from "./compile-text.ts";

interface Row {
  readonly name: string;
  readonly writer: string;
  readonly reader: string;
  readonly text: string | null;
  readonly focus?: readonly number[];
  readonly outcome?: Witness["outcome"];
  readonly read?: string;
}

const p3 = (body: string, rest = "") => `syntax = "proto3"; ${rest} message M { ${body} }`;
const p2 = (body: string, rest = "") => `syntax = "proto2"; ${rest} message M { ${body} }`;
const small = "enum E { A = 0; B = 1; }";
const grown = "enum E { A = 0; B = 1; C = 2; }";

const rows: readonly Row[] = [
  { name: "int32 to int64", writer: p3("int32 f = 1;"), reader: p3("int64 f = 1;"), text: null },
  {
    name: "int64 to int32",
    writer: p3("int64 f = 1;"),
    reader: p3("int32 f = 1;"),
    text: '{"f":"2147483648"}',
    outcome: "rejected",
  },
  {
    name: "bool to int32",
    writer: p3("bool f = 1;"),
    reader: p3("int32 f = 1;"),
    text: '{"f":true}',
    outcome: "rejected",
  },
  {
    name: "int32 to uint32",
    writer: p3("int32 f = 1;"),
    reader: p3("uint32 f = 1;"),
    text: '{"f":-1}',
    outcome: "rejected",
  },
  { name: "int32 to sint32", writer: p3("int32 f = 1;"), reader: p3("sint32 f = 1;"), text: null },
  {
    name: "float to fixed32",
    writer: p3("float f = 1;"),
    reader: p3("fixed32 f = 1;"),
    text: '{"f":1.5}',
    outcome: "rejected",
  },
  { name: "fixed32 to int32, in range", writer: p3("fixed32 f = 1;"), reader: p3("int64 f = 1;"), text: null },
  {
    name: "bytes to string",
    writer: p3("bytes f = 1;"),
    reader: p3("string f = 1;"),
    text: '{"f":"/w=="}',
    outcome: "changed",
    read: 'f: "/w=="',
  },
  {
    name: "string to bytes",
    writer: p3("string f = 1;"),
    reader: p3("bytes f = 1;"),
    text: '{"f":"a"}',
    outcome: "rejected",
  },
  {
    name: "message to bytes",
    writer: p3("N f = 1;", "message N { int32 x = 1; }"),
    reader: p3("bytes f = 1;"),
    text: '{"f":{}}',
    outcome: "rejected",
  },
  {
    name: "repeated string to singular",
    writer: p3("repeated string f = 1;"),
    reader: p3("string f = 1;"),
    text: '{"f":["a"]}',
    outcome: "rejected",
  },
  {
    name: "singular to repeated",
    writer: p3("int32 f = 1;"),
    reader: p3("repeated int32 f = 1;"),
    text: '{"f":1}',
    outcome: "rejected",
  },
  {
    name: "group to message",
    writer: p2("optional group F = 1 { optional int32 x = 1; }"),
    reader: p2("optional F f = 1;", "message F { optional int32 x = 1; }"),
    text: null,
  },
  {
    name: "map to repeated entry",
    writer: p3("map<string, int32> f = 1;"),
    reader: p3("repeated N f = 1;", "message N { string key = 1; int32 value = 2; }"),
    text: '{"f":{"":0}}',
    outcome: "rejected",
  },
  {
    name: "enum to int32",
    writer: p3("E f = 1;", small),
    reader: p3("int32 f = 1;"),
    text: '{"f":"B"}',
    outcome: "rejected",
  },
  {
    name: "int32 to closed enum",
    writer: p2("optional int32 f = 1;"),
    reader: p2("optional E f = 1;", small),
    text: '{"f":2}',
    outcome: "rejected",
  },
  {
    name: "new value, open enum",
    writer: p3("E f = 1;", grown),
    reader: p3("E f = 1;", small),
    text: '{"f":"C"}',
    outcome: "rejected",
    read: 'refused: "C" is no value of E (at f)',
  },
  {
    name: "two fields into one oneof",
    writer: p3("optional int32 a = 1; optional int32 b = 2;"),
    reader: p3("oneof o { int32 a = 1; int32 b = 2; }"),
    focus: [1, 2],
    text: '{"a":0,"b":0}',
    outcome: "rejected",
  },
  {
    name: "added field, old reader",
    writer: p3("int32 f = 1;"),
    reader: p3(""),
    text: '{"f":1}',
    outcome: "rejected",
    read: 'refused: the key "f" is not known (at f)',
  },
  {
    name: "renamed, json_name kept",
    writer: p3("int32 f = 1;"),
    reader: p3('int32 g = 1 [json_name = "f"];'),
    text: null,
  },
  {
    name: "renamed, json_name not kept",
    writer: p3("int32 f = 1;"),
    reader: p3("int32 g = 1;"),
    text: '{"f":1}',
    outcome: "rejected",
  },
  { name: "renumbered", writer: p3("int32 f = 1;"), reader: p3("int32 f = 2;"), text: null },
  {
    name: "explicit zero to implicit presence",
    writer: p3("optional int32 f = 1;"),
    reader: p3("int32 f = 1;"),
    text: '{"f":0}',
    outcome: "lost",
  },
  {
    name: "required added",
    writer: p2(""),
    reader: p2("required int32 f = 1;"),
    focus: [],
    text: "{}",
    outcome: "rejected",
  },
  {
    name: "string to int32",
    writer: p3("string f = 1;"),
    reader: p3("int32 f = 1;"),
    text: '{"f":"a"}',
    outcome: "rejected",
  },
  {
    name: "double to float",
    writer: p3("double f = 1;"),
    reader: p3("float f = 1;"),
    text: '{"f":0.1}',
    outcome: "changed",
  },
  {
    name: "wrapper to scalar",
    writer:
      'syntax = "proto3"; import "google/protobuf/wrappers.proto"; message M { google.protobuf.Int32Value f = 1; }',
    reader: p3("optional int32 f = 1;"),
    text: null,
  },
  {
    name: "timestamp to string",
    writer:
      'syntax = "proto3"; import "google/protobuf/timestamp.proto"; message M { google.protobuf.Timestamp f = 1; }',
    reader: p3("int64 f = 1;"),
    text: '{"f":"1970-01-01T00:00:00Z"}',
    outcome: "rejected",
  },
  {
    name: "an object without a type URL is no Any",
    writer: p3("map<string, string> f = 1;"),
    reader: 'syntax = "proto3"; import "google/protobuf/any.proto"; message M { google.protobuf.Any f = 1; }',
    text: '{"f":{"b":""}}',
    outcome: "rejected",
    read: "refused: an Any without an @type (at f)",
  },
  {
    name: "what an Any with a type URL holds is not read, so nothing is proved by it",
    writer: p3("N f = 1;", 'message N { string t = 1 [json_name = "@type"]; }'),
    reader: 'syntax = "proto3"; import "google/protobuf/any.proto"; message M { google.protobuf.Any f = 1; }',
    text: null,
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
    encoding: "json",
    focus: row.focus ?? [1],
  };
  const made = grow(seed, registries);
  if ("noWitness" in made) {
    expect(row.text).toBe(null);
    return;
  }
  expect(made.payload).toEqual({ type: "json", text: row.text });
  expect(made).toMatchObject({ ...(row.outcome && { outcome: row.outcome }), ...(row.read && { read: row.read }) });
  const again = await replay(JSON.parse(JSON.stringify(made)) as Witness);
  expect(again).toMatchObject({ reproduced: true });
});

test("a well-known type that is compared itself keeps all that reading it needs", async () => {
  const registries = {
    before: compileTexts({ "t.proto": 'syntax = "proto3"; import "google/protobuf/struct.proto"; message M {}' }),
    after: compileTexts({ "t.proto": 'syntax = "proto3"; import "google/protobuf/any.proto"; message M {}' }),
  };
  const seed: MessageSeed = {
    type: "message",
    before: "google.protobuf.Struct",
    after: "google.protobuf.Any",
    producer: "before",
    encoding: "json",
    focus: [1],
  };
  const made = grow(seed, registries);
  if ("noWitness" in made) throw new Error(made.noWitness);
  expect(made.outcome).toBe("rejected");
  expect(await replay(made)).toMatchObject({ reproduced: true });
});
