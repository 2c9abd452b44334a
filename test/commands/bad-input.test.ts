import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tally } from "../support/io.ts";

const OPENAPI = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\n';
const PROTO = 'syntax = "proto3";\npackage a;\nmessage M { string a = 1; }\n';

/** A document that holds `body` as the schema of one response. */
const withSchema = (body: string) =>
  `openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n    get:\n      responses:\n        "200":\n          description: ok\n          content:\n            application/json:\n              schema: ${body}\n`;

const deepJson = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const deepYaml = (levels: number) => Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
const bomb = ["a: &a0 [x]", ...Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`)].join(
  "\n",
);

interface Case {
  readonly file: string;
  readonly content: string | Uint8Array;
  readonly code: string;
  /** What the message must name. */
  readonly says?: RegExp;
  readonly against?: "good.yaml" | "good.proto";
}

const cases: Record<string, Case> = {
  "empty YAML": { file: "x.yaml", content: "", code: "E_EMPTY" },
  "empty JSON": { file: "x.json", content: "  \n", code: "E_EMPTY" },
  "truncated JSON": {
    file: "x.json",
    content: '{"openapi": "3.1.0", "paths": {',
    code: "E_SYNTAX",
    says: /x\.json:1:\d+/,
  },
  "broken YAML": {
    file: "x.yaml",
    content: "openapi: 3.1.0\npaths: [\n  a: {",
    code: "E_SYNTAX",
    says: /x\.yaml:\d+:\d+/,
  },
  "binary in place of YAML": {
    file: "x.yaml",
    content: Uint8Array.from([0, 1, 2, 255, 254, 0, 0]),
    code: "E_SYNTAX|E_KIND|E_UNREADABLE",
  },
  "50 MB": { file: "x.yaml", content: `${OPENAPI}x-a: ${"a".repeat(50_000_000)}\n`, code: "E_TOO_LARGE" },
  "JSON nested 10,000 levels deep": {
    file: "x.json",
    content: `{"openapi":"3.1.0","x-a":${deepJson(10_000)}}`,
    code: "E_TOO_DEEP",
    says: /x\.json:\d+:\d+/,
  },
  "YAML nested 10,000 levels deep": {
    file: "x.yaml",
    content: `${OPENAPI}x-a:\n${deepYaml(2_000)}\n`,
    code: "E_TOO_DEEP",
    says: /x\.yaml:\d+:\d+/,
  },
  "YAML flow nested 10,000 levels deep": {
    file: "x.yaml",
    content: `${OPENAPI}x-a: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`,
    code: "E_TOO_DEEP",
    says: /x\.yaml:\d+:\d+/,
  },
  "a YAML alias bomb": {
    file: "x.yaml",
    content: `${OPENAPI}x-bomb:\n${bomb.replace(/^/gm, "  ")}\n`,
    code: "E_TOO_LARGE",
    says: /x\.yaml/,
  },
  "an unknown OpenAPI version": {
    file: "x.yaml",
    content: OPENAPI.replace("3.1.0", "4.0.0"),
    code: "E_VERSION",
    says: /x\.yaml:1:\d+.*4\.0\.0/,
  },
  "paths that are a list": {
    file: "x.yaml",
    content: OPENAPI.replace("{}", "[]"),
    code: "E_INVALID",
    says: /x\.yaml:3:\d+.*paths/,
  },
  "a path that is a number": {
    file: "x.yaml",
    content: OPENAPI.replace("{}", "{/a: 7}"),
    code: "E_INVALID",
    says: /x\.yaml:3:\d+.*\/a/,
  },
  "an operation that is a text": {
    file: "x.yaml",
    content: OPENAPI.replace("{}", "{/a: {get: hello}}"),
    code: "E_INVALID",
    says: /x\.yaml:3:\d+.*GET \/a/,
  },
  "responses that are a list": {
    file: "x.yaml",
    content: OPENAPI.replace("{}", "{/a: {get: {responses: []}}}"),
    code: "E_INVALID",
    says: /x\.yaml:3:\d+.*responses.*GET \/a/,
  },
  "YAML that is no OpenAPI": { file: "x.yaml", content: "hello: world\n", code: "E_KIND" },
  "a $ref that leads nowhere": {
    file: "x.yaml",
    content: withSchema('{$ref: "#/components/schemas/Nope"}'),
    code: "E_REFERENCE",
    says: /x\.yaml:11:\d+.*Nope/,
  },
  "a $ref to a missing file": {
    file: "x.yaml",
    content: withSchema('{$ref: "./missing.yaml"}'),
    code: "E_REFERENCE",
    says: /x\.yaml:11:\d+.*missing\.yaml/,
  },
  "a $ref outside the root": {
    file: "x.yaml",
    content: withSchema('{$ref: "../../../etc/passwd"}'),
    code: "E_OUTSIDE_ROOT",
    says: /x\.yaml:11:\d+/,
  },
  "a $ref to a URL": {
    file: "x.yaml",
    content: withSchema('{$ref: "http://127.0.0.1:1/a.yaml"}'),
    code: "E_REMOTE",
    says: /x\.yaml:11:\d+/,
  },
  "a $ref to a file URL": {
    file: "x.yaml",
    content: withSchema('{$ref: "file:///etc/passwd"}'),
    code: "E_REMOTE|E_OUTSIDE_ROOT",
    says: /x\.yaml:11:\d+/,
  },
  "an empty .proto": { file: "x.proto", content: "", code: "E_EMPTY", against: "good.proto" },
  "a broken .proto": {
    file: "x.proto",
    content: 'syntax = "proto3";\nmessage M {\n  string a = ;\n}\n',
    code: "E_SYNTAX",
    says: /x\.proto:3:\d+/,
    against: "good.proto",
  },
  "a missing import": {
    file: "x.proto",
    content: 'syntax = "proto3";\nimport "gone/missing.proto";\nmessage M {}\n',
    code: "E_IMPORT",
    says: /gone\/missing\.proto/,
    against: "good.proto",
  },
  "an import outside the root": {
    file: "x.proto",
    content: 'syntax = "proto3";\nimport "../../etc/passwd";\nmessage M {}\n',
    code: "E_IMPORT|E_OUTSIDE_ROOT",
    against: "good.proto",
  },
  "a file that imports itself": {
    file: "x.proto",
    content: 'syntax = "proto3";\nimport "x.proto";\nmessage M {}\n',
    code: "E_SYNTAX|E_IMPORT",
    against: "good.proto",
  },
  "a truncated descriptor set": {
    file: "x.binpb",
    content: Uint8Array.from([0x0a, 0x7f, 0x0a, 0x03]),
    code: "E_SYNTAX",
    against: "good.proto",
  },
  "an empty descriptor set": { file: "x.binpb", content: new Uint8Array(), code: "E_EMPTY", against: "good.proto" },
  "messages nested 10,000 deep": {
    file: "x.proto",
    content: `syntax = "proto3";\n${"message M {".repeat(10_000)}${"}".repeat(10_000)}`,
    code: "E_SYNTAX|E_TOO_DEEP",
    against: "good.proto",
  },
  "OpenAPI against protobuf": { file: "x.yaml", content: OPENAPI, code: "E_KIND", against: "good.proto" },
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-bad-"));
  writeFileSync(join(folder, "good.yaml"), OPENAPI);
  writeFileSync(join(folder, "good.proto"), PROTO);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (argv: readonly string[], more: Parameters<typeof tally>[1] = {}) => tally(argv, { cwd: folder, ...more });

describe("bad input is answered with its place, exit 2, and nothing on standard output", () => {
  for (const [name, { file, content, code, says, against }] of Object.entries(cases)) {
    test(name, async () => {
      const path = join(name.replace(/\W+/g, "-"), file);
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      const ran = await run(["diff", against ?? "good.yaml", path]);
      expect(ran.talk).toMatch(new RegExp(`\\[(${code})\\]`));
      if (says) expect(ran.talk).toMatch(says);
      expect(ran.talk).not.toMatch(/^\s+at /m);
      expect(ran).toMatchObject({ exit: 2, out: "" });
    });
  }
});

test("a document that refers to itself is fine", async () => {
  writeFileSync(
    join(folder, "self.yaml"),
    `${withSchema('{$ref: "#/components/schemas/Node"}')}components:\n  schemas:\n    Node: {type: object, properties: {next: {$ref: "#/components/schemas/Node"}}}\n`,
  );
  expect(await run(["diff", "self.yaml", "self.yaml"])).toMatchObject({ exit: 0 });
});

test("what cannot be found or read", async () => {
  expect((await run(["diff", "good.yaml", "nope.yaml"])).talk).toContain("[E_NOT_FOUND]");
  expect((await run(["replay", "nope.json"])).talk).toContain("[E_NOT_FOUND]");
  expect((await run(["replay", "."])).talk).toContain("[E_UNREADABLE]");
  expect((await run(["replay", "good.yaml"])).talk).toContain("[E_SYNTAX]");
  expect((await run(["replay", "-"], { input: "[]" })).talk).toContain("[E_INVALID]");
  expect((await run(["rules", "no.such.rule"])).talk).toContain("[E_NOT_FOUND]");
  expect((await run(["diff", "-", "-"])).talk).toContain("[E_USAGE]");
});

test.skipIf(process.getuid?.() === 0)("a file without the right to read it", async () => {
  writeFileSync(join(folder, "secret.yaml"), OPENAPI);
  chmodSync(join(folder, "secret.yaml"), 0o000);
  expect((await run(["diff", "good.yaml", "secret.yaml"])).talk).toContain("[E_UNREADABLE]");
});

test("a witness that was tampered with is refused or does not reproduce", async () => {
  const witness = {
    kind: "openapi",
    payload: { type: "json", text: "1" },
    producer: "before",
    reader: "after",
    outcome: "rejected",
    wrote: "",
    read: "",
    context: null,
  };
  for (const context of [null, {}, [], "x", { before: 1 }]) {
    const ran = await run(["replay", "-"], { input: JSON.stringify({ ...witness, context }) });
    expect([1, 2]).toContain(ran.exit);
    expect(ran.talk).not.toMatch(/unexpected|^\s+at /m);
  }
});
