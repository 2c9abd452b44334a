import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { BUF_RULES, DEFAULT_BUF_CONFIG, parseBufConfig } from "../../../src/kinds/proto/buf/index.ts";
import { categoriesOf } from "../../../src/kinds/proto/buf/rules.ts";
import { isUnstable } from "../../../src/kinds/proto/unstable.ts";
import { BUF, ours, theirs } from "./real-buf.ts";

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
    ["paths the long way round", { version: "v2", breaking: { use: ["FILE"], ignore: ["a/../b/", "./c"] } }],
    ["the whole folder", { version: "v2", breaking: { use: ["FILE"], ignore: [""] } }],
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

  test.each(["yes", "on", "y", "Y", "no", "off", "True", "~"])("a switch that is %s", async (word) => {
    const text = `version: v2\nbreaking:\n  use: [FILE]\n  ignore_unstable_packages: ${word}\n`;
    expect(await ours(before, after, text)).toEqual(theirs(before, after, text));
  });

  test("without a configuration category FILE of v1 holds", () => {
    expect([...DEFAULT_BUF_CONFIG.rules].length).toBe(49);
    expect(DEFAULT_BUF_CONFIG.rules).toEqual(parseBufConfig('{"version":"v1"}', "c").rules);
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
    ["version: v2\nbreakng: { use: [WIRE] }", "E_INVALID"],
    ["version: v2\nbreaking: { ignore_unstable_packages: 7 }", "E_INVALID"],
    ["version: v2\nbreaking: { ignore_unstable_packages: 'true' }", "E_INVALID"],
    ["version: v2\n---\nversion: v1", "E_SYNTAX"],
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
