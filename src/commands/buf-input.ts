import { resolve } from "node:path";
import { TallyError } from "../core/errors.ts";
import { bundleSource, type Source } from "../core/source.ts";
import type { Io } from "./command.ts";
import { gitSource } from "./git-source.ts";
import { findSource, type NamedSource, type SourceOptions, STDIN_LIMIT } from "./source.ts";

/**
 * Finds what an input in buf's grammar names: a folder, a .proto file or an image (`dir`, `dir/x.proto`,
 * `image.binpb`, `-`), each with options behind `#`, or a git repository (`.git#branch=main,subdir=proto`,
 * `../other/.git#tag=v1.2`). Remote repositories and the registry are refused with E_REMOTE.
 */
export async function findBufInput(text: string, options: SourceOptions, io: Io): Promise<NamedSource> {
  const hash = text.indexOf("#");
  const name = hash < 0 ? text : text.slice(0, hash);
  const settings = hash < 0 ? new Map<string, string>() : settingsOf(text.slice(hash + 1), text);
  if (/^(?:https?|ssh|git|file):\/\//.test(name) || /^buf\.build\//.test(name) || name.includes("@")) {
    throw new TallyError("E_REMOTE", `${text}: only repositories and files on this machine are read`, {
      hint: "clone it first and name its folder",
    });
  }
  const format = settings.get("format");
  if (format !== undefined && !["dir", "git", "protofile", ...IMAGE_FORMATS].includes(format))
    throw new TallyError("E_KIND", `${text}: the format ${format} is not read`);
  if (settings.get("include_package_files") === "true")
    throw new TallyError("E_USAGE", `${text}: include_package_files is not supported; name the folder`);
  if (format === "git" || name === ".git" || name.endsWith("/.git") || name.endsWith(".git"))
    return gitInput(name, settings, text, io);
  const image = imageForm(name, settings, text);
  if (image) return imageInput(name, image, text, io);
  const subfolder = settings.get("subdir");
  return findSource(subfolder === undefined ? name : `${name.replace(/\/$/, "")}/${subfolder}`, options, io);
}

const IMAGE_FORMATS = ["binpb", "bin", "json"];

/** Is this source an image: descriptors rather than texts? */
export const isImageSource = ({ isFolder, entry }: Source): boolean => !isFolder && !entry.endsWith(".proto");

interface ImageForm {
  readonly json: boolean;
  readonly gzip: boolean;
}

/** How an image is written, by its name or by the options behind it; null for what is no image on this machine. */
function imageForm(name: string, settings: ReadonlyMap<string, string>, whole: string): ImageForm | null {
  const [, extension, packed] = /\.(binpb|bin|pb|protoset|desc|json|txtpb|yaml)(?:\.(gz|zst))?$/.exec(name) ?? [];
  const format = settings.get("format") ?? extension ?? (name === "-" ? "binpb" : undefined);
  if (format === undefined || format === "dir" || format === "protofile" || name.startsWith("broker:")) return null;
  const compression = settings.get("compression") ?? (packed === "gz" ? "gzip" : packed === "zst" ? "zstd" : "none");
  if (format === "txtpb" || format === "yaml" || !["gzip", "none"].includes(compression))
    throw new TallyError("E_KIND", `${whole}: images are read as .binpb or .json, plain or with gzip`);
  return { json: format === "json", gzip: compression === "gzip" };
}

/** An image by itself: its files are called what it calls them. */
async function imageInput(name: string, form: ImageForm, whole: string, io: Io): Promise<NamedSource> {
  const { imageBytes } = await import("../kinds/proto/buf/index.ts");
  if (name !== "-" && (await io.stat(resolve(io.cwd, name))) !== "file")
    throw new TallyError("E_NOT_FOUND", `${whole}: no such file`);
  const bytes = name === "-" ? await io.stdin(STDIN_LIMIT) : await io.readFile(name);
  const files = [{ path: "image.binpb", bytes: imageBytes(bytes, form, whole) }];
  const source = bundleSource({ kind: "proto", entry: "image.binpb", files }, whole);
  return { source, show: (file) => file };
}

const KNOWN = [
  "format",
  "branch",
  "tag",
  "ref",
  "commit",
  "subdir",
  "depth",
  "recurse_submodules",
  "include_package_files",
  "compression",
];

function settingsOf(text: string, whole: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of text.split(",")) {
    const [key = "", value] = part.split("=");
    if (!KNOWN.includes(key) || value === undefined || value === "")
      throw new TallyError("E_USAGE", `${whole}: "${part}" is no option of an input`, {
        hint: `options are ${KNOWN.join(", ")}, each KEY=VALUE, with commas between`,
      });
    found.set(key, value);
  }
  return found;
}

/** Branches and tags by their full names, so that a tag never stands in for a branch. */
async function gitInput(
  name: string,
  settings: ReadonlyMap<string, string>,
  whole: string,
  io: Io,
): Promise<NamedSource> {
  const [branch, tag] = [settings.get("branch"), settings.get("tag")];
  const ref =
    settings.get("commit") ?? settings.get("ref") ?? (tag === undefined ? branch : `refs/tags/${tag}`) ?? "HEAD";
  const folder = resolve(io.cwd, name.replace(/(?:^|\/)\.git$/, "") || ".");
  if ((await io.stat(folder)) !== "folder")
    throw new TallyError("E_NOT_FOUND", `${whole}: there is no repository at ${name}`);
  return gitSource(ref, settings.get("subdir") ?? "", { ...io, cwd: folder });
}
