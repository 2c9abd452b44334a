import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedPart, isPattern, patternOf } from "../../src/commands/glob.ts";
import { tally } from "../support/io.ts";

const api = (paths: string, version = "3.0.3") => `openapi: ${version}
info: {title: T, version: "1"}
paths:
${paths}`;
const get = (path: string, values: string, more = "") => `  ${path}:
    ${more}get:
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, required: [s], properties: {s: {enum: [${values}]}}}}}
`;
const shared = (maximum: number) => `type: integer\nmaximum: ${maximum}\n`;
const items = `  /items:
    get:
      parameters: [{name: size, in: query, schema: {$ref: "../shared/size.yaml"}}]
      responses: {"200": {description: ok}}
`;

let folder = "";
const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t", ...args], { stdio: "pipe" });
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const run = (...argv: string[]) => tally(argv, { cwd: folder });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-composed-"));
  git("init", "-q", "-b", "main");
  put("svc/orders.yaml", api(get("/orders/{id}", "a, b")));
  put("svc/items.yaml", api(items));
  put("shared/size.yaml", shared(100));
  put("svc/readme.md", "not an interface");
  git("add", ".");
  git("commit", "-qm", "first");
  git("tag", "v1");
  rmSync(join(folder, "svc/orders.yaml"));
  put("svc/new-orders.yaml", api(get("/orders/{order}", "a, b, c")));
  put("shared/size.yaml", shared(50));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("--composed", () => {
  test("reads all files of a pattern as one interface: an endpoint may move to another file", async () => {
    const ran = await run("breaking", "--composed", "v1:svc/*.yaml", "svc/*.yaml", "--format", "json");
    expect(ran.exit).toBe(1);
    const found: { id: string; path: string; source: { file: string } }[] = JSON.parse(ran.out);
    expect(found.map(({ id, path, source }) => [id, path, source.file]).sort()).toEqual([
      ["request-parameter-max-decreased", "/items", "shared/size.yaml"],
      ["response-property-enum-value-added", "/orders/{order}", "svc/new-orders.yaml"],
    ]);
  });

  test("ends with a command that compares the same again", async () => {
    const ran = await run("diff", "-c", "v1:svc/*.yaml", "svc/*.yaml", "--root", ".");
    const [, again = ""] = /^Replay the proof: tally (.*) -o report.json/m.exec(ran.out) ?? [];
    expect(again).toBe("diff 'v1:svc/*.yaml' 'svc/*.yaml' --composed --root . --format json");
    expect((await run(...again.replaceAll("'", "").split(" "))).exit).toBe(ran.exit);
  });

  test("sees an endpoint that no file has any more, and one whose file is gone", async () => {
    const ran = await run("changelog", "-c", "v1:svc/*.yaml", "svc/items.yaml", "--format", "json");
    expect(JSON.parse(ran.out)).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: "openapi.operation.removed", path: "/orders/{id}" })]),
    );
  });

  test("says nothing about the same files, wherever they lie", async () => {
    put("copy/svc/orders.yaml", api(get("/orders/{id}", "a, b")));
    put("copy/svc/items.yaml", api(items));
    put("copy/shared/size.yaml", shared(100));
    const ran = await run("diff", "--composed", "v1:**/svc/*.yaml", "copy/svc/*.yaml", "--format", "json");
    expect(ran.exit).toBe(0);
    expect(JSON.parse(ran.out).findings).toEqual([]);
  });

  test("keeps what each file says of security for its own operations", async () => {
    const secured = (scheme: string) =>
      `${api(get("/a", "x"))}security: [{k: []}]\ncomponents: {securitySchemes: {k: ${scheme}}}\n`;
    put("s1/a.yaml", secured("{type: http, scheme: basic}"));
    put("s1/b.yaml", api(get("/b", "x")));
    put("s2/a.yaml", secured("{type: http, scheme: bearer}"));
    put("s2/b.yaml", api(get("/b", "x")));
    const findings = JSON.parse((await run("diff", "-c", "s1/*", "s2/*", "--format", "json")).out).findings;
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.map((one: { operation: string }) => one.operation))).toEqual(new Set(["GET /a"]));
  });

  test("an endpoint in two files needs a date; the later one counts", async () => {
    put("twice/a.yaml", api(get("/orders/{id}", "a, b")));
    put("twice/b.yaml", api(get("/orders/{key}", "a")));
    const refused = await run("breaking", "-c", "v1:svc/orders.yaml", "twice/*.yaml");
    expect(refused).toMatchObject({ exit: 2, out: "" });
    expect(refused.talk).toContain("twice/b.yaml:5:");
    expect(refused.talk).toContain("x-since-date");
    put("twice/b.yaml", api(get("/orders/{key}", "a, b, c", 'x-since-date: "2026-01-01"\n    ')));
    const ran = await run("breaking", "-c", "v1:svc/orders.yaml", "twice/*.yaml", "-f", "singleline");
    expect(ran).toMatchObject({ exit: 1 });
    expect(ran.out).toContain("twice/b.yaml");
  });

  test("versions of OpenAPI with other rules for schemas do not mix; Swagger 2.0 and 3.0 do", async () => {
    put("mix/a.yaml", api(get("/a", "x")));
    put("mix/b.yaml", api(get("/b", "x"), "3.1.0"));
    expect(await run("diff", "-c", "mix/*", "mix/*")).toMatchObject({ exit: 2, out: "" });
    const swagger = (type: string) =>
      `swagger: "2.0"\ninfo: {title: T, version: "1"}\npaths:\n  /b:\n    get:\n      parameters: [{name: q, in: query, type: ${type}}]\n      responses: {"200": {description: ok}}\n`;
    put("mix/b.yaml", swagger("string"));
    put("mix2/a.yaml", api(get("/a", "x")));
    put("mix2/b.yaml", swagger("integer"));
    const ran = await run("breaking", "-c", "mix/*", "mix2/*", "-f", "singleline");
    expect(ran).toMatchObject({ exit: 1 });
    expect(ran.out).toContain("API GET /b");
    expect((await run("breaking", "-c", "mix/*", "mix/*")).exit).toBe(0);
  });

  test("is refused where nothing matches, with one side, and for protobuf", async () => {
    expect((await run("breaking", "-c", "none/*.yaml", "svc/*.yaml")).exit).toBe(2);
    expect((await run("breaking", "-c", "v1:none/*.yaml", "svc/*.yaml")).exit).toBe(2);
    expect((await run("breaking", "-c", "svc/*.yaml")).exit).toBe(2);
    expect((await run("diff", "-c", "--kind", "proto", "svc/*.yaml", "svc/*.yaml")).exit).toBe(2);
    expect((await run("diff", "-c", "svc/*", "svc/*")).talk).toContain("svc/readme.md");
  });
});

