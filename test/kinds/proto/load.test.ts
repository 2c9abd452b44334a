import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { TallyError } from "../../../src/core/errors.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { type Files, memory } from "./fixture.ts";

const P3 = 'syntax = "proto3";\n';
const load = (files: Files, entry = "", importRoots: readonly string[] = []) =>
  proto.load(memory(files, entry), { ...DEFAULT_LOAD, importRoots });

async function failure(files: Files, entry = ""): Promise<TallyError> {
  const error = await load(files, entry).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TallyError);
  return error as TallyError;
}

describe("what can be loaded", () => {
  const service = (name: string) => `message Q {}\nservice ${name} { rpc Do(Q) returns (Q); }\n`;

  it.each([
    ["proto2", 'syntax = "proto2";\n'],
    ["no syntax, which is proto2", ""],
    ["proto3", P3],
    ["edition 2023", 'edition = "2023";\n'],
    ["edition 2024", 'edition = "2024";\n'],
  ])("%s", async (_, head) => {
    const loaded = await load({ "a.proto": `${head}package p;\n${service("S")}` }, "a.proto");
    expect(loaded.operations).toEqual(["p.S/Do"]);
  });

  it("a folder whose root is found by what is imported", async () => {
    const loaded = await load({
      "api/proto/acme/v1/a.proto": `${P3}package acme.v1;\nimport "acme/v1/b.proto";\nmessage A { B b = 1; }`,
      "api/proto/acme/v1/b.proto": `${P3}package acme.v1;\n${service("S")}message B {}`,
    });
    expect(loaded.operations).toEqual(["acme.v1.S/Do"]);
  });

  it("a folder whose import root is counted from a folder above it", async () => {
    const files = {
      "shop/api/a.proto": `${P3}import "lib/b.proto";\nmessage A { B b = 1; }\n${service("S")}`,
      "shop/vendor/lib/b.proto": `${P3}import "lib/c.proto";\nmessage B { C c = 1; }`,
      "shop/vendor/lib/c.proto": `${P3}message C {}`,
    };
    for (const entry of ["shop/api", "shop/api/a.proto"])
      expect((await load(files, entry, ["vendor"])).operations).toEqual(["S/Do"]);
    const error = await failure({ ...files, "shop/vendor/lib/c.proto": "" }, "shop/api").then(({ message }) => message);
    expect(error).toContain("looked in shop/api");
  });

  it("a single file, with what it imports from folders above", async () => {
    const files = {
      "proto/acme/v1/a.proto": `${P3}package acme.v1;\nimport "acme/b.proto";\nimport "google/protobuf/timestamp.proto";\nmessage A { acme.B b = 1; google.protobuf.Timestamp t = 2; }`,
      "proto/acme/b.proto": `${P3}package acme;\nmessage B {}`,
    };
    await expect(load(files, "proto/acme/v1/a.proto")).resolves.toBeDefined();
  });

  it.each([
    ["buf.yaml v2", { "buf.yaml": "version: v2\nmodules:\n  - path: one\n  - path: two\n" }],
    ["buf.work.yaml", { "buf.work.yaml": "version: v1\ndirectories: [one, two]\n", "two/buf.yaml": "version: v1\n" }],
  ])("a folder or file of a workspace, whose imports lie in another module: %s", async (_, layout) => {
    const files = {
      ...layout,
      "one/b.proto": `${P3}package b;\nmessage B {}`,
      "two/a.proto": `${P3}package a;\nimport "b.proto";\nmessage A { b.B b = 1; }\n${service("S")}`,
    };
    for (const entry of ["two", "two/a.proto"]) expect((await load(files, entry)).operations).toEqual(["a.S/Do"]);
  });

  it.each(["", "# nothing yet\n", "null"])("buf.yaml that says nothing: %j", async (text) => {
    const loaded = await load({ "buf.yaml": text, "a.proto": `${P3}package a;\nmessage B {}\n${service("S")}` });
    expect(loaded.operations).toEqual(["a.S/Do"]);
  });

  it("modules of buf.yaml v2, v1beta1 roots and buf.work.yaml", async () => {
    const a = `${P3}package a;\nimport "b.proto";\nmessage A { b.B b = 1; }`;
    const b = `${P3}package b;\n${service("S")}message B {}`;
    const layouts = [
      { "buf.yaml": "version: v2\nmodules:\n  - path: one\n  - path: two\n", "three/bad.proto": "this is no proto" },
      { "buf.yaml": "version: v1beta1\nbuild:\n  roots:\n    - one\n    - two\n" },
      { "buf.work.yaml": "version: v1\ndirectories:\n  - one\n  - two\n", "one/buf.yaml": "version: v1\n" },
    ];
    for (const layout of layouts) {
      const loaded = await load({ "one/a.proto": a, "two/b.proto": b, ...layout });
      expect(loaded.operations).toEqual(["b.S/Do"]);
    }
  });

  it("import roots given by hand", async () => {
    const files = {
      "src/a.proto": `${P3}import "lib/b.proto";\nmessage A { B b = 1; }`,
      "vendor/lib/b.proto": `${P3}message B {}`,
    };
    expect((await failure(files, "src/a.proto")).code).toBe("E_IMPORT");
    await expect(load(files, "src/a.proto", ["src", "vendor"])).resolves.toBeDefined();
  });
});

