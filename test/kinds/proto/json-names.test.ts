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
