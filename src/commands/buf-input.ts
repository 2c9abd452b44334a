import { resolve } from "node:path";
import { TallyError } from "../core/errors.ts";
import type { Io } from "./command.ts";
import { gitSource } from "./git-source.ts";
import { findSource, type NamedSource, type SourceOptions } from "./source.ts";

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
  if (format !== undefined && !["dir", "git", "binpb", "protofile", "bin"].includes(format))
    throw new TallyError("E_KIND", `${text}: the format ${format} is not read`);
  if (format === "git" || name === ".git" || name.endsWith("/.git") || name.endsWith(".git"))
    return gitInput(name, settings, text, io);
  const subfolder = settings.get("subdir");
  return findSource(subfolder === undefined ? name : `${name.replace(/\/$/, "")}/${subfolder}`, options, io);
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
