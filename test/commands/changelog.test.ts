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
  writeFileSync(
    join(folder, "one.txt"),
    "POST /a request-property-max-length-decreased\nPOST /b request-property-max-length-decreased\n",
  );
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

test("a value that takes the place of another one is two changes: one goes, one comes", async () => {
  const body = (words: string) =>
    `openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n    post:\n      requestBody: {required: true, content: {application/json: {schema: {type: string, enum: [${words}]}}}}\n      responses: {"204": {description: ok}}\n`;
  writeFileSync(join(folder, "cat.yaml"), body("cat, dog"));
  writeFileSync(join(folder, "cow.yaml"), body("cow, dog"));
  const { out } = await run("changelog", "cat.yaml", "cow.yaml", "--format", "json");
  expect(JSON.parse(out).map(({ id, level }: { id: string; level: number }) => [id, level])).toEqual([
    ["request-body-enum-value-added", 1],
    ["request-body-enum-value-removed", 3],
  ]);
});

test("operation ids and tags are called by what became of them", async () => {
  const get = (more: string) =>
    `openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n    get: {${more}responses: {"204": {description: ok}}}\n`;
  const ids = async (before: string, after: string) => {
    writeFileSync(join(folder, "was.yaml"), get(before));
    writeFileSync(join(folder, "is.yaml"), get(after));
    const { out } = await run("changelog", "was.yaml", "is.yaml", "--format", "json");
    return JSON.parse(out).map(({ id }: { id: string }) => id);
  };
  expect(await ids("", "operationId: a, ")).toEqual(["api-operation-id-added"]);
  expect(await ids("operationId: a, ", "")).toEqual(["api-operation-id-removed"]);
  expect(await ids("operationId: a, ", "operationId: b, ")).toEqual(["api-operation-id-removed"]);
  expect(await ids("", "tags: [a], ")).toEqual(["api-tag-added"]);
  expect(await ids("tags: [a, b], ", "tags: [b], ")).toEqual(["api-tag-removed"]);
  expect(await ids("tags: [a, b], ", "tags: [b, a], ")).toEqual([]);
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

test("a deprecation is to be announced so many days ahead", async () => {
  const marked = (more: string) => api("", "a").replace("get:", `get:\n${more.replace(/^/gm, "      ")}`);
  const worst = async (before: string, after: string, ...argv: string[]) => {
    writeFileSync(join(folder, "days-old.yaml"), marked(before));
    writeFileSync(join(folder, "days-new.yaml"), marked(after));
    const line = ["changelog", "days-old.yaml", "days-new.yaml", "--now", "2026-01-01", "-f", "json", ...argv];
    return JSON.parse((await run(...line)).out).map((one: { id: string; level: number }) => [one.level, one.id]);
  };
  const days = ["--deprecation-days-stable", "180", "--deprecation-days-beta", "30"];
  const gone = "deprecated: true";
  const until = (day: string) => `${gone}\nx-sunset: "${day}"`;
  const beta = (more: string) => `x-stability-level: beta\n${more}`;
  expect(await worst("summary: a", gone)).toEqual([[1, "endpoint-deprecated"]]);
  expect(await worst("summary: a", gone, ...days)).toEqual([[3, "api-deprecated-sunset-missing"]]);
  expect(await worst("summary: a", until("2026-06-29"), ...days)).toEqual([[3, "api-sunset-date-too-small"]]);
  expect(await worst("summary: a", until("2026-06-30"), ...days)).toEqual([[1, "endpoint-deprecated-with-sunset"]]);
  expect(await worst(beta("summary: a"), beta(until("2026-01-30")), ...days)).toEqual([
    [3, "api-sunset-date-too-small"],
  ]);
  expect(await worst(beta("summary: a"), beta(until("2026-01-31")), ...days)).toEqual([
    [1, "endpoint-deprecated-with-sunset"],
  ]);
  const draft = "x-stability-level: draft\n";
  expect(await worst(`${draft}summary: a`, `${draft}${gone}`, ...days)).toEqual([[1, "endpoint-deprecated"]]);
  expect(await worst(gone, until("2026-02-01"), ...days)).toEqual([[3, "api-sunset-date-too-small"]]);
  const moved = [until("2026-01-10"), until("2026-02-01")] as const;
  expect(await worst(...moved, ...days)).toEqual([[3, "api-sunset-date-changed-too-small"]]);
  expect(await worst(...moved)).toEqual([[1, "openapi.operation.sunset-later"]]);
  expect((await run("breaking", "days-old.yaml", "days-new.yaml", "--deprecation-days-beta", "soon")).exit).toBe(2);
});

test("a promise about a property is named after what carries it", async () => {
  const typed = (schema: string) => api("", "a").replace("{enum: [a]}", schema);
  writeFileSync(join(folder, "kept.yaml"), typed("{type: string}"));
  writeFileSync(join(folder, "left.yaml"), typed("{type: string, deprecated: true}"));
  const ids = async (...argv: string[]) =>
    JSON.parse((await run("changelog", "kept.yaml", "left.yaml", "-f", "json", ...argv)).out).map(
      (one: { id: string; level: number }) => [one.level, one.id],
    );
  expect(await ids()).toEqual([[1, "response-property-deprecated"]]);
  expect(await ids("--deprecation-days-stable", "10")).toEqual([[3, "response-property-deprecated-sunset-missing"]]);
});

test("an ignore file leaves out what it names, and nothing that is called alike", async () => {
  const paths = (kept: string) =>
    `openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n${["/a", "/ab", "/a/b"]
      .map((path) => `  ${path}: {post: {${kept}responses: {"204": {description: ok}}}}\n`)
      .join("")}`;
  writeFileSync(join(folder, "with.yaml"), paths("parameters: [{name: q, in: query, schema: {type: string}}], "));
  writeFileSync(join(folder, "without.yaml"), paths(""));
  const left = async (...lines: string[]) => {
    writeFileSync(join(folder, "some.txt"), lines.join("\n"));
    const ran = await run("breaking", "with.yaml", "without.yaml", "-f", "json", "--warn-ignore", "some.txt");
    return JSON.parse(ran.out).map((one: { path: string }) => one.path);
  };
  const all = ["/a", "/ab", "/a/b"];
  expect(await left()).toEqual(all);
  expect(await left("- 12.01.2026 In post /AB we have Request-Parameter-Removed, see #7")).toEqual(["/a", "/a/b"]);
  expect(await left("POST /a/b query parameter q of POST /a/b is no longer read")).toEqual(["/a", "/ab"]);
  expect(await left("POST /ab request-parameter-removed-with-deprecation")).toEqual(all);
  expect(await left("GET /ab request-parameter-removed", "# POST /ab request-parameter-removed")).toEqual(all);
  expect(await left("request-parameter-removed")).toEqual(all);
});

test("a change that operations share is left out by its text, or by an id for each of them", async () => {
  const body = (schema: string) =>
    `openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a: &item\n    post:\n      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}\n      responses: {"204": {description: ok}}\n  /b: *item\ncomponents: {schemas: {S: ${schema}}}\n`;
  writeFileSync(join(folder, "any.yaml"), body("{type: string}"));
  writeFileSync(join(folder, "few.yaml"), body("{type: string, enum: [a]}"));
  const found = async (...lines: string[]) => {
    writeFileSync(join(folder, "some.txt"), lines.join("\n"));
    const ran = await run("breaking", "any.yaml", "few.yaml", "-f", "json", "--err-ignore", "some.txt");
    return JSON.parse(ran.out) as { text: string; operations: string[] }[];
  };
  const [change] = await found();
  expect(change?.operations).toEqual(["POST /a", "POST /b"]);
  expect(await found("POST /a request-body-became-enum")).toHaveLength(1);
  expect(await found("POST /a request-body-became-enum", "POST /b request-body-became-enum")).toEqual([]);
  expect(await found(`POST /a ${change?.text}`)).toEqual([]);
});

test("--severity-levels takes each name of a change, and refuses what it cannot read", async () => {
  const leveled = async (line: string) => {
    writeFileSync(join(folder, "some.txt"), line);
    return run("changelog", "old.yaml", "new.yaml", "-f", "json", "--severity-levels", "some.txt");
  };
  const none = await leveled("# ours\nopenapi.response.enum-grown none\n");
  expect(JSON.parse(none.out).map((one: { rule: string }) => one.rule)).not.toContain("openapi.response.enum-grown");
  expect(await leveled("response-property-enum-value-added loud")).toMatchObject({
    exit: 2,
    talk: expect.stringContaining("line 1"),
  });
  expect((await leveled("response-property-enum-value-aded none")).talk).toContain("enum-value-aded");
});
