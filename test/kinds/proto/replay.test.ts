import { expect, test } from "vitest";
import type { JsonValue } from "../../../src/core/json.ts";
import type { Witness } from "../../../src/core/witness.ts";
import { replay } from "../../../src/kinds/proto/replay.ts";
import type { MessageSeed } from "../../../src/kinds/proto/seed.ts";
import { grow } from "../../../src/kinds/proto/witness.ts";
import { compileTexts } from "./compile-text.ts";

const text = (type: string) =>
  `syntax = "proto2"; enum E { A = 0; B = 1; ${type === "int64" ? "C = 2;" : ""} } message N { optional E e = 1; }
   message M { required ${type} f = 1; map<int32, N> m = 2; optional E e = 3 [default = B]; }`;
const registries = {
  before: compileTexts({ "t.proto": text("int64") }),
  after: compileTexts({ "t.proto": text("int32") }),
};

function made(encoding: MessageSeed["encoding"], focus: readonly number[]): Witness {
  const witness = grow({ type: "message", before: "M", after: "M", producer: "before", encoding, focus }, registries);
  if ("noWitness" in witness) throw new Error(witness.noWitness);
  return JSON.parse(JSON.stringify(witness));
}

/** Every copy of a value in which one part is replaced. */
function* mutants(value: JsonValue, instead: readonly JsonValue[]): Generator<JsonValue> {
  yield* instead;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const mutant of mutants(item, instead)) yield value.map((other, at) => (at === index ? mutant : other));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      for (const mutant of mutants(item, instead)) yield { ...value, [key]: mutant };
  }
}

const INSTEAD: readonly JsonValue[] = [null, -1, 2 ** 40, "x", "string();throw 1;r.bool", [], {}, true];

test.each([
  ["binary", [1]],
  ["json", [1]],
  ["binary", [2]],
] as const)(
  "a %s witness on field %j replays; with any part of its context replaced it is answered, never suffered",
  async (encoding, focus) => {
    const witness = made(encoding, focus);
    expect(await replay(witness)).toMatchObject({ reproduced: true });
    let refused = 0;
    for (const context of mutants(witness.context, INSTEAD)) {
      const { reproduced, views } = await replay({ ...witness, context });
      expect(views.length).toBeGreaterThan(0);
      if (!reproduced) refused += 1;
    }
    expect(refused).toBeGreaterThan(100);
  },
);

test("what the witness says is checked, not believed", async () => {
  const witness = made("binary", [1]);
  const changes: readonly Partial<Witness>[] = [
    { outcome: "lost" },
    { wrote: "f: 1" },
    { read: "f: 1" },
    { producer: "after", reader: "before" },
    { reader: "before" },
    { payload: { type: "json", text: "{}" } },
    { payload: { type: "protobuf", message: "M", hex: "0801", base64: "CAE=" } },
    { payload: { type: "protobuf", message: "M", hex: "0801", base64: "AAAA" } },
    { payload: { type: "protobuf", message: "M", hex: "zz", base64: "" } },
    {
      payload: {
        type: "protobuf",
        message: "M",
        hex: "00".repeat(70_000),
        base64: Buffer.alloc(70_000).toString("base64"),
      },
    },
  ];
  for (const change of changes) expect(await replay({ ...witness, ...change })).toMatchObject({ reproduced: false });
});

test("what the producer cannot write is no witness: unknown fields, other bytes for the same message", async () => {
  const witness = made("binary", [1]);
  for (const hex of ["088080808008f80101", "08808080808000", "0801088080808008"]) {
    const payload = {
      type: "protobuf",
      message: "M",
      hex,
      base64: Buffer.from(hex, "hex").toString("base64"),
    } as const;
    expect(await replay({ ...witness, payload })).toMatchObject({ reproduced: false });
  }
});
