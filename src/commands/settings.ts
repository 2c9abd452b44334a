import { dirname, isAbsolute, join, resolve } from "node:path";
import { TallyError } from "../core/errors.ts";
import { type Events, otherEnd } from "../core/events.ts";
import type { Exemption } from "../core/exemption.ts";
import type { Grant } from "../core/leniency.ts";
import type { ApplicationSetting, TallyYaml } from "../tally-yaml.ts";
import type { Io } from "./command.ts";

/** What the nearest tally.yaml says; nothing where there is none. */
export interface Settings {
  /** Absolute path of the file; null: there is none. */
  readonly file: string | null;
  /** The folder that its paths count from. */
  readonly folder: string;
  readonly applications: readonly ApplicationSetting[];
  readonly exemptions: readonly Exemption[];
  /** Breaks that this repository forgives. */
  readonly lenient: readonly Grant[];
  /** The application of this name; one without a name answers to every name. */
  find(name: string): ApplicationSetting | null;
  /** The application of which one of these files (absolute paths) is an interface, else the only one there is. */
  offering(files: readonly string[]): ApplicationSetting | null;
  /** The application that keeps one of these files (absolute paths) as the copy of a provider; null: it is an interface, or nobody's. */
  reading(files: readonly string[]): ApplicationSetting | null;
  /**
   * What is declared of events in the interface, or the copy, that is this file or folder (an absolute path), from the
   * side of who offers it; null: nothing.
   */
  eventsOf(path: string): Events | null;
  /**
   * Where imports of the interface, or the copy, that is this file or folder (an absolute path) start: counted from the
   * folder of tally.yaml, absolute where they do not lie in it.
   */
  importRootsOf(path: string): readonly string[];
  /** The only application. Throws E_USAGE where there are several or no file. */
  only(): ApplicationSetting;
}

/**
 * Reads the nearest tally.yaml, looking upwards from the working folder. Throws as `readTallyYaml` does, and E_USAGE where
 * the file has another name.
 */
export async function findSettings(io: Io): Promise<Settings> {
  const file = await nearest(io);
  if (file === null) return settings(null, io.cwd, { applications: [], exemptions: [], lenient: [] });
  const { readTallyYaml } = await import("../tally-yaml.ts");
  return settings(file, dirname(file), readTallyYaml(await io.readFile(file), file));
}

async function nearest(io: Io): Promise<string | null> {
  for (let folder = io.cwd; ; folder = dirname(folder)) {
    const file = join(folder, "tally.yaml");
    if ((await io.stat(file)) === "file") return file;
    if ((await io.stat(join(folder, "tally.yml"))) === "file")
      throw new TallyError("E_USAGE", `${join(folder, "tally.yml")} is not read: it is to be called tally.yaml`);
    if (folder === dirname(folder)) return null;
  }
}

/** A path counted from a folder, absolute where it leaves it. */
const fromHere = (folder: string, path: string): string => (path.split("/")[0] === ".." ? resolve(folder, path) : path);

function settings(file: string | null, folder: string, { applications, exemptions, lenient }: TallyYaml): Settings {
  const names = (one: ApplicationSetting, listed: readonly { readonly path: string }[], files: readonly string[]) =>
    listed.some(({ path }) => files.includes(resolve(folder, one.path, path)));
  const at = (one: ApplicationSetting, path: string) => (listed: { readonly path: string }) =>
    resolve(folder, one.path, listed.path) === path;
  return {
    file,
    folder,
    applications,
    exemptions,
    lenient,
    find: (name) => applications.find((one) => one.name === name || one.name === null) ?? null,
    offering: (files) =>
      applications.find((one) => names(one, one.interfaces, files)) ??
      (applications.length === 1 ? (applications[0] ?? null) : null),
    reading: (files) =>
      applications.some((one) => names(one, one.interfaces, files))
        ? null
        : (applications.find((one) => names(one, one.copies, files)) ?? null),
    eventsOf: (path) => {
      const offered = applications.flatMap((one) => one.interfaces.filter(at(one, path)));
      const copied = applications.flatMap((one) => one.copies.filter(at(one, path)));
      const [events = null] = [
        ...offered.flatMap((offer) => offer.events ?? []),
        ...copied.flatMap((copy) => (copy.events ? otherEnd(copy.events) : [])),
      ];
      return events;
    },
    importRootsOf: (path) =>
      applications.flatMap((one) =>
        [...one.interfaces.filter(at(one, path)), ...one.copies.filter(at(one, path))].flatMap(({ importRoots = [] }) =>
          importRoots.map((root) => fromHere(folder, isAbsolute(root) ? root : join(one.path, root))),
        ),
      ),
    only: () => {
      const [first, ...others] = applications;
      if (first && others.length === 0) return first;
      throw new TallyError(
        "E_USAGE",
        first
          ? `which application? tally.yaml names ${applications.flatMap(({ name }) => name ?? []).join(", ")}`
          : "which application? There is no tally.yaml here",
        { hint: "say it with -a NAME" },
      );
    },
  };
}
