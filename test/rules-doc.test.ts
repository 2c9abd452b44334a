import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderRules } from "../scripts/rules-doc.ts";
import { KINDS } from "../src/kinds/index.ts";

test("docs/rules.md is what the rows and fixtures say (npm run docs:rules)", async () => {
  expect(readFileSync("docs/rules.md", "utf8")).toBe(await renderRules());
});

test("every rule has a section, an example, and a mirror that is a rule or itself", async () => {
  const rules = (await Promise.all(KINDS.map((entry) => entry.load()))).flatMap((kind) => kind.rules);
  const ids = new Set(rules.map((rule) => rule.id));
  expect(ids.size).toBe(rules.length);
  expect(rules.filter((rule) => !ids.has(rule.mirror)).map((rule) => `${rule.id} -> ${rule.mirror}`)).toEqual([]);
  expect(rules.filter((rule) => !existsSync(`test/fixtures/${rule.id}`)).map((rule) => rule.id)).toEqual([]);
});
