import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tally } from "../support/io.ts";

const api = (more: string, values: string) => `openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}${more}]
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, required: [status], properties: {status: {enum: [${values}]}}}}}
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-changelog-"));
  writeFileSync(join(folder, "old.yaml"), api("", "a, b"));
  writeFileSync(join(folder, "new.yaml"), api(", {name: page, in: query, schema: {type: integer}}", "a, b, c"));
  writeFileSync(join(folder, "ignore.txt"), "# accepted\nGET /orders/{id} response-property-enum-value-added\n");
  writeFileSync(join(folder, "levels.txt"), "response-property-enum-value-added info\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...argv: string[]) => tally(argv, { cwd: folder });
const changes = async (...argv: string[]) =>
  JSON.parse((await run("changelog", "old.yaml", "new.yaml", "--format", "json", ...argv)).out);

test("the changelog lists every edit once, additions too, by what old callers meet", async () => {
  const found = await changes();
  expect(found).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        id: "response-property-enum-value-added",
        level: 3,
        operation: "GET",
        path: "/orders/{id}",
      }),
    ]),
  );
  expect(found.some((one: { level: number }) => one.level === 1)).toBe(true);
  const keys = found.map((one: { rule: string; text: string }) => one.text);
  expect(new Set(keys).size).toBe(keys.length);
  expect((await run("changelog", "old.yaml", "new.yaml")).exit).toBe(0);
  expect((await run("changelog", "old.yaml", "old.yaml")).out).toContain("0 changes");
});

test("--fail-on, --err-ignore and --severity-levels", async () => {
  expect((await run("changelog", "old.yaml", "new.yaml", "--fail-on", "ERR")).exit).toBe(1);
  expect((await run("changelog", "old.yaml", "new.yaml", "--fail-on", "ERR", "--err-ignore", "ignore.txt")).exit).toBe(
    0,
  );
  expect(
    (await run("changelog", "old.yaml", "new.yaml", "--fail-on", "ERR", "--severity-levels", "levels.txt")).exit,
  ).toBe(0);
  expect((await changes("--severity-levels", "levels.txt")).every((one: { level: number }) => one.level < 3)).toBe(
    true,
  );
});

test("breaking with two sides is oasdiff's: errors and warnings, and exit 1 on errors", async () => {
  const ran = await run("breaking", "old.yaml", "new.yaml", "-f", "singleline");
  expect(ran.exit).toBe(1);
  expect(ran.out).toContain("[response-property-enum-value-added]");
  expect(ran.out).not.toMatch(/^info/m);
  expect((await run("breaking", "old.yaml", "old.yaml")).exit).toBe(0);
  const github = (await run("breaking", "old.yaml", "new.yaml", "-f", "githubactions")).out;
  expect(github).toMatch(/^::error file=new\.yaml,line=\d+,col=\d+,title=response-property-enum-value-added::/m);
});

test("the two grammars of breaking do not mix", async () => {
  expect(await run("breaking", "old.yaml", "new.yaml", "--against", "old.yaml")).toMatchObject({ exit: 2, out: "" });
});

test("two edits of one property are two changes, and leaving one out leaves the other", async () => {
  const body = (schema: string) =>
    `openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a: &item\n    post:\n      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}\n      responses: {"204": {description: ok}}\n  /b: *item\ncomponents: {schemas: {S: {type: object, properties: {n: ${schema}}}}}\n`;
  writeFileSync(join(folder, "wide.yaml"), body("{type: string, maxLength: 9}"));
  writeFileSync(join(folder, "tight.yaml"), body("{type: string, maxLength: 8, minLength: 2}"));
  writeFileSync(join(folder, "one.txt"), "POST /a request-property-max-length-decreased\n");
  const ids = async (...argv: string[]) =>
    JSON.parse((await run("changelog", "wide.yaml", "tight.yaml", "--format", "json", ...argv)).out).map(
      ({ rule, level }: { rule: string; level: number }) => [rule, level],
    );
  expect(await ids()).toEqual([
    ["openapi.request.max-length-decreased", 3],
    ["openapi.request.min-length-added", 3],
  ]);
  expect(await ids("--err-ignore", "one.txt")).toEqual([["openapi.request.min-length-added", 3]]);
});

test("what breaks only unstable operations is news, from the level on that was asked for", async () => {
  const marked = (level: string, more: string) =>
    api(more, "a").replace("get:", `get:\n      x-stability-level: ${level}`);
  const narrow = ", {name: q, in: query, required: true, schema: {type: string}}";
  const worst = async (level: string, ...argv: string[]) => {
    writeFileSync(join(folder, "stable-old.yaml"), marked(level, ""));
    writeFileSync(join(folder, "stable-new.yaml"), marked(level, narrow));
    const ran = await run("changelog", "stable-old.yaml", "stable-new.yaml", "-f", "json", ...argv);
    const breaks = await run("breaking", "stable-old.yaml", "stable-new.yaml", ...argv);
    return [Math.max(...JSON.parse(ran.out).map((one: { level: number }) => one.level)), breaks.exit];
  };
  expect(await worst("alpha")).toEqual([1, 0]);
  expect(await worst("beta")).toEqual([3, 1]);
  expect(await worst("beta", "--stability-level", "stable")).toEqual([1, 0]);
  expect(await worst("alpha", "--stability-level", "alpha")).toEqual([3, 1]);
  expect(await worst("draft", "--stability-level", "alpha")).toEqual([1, 0]);
  expect(await worst("draft", "--stability-level", "draft")).toEqual([3, 1]);
  expect(await worst("draft", "--strict", "unstable-operations")).toEqual([3, 1]);
  expect((await run("breaking", "old.yaml", "new.yaml", "--stability-level", "ga")).exit).toBe(2);
});
