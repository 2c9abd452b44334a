import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tally } from "../support/io.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-changes-"));
  const api = (more: string) =>
    `openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a: {get: {${more}responses: {"200": {description: ok}}}}\n`;
  const parameter = (name: string) => `{name: ${name}, in: query, required: true, schema: {type: string}}`;
  writeFileSync(join(folder, "none.yaml"), api(""));
  writeFileSync(join(folder, "one.yaml"), api(`parameters: [${parameter("q")}], `));
  writeFileSync(join(folder, "two.yaml"), api(`parameters: [${parameter("q")}, ${parameter("r")}], `));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const changes = async (before: string, after: string) =>
  JSON.parse((await tally(["changelog", before, after, "-f", "json"], { cwd: folder })).out).map(
    (one: { level: number; id: string; text: string }) => [one.level, one.id, one.text],
  );

test("what two rules say of one edit is one change, the worse of the two", async () => {
  const required = [3, "new-required-request-parameter", "GET /a now requires query parameter q"];
  expect(await changes("none.yaml", "one.yaml")).toEqual([required]);
  expect(await changes("one.yaml", "none.yaml")).toEqual([
    [2, "request-parameter-removed", "query parameter q of GET /a is no longer read"],
  ]);
});

test("two edits of one kind stay two", async () => {
  expect((await changes("none.yaml", "two.yaml")).map(([level]: [number]) => level)).toEqual([3, 3]);
  expect(await changes("one.yaml", "two.yaml")).toHaveLength(1);
});
