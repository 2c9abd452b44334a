import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASONS } from "../../src/gate/index.ts";

test("docs/reasons.md explains each reason, in order, and no other", () => {
  const rows = [...readFileSync("docs/reasons.md", "utf8").matchAll(/^\| `([a-z-]+)` *\|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...REASONS]);
});
