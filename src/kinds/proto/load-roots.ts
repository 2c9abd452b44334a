import { isAbsolute, relative, sep } from "node:path";
import { TallyError } from "../../core/errors.ts";
import { groupBy } from "../../core/group.ts";
import { isObject } from "../../core/json.ts";
import type { LoadOptions } from "../../core/kind.ts";
import type { Source } from "../../core/source.ts";
import type { Scanned } from "./scan.ts";

/** Joins parts of a path with `/`, leaving out empty ones and `.`. Does not resolve `..`. */
export const joinPath = (...parts: readonly string[]): string =>
  parts.every(isPlain) ? parts.filter((part) => part !== "").join("/") : joinSlowly(parts);

/** Nothing in it to leave out. */
const isPlain = (path: string): boolean => !/(?:^|\/)\.?(?:\/|$)/.test(path) || path === "";

const joinSlowly = (parts: readonly string[]): string =>
  parts
    .flatMap((part) => part.split("/"))
    .filter((part) => part !== "" && part !== ".")
    .join("/");

/** The folder of a path; empty for the root. */
export const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");

/** The name of a file, without its folder. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** True when a path lies in a folder; everything lies in the root. */
export const isBelow = (path: string, folder: string): boolean => folder === "" || path.startsWith(`${folder}/`);

/** What a buf.yaml takes from a registry. */
export interface Dependencies {
  /** The folder that buf builds, relative to the root of the source: that of the buf.yaml or buf.work.yaml. */
  readonly folder: string;
  /** `buf.build/owner/module`, each once. */
  readonly names: readonly string[];
}

/** Where imports are looked for, and which files of the folder are not meant. */
export interface Roots {
  readonly roots: readonly string[];
  readonly excludes: readonly string[];
  /** Absent where nothing is taken from a registry. */
  readonly dependencies?: Dependencies;
}

const dependingOn = (folder: string, names: readonly string[]): { readonly dependencies?: Dependencies } =>
  names.length === 0 ? {} : { dependencies: { folder, names: [...new Set(names)] } };

const CONFIG_LIMIT = 1024 * 1024;

async function readYaml(source: Source, path: string): Promise<Record<string, unknown> | null> {
  const bytes = await source.read(path);
  if (bytes === null) return null;
  if (bytes.length > CONFIG_LIMIT) throw new TallyError("E_TOO_LARGE", `${path} is larger than 1 MB`);
  const { readYamlText } = await import("./read-yaml.ts"); // most folders have no such file
  try {
    const value: unknown = readYamlText(Buffer.from(bytes).toString("utf8"));
    return isObject(value) ? value : {};
  } catch (error) {
    throw new TallyError(
      "E_SYNTAX",
      `${path}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unreadable"}`,
    );
  }
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

/** Roots by buf.work.yaml and buf.yaml (v1beta1, v1, v2) in a folder; null where there is neither. */
async function bufRoots(source: Source, folder: string): Promise<Roots | null> {
  const workspace = await readYaml(source, joinPath(folder, "buf.work.yaml"));
  if (workspace) {
    const parts = await Promise.all(
      texts(workspace.directories).map(async (name) => {
        const below = joinPath(folder, name);
        return (await bufRoots(source, below)) ?? { roots: [below], excludes: [] };
      }),
    );
    return {
      roots: parts.flatMap((part) => part.roots),
      excludes: parts.flatMap((part) => part.excludes),
      ...dependingOn(
        folder,
        parts.flatMap((part) => part.dependencies?.names ?? []),
      ),
    };
  }
  const config = await readYaml(source, joinPath(folder, "buf.yaml"));
  if (!config) return null;
  const taken = dependingOn(folder, texts(config.deps));
  if (Array.isArray(config.modules)) return { ...moduleRoots(config.modules, folder), ...taken };
  const build = isObject(config.build) ? config.build : {};
  const roots = texts(build.roots).map((root) => joinPath(folder, root));
  return {
    roots: roots.length > 0 ? roots : [folder],
    excludes: texts(build.excludes).flatMap((path) =>
      (roots.length > 0 ? roots : [folder]).map((root) => joinPath(root, path)),
    ),
    ...taken,
  };
}

function moduleRoots(modules: readonly unknown[], folder: string): Roots {
  const listed = modules.filter(isObject);
  return {
    roots: listed.map((module) => joinPath(folder, typeof module.path === "string" ? module.path : "")),
    excludes: listed.flatMap((module) => texts(module.excludes).map((path) => joinPath(folder, path))),
  };
}

/**
 * Import roots of a source: those given (`-I`), else those that buf's configuration names, else none (they are
 * then inferred). Relative to the root of the source, or absolute where given so.
 */
export async function statedRoots(source: Source, options: LoadOptions): Promise<Roots | null> {
  const folder = source.isFolder ? source.entry : folderOf(source.entry);
  const configured = await nearestBuf(source, folder);
  const given = options.importRoots.map((root) => (root.startsWith("/") ? withinSource(source, root) : joinPath(root)));
  if (given.length > 0) return { roots: given, excludes: configured?.excludes ?? [] };
  return configured;
}

/** An absolute folder as a path relative to the root of the source, where it lies inside; else as it is. */
function withinSource({ folder }: Source, path: string): string {
  if (folder === null) return path;
  const way = relative(folder, path);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way) ? path : joinPath(...way.split(sep));
}

