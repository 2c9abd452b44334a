import { expect, test } from "vitest";
import { replay } from "../../../src/kinds/proto/replay.ts";
import { diffTexts } from "./fixture.ts";

const schema = (name: string) =>
  `syntax = "proto3"; package a; message ${name} { string x = 1; } message M { ${name} f = 1; }`;

test("a renamed type is shown by an Any that names it, and replays from what it carries", async () => {
  const found = (await diffTexts(schema("Old"), schema("New"))).filter(({ id }) => id === "proto.message.renamed");
  expect(found.map(({ direction, level, witness }) => [direction, level, witness?.payload])).toEqual([
    ["backward", "risky", { type: "json", text: '{"@type":"type.googleapis.com/a.Old"}' }],
    ["forward", "risky", { type: "json", text: '{"@type":"type.googleapis.com/a.New"}' }],
  ]);
  for (const { witness } of found) {
    if (!witness) throw new Error("no witness");
    const again = await replay(JSON.parse(JSON.stringify(witness)));
    expect(again.reproduced).toBe(true);
    expect(again.views.map(({ reader }) => reader)).toEqual(["types by name", "protobuf-es"]);
    const known = { type: "packed", sides: { before: ["a.Old", "a.New"], after: ["a.Old", "a.New"] } };
    expect((await replay({ ...witness, context: known })).reproduced).toBe(false);
    expect((await replay({ ...witness, payload: { type: "json", text: "{}" } })).reproduced).toBe(false);
    expect(
      (await replay({ ...witness, context: { type: "packed", sides: { before: 7, after: [] } } })).reproduced,
    ).toBe(false);
  }
});
