import { expect, test } from "vitest";
import { CORNERS, p2, p3 } from "./buf-corners.ts";
import { MORE_CORNERS } from "./buf-corners-more.ts";
import { generatePairs, generateTrees, type Tree } from "./pairs.ts";
import { ours, theirs } from "./real-buf.ts";

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

const FLOATS =
  "1e-5 1e-7 1e21 123456789.5 0.1 16777217 -0.0 inf -inf nan 3.4028235e38 0.0001 1. .5 100000 1000000 -1.5".split(" ");
const WHOLE = "0 5 -5 0x1F 017 2147483647 -2147483648".split(" ");
const TEXTS = ['"a"', '"\\n\\t\\"q\\" \\\'"', "'\u00e9\u6f22'", '"\\x00\\x7f\\x01"', '"a" "b"', '"\\\\"', '"\\u200b"'];
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  double: [...FLOATS, "5e-324", "1.5e300"],
  float: FLOATS,
  int32: WHOLE,
  sint64: [...WHOLE, "9223372036854775807", "9007199254740993"],
  string: TEXTS,
  bytes: [...TEXTS, '"\\377"'],
  bool: ["true", "false"],
  E: ["A", "B", "N"],
};

test("defaults: compared and written as the real buf does", { timeout: 60_000 }, async () => {
  const lines = (type: string, values: readonly string[], turn: number) =>
    values.map((_, index) => {
      const value = values[(index + turn) % values.length];
      return `  optional ${type} f${index} = ${index + 1}${turn < 0 ? "" : ` [default = ${value}]`};`;
    });
  const tree = (turn: number): Tree => {
    const messages = Object.entries(DEFAULTS).map(
      ([type, values]) => `message Of_${type} {\n${lines(type, values, turn).join("\n")}\n}`,
    );
    return p2([...messages, "enum E { A = 0; B = 1; N = -5; }"].join("\n"));
  };
  for (const [before, after] of [
    [tree(0), tree(1)],
    [tree(-1), tree(0)],
    [tree(0), tree(-1)],
  ] as const) {
    const real = theirs(before, after);
    expect(real.length).toBeGreaterThan(30);
    expect(await ours(before, after)).toEqual(real);
  }
});

// each stands in a comment before a field, so that its width moves the column
const LETTERS = [
  "e\u{301}",
  "\u{200b}",
  "x\u{fe0f}",
  "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
  "\u{1f1e9}\u{1f1ea}",
  "\u{2603}",
  "\u{2603}\u{fe0f}",
  "\u{ff46}",
  "\u{ff8a}",
  "\u{e44}\u{e17}\u{e22}",
  "\u{928}\u{93f}",
  "\u{2e3a}",
  "\u{2e3b}",
  "\u{231a}",
  "\u{25aa}",
  "\u{25ab}\u{fe0f}",
  "\u{2460}",
  "\u{3200}",
  "\u{1d538}",
  "\u{20000}",
  "\u{1f004}",
  "\u{1f202}",
  "\u{1100}\u{1161}\u{11a8}",
  "\u{7}",
  "\u{ad}",
  "\u{2764}\u{fe0f}",
  "\u{260e}",
  "1\u{fe0f}\u{20e3}",
  "\u{3297}",
  "\u{3297}\u{fe0f}",
  "\u{1f1e9}",
  "\u{3000}",
  "\u{3030}",
  "\u{26a1}\u{fe0e}",
  "\u{23f1}",
  "\u{ac00}",
  "\u{2192}",
  "\u{bd}",
  "\u{600}",
  "\u{2028}",
  "\u{feff}",
  "\u{915}\u{94d}\u{937}",
  "\u{1f44d}\u{1f3fd}",
  "\u{1f3fd}",
  "\u{ffe0}",
  "\u{16ff0}",
  "\u{3248}",
];

test("columns behind odd letters are counted as the real buf counts them", async () => {
  const tree = (type: string) =>
    p3(
      `message M {\n${LETTERS.map((letter, index) => `/*${letter}*/ ${type} f${index} = ${index + 1};`).join("\n")}\n}`,
    );
  const real = theirs(tree("int32"), tree("int64"));
  expect(real.length).toBeGreaterThanOrEqual(LETTERS.length);
  expect(await ours(tree("int32"), tree("int64"))).toEqual(real);
});

const TREES = Number(process.env.TALLY_BUF_TREES ?? 120);

test("generated trees of files that move, split and change their syntax, written in many ways", {
  timeout: 60_000 + TREES * 400,
}, async () => {
  const { before, after } = generateTrees(0, TREES);
  const real = theirs(before, after);
  expect(real.length).toBeGreaterThan(TREES * 2);
  expect(await ours(before, after)).toEqual(real);
});

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
    "a feature beside a literal that does not state it",
    {
      "a.proto":
        'syntax = "proto2"; package foo.v1; enum E { A = 0; } enum F { B = 0; } message M { optional string s = 1; }',
    },
    {
      "a.proto": edition(
        "enum E { option features = { json_format: LEGACY_BEST_EFFORT }; A = 0; } enum F {\n option /* so */ features\n = { } ;\n B = 0; } message M { string s = 1 [features = { field_presence: EXPLICIT }]; option features = { json_format: ALLOW }; }",
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
