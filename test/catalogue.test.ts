import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERRORS } from "../src/core/errors.ts";

test("docs/errors.md has a row for each code, with its exit and status, and no other", () => {
  const rows = [...readFileSync("docs/errors.md", "utf8").matchAll(/^\| `(E_\w+)` \| (\d+) \| (\d+) \|/gm)];
  const documented = Object.fromEntries(
    rows.map(([, code, exit, status]) => [code, { exit: Number(exit), status: Number(status) }]),
  );
  expect(documented).toEqual(ERRORS);
});
