import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { tally } from "../support/io.ts";

const folder = mkdtempSync(join(tmpdir(), "tally-leniency-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const file = (text: string): string => {
  made += 1;
  const path = join(folder, `side${made}.proto`);
  writeFileSync(path, text);
  return path;
};

interface Row {
  readonly id: string;
  readonly level: string;
  readonly direction: string;
  readonly element: string;
  readonly leniency?: string;
  readonly witness: unknown;
}

async function diff(before: string, after: string, ...options: readonly string[]) {
  const result = await tally(["diff", file(before), file(after), "--format", "json", ...options]);
  const findings: readonly Row[] = JSON.parse(result.out).findings;
  return { exit: result.exit, findings };
}

const schema = (pkg: string, body: string): string => `syntax = "proto3";\npackage ${pkg};\n${body}`;
const old = (pkg: string, option = ""): string =>
  schema(
    pkg,
    `message M { string kept = 1; int64 gone = 2${option}; }\nenum E { ZERO = 0; ONE = 1${option}; }\nmessage N { E e = 1; }`,
  );
const next = (pkg: string, more = ""): string =>
  schema(pkg, `message M { string kept = 1;${more} }\nenum E { ZERO = 0; }\nmessage N { E e = 1; }`);

describe("unstable packages", () => {
  it("are forgiven where asked for, and keep their witness", async () => {
    const strict = await diff(old("acme.v1beta1"), next("acme.v1beta1"));
    const lenient = await diff(old("acme.v1beta1"), next("acme.v1beta1"), "--ignore-unstable-packages");
    expect([strict.exit, lenient.exit]).toEqual([1, 0]);
    expect(strict.findings.map(({ leniency }) => leniency)).not.toContain("unstable-packages");
    const forgiven = lenient.findings.filter(({ leniency }) => leniency === "unstable-packages");
    expect(forgiven.some(({ witness, level }) => witness !== null && level === "risky")).toBe(true);
    expect(lenient.findings.filter(({ level }) => level === "breaking")).toEqual([]);
  });

  it("are none of stable ones, whatever their types are called", async () => {
    const body = (field: string) => `message v1beta1 { message M { string kept = 1; ${field} } }`;
    const found = await diff(
      schema("acme.v1", body("int64 gone = 2;")),
      schema("acme.v1", body("")),
      "--ignore-unstable-packages",
    );
    expect(found.exit).toBe(1);
  });
});

describe("the removal of what was deprecated", () => {
  it("is forgiven where the old version said so, and only where asked for", async () => {
    const [before, after] = [old("acme.v1", " [deprecated = true]"), next("acme.v1")];
    expect((await diff(before, after)).exit).toBe(1);
    const { exit, findings } = await diff(before, after, "--allow-deprecated-removal", "--direction", "full");
    expect(findings.filter(({ level, element }) => level === "breaking" && element.endsWith(".gone"))).toEqual([]);
    expect(findings.filter(({ leniency }) => leniency === "deprecated-removal").length).toBeGreaterThan(1);
    expect([exit, findings.filter(({ level }) => level === "breaking")]).toEqual([0, []]);
  });

  it("is not where it was not deprecated, nor what takes its number", async () => {
    expect((await diff(old("acme.v1"), next("acme.v1"), "--allow-deprecated-removal")).exit).toBe(1);
    const reused = await diff(
      old("acme.v1", " [deprecated = true]"),
      next("acme.v1", " string other = 2;"),
      "--allow-deprecated-removal",
    );
    expect(reused.exit).toBe(1);
    expect(reused.findings.find(({ id }) => id === "proto.field.number-reused")?.level).toBe("breaking");
  });

  it("is forgiven only where earlier versions named had deprecated it too", async () => {
    const mark = " [deprecated = true]";
    const args = [old("acme.v1", mark), next("acme.v1"), "--allow-deprecated-removal", "--deprecated-in"] as const;
    expect((await diff(...args, file(old("acme.v1", mark)))).exit).toBe(0);
    expect((await diff(...args, file(old("acme.v1")))).exit).toBe(1);
    const both = [file(old("acme.v1", mark)), "--deprecated-in", file(old("acme.v1"))];
    expect((await diff(...args, ...both)).exit).toBe(1);
    const wrong = async (...options: readonly string[]) => {
      const { exit, talk: err } = await tally(["diff", file(args[0]), file(args[1]), "--deprecated-in", ...options]);
      return { exit, err };
    };
    const missing = await wrong("no-such-file.proto", "--allow-deprecated-removal");
    expect(missing).toEqual({ exit: 2, err: expect.stringContaining("no-such-file.proto") });
    const alone = await wrong(file(old("acme.v1")));
    expect(alone).toEqual({ exit: 2, err: expect.stringContaining("--allow-deprecated-removal") });
  });

  it("covers whole types, methods and services", async () => {
    const rpc = (inside: string) => schema("acme.v1", `message M { string a = 1; }\n${inside}`);
    const mark = "option deprecated = true;";
    const kept = "service S { rpc Keep(M) returns (M); }";
    const whole = await diff(
      rpc(
        `service S { rpc Keep(M) returns (M); rpc Go(M) returns (M) { ${mark} } }\nservice T { ${mark} rpc A(M) returns (M); }`,
      ),
      rpc(kept),
      "--allow-deprecated-removal",
    );
    expect(whole.findings.filter(({ level }) => level === "breaking").map(({ element }) => element)).toEqual([]);
  });
});

it("tally.yaml says it for a repository", async () => {
  writeFileSync(join(folder, "tally.yaml"), "lenient: [unstable-packages]\n");
  const args = ["diff", file(old("acme.v1alpha1")), file(next("acme.v1alpha1"))];
  expect((await tally(args, { cwd: folder })).exit).toBe(0);
  expect((await tally(args, { cwd: folder })).out).toContain("forgiven: unstable-packages");
});

it("tally.yaml says it for changelog and breaking too: a warning, no error", async () => {
  const sides = [file(old("acme.v1alpha1")), file(next("acme.v1alpha1"))];
  const plain = join(folder, "plain");
  mkdirSync(plain, { recursive: true });
  writeFileSync(join(plain, "tally.yaml"), "lenient: []\n");
  for (const command of ["changelog", "breaking"]) {
    const args = [command, ...sides, "--fail-on", "ERR"];
    const strict = await tally(args, { cwd: plain });
    const lenient = await tally(args, { cwd: folder });
    expect([command, strict.exit, lenient.exit]).toEqual([command, 1, 0]);
    expect(lenient.out).toMatch(/^warning\t\[proto\.field\.removed\]/m);
  }
});
