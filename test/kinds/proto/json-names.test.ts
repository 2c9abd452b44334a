import { expect, test } from "vitest";
import { diffTexts } from "./fixture.ts";

async function json(before: string, after: string): Promise<readonly string[]> {
  const schema = (body: string) => `syntax = "proto3"; package a; message M { ${body} }`;
  const findings = await diffTexts(schema(before), schema(after));
  return findings
    .filter(({ surface, direction }) => surface === "json" && direction === "backward")
    .map(({ id, level, element, witness }) => `${level} ${id} ${element} ${witness?.outcome ?? "none"}`)
    .sort();
}

test("a key that becomes another field's: the value is read into the wrong field", async () => {
  expect(await json("string a = 1;", 'string a = 1 [json_name = "x"]; string b = 2 [json_name = "a"];')).toEqual([
    "breaking proto.field.json-name-changed a.M.a lost",
  ]);
});

test("two fields that swap their keys", async () => {
  const swapped = 'string a = 1 [json_name = "b"]; string b = 2 [json_name = "a"];';
  expect(await json("string a = 1; string b = 2;", swapped)).toEqual([
    "breaking proto.field.json-name-changed a.M.a lost",
    "undecided proto.field.json-name-changed a.M.b none", // protobuf-es finds a field by its own name first
  ]);
});

test("a key that another field takes over from one that is gone stays what it was", async () => {
  expect(await json("string a = 1;", 'reserved 1; string b = 2 [json_name = "a"];')).toEqual([]);
});

test("two fields of proto2 with one key: which of them a reader takes is not known, and nothing fails", async () => {
  const schema = (body: string) => `syntax = "proto2"; package a; message M { ${body} }`;
  const found = async (before: string, after: string) =>
    (await diffTexts(schema(before), schema(after)))
      .filter(({ surface, direction }) => surface !== "source" && direction === "backward")
      .map(({ surface, level, element }) => `${level} ${surface} ${element}`)
      .sort();
  const twins = "optional int32 a_b = 1; optional bytes aB = 2;";
  expect(await found(twins, "optional string a_b = 1; optional bytes aB = 2;")).toContain("breaking wire a.M.a_b");
  expect(await found(twins, "optional bytes aB = 2;")).toContain("breaking wire a.M.a_b");
  expect(await found(twins, `${twins} optional int32 c = 3;`)).toEqual(["risky json a.M.c", "safe wire a.M.c"]);
});