describe("names of files", () => {
  it("are names, whatever they look like to a compiler", async () => {
    const files = {
      "--descriptor_set_out=x.proto": `${P3}message A {}`,
      "@arguments.proto": `${P3}message B {}`,
      "-I.proto": `${P3}service S { rpc Do(Q) returns (Q); } message Q {}`,
    };
    expect((await load(files)).operations).toEqual(["S/Do"]);
    const many = Array.from({ length: 800 }, (_, index) => [`-${index}/${"long".repeat(5)}.proto`, P3] as const);
    expect((await load({ ...files, ...Object.fromEntries(many) })).operations).toEqual(["S/Do"]);
  });

  it("cannot hold a second line of arguments", async () => {
    expect((await failure({ "a\n--plugin=b.proto": `${P3}message A {}` })).code).toBe("E_UNREADABLE");
  });
});

describe("sources on disk", () => {
  const root = mkdtempSync(join(tmpdir(), "tally-load-test-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("compile where they lie, names with spaces and dashes included", async () => {
    const path = join(root, "my folder", "-x.proto");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${P3}message A { string id = 1; }`);
    const files = memory({ "my folder/-x.proto": `${P3}message A { string id = 1; }` }, "my folder");
    const loaded = await proto.load({ ...files, isFolder: true, folder: root }, DEFAULT_LOAD);
    expect(loaded.text("my folder/-x.proto")).toContain("message A");
  });

  const tree = {
    "api/acme/a.proto": `${P3}package acme;\nimport "lib/b.proto";\nmessage A { lib.B b = 1; }\nservice S { rpc Do(A) returns (A); }`,
    "vendor/lib/b.proto": `${P3}package lib;\nmessage B {}`,
  };
  it.each([
    ["import roots inside it, written from the top of the disk", ["vendor"], tree],
    ["each of its folders written so", ["api", "vendor"], tree],
    ["the whole of it beside them", [".", "vendor"], tree],
    ["import roots beside it", ["../beside"], { "api/acme/a.proto": tree["api/acme/a.proto"] }],
  ])("compile with %s", async (_, importRoots, texts) => {
    const place = mkdtempSync(join(root, "roots-"));
    const folder = join(place, "source");
    const beside = Object.entries(tree).map(([path, text]) => [path.replace("vendor/", "../beside/"), text] as const);
    for (const [path, text] of [...Object.entries(texts), ...beside]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const source = { ...memory(texts, "api"), isFolder: true, folder };
    const options = { ...DEFAULT_LOAD, importRoots: importRoots.map((path) => resolve(folder, path)) };
    expect((await proto.load(source, options)).operations).toEqual(["acme.S/Do"]);
    const single = { ...memory(texts, "api/acme/a.proto"), folder };
    expect((await proto.load(single, options)).operations).toEqual(["acme.S/Do"]);
  });
});

describe("unusable input", () => {
  const nested = (depth: number) => `${P3}${"message M {".repeat(depth)}${"}".repeat(depth)}`;
  const cases: readonly (readonly [string, Files, string, string])[] = [
    ["an empty file", { "a.proto": "" }, "a.proto", "E_EMPTY"],
    ["a file of blanks", { "a.proto": " \n\t\n" }, "a.proto", "E_EMPTY"],
    ["an empty folder", { "readme.md": "x" }, "", "E_EMPTY"],
    ["binary under the name of a text", { "a.proto": new Uint8Array([8, 0, 255, 1]) }, "a.proto", "E_SYNTAX"],
    ["a syntax error", { "a.proto": `${P3}message A {\n  string name = ;\n}` }, "a.proto", "E_SYNTAX"],
    ["a type that is not there", { "a.proto": `${P3}message A { Missing m = 1; }` }, "a.proto", "E_SYNTAX"],
    ["a missing import", { "a.proto": `${P3}import "lib/b.proto";\nmessage A {}` }, "a.proto", "E_IMPORT"],
    [
      "imports in a circle",
      { "a.proto": `${P3}import "b.proto";`, "b.proto": `${P3}import "a.proto";` },
      "",
      "E_IMPORT",
    ],
    ["an import out of the root", { "a.proto": `${P3}import "../../etc/passwd";` }, "a.proto", "E_OUTSIDE_ROOT"],
    ["an absolute import", { "a.proto": `${P3}import "/etc/passwd";` }, "a.proto", "E_OUTSIDE_ROOT"],
    ["10,000 levels", { "a.proto": nested(10_000) }, "a.proto", "E_TOO_DEEP"],
    ["50 MB of text", { "a.proto": new Uint8Array(50 * 1024 * 1024).fill(32) }, "a.proto", "E_TOO_LARGE"],
    ["a wrong kind", { "a.yaml": "openapi: 3.0.0" }, "a.yaml", "E_KIND"],
    ["an empty descriptor set", { "a.binpb": "" }, "a.binpb", "E_EMPTY"],
    ["junk for a descriptor set", { "a.binpb": "junk, not protobuf" }, "a.binpb", "E_SYNTAX"],
    ["broken buf.yaml", { "buf.yaml": "modules: [", "a.proto": P3 }, "", "E_SYNTAX"],
    ["two documents in buf.yaml", { "buf.yaml": "version: v2\n---\na: 1", "a.proto": P3 }, "", "E_SYNTAX"],
    ["10,000 levels of buf.yaml", { "buf.yaml": "[".repeat(10_000), "a.proto": P3 }, "", "E_SYNTAX"],
  ];

  it.each(cases)("%s", async (_, files, entry, code) => {
    const error = await failure(files, entry);
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/\n|\/tmp|undefined/);
  });

  it("a truncated descriptor set", async () => {
    const whole = await (await load({ "a.proto": `${P3}message A { string id = 1; }` }, "a.proto")).bundle();
    const set = whole.files.find(({ path }) => path === whole.entry)?.bytes ?? new Uint8Array();
    for (const end of [1, 5, set.length - 1]) {
      expect((await failure({ "a.binpb": set.subarray(0, end) }, "a.binpb")).code).toBe("E_SYNTAX");
    }
  });

  it("says where: file, line and column", async () => {
    const syntax = await failure({ "x/a.proto": `${P3}message A {\n  string name = ;\n}` }, "x/a.proto");
    expect(syntax.place).toMatchObject({ file: "x/a.proto", line: 3, column: 17 });
    const missing = await failure({ "x/a.proto": `${P3}\nimport "lib/b.proto";\n` }, "x/a.proto");
    expect(missing.place).toMatchObject({ file: "x/a.proto", line: 3, column: 8 });
    expect(missing.message).toContain("lib/b.proto");
  });
});
