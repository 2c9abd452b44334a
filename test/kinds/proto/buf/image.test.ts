import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TallyError } from "../../../../src/core/errors.ts";
import { type ImageForm, imageBytes } from "../../../../src/kinds/proto/buf/image.ts";
import { parseTextFormat } from "../../../../src/kinds/proto/buf/text-format.ts";
import { BUF } from "../real-buf.ts";
import { OPTIONS } from "./options-text.ts";

const FORMATS = ["binpb", "json", "txtpb", "yaml"] as const;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-image-"));
  writeFileSync(join(folder, "a.proto"), OPTIONS.replace("TYPE", "int32"));
  for (const format of FORMATS) spawnSync(BUF, ["build", ".", "-o", `a.${format}`], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (bytes: Uint8Array, format: ImageForm["format"]) =>
  imageBytes(bytes, { format, compression: "none" }, "image");
const ofFile = (format: ImageForm["format"]) => read(readFileSync(join(folder, `a.${format}`)), format);

/** Every value in it, those of custom options by the names of their extensions. */
function valuesOf(bytes: Uint8Array) {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  return toJson(FileDescriptorSetSchema, fromBinary(FileDescriptorSetSchema, bytes), { registry });
}

test.each(FORMATS.slice(1))("an image as %s says what its bytes say, custom options and imports included", (format) => {
  const values = valuesOf(ofFile("binpb"));
  expect(JSON.stringify(values)).toContain('"[p.opt]":{"s":"x","m":{"k":-3}');
  expect(valuesOf(ofFile(format))).toEqual(values);
  const flagged = (bytes: Uint8Array) =>
    fromBinary(FileDescriptorSetSchema, bytes).file.map(({ name, $unknown }) => {
      const extension = $unknown?.find(({ no }) => no === 8042);
      return [name, extension !== undefined && Buffer.from(extension.data).includes(Buffer.of(8, 1))];
    });
  expect(flagged(ofFile(format))).toEqual([
    ["google/protobuf/descriptor.proto", true],
    ["google/protobuf/duration.proto", true],
    ["a.proto", false],
  ]);
});

const text = (lines: string) => fromBinary(FileDescriptorSetSchema, read(Buffer.from(lines), "txtpb"));

test("what the text format can also write", () => {
  const set = parseTextFormat(
    `
    # a comment
    file < name: "a" 'b' "\\x63\\144\\u0065" ; dependency: ["x", 'y'], dependency: "z"
      options { optimize_for: 2 java_package: "\\303\\244" }
      message_type: [{ name: "M" }, { name: "N" field { number: 0x10 } field { number: 010 } }]
      unknown_field: { any: <thing: ["}", -1]> } [un.known]: -5 [un.known2] { a: "{" } >
  `,
    FileDescriptorSetSchema,
  ) as FileDescriptorSet;
  const [file] = set.file;
  expect(file).toMatchObject({
    name: "abcde",
    dependency: ["x", "y", "z"],
    options: { optimizeFor: 2, javaPackage: "ä" },
  });
  expect(file?.messageType.map(({ name, field }) => [name, field.map(({ number }) => number)])).toEqual([
    ["M", []],
    ["N", [16, 8]],
  ]);
});

test.each([
  ["file {", "line 1"],
  ["\nfile { name }", "line 2: a colon is missing"],
  ['file { name: "a', "line 1"],
  ['file { name: "\\q" }', "stands for nothing"],
  ["file { public_dependency: x }", "x is no value here"],
  ["file { public_dependency: 4294967296 }", "4294967296"],
  ["file { options { optimize_for: FAST } }", "FAST is no value here"],
  ['file { public_dependency: "1" }', "is no number"],
  ["file: 1", "is missing"],
  [`file { ${"message_type { nested_type { ".repeat(200)}`, "too deeply"],
  [`file { ${"x { ".repeat(200)}`, "too deeply"],
  ["}", "no name of a field"],
])("%j is refused with its line", (lines, why) => {
  const refused = () => text(lines);
  expect(refused).toThrow(TallyError);
  expect(refused).toThrow(why);
});

test("YAML with aliases is refused", () => {
  expect(() => read(Buffer.from("file: [&a {name: x}, *a]"), "yaml")).toThrow("it has aliases");
});

test("no text breaks the reader in another way than by a refusal", () => {
  const sign = fc.constantFrom(
    ..."{}[]<>:;,-\"'\\#\n. ",
    "file",
    "name",
    "options",
    "[a.b]",
    "1",
    "0x",
    "inf",
    "value",
  );
  fc.assert(
    fc.property(fc.constantFrom("json", "txtpb", "yaml"), fc.array(sign, { maxLength: 30 }), (format, signs) => {
      try {
        read(Buffer.from(signs.join("")), format as ImageForm["format"]);
      } catch (error) {
        expect(error).toBeInstanceOf(TallyError);
      }
    }),
    { numRuns: 2000 },
  );
});
