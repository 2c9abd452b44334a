import { expect, test } from "vitest";
import { diffTexts } from "./fixture.ts";

const TYPES = `
message A { optional int32 x = 1; }
message B { optional int64 x = 1; }
message Wide { optional A x = 1; }
message Held { optional Entry entry = 1; optional B b = 2; }
enum E { E0 = 0; E1 = 1; E2 = 2; }
enum Less { L0 = 0; L1 = 1; }
message Nothing {}
service S { rpc Do(M) returns (Nothing); }`;

const two = (body: string) => `syntax = "proto2"; package a; ${TYPES} ${body}`;
const edition = (body: string) =>
  `edition = "2023"; package a; option features.enum_type = CLOSED; ${`${TYPES} ${body}`.replaceAll("optional ", "")}`;

/** What old writers of a map meet at a reader of the entries, in the binary form: elements with level and outcome. */
async function wire(map: string, entry: string, schema = two): Promise<readonly string[]> {
  const before =
    two(`message Entry { optional ${map.replace("map<", "").replace(", ", " key = 1; optional ").replace(">", "")} value = 2; }
    message M { ${map} m = 1; }`);
  const after = schema(`message Entry { ${entry} } message M { repeated Entry m = 1; }`);
  const findings = await diffTexts(before, after);
  return findings
    .filter(({ surface, direction, level }) => surface === "wire" && direction === "backward" && level === "breaking")
    .filter(({ element }) => !element.startsWith("a.Entry") && !element.startsWith("a.Held"))
    .map(({ element, witness }) => `${element} ${witness?.outcome}: ${witness?.read}`);
}

test.each<[string, string]>([
  ["map<string, int32>", "optional string key = 1; optional int32 value = 2;"],
  ["map<string, int32>", "optional bytes key = 1; optional int64 value = 2; optional string more = 3;"],
  ["map<string, A>", "optional string key = 1; optional A value = 2;"],
  ["map<int32, A>", "required int64 key = 1; required bytes value = 2;"],
  ["map<string, E>", "optional string key = 1; optional E value = 2;"],
  ["map<string, E>", "optional string key = 1; optional int32 value = 2;"],
])("%s as a list of { %s }: the bytes are the same", async (map, entry) => {
  expect(await wire(map, entry)).toEqual([]);
});

test.each<[string, string, readonly string[]]>([
  ["map<string, A>", "optional string key = 1; optional B value = 2;", []], // int32 is read as int64
  [
    "map<string, B>",
    "optional string key = 1; optional A value = 2;",
    ["a.M.m changed: x: -2147483648"], // the message of the value, not the entry
  ],
  [
    "map<string, E>",
    "optional string key = 1; optional Less value = 2;",
    ["a.E.E2 lost: value is not set: field 2 is no value of the closed enum and goes to the unknown fields"],
  ],
  ["map<string, string>", "oneof one { string key = 1; string value = 2; }", ["a.M.m lost: m.key is not set"]],
])("%s as a list of { %s }: what the halves meet is compared", async (map, entry, expected) => {
  expect(await wire(map, entry)).toEqual(expected);
});

test.each<[string, string, string]>([
  ["map<string, int32>", "string key = 1; int32 value = 2;", "m.key"],
  ["map<int32, string>", "int32 key = 1; string value = 2;", "m.value"],
])("%s as a list of { %s }: texts that nobody checked are refused", async (map, entry, path) => {
  expect(await wire(map, entry, edition)).toEqual([`a.M.m rejected: refused: the string is not UTF-8 (at ${path})`]);
});