/**
 * The nearest configuration, looking upwards within the source: that of the folder itself, or of what holds it. A
 * workspace further up that lists the folder found decides, since its modules import each other.
 */
async function nearestBuf(source: Source, start: string): Promise<Roots | null> {
  let nearest: Roots | null = null;
  for (let folder = start; ; folder = folderOf(folder)) {
    const found = await bufRoots(source, folder);
    const holds = found?.roots.some((root) => isBelow(start, root) || isBelow(root, start) || root === start);
    if (found && holds && (nearest === null || found.roots.length > 1)) nearest = found;
    if (folder === "") return nearest;
  }
}

/** The folder that a file's `package` says is its root, where its path agrees with it; else null. */
export function rootByPackage(path: string, scanned: Scanned): string | null {
  if (scanned.package === "") return null;
  const folder = folderOf(path);
  const suffix = scanned.package.replaceAll(".", "/");
  if (folder === suffix) return "";
  return folder.endsWith(`/${suffix}`) ? folder.slice(0, -suffix.length - 1) : null;
}

/**
 * Import roots where nothing states them: the folder itself where it resolves every import that can be resolved,
 * else the folders under which the imported files are found, else what `package` and path agree on.
 */
export function inferRoots(folder: string, files: ReadonlyMap<string, Scanned>): readonly string[] {
  const votes = new Set<string>();
  const paths = [...files.keys()];
  const byName = groupBy(paths, nameOf);
  const resolved = new Set<string>(); // by the folder itself, which most imports are: looked at once
  for (const [path, scanned] of files) {
    for (const { path: wanted } of scanned.imports) {
      if (resolved.has(wanted)) continue;
      if (files.has(joinPath(folder, wanted))) {
        votes.add(folder);
        resolved.add(wanted);
      } else {
        const found = (byName.get(nameOf(wanted)) ?? [])
          .filter((candidate) => candidate.endsWith(`/${wanted}`) || candidate === wanted)
          .sort((a, b) => shared(b, path) - shared(a, path))[0];
        if (found !== undefined) votes.add(joinPath(found.slice(0, found.length - wanted.length)));
      }
    }
  }
  if (votes.size === 0) {
    for (const [path, scanned] of files) {
      const root = rootByPackage(path, scanned);
      if (root !== null && (root === folder || isBelow(root, folder))) votes.add(root);
    }
  }
  const uncovered = paths.some((path) => ![...votes].some((root) => isBelow(path, root)));
  return [...votes, ...(uncovered ? [folder] : [])];
}

/** Length of the common beginning of two paths. */
function shared(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index;
}
