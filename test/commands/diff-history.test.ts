import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { tally } from "../support/io.ts";

const NOTICE = "History was not consulted";
const reuse = "test/fixtures/proto.field.number-reused-after-retirement";
const diff = (before: string, after: string, ...more: readonly string[]) =>
  tally(["diff", `${reuse}/${before}.proto`, `${reuse}/${after}.proto`, ...more]);
const times = (text: string) => text.split(NOTICE).length - 1;

test("a comparison says once that history was not consulted, where a number is new on what both sides have", async () => {
  expect(times((await diff("between", "after")).out)).toBe(1);
  expect(times((await diff("between", "after", "--format", "markdown")).out)).toBe(1);
  const values = "test/fixtures/proto.enum-value.number-reused-after-retirement";
  expect(times((await tally(["diff", `${values}/between.proto`, `${values}/after.proto`])).out)).toBe(1);
});

test("and says nothing of it where no number is new, whatever else differs", async () => {
  for (const [before, after] of [
    ["before", "before"],
    ["before", "between"],
    ["before", "after"],
  ] as const)
    expect(times((await diff(before, after)).out), `${before} to ${after}`).toBe(0);
  const news = await tally(["diff", "-", `${reuse}/after.proto`], { input: 'syntax = "proto3"; message Other {}' });
  expect([news.exit, times(news.out)]).toEqual([1, 0]);
  expect(times((await diff("between", "after", "--ruleset", "buf")).out)).toBe(0);
  const openapi = "test/fixtures/openapi.header.added";
  expect(times((await tally(["diff", `${openapi}/before.yaml`, `${openapi}/after.yaml`])).out)).toBe(0);
});

test("the JSON has it among its notices, by its published schema", async () => {
  const report = JSON.parse((await diff("between", "after", "--format", "json")).out);
  expect(report.notices).toEqual([expect.stringContaining(NOTICE)]);
  const valid = new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync("docs/schemas/diff.schema.json", "utf8")),
  );
  expect(valid(report), JSON.stringify(valid.errors)).toBe(true);
  expect(valid({ ...report, notices: [1] })).toBe(false);
  expect(JSON.parse((await diff("before", "before", "--format", "json")).out).notices).toEqual([]);
});
