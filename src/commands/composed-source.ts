import { join } from "node:path";
import { TallyError } from "../core/errors.ts";
import type { Io } from "./command.ts";
import { fixedPart, patternOf } from "./glob.ts";
import { findSource, type NamedSource, type SourceOptions } from "./source.ts";

/**
 * Finds the documents that a pattern names (`services/*.yaml`, `main:services/*.yaml`), to be read as one interface,
 * sorted by path. The root is found as for the folder before the first special character. Throws E_NOT_FOUND where
 * nothing matches.
 */
export async function findComposed(pattern: string, options: SourceOptions, io: Io): Promise<NamedSource> {
  const fixed = await fixedFolder(pattern, io);
  const { source, path, show } = await findSource(fixed === "" ? "." : fixed, options, io);
  const expression = patternOf(pattern.slice(fixed.length));
  const skip = source.entry === "" ? 0 : source.entry.length + 1;
  const entries = (await source.list(source.entry)).filter((file) => expression.test(file.slice(skip)));
  const [first] = entries;
  if (first === undefined)
    throw new TallyError("E_NOT_FOUND", `${pattern}: no file matches`, {
      hint: "with --composed both sides are patterns such as 'services/*.yaml', in quotes",
    });
  await source.prefetch?.(entries);
  return {
    source: { ...source, label: pattern, entry: first, entries, isFolder: false },
    ...(path !== undefined && { path: join(path, first.slice(skip)) }),
    show,
  };
}

/** `REF:` before a pattern stays with the folder, which may be the top level of the commit. */
async function fixedFolder(pattern: string, io: Io): Promise<string> {
  const fixed = fixedPart(pattern);
  const colon = pattern.indexOf(":");
  if (fixed !== "" || colon < 1) return fixed;
  return (await io.stat(pattern)) === null ? pattern.slice(0, colon + 1) : fixed;
}
