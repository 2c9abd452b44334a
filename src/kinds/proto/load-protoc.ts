import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { TallyError } from "../../core/errors.ts";

/** A compiler is killed after this many milliseconds: a guard against one that hangs, no part of any verdict. */
const TIMEOUT = 120_000;
/** At most this much is kept of what it says, in bytes. */
const TALK_LIMIT = 1024 * 1024;

const BINARIES: Readonly<Record<string, string>> = {
  "linux-x64": "protoc-linux-x86_64",
  "linux-arm64": "protoc-linux-aarch_64",
  "darwin-x64": "protoc-osx-x86_64",
  "darwin-arm64": "protoc-osx-aarch_64",
  "win32-x64": "protoc-win64.exe",
};

/** What to compile. */
export interface Compilation {
  /** Working folder; the other paths are relative to it or absolute. */
  readonly folder: string;
  readonly roots: readonly string[];
  /** Files on disk, each below one of the roots. */
  readonly files: readonly string[];
}

interface Compiler {
  readonly command: string;
  readonly include: string;
}

/** Where the npm package `protoc` keeps its binary and the well-known types; null where it is not installed. */
function findProtoc(): Compiler | null {
  try {
    const home = dirname(createRequire(import.meta.url).resolve("protoc/package.json"));
    const binary = BINARIES[`${process.platform}-${process.arch}`];
    const command = binary && join(home, "bin", binary);
    return command && existsSync(command) ? { command, include: join(home, "include") } : null;
  } catch {
    return null; // not installed: the caller says what to do
  }
}

/** Folder of the well-known types' sources, or null. */
export const wellKnownFolder = (): string | null => findProtoc()?.include ?? null;

/**
 * Compiles .proto files to a FileDescriptorSet with imports, source info and options: by protoc, else by a `buf`
 * on PATH or in node_modules. Never through a shell. Throws E_SYNTAX and E_IMPORT with the place, E_TOOL where no compiler runs.
 */
export async function compile(work: Compilation, explain: (talk: string) => TallyError): Promise<Uint8Array> {
  // few and small steps, and a process that should start now: not worth a thread each
  const scratch = mkdtempSync(join(tmpdir(), "tally-proto-"));
  const [out, list] = [join(scratch, "out.binpb"), join(scratch, "arguments")];
  try {
    const protoc = findProtoc();
    const { code, talk } = protoc
      ? await run(protoc.command, protocArguments(list, work, protoc.include, out), work.folder)
      : await run(findBuf(process.env.PATH ?? "", process.cwd()), bufArguments(work, out), work.folder);
    if (code !== 0) throw explain(talk);
    return readFileSync(out);
  } finally {
    for (const file of [out, list]) if (existsSync(file)) unlinkSync(file);
    rmdirSync(scratch);
  }
}

/** Arguments longer than this together, in characters, are handed over in a file: systems have their limits. */
const ARGUMENTS_LIMIT = 16_000;

function protocArguments(list: string, work: Compilation, include: string, out: string): readonly string[] {
  const args = [
    ...work.roots.map((root) => `--proto_path=${root === "" ? "." : root}`),
    `--proto_path=${include}`,
    "--include_imports",
    "--include_source_info",
    "--retain_options",
    `--descriptor_set_out=${out}`,
    ...work.files.map(asOperand),
  ];
  if (args.reduce((sum, arg) => sum + arg.length + 1, 0) < ARGUMENTS_LIMIT) return args;
  writeFileSync(list, args.join("\n"));
  return [`@${list}`];
}

/** A path that can be nothing but a path: not a flag, not a list of arguments, not two lines. Throws E_UNREADABLE. */
function asOperand(path: string): string {
  if ([...path].some((sign) => sign < " "))
    throw new TallyError("E_UNREADABLE", `${JSON.stringify(path)} has a name that no compiler can be given`);
  return isAbsolute(path) ? path : `./${path}`;
}

/** The same work for buf: the roots as modules of a workspace. Roots outside the folder are not for it. */
function bufArguments(work: Compilation, out: string): readonly string[] {
  const roots = work.roots.filter((root) => !root.startsWith("/"));
  const config = { version: "v2", modules: roots.map((root) => ({ path: root === "" ? "." : root })) };
  const paths = work.files.flatMap((file) => ["--path", file]);
  return ["build", ".", "--config", JSON.stringify(config), "--as-file-descriptor-set", "-o", out, ...paths];
}

/** The `buf` to run: on PATH, else in a node_modules of a folder or above it. Throws E_TOOL where there is none. */
export function findBuf(path: string, start: string): string {
  const installed: string[] = [];
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    installed.push(join(folder, "node_modules", ".bin"));
    if (folder === dirname(folder)) break;
  }
  for (const folder of [...path.split(delimiter), ...installed]) {
    const candidate = join(folder, process.platform === "win32" ? "buf.exe" : "buf");
    if (folder !== "" && existsSync(candidate)) return candidate;
  }
  throw new TallyError("E_TOOL", "no protobuf compiler is installed for this platform", {
    hint: "npm install protoc or @bufbuild/buf, put buf on PATH, or pass a descriptor set (protoc --include_imports --include_source_info -o FILE.binpb)",
  });
}

interface Ended {
  readonly code: number | null;
  readonly talk: string;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: TIMEOUT,
      killSignal: "SIGKILL",
    });
    const said: Buffer[] = [];
    let size = 0;
    child.stderr.on("data", (chunk: Buffer) => {
      if (size < TALK_LIMIT) said.push(chunk);
      size += chunk.length;
    });
    child.on("error", (error) => reject(new TallyError("E_TOOL", `${command} does not run: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (signal !== null)
        reject(new TallyError("E_TOOL", `${command} was stopped (${signal}) after ${TIMEOUT / 1000} s`));
      else resolve({ code, talk: Buffer.concat(said).toString("utf8") });
    });
  });
}
