import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const names: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x86_64",
  "linux-arm64": "linux-aarch_64",
  "darwin-x64": "osx-x86_64",
  "darwin-arm64": "osx-aarch_64",
};

/** The protoc that ships inside the npm package. */
export const PROTOC = join(
  import.meta.dirname,
  "../../../node_modules/protoc/bin",
  `protoc-${names[`${process.platform}-${process.arch}`]}`,
);

/** Compiles texts by path to the bytes of a descriptor set with everything in it. */
export function compileSet(files: Readonly<Record<string, string>>): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "tally-test-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const out = join(folder, "out.binpb");
    const flags = ["--include_imports", "--include_source_info", "--retain_options"];
    const run = spawnSync(PROTOC, ["-I", folder, ...flags, `--descriptor_set_out=${out}`, ...Object.keys(files)], {
      encoding: "utf8",
    });
    if (run.status !== 0) throw new Error(run.stderr);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compiles texts by path to a registry. */
export const compileTexts = (files: Readonly<Record<string, string>>): FileRegistry =>
  createFileRegistry(fromBinary(FileDescriptorSetSchema, compileSet(files)));

/** `protoc --decode`: what the C++ reader sees, and what it says on stderr. */
export function protocDecode(text: string, message: string, bytes: Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), "tally-test-"));
  try {
    writeFileSync(join(folder, "t.proto"), text);
    const run = spawnSync(PROTOC, ["-I", folder, `--decode=${message}`, "t.proto"], { input: bytes, encoding: "utf8" });
    return { ok: run.status === 0, out: run.stdout, err: run.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
