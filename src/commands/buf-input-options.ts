import { TallyError } from "../core/errors.ts";

/** What an input in buf's grammar turns out to be. */
export type InputFormat = "folder" | "file" | "git" | "image";

/** The options behind `#` of an input, by key. */
export type InputOptions = ReadonlyMap<string, string>;

type Check = (value: string) => boolean;

const isTruth: Check = (value) => value === "true" || value === "false";
const isCount: Check = (value) => /^[1-9]\d{0,8}$/.test(value);
const anything: Check = () => true;

/** Every key: what its value can be, and the formats that it says something about. */
const OPTIONS: ReadonlyMap<string, { readonly isValue: Check; readonly of: readonly InputFormat[] }> = new Map([
  ["format", { isValue: anything, of: ["folder", "file", "git", "image"] }],
  ["branch", { isValue: anything, of: ["git"] }],
  ["tag", { isValue: anything, of: ["git"] }],
  ["ref", { isValue: anything, of: ["git"] }],
  ["commit", { isValue: anything, of: ["git"] }],
  ["depth", { isValue: isCount, of: ["git"] }],
  ["filter", { isValue: anything, of: ["git"] }],
  ["recurse_submodules", { isValue: isTruth, of: ["git"] }],
  ["subdir", { isValue: anything, of: ["git", "folder"] }],
  ["compression", { isValue: anything, of: ["image"] }],
  ["use_proto_names", { isValue: isTruth, of: ["image"] }],
  ["use_enum_numbers", { isValue: isTruth, of: ["image"] }],
  ["include_package_files", { isValue: isTruth, of: ["folder", "file", "git", "image"] }],
]);

/** Splits an input in buf's grammar into its name and its options. Throws E_USAGE for options that there are not. */
export function splitInput(whole: string): { readonly name: string; readonly options: InputOptions } {
  const hash = whole.indexOf("#");
  if (hash < 0) return { name: whole, options: new Map() };
  const options = new Map<string, string>();
  for (const part of whole.slice(hash + 1).split(",")) {
    const [key = "", value = "", ...rest] = part.split("=");
    const known = OPTIONS.get(key);
    if (!known || value === "" || rest.length > 0 || options.has(key)) {
      throw new TallyError("E_USAGE", `${whole}: "${part}" is no option of an input, or was given before`, {
        hint: `options are ${[...OPTIONS.keys()].join(", ")}, each KEY=VALUE, with commas between`,
      });
    }
    if (!known.isValue(value)) throw new TallyError("E_USAGE", `${whole}: ${key} cannot be "${value}"`);
    options.set(key, value);
  }
  return { name: whole.slice(0, hash), options };
}

/**
 * Refuses options that say nothing about a format: a branch of a folder would be passed over, and the working tree
 * compared with itself. Throws E_USAGE.
 */
export function refuseForeign(options: InputOptions, format: InputFormat, whole: string): void {
  const foreign = [...options.keys()].find((key) => !OPTIONS.get(key)?.of.includes(format));
  if (foreign === undefined) return;
  const isOfGit = OPTIONS.get(foreign)?.of.includes("git") === true;
  throw new TallyError("E_USAGE", `${whole}: ${foreign} says nothing about ${TITLES[format]}`, {
    ...(isOfGit && { hint: "a repository is named by its .git: .git#branch=main" }),
  });
}

const TITLES: Readonly<Record<InputFormat, string>> = {
  folder: "a folder",
  file: "a .proto file",
  git: "a repository",
  image: "an image",
};
