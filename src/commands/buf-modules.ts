import { dirname, join, relative, sep } from "node:path";
import { TallyError } from "../core/errors.ts";
import type { Source } from "../core/source.ts";
import type { BufConfig, BufModule } from "../kinds/proto/buf/index.ts";
import type { Io } from "./command.ts";

/** A configuration file: where it lies, and its text. */
interface Found {
  readonly label: string;
  readonly text: string;
}

/** Reads a file of a folder that is named by how far it is above the input, from the input itself (0) upwards. */
interface Upwards {
  /** Path of the input's folder below the folder so many steps up; null above the last one. */
  below(steps: number): string | null;
  /** Does the folder so many steps up hold the working folder, so that buf looks there for workspaces only? */
  isOutside(steps: number): boolean;
  read(steps: number, ...parts: readonly string[]): Promise<Found | null>;
}

/**
 * The modules of an input and the rules that hold in each: by the configuration given (a file, or its text as JSON or
 * YAML), else by the nearest one of the input upwards, else buf's default. An image is judged by the configuration of
 * the working folder. Throws E_USAGE for a folder inside of a module, which buf refuses too.
 */
export async function bufModulesOf(
  given: string | undefined,
  input: Source,
  isImage: boolean,
  io: Io,
): Promise<readonly BufModule[]> {
  const { DEFAULT_BUF_CONFIG, parseBufConfig, parseBufModules } = await import("../kinds/proto/buf/index.ts");
  if (given !== undefined) {
    return parseBufModules(await readConfig(given, "--config", io), isInline(given) ? "--config" : given);
  }
  const fallback = [{ path: "", config: DEFAULT_BUF_CONFIG }];
  if (isImage) {
    const own = await readDisk(join(io.cwd, "buf.yaml"), "buf.yaml", io);
    return own ? [{ path: "", config: parseBufConfig(own.text, own.label) }] : fallback;
  }
  const upwards = input.folder === null ? inSource(input) : onDisk(input, input.folder, io);
  for (let steps = 0; upwards.below(steps) !== null; steps += 1) {
    const rest = upwards.below(steps) ?? "";
    const modules = await modulesIn(upwards, steps, rest);
    const isLone = modules?.every(({ path, config }) => path === "" && config.version !== "v2") === true;
    if (isLone && rest !== "" && input.isFolder && upwards.isOutside(steps)) continue;
    const own = modules && (rest === "" && input.isFolder ? modules : ofOne(modules, rest, input));
    if (own) return own;
  }
  return fallback;
}

const isInline = (given: string): boolean => /[{\n]/.test(given);

/** The text of a configuration that was given as a file, or as its text. Throws E_NOT_FOUND, and E_INVALID for none. */
export async function readConfig(given: string, option: string, io: Io): Promise<string> {
  const { parseBufConfig } = await import("../kinds/proto/buf/index.ts");
  const text = isInline(given) ? given : Buffer.from(await io.readFile(given)).toString("utf8");
  parseBufConfig(text, isInline(given) ? option : given);
  return text;
}

/** The modules that the configuration of one folder lists, relative to it; null where there is none. */
async function modulesIn(upwards: Upwards, steps: number, rest: string): Promise<readonly BufModule[] | null> {
  const { parseBufConfig, parseBufModules, parseBufWorkspace } = await import("../kinds/proto/buf/index.ts");
  const workspace = await upwards.read(steps, "buf.work.yaml");
  if (workspace) {
    const folders = parseBufWorkspace(workspace.text, workspace.label);
    return Promise.all(
      folders.map(async (path) => {
        const own = await upwards.read(steps, path, "buf.yaml");
        return { path, config: parseBufConfig(own?.text ?? "version: v1", own?.label ?? path) };
      }),
    );
  }
  const own = await upwards.read(steps, "buf.yaml");
  if (!own) return null;
  const modules = parseBufModules(own.text, own.label);
  return rest === "" ? modules : modules.filter(({ path }) => holds(path, rest) || holds(rest, path));
}

/** Is a path the folder, or below it? */
const holds = (folder: string, path: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

/** The rules for an input inside of a workspace: those of the module that it is, or that holds the file. */
function ofOne(modules: readonly BufModule[], rest: string, input: Source): readonly BufModule[] | null {
  const [module] = modules.filter(({ path }) => holds(path, rest)).sort((a, b) => b.path.length - a.path.length);
  if (!module) return input.isFolder ? thoseBelow(modules, rest) : null;
  if (input.isFolder && module.path !== rest) {
    throw new TallyError("E_USAGE", `${input.label} lies inside of the module ${module.path || "."} of a buf.yaml`, {
      hint: "name the module or the workspace, and the folder in it with --path",
    });
  }
  return [{ path: "", config: module.config.version === "v2" ? rebase(module.config, rest) : module.config }];
}

/** The modules of a workspace that lie in one of its folders; null where there are none. */
function thoseBelow(modules: readonly BufModule[], folder: string): readonly BufModule[] | null {
  const below = modules.filter(({ path }) => path.startsWith(`${folder}/`));
  if (below.length === 0) return null;
  return below.map(({ path, config }) => ({
    path: path.slice(folder.length + 1),
    config: config.version === "v2" ? rebase(config, folder) : config,
  }));
}

/** The paths of a configuration, seen from a folder below its own; what lies elsewhere is left out. */
function rebase(config: BufConfig, folder: string): BufConfig {
  const seen = (paths: readonly string[]): readonly string[] =>
    paths.flatMap((path) => {
      if (path === "." || holds(path, folder)) return ["."];
      return folder === "" ? [path] : holds(folder, path) ? [path.slice(folder.length + 1)] : [];
    });
  const ignoreOnly = new Map([...config.ignoreOnly].map(([rule, paths]) => [rule, seen(paths)] as const));
  return { ...config, ignore: seen(config.ignore), ignoreOnly };
}

/** The folder of an input: itself, or the one a file lies in. */
export const folderOf = (source: Source): string =>
  source.isFolder ? source.entry : source.entry.split("/").slice(0, -1).join("/");

/** Upwards within what holds the input: a commit of git, say. */
function inSource(input: Source): Upwards {
  const parts = folderOf(input) === "" ? [] : folderOf(input).split("/");
  return {
    below: (steps) => (steps > parts.length ? null : parts.slice(parts.length - steps).join("/")),
    isOutside: () => true,
    read: async (steps, ...more) => {
      const label = [...parts.slice(0, parts.length - steps), ...more].join("/");
      const bytes = await input.read(label);
      return bytes && { label, text: Buffer.from(bytes).toString("utf8") };
    },
  };
}

/** Upwards to the root of the file system, as buf looks. */
function onDisk(input: Source, root: string, io: Io): Upwards {
  const folders = [join(root, folderOf(input))];
  for (let folder = dirname(folders[0] ?? ""); folder !== folders.at(-1); folder = dirname(folder))
    folders.push(folder);
  return {
    below: (steps) => {
      const folder = folders[steps];
      return folder === undefined
        ? null
        : relative(folder, folders[0] ?? "")
            .split(sep)
            .join("/");
    },
    isOutside: (steps) => !holds(io.cwd, folders[steps] ?? ""),
    read: (steps, ...more) => {
      const path = join(folders[steps] ?? "", ...more);
      return readDisk(path, relative(io.cwd, path), io);
    },
  };
}

async function readDisk(path: string, label: string, io: Io): Promise<Found | null> {
  if ((await io.stat(path)) !== "file") return null;
  return { label, text: Buffer.from(await io.readFile(path)).toString("utf8") };
}
