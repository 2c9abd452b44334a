import { describe, expect, test } from "vitest";
import { WireError } from "../../../../src/kinds/proto/wire/cursor.ts";
import { viewRegistry } from "../../../../src/kinds/proto/wire/from-desc.ts";
import { node } from "../../../../src/kinds/proto/wire/node.ts";
import { readMessage } from "../../../../src/kinds/proto/wire/read.ts";
import { renderMessage } from "../../../../src/kinds/proto/wire/render.ts";
import type { WireSchema } from "../../../../src/kinds/proto/wire/schema.ts";
import { readWithProtobufjs } from "../../../../src/kinds/proto/wire/second.ts";
import { writeMessage } from "../../../../src/kinds/proto/wire/write.ts";
import { compileTexts, protocDecode } from "../compile-text.ts";
import { diffTexts } from "../fixture.ts";

const TEXT = `syntax = "proto2";
message Set { option message_set_wire_format = true; extensions 4 to max; }
message A { optional int32 x = 1; optional Set inside = 2; }
message B { optional string s = 1; }
extend Set { optional A a = 100; optional B b = 2000000000; }
message Holder { optional Set set = 1; }`;
const view = viewRegistry(compileTexts({ "t.proto": TEXT }));
const schema: WireSchema = {
  messages: Object.fromEntries(
    ["Set", "A", "B", "Holder"].map((name) => {
      const { fields, isSet } = view.message(name);
      return [name, { fields, ...(isSet && { set: true }) }];
    }),
  ),
  enums: {},
};

describe("a MessageSet", () => {
  const b = "1080a8d6b907";
  test.each([
    ["0b10641a0208050c", "{[a]: {x: 5}}", "[a] {\n  x: 5\n}"],
    ["0b1a02080510640c", "{[a]: {x: 5}}", "[a] {\n  x: 5\n}"],
    [`0b${b}1a030a01780c0b10641a000c`, '{[a]: {}, [b]: {s: "x"}}', '[a] {\n}\n[b] {\n  s: "x"\n}'],
    [`0b10641a1412120b10641a0208070c0b${b}1a000c0c`, "{[a]: {inside: {[a]: {x: 7}, [b]: {}}}}", "x: 7"],
    ["0b10650c", "{}", ""],
    ["0b1a0208050c", "{}", ""],
    ["0b2001" + "10641a0208050c", "{[a]: {x: 5}}", "[a] {\n  x: 5\n}"],
    ["a206020805", "{[a]: {x: 5}}", "[a] {\n  x: 5\n}"],
    ["0b10651a0208050c", "{}", "101"],
  ])("%s is read as the C++ reader and protobufjs read it", (hex, ours, theirs) => {
    const bytes = Buffer.from(hex, "hex");
    expect(renderMessage(view, readMessage(view, "Set", bytes))).toBe(ours);
    expect(renderMessage(view, readWithProtobufjs(schema, view, "Set", bytes))).toBe(ours);
    const { ok, out } = protocDecode(TEXT, "Set", bytes);
    expect(ok).toBe(true);
    expect(out).toContain(theirs);
  });

  test.each(["0b", "0b10", "0b1064", "0b10641a050c", "0b10641a0208", "0b10641a02ffff0c"])("%s is refused", (hex) => {
    const bytes = Buffer.from(hex, "hex");
    expect(() => readMessage(view, "Set", bytes)).toThrow(WireError);
    expect(protocDecode(TEXT, "Set", bytes).ok).toBe(false);
  });

  test("is written so that it reads back, and holds messages only", () => {
    const a = node(view.message("A"), [[1, { shape: "one", value: 5n }]]);
    const set = node(view.message("Set"), [[100, { shape: "one", value: a }]]);
    const holder = node(view.message("Holder"), [[1, { shape: "one", value: set }]]);
    expect(Buffer.from(writeMessage(holder)).toString("hex")).toBe("0a080b10641a0208050c");
    const wrong = node(view.message("Set"), [[100, { shape: "one", value: 5n }]]);
    expect(() => writeMessage(wrong)).toThrow(RangeError);
  });

  test("what it loses is shown in its own encoding", async () => {
    const [lost] = (await diffTexts(TEXT, TEXT.replace("optional A a = 100; ", ""))).filter(
      ({ surface, direction }) => surface === "wire" && direction === "backward",
    );
    expect(lost).toMatchObject({ id: "proto.field.removed", level: "breaking", element: "Set.[a]" });
    expect(lost?.witness?.payload).toMatchObject({ message: "Set", hex: "0b10641a000c" });
  });
});
