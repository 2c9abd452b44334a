import { existsSync, mkdtempSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { TallyError } from "../../core/errors.ts";
import { type BuiltPart, bufArguments, buildArguments, installedBuf } from "./load-buf.ts";
import { type Compilation, fits, run, runMute } from "./load-run.ts";

const BINARIES: Readonly<Record<string, string>> = {
  "linux-x64": "protoc-linux-x86_64",
  "linux-arm64": "protoc-linux-aarch_64",
  "darwin-x64": "protoc-osx-x86_64",
  "darwin-arm64": "protoc-osx-aarch_64",
  "win32-x64": "protoc-win64.exe",
};

/** So many files are soon compiled a second time, where protoc has something to say. */
const FEW = 20;

/** Folder of the npm package `protoc`; null where it is not installed. */
function homeOfProtoc(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve("protoc/package.json"));
  } catch {
    return null; // not installed: the caller says what to do
  }
}

/** The binary for this platform; null where there is none. */
function findProtoc(home: string | null): string | null {
  const binary = BINARIES[`${process.platform}-${process.arch}`];
  const command = home && binary && join(home, "bin", binary);
  return command && existsSync(command) ? command : null;
}

/** Is there a protoc for this platform? Where not, an installed buf compiles. */
export const hasProtoc = (): boolean => findProtoc(homeOfProtoc()) !== null;

const includeOf = (home: string): string => join(home, "include");

/** Folder of the well-known types' sources; null where they are not installed, and the compiler has its own. */
export function wellKnownFolder(): string | null {
  const home = homeOfProtoc();
  return home && includeOf(home);
}

/**
 * Compiles .proto files to a FileDescriptorSet with imports, source info and options: by protoc, else by an installed
 * buf. Never through a shell. Throws E_SYNTAX and E_IMPORT with the place, E_TOOL where no compiler runs.
 */
export async function compile(work: Compilation, explain: (talk: string) => TallyError): Promise<Uint8Array> {
  return inScratch(async (out, list) => {
    const home = homeOfProtoc();
    const protoc = findProtoc(home);
    const args = home && protoc ? protocArguments(list, work, includeOf(home), out) : bufArguments(work, out);
    if (protoc && work.files.length <= FEW && (await runMute(protoc, args, work.folder))) return;
    const { code, talk } = await run(protoc ?? neededBuf(), args, work.folder); // what protoc has to say it says again
    if (code !== 0) throw explain(talk);
  });
}

/**
 * Builds a folder, or a part of it, by an installed buf and by the buf.yaml and buf.lock there, so with what
 * they pin of a registry: a FileDescriptorSet as `compile` gives it. Throws what `explain` makes of buf's talk, E_TOOL.
 */
export async function build(
  folder: string,
  part: BuiltPart,
  explain: (talk: string) => TallyError,
): Promise<Uint8Array> {
  return inScratch(async (out) => {
    const { code, talk } = await run(neededBuf(), buildArguments(out, part), folder);
    if (code !== 0) throw explain(talk);
  });
}

function neededBuf(): string {
  const buf = installedBuf();
  if (buf !== null) return buf;
  throw new TallyError("E_TOOL", "no protobuf compiler is installed for this platform", {
    hint: "npm install protoc or @bufbuild/buf, put buf on PATH, or pass a descriptor set (protoc --include_imports --include_source_info -o FILE.binpb)",
  });
}

/** Runs a compiler that writes to `out`, and reads that. */
async function inScratch(work: (out: string, list: string) => Promise<void>): Promise<Uint8Array> {
  // few and small steps, and a process that should start now: not worth a thread each
  const scratch = mkdtempSync(join(tmpdir(), "tally-proto-"));
  const [out, list] = [join(scratch, "out.binpb"), join(scratch, "arguments")];
  try {
    await work(out, list);
    return readFileSync(out);
  } finally {
    for (const file of [out, list]) if (existsSync(file)) unlinkSync(file);
    rmdirSync(scratch);
  }
}

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
  if (fits(args)) return args;
  writeFileSync(list, args.join("\n"));
  return [`@${list}`];
}

/** A path that can be nothing but a path: not a flag, not a list of arguments, not two lines. Throws E_UNREADABLE. */
function asOperand(path: string): string {
  if ([...path].some((sign) => sign < " "))
    throw new TallyError("E_UNREADABLE", `${JSON.stringify(path)} has a name that no compiler can be given`);
  return isAbsolute(path) ? path : `./${path}`;
}
