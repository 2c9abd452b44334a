import { expect, test } from "vitest";
import { diffTexts } from "./fixture.ts";

const KNOWN = ["wrappers", "timestamp", "duration", "field_mask", "struct", "any"].map(
  (name) => `import "google/protobuf/${name}.proto";`,
);
const schema = (field: string) =>
  `syntax = "proto3"; package a; ${KNOWN.join(" ")}
   message Part { string x = 1; Part more = 2; double d = 3; }
   message Twice { repeated Once once = 1; }
   message Once { option deprecated_legacy_json_field_conflicts = true; string a_b = 1; string aB = 2; }
   message M { ${field} }
   message Nothing {}
   service S { rpc Do(M) returns (Nothing); }`;

/** What old writers of JSON meet at the new reader: level and outcome, or null. */
async function json(before: string, after: string): Promise<string | null> {
  const findings = await diffTexts(schema(before), schema(after));
  const found = findings.find(
    ({ surface, direction, element }) => surface === "json" && direction === "backward" && element.startsWith("a.M."),
  );
  return found ? `${found.level} ${found.witness?.outcome ?? "none"}` : null;
}

const wrapped = (name: string) => `google.protobuf.${name} f = 1;`;

test.each<[string, string, string | null]>([
  ["string f = 1;", wrapped("StringValue"), null],
  ["int32 f = 1;", wrapped("Int64Value"), null],
  ["int64 f = 1;", wrapped("Int32Value"), "breaking rejected"],
  ["repeated bool f = 1;", `repeated ${wrapped("BoolValue")}`, null],
  [wrapped("Int32Value"), wrapped("Int64Value"), null],
  [wrapped("FloatValue"), wrapped("DoubleValue"), null],
  [wrapped("Int64Value"), wrapped("Int32Value"), "breaking rejected"],
  [wrapped("Int32Value"), wrapped("StringValue"), "breaking rejected"],
  [wrapped("StringValue"), "string f = 1;", "breaking lost"],
  [wrapped("StringValue"), "optional string f = 1;", null],
  [wrapped("Int32Value"), "optional int64 f = 1;", null],
  [wrapped("Int64Value"), "optional int32 f = 1;", "breaking rejected"],
  [wrapped("BoolValue"), "optional string f = 1;", "breaking rejected"],
  [wrapped("BytesValue"), "oneof o { bytes f = 1; }", null],
  [`repeated ${wrapped("UInt64Value")}`, "repeated uint64 f = 1;", null],
  [`map<string, google.protobuf.DoubleValue> f = 1;`, "map<string, double> f = 1;", null],
  [wrapped("Timestamp"), "string f = 1;", null],
  [wrapped("FieldMask"), "string f = 1;", null],
  ["string f = 1;", wrapped("Duration"), "breaking rejected"],
  ["string f = 1;", wrapped("FieldMask"), "breaking rejected"],
  // types that stand for JSON itself keep whatever of their form is written
  ["map<string, string> f = 1;", wrapped("Struct"), null],
  ["map<int32, Part> f = 1;", wrapped("Struct"), null],
  ["map<string, google.protobuf.Value> f = 1;", wrapped("Struct"), null],
  ["map<string, Part> f = 1;", "map<string, google.protobuf.Struct> f = 1;", null],
  ["Part f = 1;", wrapped("Struct"), null],
  ["Part f = 1;", wrapped("Value"), null],
  ["Twice f = 1;", wrapped("Struct"), "undecided none"],
  ["repeated Part f = 1;", `repeated ${wrapped("Struct")}`, null],
  ["repeated Part f = 1;", wrapped("ListValue"), null],
  ["repeated int64 f = 1;", wrapped("Value"), null],
  ["repeated int32 f = 1;", wrapped("Struct"), "breaking rejected"],
  ["bool f = 1;", wrapped("Value"), null],
  ["bytes f = 1;", `repeated ${wrapped("Value")}`, "breaking rejected"],
  [wrapped("Timestamp"), wrapped("Value"), null],
  [wrapped("Timestamp"), wrapped("Struct"), "breaking rejected"],
  [wrapped("Struct"), wrapped("Value"), null],
  [`repeated ${wrapped("ListValue")}`, `repeated ${wrapped("Value")}`, null],
  [wrapped("Value"), wrapped("Struct"), "breaking rejected"],
  [wrapped("Value"), "string f = 1;", "breaking rejected"],
  [wrapped("Struct"), "Part f = 1;", "breaking rejected"],
  // an Any names what it holds
  [wrapped("Any"), "Part f = 1;", "breaking rejected"],
  ["Part f = 1;", wrapped("Any"), "breaking rejected"],
  [`repeated ${wrapped("Any")}`, "repeated Part f = 1;", "breaking rejected"],
  ["map<string, google.protobuf.Any> f = 1;", "map<string, Part> f = 1;", "breaking rejected"],
  [wrapped("Any"), wrapped("Timestamp"), "breaking rejected"],
  [wrapped("Any"), wrapped("Struct"), null],
  [wrapped("Any"), "google.protobuf.Any f = 1; string g = 2;", null],
  // taken apart, all that is lost is whether an empty one was there
  [wrapped("Struct"), "map<string, google.protobuf.Value> f = 1;", "risky lost"],
  [wrapped("ListValue"), `repeated ${wrapped("Value")}`, "risky lost"],
  [wrapped("Struct"), "map<int32, google.protobuf.Value> f = 1;", "breaking rejected"],
  [wrapped("Struct"), "map<string, google.protobuf.Struct> f = 1;", "breaking rejected"],
  [wrapped("Struct"), `repeated ${wrapped("Value")}`, "breaking rejected"],
  [wrapped("ListValue"), `repeated ${wrapped("ListValue")}`, "breaking rejected"],
  [`repeated ${wrapped("Struct")}`, "map<string, google.protobuf.Value> f = 1;", "breaking rejected"],
])("%s -> %s", async (before, after, expected) => {
  expect(await json(before, after)).toBe(expected);
});