test("REF:PATH reads references of the same commit, from any folder", async () => {
  const here = await tally(["breaking", "v1:svc/items.yaml", "items.yaml", "--format", "json"], {
    cwd: join(folder, "svc"),
  });
  expect(here.exit).toBe(1);
  expect(JSON.parse(here.out)).toMatchObject([{ id: "request-parameter-max-decreased" }]);
  expect((await run("breaking", "HEAD:svc/items.yaml", "main:svc/items.yaml")).exit).toBe(0);
  git("add", ".");
  git("commit", "-qm", "second");
  expect((await run("breaking", "HEAD~1:svc/items.yaml", "HEAD:./svc/items.yaml")).exit).toBe(1);
});

describe("patterns", () => {
  test.each([
    ["a/*.yaml", "a/b.yaml", true],
    ["a/*.yaml", "a/b/c.yaml", false],
    ["**/x.yaml", "x.yaml", true],
    ["**/x.yaml", "a/b/x.yaml", true],
    ["a?.yaml", "ab.yaml", true],
    ["a?.yaml", "a/.yaml", false],
    ["v[0-9].yaml", "v3.yaml", true],
    ["v[!0-9].yaml", "v3.yaml", false],
    ["v[^0-9].yaml", "vx.yaml", true],
    ["a+(b).yaml", "a+(b).yaml", true],
    ["v[0-9.yaml", "v[0-9.yaml", true],
  ])("%s and %s: %s", (pattern, path, expected) => {
    expect(patternOf(pattern).test(path)).toBe(expected);
  });

  test("with a range that runs backwards are refused", async () => {
    expect(await run("diff", "-c", "[z-a].yaml", "svc/*")).toMatchObject({ exit: 2, out: "" });
  });

  test("begin in the last folder without special characters", () => {
    expect(fixedPart("a/b/c*.yaml")).toBe("a/b/");
    expect(fixedPart("*.yaml")).toBe("");
    expect(fixedPart("a/b.yaml")).toBe("a/");
    expect([isPattern("a/b.yaml"), isPattern("a/[b].yaml")]).toEqual([false, true]);
  });
});
