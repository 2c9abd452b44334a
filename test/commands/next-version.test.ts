import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { tally } from "../support/io.ts";

const removed = "test/fixtures/openapi.operation.removed";
const [before, after] = ["before", "after"].map((side) => readFileSync(`${removed}/${side}.yaml`, "utf8"));

const diff = (version: string, text: string | undefined, ...more: readonly string[]) =>
  tally(["diff", `${removed}/before.yaml`, "-", ...more], {
    input: (text ?? "").replace(/^( *version:) .*$/m, `$1 ${JSON.stringify(version)}`),
  });

test("the advice is held against the versions that two documents give themselves", async () => {
  const [, own = ""] = /^ *version: '?"?([^'"\s]*)/m.exec(before ?? "") ?? [];
  const says = async (version: string, text = after) => /^Next version.*$/m.exec((await diff(version, text)).out)?.[0];
  expect(await says("2.0.0")).toMatch(new RegExp(`^Next version: major .*; from ${own} to 2.0.0 is enough$`));
  expect(await says("1.1.0")).toMatch(new RegExp(`: 2.0.0 or later. From ${own} to 1.1.0 is not enough.$`));
  expect(await says(own)).toMatch(new RegExp(`: 2.0.0 or later. It is still ${own}.$`));
  expect(await says(own, before)).toBe(`Next version: patch (no caller can tell the two apart); it may stay ${own}`);
  expect(await says("next")).toMatch(/^Next version: major \(.*\)$/);
});

test("the JSON has it by its published schema", async () => {
  const report = JSON.parse((await diff("1.1.0", after, "--format", "json")).out);
  expect(report.advice.declared).toMatchObject({ after: "1.1.0", enough: false, next: "2.0.0" });
  const valid = new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync("docs/schemas/diff.schema.json", "utf8")),
  );
  expect(valid(report), JSON.stringify(valid.errors)).toBe(true);
  expect(valid({ ...report, advice: { ...report.advice, declared: { enough: 1 } } })).toBe(false);
});
