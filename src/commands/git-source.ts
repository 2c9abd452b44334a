import { posix, relative, resolve, sep } from "node:path";
import { TallyError } from "../core/errors.ts";
import type { Source } from "../core/source.ts";
import type { Io } from "./command.ts";
import type { NamedSource } from "./source.ts";

interface Entry {
  readonly hash: string;
  readonly size: number;
}

const MAX_TREE_BYTES = 256 * 1024 * 1024;

/**
 * The files of one commit. `path` counts from the top level of the repository, or from the working folder when it
 * starts with `./`. Names reach git only as single arguments behind `--end-of-options`, contents by object hash.
 */
export async function gitSource(ref: string, path: string, io: Io): Promise<NamedSource> {
  const label = `${ref}:${path}`;
  const commit = await text(
    io,
    ["-C", io.cwd, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`],
    () => new TallyError("E_NOT_FOUND", `${label}: there is neither such a file nor a git ref "${ref}"`),
  );
  const lines = (await text(io, ["-C", io.cwd, "rev-parse", "--show-toplevel", "--show-prefix"])).split("\n");
  const [top = "", prefix = ""] = lines;
  const entry = await entryOf(path, top, io);
  const tree = await readTree(commit, top, io);
  const isFolder = entry === "" || (!tree.has(entry) && [...tree.keys()].some((name) => name.startsWith(`${entry}/`)));
  if (!isFolder && !tree.has(entry)) {
    const isHere = tree.has(posix.join(prefix, entry));
    throw new TallyError("E_NOT_FOUND", `${label}: no such path in ${ref}`, {
      ...(isHere && { hint: `paths count from the top of the repository; from here it is ${ref}:./${entry}` }),
    });
  }
  const blobs = new Map<string, Uint8Array>();
  const source: Source = {
    label,
    entry,
    isFolder,
    folder: null,
    read: async (file) => {
      const found = tree.get(file);
      if (!found) return null;
      if (!blobs.has(found.hash)) await fetchBlobs([found], blobs, top, io);
      return blobs.get(found.hash) ?? null;
    },
    list: async (folder) => {
      const names = [...tree.keys()].filter((name) => folder === "" || name.startsWith(`${folder}/`)).sort();
      return names;
    },
    prefetch: async (files) => {
      await fetchBlobs(
        files.flatMap((file) => tree.get(file) ?? []),
        blobs,
        top,
        io,
      );
    },
  };
  // git names the top level by its real path, the user by the one that led to the working folder
  const lies = resolve(io.cwd, posix.relative(prefix, ""), entry);
  return { source, path: lies, show: (file) => `${ref}:${file}` };
}

async function entryOf(path: string, top: string, io: Io): Promise<string> {
  const below = path.startsWith("./") ? relative(top, io.cwd).split(sep).join("/") : "";
  const entry = posix.normalize(posix.join(below, path || ".")).replace(/\/$/, "");
  if (entry === ".." || entry.startsWith("../") || entry.startsWith("/")) {
    throw new TallyError("E_OUTSIDE_ROOT", `${path} lies outside the repository`);
  }
  return entry === "." ? "" : entry;
}

async function readTree(commit: string, top: string, io: Io): Promise<Map<string, Entry>> {
  const listing = await io.git(["-C", top, "ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
  const tree = new Map<string, Entry>();
  for (const line of Buffer.from(listing).toString("utf8").split("\0")) {
    const tab = line.indexOf("\t"); // a name may hold more of them
    const name = line.slice(tab + 1);
    const [mode, type, hash, size] = line.slice(0, Math.max(tab, 0)).split(/ +/);
    if (name && hash && type === "blob" && mode !== "120000") tree.set(name, { hash, size: Number(size) });
  }
  return tree;
}

/** Reads blobs with one git process. */
async function fetchBlobs(
  entries: readonly Entry[],
  blobs: Map<string, Uint8Array>,
  top: string,
  io: Io,
): Promise<void> {
  const wanted = new Map(entries.filter((entry) => !blobs.has(entry.hash)).map((entry) => [entry.hash, entry.size]));
  const total = [...wanted.values()].reduce((sum, size) => sum + size, 0);
  if (total > MAX_TREE_BYTES)
    throw new TallyError(
      "E_TOO_LARGE",
      `the files asked of git hold ${total} bytes; at most ${MAX_TREE_BYTES} are read`,
    );
  if (wanted.size === 0) return;
  const asked = Buffer.from([...wanted.keys()].map((hash) => `${hash}\n`).join(""));
  const answer = Buffer.from(await io.git(["-C", top, "cat-file", "--batch"], asked));
  let at = 0;
  for (const [hash, size] of wanted) {
    const start = answer.indexOf(10, at) + 1;
    // What a partial clone lacks comes as one line without contents, and the next object stands where they would.
    if (answer.toString("latin1", at, start) !== `${hash} blob ${size}\n`)
      throw new TallyError("E_GIT", `git does not have the contents of ${hash}`);
    blobs.set(hash, answer.subarray(start, start + size));
    at = start + size + 1;
  }
}

async function text(io: Io, args: readonly string[], otherwise?: () => TallyError): Promise<string> {
  try {
    return Buffer.from(await io.git(args))
      .toString("utf8")
      .trim();
  } catch (error) {
    throw otherwise ? otherwise() : error;
  }
}
