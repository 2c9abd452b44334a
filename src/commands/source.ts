import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { TallyError } from "../core/errors.ts";
import { type Bundle, bundleSource, type Source } from "../core/source.ts";
import type { Io } from "./command.ts";
import { gitSource } from "./git-source.ts";
import { isPattern } from "./glob.ts";

/** At most this much is read from standard input, in bytes. */
export const STDIN_LIMIT = 40 * 1024 * 1024;

/** A source, and what to call its files when they are shown to the user. */
export interface NamedSource {
  readonly source: Source;
  /** The absolute path where it lies in the working tree, or would lie if its commit were there; absent: nowhere. */
  readonly path?: string;
  /** From a path relative to the source's root to what the user can open or type. */
  show(path: string): string;
}

/** How sources are found. */
export interface SourceOptions {
  /** The folder that references may not leave; absent: tally.yaml's, else the git top level, else the file's own. */
  readonly root?: string;
  /** Fetches `broker:APPLICATION@VERSION[#NAME]`. */
  fetchBundle(reference: string): Promise<Bundle>;
}

/**
 * Finds what the user named: `-` (standard input), an existing path, `broker:orders@1.2.3`, or a git ref and a
 * path (`main:api/openapi.yaml`), in this order. Throws E_NOT_FOUND when it is none of them.
 */
export async function findSource(name: string, options: SourceOptions, io: Io): Promise<NamedSource> {
  if (name === "-") return stdinSource(io);
  const path = resolve(io.cwd, name);
  const what = await io.stat(path);
  if (what !== null) return diskSource(name, path, what === "folder", options.root, io);
  if (name.startsWith("broker:")) {
    const bundle = await options.fetchBundle(name.slice("broker:".length));
    return { source: bundleSource(bundle, name), show: (file) => `${name}/${file}` };
  }
  if (/^https?:\/\//i.test(name))
    throw new TallyError("E_REMOTE", `${name} is a URL`, { hint: "fetch it first, into a file or standard input (-)" });
  const colon = name.indexOf(":");
  if (colon > 0) return gitSource(name.slice(0, colon), name.slice(colon + 1), io);
  throw new TallyError("E_NOT_FOUND", `${name}: no such file or folder`, {
    hint: isPattern(name)
      ? "many OpenAPI documents are read as one interface with --composed"
      : "a git ref is written REF:PATH (main:api/openapi.yaml), a published version broker:APPLICATION@VERSION",
  });
}

async function diskSource(
  name: string,
  path: string,
  isFolder: boolean,
  given: string | undefined,
  io: Io,
): Promise<NamedSource> {
  const folder = given === undefined ? await findRoot(isFolder ? path : dirname(path), io) : resolve(io.cwd, given);
  if (!isInside(folder, path)) {
    throw new TallyError("E_OUTSIDE_ROOT", `${name} lies outside the root ${folder}`, {
      hint: "name a root that holds it: --root FOLDER",
    });
  }
  const realFolder = await io.realPath(folder);
  const listed = new Map<string, string>();
  const source: Source = {
    label: name,
    entry: toPosix(relative(folder, path)),
    isFolder,
    folder,
    read: async (file) => {
      const known = listed.get(file);
      if (known !== undefined) return io.readFile(known);
      const target = resolve(folder, file);
      const leaves = target !== path && !isInside(realFolder, await io.realPath(target)); // what was named may be a link
      if (!isInside(folder, target) || leaves) {
        throw new TallyError("E_OUTSIDE_ROOT", `${file} lies outside the root ${folder}`);
      }
      return (await io.stat(target)) === null ? null : io.readFile(target);
    },
    list: async (below) => {
      const base = join(folder, below);
      const files = (await io.listFiles(base)).map((file) => [nameBelow(folder, file), file] as const);
      // no link is followed on the way down: what lies in a folder inside the root lies inside it too
      if (isInside(realFolder, await io.realPath(base))) for (const [name, file] of files) listed.set(name, file);
      return files.map(([name]) => name);
    },
  };
  return { source, path, show: (file) => shown(join(folder, file), io.cwd) };
}

/** The nearest folder upwards that holds a tally.yaml, else the git top level, else the folder itself. */
async function findRoot(start: string, io: Io): Promise<string> {
  let top: string | null = null;
  for (let folder = start; ; folder = dirname(folder)) {
    if ((await io.stat(join(folder, "tally.yaml"))) === "file") return folder;
    if (top === null && (await io.stat(join(folder, ".git"))) !== null) top = folder;
    if (folder === dirname(folder)) return top ?? start;
  }
}

async function stdinSource(io: Io): Promise<NamedSource> {
  const bytes = await io.stdin(STDIN_LIMIT);
  const name = `stdin.${extensionOf(bytes)}`;
  const source = bundleSource({ kind: "", entry: name, files: [{ path: name, bytes }] }, "standard input");
  return { source, show: () => "<stdin>" };
}

/** Standard input has no name, so its first bytes say how it would be called. */
function extensionOf(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 4096);
  if (start.some((byte) => byte < 9)) return "binpb";
  const head = Buffer.from(start).toString("latin1");
  if (/^\s*\{/.test(head)) return "json";
  return /^\s*(syntax|edition)\s*=|^\s*(package\s+[\w.]+|message\s+\w+|service\s+\w+|enum\s+\w+)\s*[;{]/m.test(head)
    ? "proto"
    : "yaml";
}

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way));
};

const toPosix = (path: string): string => (sep === "/" ? path : path.split(sep).join("/"));

/** The path of a file in a folder, relative to that. */
const nameBelow = (folder: string, file: string): string =>
  toPosix(file.startsWith(folder + sep) ? file.slice(folder.length + 1) : relative(folder, file));

const shown = (path: string, cwd: string): string => toPosix(isInside(cwd, path) ? relative(cwd, path) || "." : path);
