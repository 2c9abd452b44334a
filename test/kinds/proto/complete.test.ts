import { expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { memory } from "./fixture.ts";

async function compared(before: string, after: string) {
  const load = (body: string) =>
    proto.load(memory({ "a.proto": `syntax = "proto2";\npackage a;\n${body}` }, "a.proto"), DEFAULT_LOAD);
  const found = await proto.compare(await load(before), await load(after), { tolerances: [] });
  return found.filter(({ surface }) => surface === "wire" || surface === "json");
}

it("what requires itself, directly or not, is never written: nothing in it can hurt", async () => {
  const ring = (type: string) =>
    `message R { required S s = 1; optional ${type} x = 2; }\nmessage S { required T t = 1; }\nmessage T { required R r = 1; }`;
  expect(await compared(ring("int32"), ring("string"))).toEqual([]);
  const self = (type: string) => `message R { required R r = 1; optional ${type} x = 2; }`;
  expect(await compared(self("int32"), self("string"))).toEqual([]);
});

it("what requires the same type twice, or others in a long row, is written", async () => {
  const row = (type: string) =>
    [
      ...Array.from(
        { length: 30 },
        (_, at) => `message M${at} { required M${at + 1} m = 1; required M${at + 1} n = 2; }`,
      ),
      `message M30 { optional ${type} x = 2; }`,
    ].join("\n");
  const found = await compared(row("int32"), row("string"));
  expect(found.some(({ level }) => level === "breaking")).toBe(true);
});
