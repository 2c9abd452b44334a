import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Change, ignoreBy } from "../../src/commands/changes.ts";
import { tally } from "../support/io.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-ignore-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
const api = (more: string) =>
  `openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a: {get: {${more}responses: {"200": {description: ok}}}}\n`;

test("lines that name nothing are told", async () => {
  put("was.yaml", api(""));
  put("is.yaml", api("parameters: [{name: q, in: query, required: true, schema: {type: string}}], "));
  const lines = ["# seen", "", "GET /a added it [new-required-request-parameter]", "GET /a in words of its own", ""];
  put("some.txt", lines.join("\r\n"));
  const line = ["breaking", "was.yaml", "is.yaml", "--err-ignore", "some.txt"];
  const ran = await tally([...line, "--warn-ignore", "some.txt"], { cwd: folder });
  expect(ran.exit).toBe(0);
  expect(ran.talk).toContain("--err-ignore: no such ERR here (line 4)");
  expect(ran.talk).toContain("--warn-ignore: no such WARN here (line 3, 4)");
  put("some.txt", "# none\n\n");
  expect(await tally(line, { cwd: folder })).toMatchObject({ exit: 1, talk: "" });
});

test("each of oasdiff's names of a change counts", () => {
  const change: Change = {
    id: "a-name",
    also: ["called-so-too"],
    rule: "openapi.a.rule",
    level: "ERR",
    text: "a is b",
    operation: "GET",
    path: "/a",
    source: null,
    fingerprint: "0123456789abcdef",
  };
  for (const name of ["a-name", "called-so-too", "openapi.a.rule", "A is B"])
    expect(ignoreBy([`GET /a ${name}`], [change], "ERR")).toEqual([]);
  expect(ignoreBy(["GET /a called-so"], [change], "ERR")).toEqual([change]);
});
