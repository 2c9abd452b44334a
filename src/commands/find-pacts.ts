import { relative, resolve, sep } from "node:path";
import { TallyError } from "../core/errors.ts";
import { mergePacts, type Pact, readPact, writeJson } from "../pact/index.ts";
import type { Io } from "./command.ts";
import { fixedPart, isPattern, patternOf } from "./glob.ts";

/** A pact to publish: its parties, and its bytes as they will be sent. */
export interface FoundPact {
  readonly consumer: string;
  readonly provider: string;
  readonly bytes: Uint8Array;
  /** The files that it comes from. */
  readonly files: readonly string[];
}

/**
 * The pacts that paths, folders and patterns (`glob.ts`) name, counted from `folder`; several files of one consumer
 * and provider become one pact. Throws E_NOT_FOUND for a word that names nothing, E_INVALID for a file that is no pact,
 * E_CONFLICT where files contradict each other.
 */
export async function findPacts(words: readonly string[], folder: string, io: Io): Promise<readonly FoundPact[]> {
  const files = new Set<string>();
  for (const word of words) for (const file of await filesOf(word, folder, io)) files.add(file);
  const found = new Map<string, FoundPact & { readonly pact: Pact }>();
  for (const file of [...files].sort()) {
    const bytes = await io.readFile(file);
    const shown = relative(io.cwd, file) || file;
    const pact = readPact(bytes, shown);
    const { consumer, provider } = pact;
    if (consumer === null || provider === null)
      throw new TallyError(
        "E_INVALID",
        `${shown} names no ${consumer === null ? "consumer" : "provider"}: is it a pact?`,
      );
    const key = JSON.stringify([consumer, provider]);
    const known = found.get(key);
    const one = { consumer, provider, bytes, pact, files: [shown] };
    found.set(key, known ? merged(known, one) : one);
  }
  return [...found.values()].map(({ pact: _, ...rest }) => rest);
}

function merged<T extends FoundPact & { readonly pact: Pact }>(known: T, more: T): FoundPact & { readonly pact: Pact } {
  const files = [...known.files, ...more.files];
  const result = mergePacts(known.pact, more.pact);
  if ("conflicts" in result)
    throw new TallyError("E_CONFLICT", `${files.join(" and ")} contradict each other: ${result.conflicts.join("; ")}`);
  const bytes = Buffer.from(writeJson(result.document));
  return { ...known, bytes, pact: readPact(bytes, files.join(" and ")), files };
}

async function filesOf(word: string, folder: string, io: Io): Promise<readonly string[]> {
  const path = resolve(folder, word);
  const what = await io.stat(path);
  if (what === "file") return [path];
  const files =
    what === "folder"
      ? (await io.listFiles(path)).filter((file) => file.endsWith(".json"))
      : isPattern(word)
        ? await matching(word, folder, io)
        : [];
  if (files.length === 0) throw new TallyError("E_NOT_FOUND", `${word}: no pact file is there`);
  return files;
}

/** Files that a pattern names. */
async function matching(pattern: string, folder: string, io: Io): Promise<readonly string[]> {
  const base = resolve(folder, fixedPart(pattern));
  if ((await io.stat(base)) !== "folder") return [];
  const expression = patternOf(pattern);
  const all = await io.listFiles(base);
  return all.filter((file) => expression.test(relative(folder, file).split(sep).join("/")));
}
