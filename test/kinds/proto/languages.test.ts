import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { tally } from "../../support/io.ts";
import { diff, memory } from "./fixture.ts";

const P3 = 'syntax = "proto3"; package a.v1;';
const one = (text: string) => memory({ "a.proto": text });

/** The languages of the backward findings of a rule, each list once. */
async function languages(rule: string, before: ReturnType<typeof memory>, after: ReturnType<typeof memory>) {
  const found = (await diff(before, after)).filter(({ id, direction }) => id === rule && direction === "backward");
  expect(found.length).toBeGreaterThan(0);
  return [...new Set(found.map((finding: Finding) => (finding.languages ?? ["any"]).join(" ")))];
}

describe("a finding on source says for which languages code is hurt", () => {
  test.each([
    ["option go_package = 'x/y';", "go"],
    ["option java_package = 'x.y';", "java kotlin"],
    ["option java_multiple_files = true;", "java kotlin"],
    ["option csharp_namespace = 'X';", "csharp"],
    ["option objc_class_prefix = 'X';", "objc"],
    ["option php_namespace = 'X';", "php"],
    ["option ruby_package = 'X';", "ruby"],
    ["option swift_prefix = 'X';", "swift"],
    ["option py_generic_services = true;", "python"],
    ["option optimize_for = CODE_SIZE;", "cpp java kotlin"],
  ])("%s", async (option, expected) => {
    const rule = "proto.source.file-option-changed";
    expect(await languages(rule, one(`${P3} message M {}`), one(`${P3} ${option} message M {}`))).toEqual([expected]);
  });

  test("a type that moves: Go knows packages, Java classes, the others files", async () => {
    const tree = (options: string, moved: boolean) =>
      memory({
        "a.proto": `${P3} ${options} message A {} ${moved ? "" : "message M {}"}`,
        "b.proto": `${P3} ${options} message B {} ${moved ? "message M {}" : ""}`,
      });
    const rule = "proto.source.type-moved";
    const go = "option go_package = 'x/y';";
    const java = "option java_multiple_files = true;";
    const byFile = "cpp dart js objc python ruby ts";
    const moves = (options: string) => languages(rule, tree(options, false), tree(options, true));
    expect(await moves(go + java)).toEqual([byFile]);
    expect(await moves(go)).toEqual(["cpp dart java js kotlin objc python ruby ts"]);
  });

  test("a package that changes hurts where no option gives the name", async () => {
    const file = (pkg: string, options: string) => one(`syntax = "proto3"; package ${pkg}; ${options} message M {}`);
    const rule = "proto.source.file-package-changed";
    const all =
      "option java_package='j'; option csharp_namespace='C'; option php_namespace='P'; option ruby_package='R'; option swift_prefix='S';";
    expect(await languages(rule, file("a", ""), file("b", ""))).toEqual(["cpp csharp java kotlin php ruby rust swift"]);
    expect(await languages(rule, file("a", all), file("b", all))).toEqual(["cpp rust"]);
  });

  test("types and cases", async () => {
    const message = (field: string) => one(`${P3} message M { ${field} }`);
    expect(
      await languages("proto.source.field-type-changed", message("int32 a = 1;"), message("int64 a = 1;")),
    ).toEqual(["cpp csharp dart go java kotlin objc rust swift ts"]);
    const values = (more: string) => one(`${P3} enum E { ZERO = 0; ${more} }`);
    expect(await languages("proto.source.case-unhandled", values(""), values("ONE = 1;"))).toEqual([
      "kotlin rust swift ts",
    ]);
    expect(await languages("proto.source.field-removed", message("int32 a = 1;"), message(""))).toEqual(["any"]);
  });
});

describe("tally diff --source LANGUAGE", () => {
  const folder = mkdtempSync(join(tmpdir(), "tally-source-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = async (...more: readonly string[]) => {
    writeFileSync(join(folder, "old.proto"), `${P3} option go_package = "x/y"; message M { int32 a = 1; }`);
    writeFileSync(join(folder, "new.proto"), `${P3} option go_package = "x/z"; message M { int32 a = 1; }`);
    return tally(["diff", "old.proto", "new.proto", ...more], { cwd: folder });
  };

  test("fails where that language is hurt, and only there", async () => {
    expect((await run()).exit).toBe(0);
    expect((await run("--source", "java")).exit).toBe(0);
    const go = await run("--source", "java", "--source", "go");
    expect(go.exit).toBe(1);
    expect(go.out).toContain("source of java and go");
    expect((await run("--strictness", "source")).exit).toBe(1);
  });
});
