import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tally-compiled-"));
const SAMPLES = join(ROOT, "contracts/samples/orders");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `tally ...` as it was built, with flags for Node before it. */
function built(flags: readonly string[], words: readonly string[]) {
  return started("tally.cjs", flags, words);
}

function started(entry: string, flags: readonly string[], words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(folder, entry), ...words], {
    cwd: SAMPLES,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/build.mjs", `--out=${folder}`], { cwd: ROOT });
  expect([status, stderr.toString()]).toEqual([0, ""]);
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
}, 120_000);

const PROTO = ["diff", "../payments/3.1.0", "../payments/4.0.0", "--now", "2026-11-21", "--format", "json"];
const DIFF = ["diff", "1.4.0/openapi.yaml", "2.0.0/openapi.yaml", "--now", "2026-11-21", "--format", "json"];
// V8 takes code for other flags than those of the build for another program's.
const OTHER_FLAGS = ["--stack-size=985"];

it.each([
  ["openapi", DIFF],
  ["proto", PROTO],
])("answers alike with code that is compiled already and without: %s", (_, words) => {
  const [compiled, plain] = [built([], words), built(OTHER_FLAGS, words)];
  expect(compiled).toMatchObject({ status: 1, stderr: "" });
  expect(plain).toEqual(compiled);
  expect(started("tally.js", [], words)).toEqual(compiled);
});

it.each(["before.yaml after.yaml", "before after"])("rehearses what breaks: %s", (pair) => {
  const sides = pair.split(" ").map((name) => join(ROOT, "scripts/rehearsal", name));
  expect(built([], ["diff", ...sides])).toMatchObject({ status: 1, stderr: "" });
});

it("says what it failed of, whatever else it skips at its end", () => {
  const fault = join(folder, "fault.cjs");
  writeFileSync(fault, 'setTimeout(() => { throw new Error("all of a sudden"); }, 1);');
  const { status, stderr } = built(["--require", fault], PROTO);
  expect([status, stderr]).toEqual([2, expect.stringContaining("all of a sudden")]);
});

it("leaves with its exit code where nobody takes its talk", () => {
  const full = openSync("/dev/full", "w");
  const words = [join(folder, "tally.cjs"), "diff", "nowhere", "1.4.0/openapi.yaml"];
  expect(spawnSync(process.execPath, words, { cwd: SAMPLES, stdio: ["ignore", "pipe", full] }).status).toBe(2);
  closeSync(full);
});

it.each([
  ["nowhere/report.json", "ENOENT"],
  [".", "EISDIR"],
])("says that a report cannot be written: %s", (path, why) => {
  const { status, stderr } = built([], [...PROTO, "-o", path]);
  expect([status, stderr]).toEqual([2, expect.stringContaining(`error: ${path} cannot be written (${why})`)]);
});

it("hands words that name no such command on to the modules", () => {
  expect(built([], ["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("serve") });
  expect(built([], [])).toEqual(built([], ["--help"]));
  expect(built([], ["dif"])).toMatchObject({ status: 2, stderr: expect.stringContaining('"tally diff"') });
});

it.each([
  ["damaged", (code: Buffer) => code.fill(7, code.length / 2, code.length / 2 + 64)],
  ["cut off", (code: Buffer) => code.subarray(0, code.length / 2)],
  ["empty", (code: Buffer) => code.subarray(0, 0)],
])("answers alike where the compiled code is %s", (_, edit) => {
  const whole = built([], DIFF);
  const [name = ""] = readdirSync(join(folder, "local")).filter((file) => file.endsWith("-openapi.bin"));
  const path = join(folder, "local", name);
  const kept = readFileSync(path);
  try {
    writeFileSync(path, edit(Buffer.from(kept)));
    expect(built([], DIFF)).toEqual(whole);
  } finally {
    writeFileSync(path, kept);
  }
});

it("answers alike where the compiled code cannot be read", () => {
  const whole = built([], DIFF);
  const [name = ""] = readdirSync(join(folder, "local")).filter((file) => file.endsWith("-openapi.bin"));
  const path = join(folder, "local", name);
  renameSync(path, `${path}.kept`);
  mkdirSync(path);
  try {
    expect(built([], DIFF)).toEqual(whole);
  } finally {
    rmSync(path, { recursive: true });
    renameSync(`${path}.kept`, path);
  }
});

it("answers alike where the script is another one than was compiled, of one length with it", () => {
  const whole = built([], DIFF);
  const path = join(folder, "local", "local.cjs");
  const kept = readFileSync(path, "latin1");
  try {
    writeFileSync(path, kept.replaceAll("breaking", "freaking"), "latin1");
    expect(built([], DIFF)).toEqual(whole);
  } finally {
    writeFileSync(path, kept, "latin1");
  }
});

it("loads no module of the program where its code is compiled", () => {
  const whole = [DIFF, PROTO].map((words) => built([], words));
  rmSync(join(folder, "chunks"), { recursive: true });
  expect([DIFF, PROTO].map((words) => built([], words))).toEqual(whole);
  const broken = built(OTHER_FLAGS, DIFF); // no answer: 1 would be one
  expect(broken).toMatchObject({ status: 2, stderr: expect.stringContaining("ERR_MODULE_NOT_FOUND") });
});
