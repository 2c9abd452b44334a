import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TallyError } from "../core/errors.ts";
import { bundleSource, type Source } from "../core/source.ts";
import type { ImageForm } from "../kinds/proto/buf/image.ts";
import { type InputOptions, refuseForeign, splitInput } from "./buf-input-options.ts";
import { folderOf } from "./buf-modules.ts";
import type { Io } from "./command.ts";
import { gitSource } from "./git-source.ts";
import { readInput } from "./read-json.ts";
import { findSource, type NamedSource, type SourceOptions } from "./source.ts";

/**
 * Finds what an input in buf's grammar names: a folder, a .proto file or an image (`dir`, `dir/x.proto`,
 * `image.binpb`, `-`), each with options behind `#`, or a git repository (`.git#branch=main,subdir=proto`,
 * `../other/.git#tag=v1.2`). Remote repositories and the registry are refused with E_REMOTE.
 */
export async function findBufInput(whole: string, sources: SourceOptions, io: Io): Promise<NamedSource> {
  const { name: typed, options } = splitInput(whole);
  const name = localPath(typed);
  if (/^(?:[\w+]+:\/\/|buf\.build\/|[\w.-]+@[\w.-]+:)/.test(name)) {
    throw new TallyError("E_REMOTE", `${whole}: only repositories and files on this machine are read`, {
      hint: "clone it first and name its folder",
    });
  }
  const format = options.get("format");
  if (format === "git" || (format === undefined && name.endsWith(".git"))) return gitInput(name, options, whole, io);
  const image = imageForm(name, options, whole);
  if (image) return imageInput(name, image, options, whole, io);
  return textInput(name, options, whole, sources, io);
}

/** The path that a `file:` URL of this machine names; anything else as it is. */
function localPath(name: string): string {
  if (!/^file:\/\/\//.test(name)) return name;
  try {
    return fileURLToPath(name);
  } catch (cause) {
    throw new TallyError("E_USAGE", `${name} names no file of this machine`, { cause });
  }
}

/** A folder or a .proto file, with the rest of its package where that is asked for. Who names a whole path is shown whole ones. */
async function textInput(
  name: string,
  options: InputOptions,
  whole: string,
  sources: SourceOptions,
  io: Io,
): Promise<NamedSource> {
  const subfolder = options.get("subdir");
  const path = subfolder === undefined ? name : `${name.replace(/\/$/, "")}/${subfolder}`;
  const found = await findSource(path, sources, io);
  refuseForeign(options, found.source.isFolder ? "folder" : "file", whole);
  const named = isAbsolute(name) ? { ...found, show: (file: string) => resolve(io.cwd, found.show(file)) } : found;
  if (found.source.isFolder || options.get("include_package_files") !== "true") return named;
  const { withPackage } = await import("../kinds/proto/buf/package-files.ts");
  return { ...named, source: await withPackage(found.source) };
}

/** Is this source an image: descriptors rather than texts? */
export const isImageSource = ({ isFolder, entry }: Source): boolean => !isFolder && !entry.endsWith(".proto");

const EXTENSION = /\.(binpb|bin|pb|protoset|desc|json|txtpb|yaml)(?:\.(gz|zst))?$/;
const FORMATS = new Map<string, ImageForm["format"]>([
  ...(["binpb", "bin", "bingz", "pb", "protoset", "desc"] as const).map((name) => [name, "binpb"] as const),
  ...(["json", "jsongz"] as const).map((name) => [name, "json"] as const),
  ...(["txtpb", "yaml"] as const).map((name) => [name, name] as const),
]);
const COMPRESSIONS = new Map<string, ImageForm["compression"]>([
  ["none", "none"],
  ...(["gzip", "gz"] as const).map((name) => [name, "gzip"] as const),
  ...(["zstd", "zst"] as const).map((name) => [name, "zstd"] as const),
]);
const ARCHIVE = /\.(?:tar|tgz|zip)(?:\.(?:gz|zst))?$/;

/** How an image is written, by its name or by the options behind it; null for what is no image on this machine. */
function imageForm(name: string, options: InputOptions, whole: string): ImageForm | null {
  const [, extension, packed] = EXTENSION.exec(name) ?? [];
  const named = options.get("format") ?? extension ?? (name === "-" ? "binpb" : undefined);
  if (ARCHIVE.test(name) || (named !== undefined && /^(?:tar|targz|zip)$/.test(named)))
    throw new TallyError("E_KIND", `${whole}: archives are not read`, { hint: "unpack it and name the folder" });
  if (named === undefined || named === "dir" || named === "protofile" || name.startsWith("broker:")) return null;
  const format = FORMATS.get(named);
  const given = options.get("compression") ?? (/^(?:bin|json)gz$/.test(named) ? "gzip" : (packed ?? "none"));
  const compression = COMPRESSIONS.get(given);
  if (!format) throw new TallyError("E_KIND", `${whole}: the format ${named} is not read`);
  if (!compression) throw new TallyError("E_USAGE", `${whole}: the compression ${given} is none of none, gzip, zstd`);
  return { format, compression };
}

/** An image by itself: its files are called what it calls them. */
async function imageInput(
  name: string,
  form: ImageForm,
  options: InputOptions,
  whole: string,
  io: Io,
): Promise<NamedSource> {
  refuseForeign(options, "image", whole);
  const { imageBytes } = await import("../kinds/proto/buf/image.ts");
  if (name !== "-" && (await io.stat(resolve(io.cwd, name))) !== "file")
    throw new TallyError("E_NOT_FOUND", `${whole}: no such file`);
  const bytes = await readInput(name, io);
  const files = [{ path: "image.binpb", bytes: imageBytes(bytes, form, whole) }];
  const source = bundleSource({ kind: "proto", entry: "image.binpb", files }, whole);
  return { source, show: (file) => file };
}

/** Branches and tags by their full names, so that a tag never stands in for a branch. */
async function gitInput(name: string, options: InputOptions, whole: string, io: Io): Promise<NamedSource> {
  refuseForeign(options, "git", whole);
  const [branch, tag, commit, ref] = ["branch", "tag", "commit", "ref"].map((key) => options.get(key));
  const isTwice = [branch, tag, commit].filter((given) => given !== undefined).length > 1;
  if (isTwice || (ref !== undefined && (tag ?? commit) !== undefined))
    throw new TallyError("E_USAGE", `${whole}: name one of branch, tag and commit, or a ref and its branch`);
  const folder = resolve(io.cwd, name.replace(/(?:^|\/)\.git$/, "") || ".");
  if ((await io.stat(folder)) !== "folder")
    throw new TallyError("E_NOT_FOUND", `${whole}: there is no repository at ${name}`);
  const named = commit ?? ref ?? (tag === undefined ? branch : `refs/tags/${tag}`) ?? "HEAD";
  return gitSource(named, options.get("subdir") ?? "", { ...io, cwd: folder });
}

/** An input as if this were its buf.yaml (`--against-config`): where its imports start from, and what it leaves out. */
export function withConfig({ source, show }: NamedSource, text: string): NamedSource {
  if (isImageSource(source)) return { source, show };
  const folder = folderOf(source);
  const own = (name: string) => (folder === "" ? name : `${folder}/${name}`);
  const read = async (path: string) => {
    if (path === own("buf.yaml")) return Buffer.from(text);
    return path === own("buf.work.yaml") ? null : source.read(path);
  };
  return { source: { ...source, read }, show };
}
