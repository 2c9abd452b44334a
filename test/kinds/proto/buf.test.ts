import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BUF_RULES, bufBreaking, DEFAULT_BUF_CONFIG, parseBufConfig } from "../../../src/kinds/proto/buf/index.ts";
import { categoriesOf } from "../../../src/kinds/proto/buf/rules.ts";
import { isUnstable } from "../../../src/kinds/proto/unstable.ts";
import { CORNERS } from "./buf-corners.ts";
import { MORE_CORNERS } from "./buf-corners-more.ts";
import { generatePairs, inFolder, loadTree, type Tree } from "./pairs.ts";

/** The binary itself where npm put it: the shim in front of it costs more than most runs here. */
const BUF = [`@bufbuild/buf-${process.platform}-${process.arch}/bin/buf`, ".bin/buf"]
  .map((path) => join(import.meta.dirname, "../../../node_modules", path))
  .find((path) => existsSync(path)) as string; // a development dependency
const ALL = JSON.stringify({ version: "v2", breaking: { use: ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"] } });

async function ours(before: Tree, after: Tree, config = ALL): Promise<readonly string[]> {
  const found = bufBreaking(await loadTree(before), await loadTree(after), parseBufConfig(config, "config"));
  return found.map(
    (at) =>
      `${at.path ?? "-"}:${at.startLine}:${at.startColumn}-${at.endLine}:${at.endColumn} ${at.rule} ${at.message}`,
  );
}

/** What the real buf says, in the same form. Its slip of the pen (`"M"q moved`) is mended. */
const theirs = (before: Tree, after: Tree, config = ALL): readonly string[] =>
  inFolder({ before, after }, (folder) => {
    const args = ["breaking", ".", "--against", "../before", "--error-format", "json", "--config", config];
    const run = spawnSync(BUF, args, { cwd: join(folder, "after"), encoding: "utf8", maxBuffer: 2 ** 26 });
    if (run.status !== 0 && run.status !== 100) throw new Error(run.stderr);
    return run.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, string>)
      .map((at) => {
        if (at.type === "COMPILE") throw new Error(`${at.path}: ${at.message}`);
        return at;
      })
      .map(
        (at) =>
          `${at.path ?? "-"}:${at.start_line}:${at.start_column}-${at.end_line}:${at.end_column} ${at.type} ${at.message}`,
      )
      .map((line) => line.replace('"q moved', '" moved'));
  });

const PAIRS = Number(process.env.TALLY_BUF_PAIRS ?? 330);

test("300 generated pairs: the same rules at the same spans with the same words, in the same order", {
  timeout: 60_000 + PAIRS * 200,
}, async () => {
  const { before, after } = generatePairs(0, PAIRS);
  expect(Object.keys(before).length).toBeGreaterThan(PAIRS * 0.9);
  const real = theirs(before, after);
  expect(real.length).toBeGreaterThan(PAIRS * 2);
  expect(await ours(before, after)).toEqual(real);
});

/** A corner in a folder and a package of its own, so that many of them can be asked about at once. */
function apart(tree: Tree, index: number): Tree {
  const own = Object.keys(tree);
  const moved = Object.entries(tree).map(([path, text]) => {
    const within = own.reduce((all, other) => all.replaceAll(`"${other}"`, `"c${index}/${other}"`), text);
    return [`c${index}/${path}`, within.replace(/\bpackage ([\w.]+);/, `package c${index}.$1;`)] as const;
  });
  return Object.fromEntries(moved);
}

const ALL_CORNERS = [...CORNERS, ...MORE_CORNERS];
const hasPackages = (tree: Tree) => Object.values(tree).every((text) => /\bpackage /.test(text));
const together = ALL_CORNERS.filter(([, before, after]) => hasPackages(before) && hasPackages(after));

test("odd corners, together: as the real buf", { timeout: 60_000 }, async () => {
  const merged = (side: 1 | 2): Tree =>
    Object.assign({}, ...together.map((corner, index) => apart(corner[side], index)));
  expect(together.length).toBeGreaterThan(70);
  const real = theirs(merged(1), merged(2));
  const own = await ours(merged(1), merged(2));
  const about = (line: string) => `${together[Number(/^c(\d+)\//.exec(line)?.[1])]?.[0] ?? ""}: ${line}`;
  expect(own.map(about)).toEqual(real.map(about));
});

test.each(ALL_CORNERS.filter((corner) => !together.includes(corner)))(
  "%s: as the real buf",
  async (_, before, after) => {
    expect(await ours(before, after)).toEqual(theirs(before, after));
  },
);

const edition = (body: string) => `edition = "2023"; package foo.v1; ${body}`;

test.each<[string, Tree, Tree]>([
  [
    "an imported file that is gone",
    {
      "a.proto":
        'syntax = "proto3"; package a; import "google/protobuf/timestamp.proto"; message M { google.protobuf.Timestamp t = 1; }',
    },
    { "a.proto": 'syntax = "proto3"; package a; message M {}' },
  ],
  [
    "maps",
    {
      "a.proto":
        'syntax = "proto2"; package a; enum E { A = 0; } message M { map<string, int32> m = 1; map<string, E> e = 2; map<string, E> gone = 3; }',
    },
    {
      "a.proto":
        'syntax = "proto2"; package a; enum E { A = 0; } message M { map<string, int64> m = 1;\n map<int32, string> e = 2; }',
    },
  ],
  [
    "groups",
    {
      "a.proto":
        'syntax = "proto2"; package a; message M { optional group G = 1 { optional int32 x = 1; } optional int32 h = 2; }',
    },
    {
      "a.proto":
        'syntax = "proto2"; package a; message M { optional int32 G = 1;\n optional group H = 2 { optional int32 x = 1; } }',
    },
  ],
  [
    "features",
    {
      "a.proto": edition(
        "message M { int32 f = 1 [features.field_presence = LEGACY_REQUIRED]; M m = 2 [features.message_encoding = DELIMITED]; string s = 3; } enum E { option features.enum_type = CLOSED; A = 0; }",
      ),
    },
    {
      "a.proto": edition(
        "message M { int32 f = 1; M m = 2; string s = 3 [features.utf8_validation = NONE]; } enum E { option features.json_format = LEGACY_BEST_EFFORT; A = 0; }",
      ),
    },
  ],
  [
    "language features",
    {
      "a.proto": edition(
        'import "google/protobuf/cpp_features.proto"; import "google/protobuf/java_features.proto"; option features.(pb.java).utf8_validation = VERIFY; message M { string s = 1 [features.(pb.cpp).string_type = CORD]; string t = 2 [features.utf8_validation = NONE]; string u = 3; }',
      ),
    },
    {
      "a.proto": edition(
        'import "google/protobuf/cpp_features.proto"; import "google/protobuf/java_features.proto"; message M { string s = 1 [features.(pb.cpp).string_type = VIEW]; string t = 2 [features.utf8_validation = NONE]; string u = 3 [features.(pb.java).utf8_validation = DEFAULT]; }',
      ),
    },
  ],
  [
    "the last element of a package",
    {
      "a.proto":
        'syntax = "proto2"; package a; enum E { A = 0; } message M { extensions 4 to max; } extend M { optional int32 x = 4; } service S {}',
      "b.proto": 'syntax = "proto3"; package a;',
    },
    { "a.proto": 'syntax = "proto2"; package a;', "b.proto": 'syntax = "proto3"; package a;' },
  ],
  [
    "enums under other names",
    {
      "a.proto":
        'syntax = "proto3"; package a; message A { enum E { X = 0; Y = 1; } } message B { enum E { X = 0; Y = 1; Z = 2; } } message C { enum E { X = 0; } } message M { A.E f = 1; A.E g = 2; }',
    },
    {
      "a.proto":
        'syntax = "proto3"; package a; message A { enum E { X = 0; Y = 1; } } message B { enum E { X = 0; Y = 1; Z = 2; } } message C { enum E { X = 0; } } message M { B.E f = 1; C.E g = 2; }',
    },
  ],
  [
    "defaults",
    {
      "a.proto":
        'syntax = "proto2"; package a; enum E { N = -1; Z = 0; } message M { optional float a = 1 [default = 0.1]; optional double b = 2 [default = nan]; optional int32 c = 3 [default = 5]; optional E d = 4; optional bool e = 5 [default = true]; optional bytes g = 7 [default = "\\001"]; optional int64 h = 8 [default = 5]; }',
    },
    {
      "a.proto":
        'syntax = "proto2"; package a; enum E { N = -1; Z = 0; } message M { optional double a = 1 [default = 0.1]; optional double b = 2 [default=nan]; optional sint64 c = 3 [default = 5];\n optional E d = 4 [default\n =\n Z]; optional bool e = 5; optional bytes g = 7 [deprecated = true, default = "\\002"]; optional string h = 8 [default = "5"]; }',
    },
  ],
  [
    "types that move between files",
    {
      "x/a.proto": 'syntax = "proto3"; package x; message A { message In { enum E { Z = 0; } } } enum F { Y = 0; }',
      "x/b.proto": 'syntax = "proto3"; package x; message B {}',
    },
    {
      "x/a.proto": 'syntax = "proto3"; package x; message A {}',
      "x/b.proto": 'syntax = "proto3"; package x; message B {} enum F { Y = 0; }',
    },
  ],
  [
    "java_string_check_utf8",
    {
      "a.proto":
        'syntax = "proto2"; package a; option java_string_check_utf8 = true; message M { optional string s = 1; }',
    },
    {
      "a.proto":
        'syntax = "proto2"; package a; option java_string_check_utf8 = false; message M { optional string s = 1; }',
    },
  ],
])("%s: as the real buf", async (_, before, after) => {
  const real = theirs(before, after);
  expect(real.length).toBeGreaterThan(0);
  expect(await ours(before, after)).toEqual(real);
});

describe("configuration", () => {
  const message = (name: string, body: string) => `syntax = "proto3"; package ${name}; message M { ${body} }`;
  const before = {
    "a/v1/a.proto": message("a.v1", "int32 f = 1;"),
    "b/v1beta1/b.proto": message("b.v1beta1", "int32 f = 1;"),
    "c/c.proto": message("c", "int32 f = 1; string g = 2;"),
  };
  const after = {
    "a/v1/a.proto": message("a.v1", ""),
    "b/v1beta1/b.proto": message("b.v1beta1", "int64 f = 1;"),
    "c/c.proto": message("c", "int32 h = 1;"),
  };

  test.each<[string, object]>([
    ["nothing said", { version: "v1" }],
    ["one rule", { version: "v2", breaking: { use: ["FIELD_SAME_TYPE"] } }],
    ["except", { version: "v1", breaking: { use: ["FILE"], except: ["FIELD_NO_DELETE"] } }],
    ["ignore a folder", { version: "v2", breaking: { use: ["WIRE_JSON"], ignore: ["a"] } }],
    ["ignore a file", { version: "v1", breaking: { use: ["PACKAGE"], ignore: ["c/c.proto"] } }],
    [
      "ignore_only",
      { version: "v1", breaking: { use: ["FILE"], ignore_only: { FIELD_NO_DELETE: ["a"], FIELD_SAME_NAME: ["c"] } } },
    ],
    ["ignore_only a category", { version: "v2", breaking: { ignore_only: { WIRE_JSON: ["c"] } } }],
    ["unstable packages", { version: "v2", breaking: { use: ["FILE"], ignore_unstable_packages: true } }],
    [
      "deprecated ids",
      { version: "v1", breaking: { use: ["FIELD_SAME_LABEL", "FIELD_SAME_CTYPE", "FIELD_NO_DELETE"] } },
    ],
    ["v1beta1", { version: "v1beta1", breaking: { use: ["WIRE"] } }],
    ["no builtin rules", { version: "v2", breaking: { use: ["FILE"], disable_builtin: true } }],
    ["CSR", { version: "v2", breaking: { use: ["CSR"] } }],
  ])("%s", async (_, config) => {
    const text = JSON.stringify(config);
    expect(await ours(before, after, text)).toEqual(theirs(before, after, text));
  });

  test("without a configuration category FILE holds", () => {
    expect([...DEFAULT_BUF_CONFIG.rules].length).toBe(51);
  });

  test.each([
    ["breaking: [", "E_SYNTAX"],
    ["- a", "E_INVALID"],
    ["version: v9", "E_INVALID"],
    ["version: v2\nbreaking: 7", "E_INVALID"],
    ["version: v2\nbreaking: { use: [NO_SUCH_RULE] }", "E_INVALID"],
    ["version: v1\nbreaking: { use: [FIELD_SAME_DEFAULT] }", "E_INVALID"],
    ["version: v2\nbreaking: { use: FILE }", "E_INVALID"],
    ["version: v2\nbreaking: { use: [FIELD_SAME_LABEL] }", "E_INVALID"],
    ["version: v2\nbreaking: { use: [WIRE], except: [WIRE] }", "E_INVALID"],
    ["version: v2\nbreaking: { ignore: [../a] }", "E_INVALID"],
    ["version: v2\nbreaking: { ignore_only: { FILE: [/a] } }", "E_INVALID"],
    ["version: v2\nbreaking: { excepts: [FILE] }", "E_INVALID"],
    ["version: v2\nbreaking: { ignore_only: [FILE] }", "E_INVALID"],
  ])("%j is refused with %s", (text, code) => {
    expect(() => parseBufConfig(text, "buf.yaml")).toThrow(expect.objectContaining({ code }));
  });

  test.each(["v1beta1", "v1", "v2"] as const)("the rules of %s and their categories are buf's", (version) => {
    const run = spawnSync(BUF, ["config", "ls-breaking-rules", "--version", version, "--format", "json"], {
      encoding: "utf8",
    });
    const real = run.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { id: string; categories: string[] })
      .map(({ id, categories }) => [id, [...categories].sort()] as const);
    const own = BUF_RULES.flatMap((rule) => {
      const categories = categoriesOf(rule, version);
      return categories ? [[rule, [...categories].sort()] as const] : [];
    });
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(real));
  });

  test("packages are unstable by their last component, as the real buf has it", () => {
    const names = [
      "a.v1",
      "b.v1alpha1",
      "c.v1beta",
      "d.v2p1beta3",
      "e.v1test",
      "f.v1testfoo",
      "g.v0beta1",
      "h.v1alpha1.b",
      "v1alpha1",
      "i.v1p0alpha1",
      "j.v1alpha0",
    ];
    const tree = (body: string) =>
      Object.fromEntries(names.map((name) => [`${name.replaceAll(".", "/")}/x.proto`, message(name, body)]));
    const config = JSON.stringify({ version: "v2", breaking: { ignore_unstable_packages: true } });
    const found = theirs(tree("int32 f = 1;"), tree(""), config);
    const stable = names.filter((name) =>
      found.some((line) => line.startsWith(`${name.replaceAll(".", "/")}/x.proto:`)),
    );
    expect(names.filter((name) => !isUnstable(name))).toEqual(stable);
    expect(stable).toEqual(["a.v1", "g.v0beta1", "h.v1alpha1.b", "v1alpha1", "i.v1p0alpha1", "j.v1alpha0"]);
  });
});
